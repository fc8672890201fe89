"""People, the bodies they work for, and the posts that outlive them."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contacts.enums import WORKING, Language, OrganisationKind, Role
from contacts.querysets import PostQuerySet, TenureQuerySet, UserQuerySet, person_key
from core import formats, history
from core.audience import Audience, JointQuerySet
from core.sides import Side

POSTS = ("held_posts", "deputised_posts")
"""What is read with an account that signs in: the posts that the person acts for today."""
DEPUTY = {"en": "Deputy for {}", "ko": "{} 대리"}
"""Kept with signatures and history in both languages, hence not from the catalogue of the pages."""
TAKEN = _("Another account has this address. One person has one account, on one side.")


class AccountManager(UserManager.from_queryset(UserQuerySet)):
    """Makes accounts, and answers what the directory asks of them."""


@history.track("username", "email", "is_active", "side", "roles", "language", "time_zone", name="UserEvent")
class User(AbstractUser):
    """Somebody who signs in, for one side; administrators belong to neither and read joint rows alone."""

    side = models.CharField(_("side"), max_length=3, choices=Side, blank=True)
    roles = ArrayField(models.CharField(max_length=13, choices=Role), verbose_name=_("roles"), default=list)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/New_York")
    person = models.GeneratedField(
        expression=person_key(Coalesce(NullIf("email", Value("")), "username")),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    """Whose account it is: the mailbox behind its address. Nobody has two open ones, not even one a side (law 1)."""
    titles_only = models.BooleanField(default=False)
    """Mails to this person say only that something waits in the tracker."""
    unread = 0
    """How many notices are unread, as far as a page needs to know; the backend fills it in."""
    waiting = 0
    """How many things wait for this person, as last counted; the backend fills it in, My work counts anew."""

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_active=True),
                name="user_once_for_each_person",
                violation_error_code="unique",
                violation_error_message=TAKEN,
            ),
            models.UniqueConstraint(fields=["id", "side"], name="user_signs_for_its_side"),
            models.CheckConstraint(
                condition=Q(side__in=Side.values) ^ Q(roles__contains=[Role.ADMINISTRATOR]),
                name="user_has_a_side_or_administers",
                violation_error_message=_("An administrator belongs to no side; everybody else to one."),
            ),
        ]

    @property
    def audience(self) -> Audience:
        return Audience.of(self.side)

    @property
    def only_looks(self) -> bool:
        """Whether the person works on no project: leadership and administrators."""
        return not self.has_role(*WORKING)

    def has_role(self, *roles: str) -> bool:
        """Whether the account has one of these roles, or a post that the person acts for today gives it.

        Who holds or deputises for a lead post is a lead; who deputises for another post, a point of contact.
        """
        if any(role in self.roles for role in roles):
            return True
        if Role.LEAD in roles and any(post["lead"] for post in self.posts_acted_for):
            return True
        return Role.POC in roles and any(not post["lead"] for post in self.deputised_posts)

    def get_roles_display(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)

    @property
    def signs_as(self) -> dict[str, str]:
        """How this person signs what everybody who works here may do."""
        return self.signing_as()

    def signing_as(self, *roles: str) -> dict[str, str]:
        """How this person signs what needs one of these roles, in both languages; without any, what WORKING may do.

        By the own post when the right is one's own; else by the post that is deputised for, and says so. What needs
        a lead is signed by a lead post before any other. Without any post it is the account's name.
        """
        roles = roles or WORKING
        needs_lead = Role.LEAD in roles and Role.POC not in roles
        held, deputised = (
            sorted(posts, key=lambda post: needs_lead and not post["lead"])
            for posts in (self.held_posts, self.deputised_posts)
        )
        own_right = any(role in self.roles for role in roles) or (needs_lead and held and held[0]["lead"])
        if held and (own_right or not deputised):
            return {"en": held[0]["en"], "ko": held[0]["ko"]}
        return as_deputy(deputised[0]) if deputised else {"en": self.username, "ko": self.username}

    @property
    def post_label(self) -> str:
        """The post held today in the reader's language, or the one deputised for; '' when there is none."""
        return self.signs_as[formats.reader_language()] if self.posts_acted_for else ""

    @property
    def deputises_for(self) -> list[str]:
        """The posts that this person deputises for today, beside an own one, in the reader's language."""
        return [post[formats.reader_language()] for post in self.deputised_posts] if self.held_posts else []

    @property
    def current_post(self) -> dict[str, Any] | None:
        """The post held today: id, titles, whether it is a lead's; None when there is none."""
        return self.held_posts[0] if self.held_posts else None

    @property
    def posts_acted_for(self) -> list[dict[str, Any]]:
        """The posts held today and those deputised for."""
        return [*self.held_posts, *self.deputised_posts]

    @cached_property
    def held_posts(self) -> list[dict[str, Any]]:
        """The posts held today, the longest first; read with the account when it signs in, else when asked."""
        return self._look_up_posts()["held_posts"]

    @cached_property
    def deputised_posts(self) -> list[dict[str, Any]]:
        """The posts deputised for today."""
        return self._look_up_posts()["deputised_posts"]

    def _look_up_posts(self) -> dict[str, list[dict[str, Any]]]:
        """Both at once, in one statement; an account that is not saved yet has none."""
        rows = type(self).objects.with_posts().filter(pk=self.pk).values(*POSTS) if self.pk else []
        self.__dict__.update(next(iter(rows), {name: [] for name in POSTS}))
        return self.__dict__


def as_deputy(post: dict[str, Any]) -> dict[str, str]:
    """What stands for a deputy of this post wherever a post stands, in both languages."""
    return {language: pattern.format(post[language]) for language, pattern in DEPUTY.items()}


@history.track()
class Organisation(models.Model):
    """A body of one side, of a partner country, or international."""

    name_en = models.CharField(_("name, English"), max_length=200, unique=True)
    name_ko = models.CharField(_("name, Korean"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=13, choices=OrganisationKind)
    side = models.CharField(_("side"), max_length=3, choices=Side, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(side__in=Side.values) | Q(country=""),
                name="organisation_of_a_side_or_a_country",
                violation_error_message=_("Choose a side or a country, not both."),
            )
        ]

    def __str__(self) -> str:
        return self.name_en


@history.track()
class PointOfContact(models.Model):
    """Somebody responsible for coordinating engagements and tracking projects (the framework's own term)."""

    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="contact")
    side = models.CharField(_("side"), max_length=3, choices=Side)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name or office"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@history.track()
class Post(models.Model):
    """A seat that outlives its holder; what a post holds stays with the post."""

    side = models.CharField(_("side"), max_length=3, choices=Side)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title_en = models.CharField(_("title, English"), max_length=120)
    title_ko = models.CharField(_("title, Korean"), max_length=120)
    is_lead = models.BooleanField(_("lead"), default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["side", "title_en"]
        constraints = [models.UniqueConstraint(fields=["side", "title_en"], name="post_title_once_for_each_side")]

    def __str__(self) -> str:
        return self.title_en


@history.track()
class Tenure(models.Model):
    """A point of contact holding a post from `since` up to, not including, `until`; taken back where both are one."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    holder = models.ForeignKey(PointOfContact, on_delete=models.PROTECT, related_name="tenures")
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="tenure_ends_no_earlier_than_it_starts",
                violation_error_message=_("A tenure ends no earlier than it starts."),
            ),
            ExclusionConstraint(  # int8range makes GiST compare a plain number without an extension
                name="tenure_has_one_holder_at_a_time",
                expressions=[
                    (Func("post_id", "post_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("since", "until", function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Somebody else holds this post at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.holder}"

    @property
    def runs(self) -> bool:
        """Whether the post is held today by this tenure."""
        return self.since <= timezone.localdate() and (self.until is None or self.until > timezone.localdate())

"""People, the bodies they work for, and the posts that outlive them."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.enums import Language, OrganisationKind, Role
from contacts.querysets import DirectoryQuerySet, PostQuerySet, TenureQuerySet, UserQuerySet, person_key
from core import history
from core.audience import Audience
from core.sides import Side

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

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def get_roles_display(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)

    @property
    def signs_as(self) -> dict[str, str]:
        """How this person signs, in both languages: the post held today, else the account's name."""
        post = getattr(self, "current_post", None) or self._look_up_post()
        return {"en": post["en"], "ko": post["ko"]} if post else {"en": self.username, "ko": self.username}

    @property
    def post_label(self) -> str:
        """The post held today in the reader's language, '' when there is none."""
        post = self.current_post if hasattr(self, "current_post") else self._look_up_post()
        return post["ko" if (get_language() or "en").startswith("ko") else "en"] if post else ""

    def _look_up_post(self) -> dict | None:
        self.current_post = type(self).objects.with_post().values_list("current_post", flat=True).get(pk=self.pk)
        return self.current_post


@history.track()
class Organisation(models.Model):
    """A body of one side, of a partner country, or international."""

    name_en = models.CharField(_("name, English"), max_length=200, unique=True)
    name_ko = models.CharField(_("name, Korean"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=13, choices=OrganisationKind)
    side = models.CharField(_("side"), max_length=3, choices=Side, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    objects = DirectoryQuerySet.as_manager()

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

    objects = DirectoryQuerySet.as_manager()

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
    """A point of contact holding a post from `since` up to, not including, `until`."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    holder = models.ForeignKey(PointOfContact, on_delete=models.PROTECT, related_name="tenures")
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="tenure_ends_after_it_starts",
                violation_error_message=_("A tenure ends after it starts."),
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

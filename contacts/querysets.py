"""Questions that the directory answers."""

from datetime import date, timedelta

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import JSONObject, Lower
from django.utils import timezone

from contacts.enums import Role
from core.audience import AudienceQuerySet, JointQuerySet
from core.queries import among


class TenureQuerySet(JointQuerySet):
    def held_on(self, day):
        """Tenures that run on this day; `until` is the first day after a tenure."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)

    def real(self):
        """Without those that were taken back."""
        return self.exclude(until=F("since"))

    def not_followed(self):
        """Tenures that were not taken back and whose end, if they have one, is nobody else's beginning."""
        next_ones = self.model.objects.real().filter(post=OuterRef("post"), since=OuterRef("until"))
        return self.real().filter(~Exists(next_ones))


class PostQuerySet(JointQuerySet):
    def vacant(self, *, day: date | None = None):
        """Posts that nobody holds on `day`, today by default."""
        tenures = apps.get_model("contacts", "Tenure").objects.held_on(day or timezone.localdate())
        return self.filter(~Exists(tenures.filter(post=OuterRef("pk"))))

    def ending_within(self, days: int, *, day: date | None = None):
        """Posts whose holder of `day` leaves in so many days, and nobody follows."""
        day = day or timezone.localdate()
        tenures = apps.get_model("contacts", "Tenure").objects.held_on(day).not_followed()
        return self.filter(Exists(tenures.filter(post=OuterRef("pk"), until__lte=day + timedelta(days=days))))

    def with_closed_account(self, *, day: date | None = None):
        """Posts whose holder of `day` cannot sign in any more."""
        tenures = apps.get_model("contacts", "Tenure").objects.held_on(day or timezone.localdate())
        return self.filter(Exists(tenures.filter(post=OuterRef("pk"), holder__user__is_active=False)))

    def with_holder(self, *, day: date | None = None):
        """Adds `holder`: id and name of who holds each post on `day`, today by default, and since when, or None."""
        tenures = apps.get_model("contacts", "Tenure").objects
        held = tenures.filter(post=OuterRef("pk")).held_on(day or timezone.localdate()).order_by("since")
        holder = JSONObject(id="holder_id", name="holder__name", since="since")
        return self.annotate(holder=Subquery(held.values(found=holder)[:1]))

    def for_directory(self, *, day: date | None = None):
        """What a list of posts shows, in one statement."""
        return self.select_related("organisation").with_holder(day=day).order_by("side", "-is_lead", "title_en", "pk")

    def matching(self, text: str, *, day: date | None = None):
        """Posts with `text` in their title, their organisation's name or the name of who holds them on `day`."""
        tenures = apps.get_model("contacts", "Tenure").objects.held_on(day or timezone.localdate())
        held = tenures.filter(holder__name__icontains=text).values("post")
        return self.filter(
            Q(title_en__icontains=text)
            | Q(title_ko__icontains=text)
            | Q(organisation__name_en__icontains=text)
            | Q(organisation__name_ko__icontains=text)
            | Q(pk__in=held)
        )


def person_key(address):
    """What all spellings of one mailbox have in common: small letters, no +tag. The database alone computes it."""
    return Lower(Func(address, Value(r"\+[^@]*@"), Value("@"), function="regexp_replace"))


def _act_for(posts: Q | Func, day: date) -> Q:
    """Whoever holds one of these posts on a day, or deputises for its holder."""
    held = apps.get_model("contacts", "Tenure").objects.held_on(day).filter(posts)
    deputised = apps.get_model("contacts", "Deputy").objects.held_on(day).filter(posts)
    return Q(pk__in=held.values("holder__user")) | Q(pk__in=deputised.values("deputy__user"))


class UserQuerySet(JointQuerySet):
    def of_person(self, address: str):
        """The open account of whoever reads the mail to this address; any address that it has confirmed counts."""
        key = person_key(Value(address))
        confirmed = apps.get_model("account", "EmailAddress").objects.filter(verified=True)
        owners = confirmed.annotate(person=person_key("email")).filter(person=key).values("user")
        return self.filter(Q(person=key) | Q(pk__in=owners), is_active=True)

    def with_posts(self, *, day: date | None = None):
        """Adds `held_posts` and `deputised_posts`: those that each person holds, or deputises for, on `day`."""
        day = day or timezone.localdate()
        own = {"post__side": OuterRef("side")}
        post = JSONObject(id="post_id", en="post__title_en", ko="post__title_ko", lead="post__is_lead")
        held = apps.get_model("contacts", "Tenure").objects.filter(holder__user=OuterRef("pk"), **own).held_on(day)
        deputised = apps.get_model("contacts", "Deputy").objects.filter(deputy__user=OuterRef("pk"), **own).held_on(day)
        return self.annotate(
            held_posts=ArraySubquery(held.order_by("since", "pk").values(found=post)),
            deputised_posts=ArraySubquery(deputised.order_by("since", "pk").values(found=post)),
        )

    def told(self):
        """Whom a notice may be for: open accounts of a side. Administrators keep accounts and are told nothing."""
        return self.filter(is_active=True).exclude(side="")

    def acting_or_leading(self, *, posts: str, sides: str, day: date):
        """Who holds one of these posts on a day or deputises for its holder, and the leads of these sides.

        Who leads has the role, or acts for a lead post. Posts and sides are texts of arrays.
        """
        acting = _act_for(among("post", posts, BigIntegerField()), day)
        leading = Q(roles__contains=[Role.LEAD]) | _act_for(Q(post__is_lead=True), day)
        return self.told().filter(acting | Q(among("side", sides, CharField())) & leading)

    def staff_of(self, *sides: str):
        """The secretariats of these sides."""
        return self.told().filter(side__in=sides, roles__contains=[Role.STAFF])

    def with_counts(self):
        """Adds `unread_notices` and `things_waiting` of each person, at most 100.

        They are asked for before the transaction has an audience: a function of the database looks with the person's.
        """
        return self.annotate(
            unread_notices=Func(F("pk"), F("side"), function="contacts_unread", output_field=IntegerField()),
            things_waiting=Func(F("pk"), F("side"), function="contacts_waiting_for", output_field=IntegerField()),
        )


class NoticeQuerySet(AudienceQuerySet):
    """Notices; nobody reads those of somebody else."""

    def visible_to(self, user):
        """What this person was told and may still know; nothing for who belongs to no side or no longer works here."""
        if not (user.is_authenticated and user.is_active and user.side):
            return self.none()
        return super().visible_to(user).filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)


class PreferenceQuerySet(QuerySet):
    """How people wish to be told; everybody sees and sets their own."""

    def visible_to(self, user):
        return self.filter(user=user) if user.is_authenticated else self.none()

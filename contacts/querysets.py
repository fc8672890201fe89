"""Questions that the directory answers."""

from datetime import date

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject, Lower
from django.utils import timezone


class DirectoryQuerySet(QuerySet):
    """Rows of the directory: both sides read all of them."""

    def visible_to(self, user):
        """Who is signed in reads the whole directory, of both sides."""
        return self if user.is_authenticated else self.none()


class TenureQuerySet(DirectoryQuerySet):
    def held_on(self, day):
        """Tenures that run on this day; `until` is the first day after a tenure."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class PostQuerySet(DirectoryQuerySet):
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


class UserQuerySet(DirectoryQuerySet):
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

"""Who may see a row, and the one way in which a transaction learns whose it is (docs/explanation/laws.md, law 2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.db import connection, models, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.sides import Side

SETTING = "rcf.audience"


class Audience(TextChoices):
    """Who may see a row: one side, or both."""

    US = Side.US.value, _("US only")
    ROK = Side.ROK.value, _("ROK only")
    JOINT = "JOINT", _("Joint")

    @property
    def readable(self) -> list["Audience"]:
        """What somebody acting for this audience may read: the joint rows, and a side its own."""
        return [Audience.JOINT] if self is Audience.JOINT else [Audience.JOINT, self]

    @classmethod
    def of(cls, side: str) -> "Audience":
        return cls(side) if side else cls.JOINT


def current() -> str:
    """The readable audiences of this transaction as the database knows them, '' when none is set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        return cursor.fetchone()[0]


def _set(readable: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, readable])


@contextmanager
def acting_as(audience: str, *, read_only: bool = False) -> Iterator[None]:
    """Runs its block in a transaction that sees the rows of `audience` alone, and sets back what was set before.

    A savepoint's setting survives its release, hence the setting back; after the outermost commit the database
    forgets it by itself. With `read_only` the database refuses every write.
    """
    outer = current() if connection.in_atomic_block else None
    readable = ",".join(Audience(audience).readable)
    with transaction.atomic():
        with connection.cursor() as cursor:
            if read_only:
                cursor.execute(
                    "SELECT set_config(%s, %s, true), set_config('transaction_read_only', 'on', true)",
                    [SETTING, readable],
                )
            else:
                cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, readable])
        yield
    if outer is not None:
        _set(outer)


class AudienceQuerySet(models.QuerySet):
    """Rows with an audience. Every caller says whose eyes it reads with."""

    def joint(self) -> Self:
        """What both sides may read."""
        return self.filter(audience=Audience.JOINT)

    def readable_by(self, side: str) -> Self:
        """Joint rows and those of this side; of nobody's for somebody without a side."""
        return self.filter(audience__in=Audience.of(side).readable)

    def visible_to(self, user: Any) -> Self:
        """Joint rows and those of the user's own side. No superuser escape: privacy is absolute."""
        return self.readable_by(user.side) if user.is_authenticated else self.none()


class JointQuerySet(models.QuerySet):
    """Rows that both sides read, by what they are. Asked like those with an audience, so that no caller differs."""

    def joint(self) -> Self:
        """All of them."""
        return self

    def visible_to(self, user: Any) -> Self:
        """All of them, to whoever is signed in."""
        return self if user.is_authenticated else self.none()


class Audienced(models.Model):
    """A row that is private to a side or joint; its table is under row-level security."""

    audience = models.CharField(_("audience"), max_length=5, choices=Audience)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        abstract = True

"""What is kept about how much waits for people."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from contacts.models import User, Waiting


@transaction.atomic
def keep_waiting(counted: Mapping[User, int], *, state: str) -> None:
    """Keeps how many things wait for each of these people of one side, as counted in a state of its history."""
    now = timezone.now()
    Waiting.objects.bulk_create(
        [
            Waiting(user=person, audience=person.audience, things=things, state=state, counted_at=now)
            for person, things in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["audience", "user"],
        update_fields=["things", "state", "counted_at"],
    )

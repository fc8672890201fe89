"""A form that is submitted twice does its work once."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audience import Audience
from core.models import Submission


@transaction.atomic
def once(key: str, *, by: Any, work: Callable[[], str]) -> str:
    """Runs `work` for the first submission of `key` by this person and keeps its answer; later ones get that answer.

    A second submission at the same moment waits for the first to commit. `work` returns at most 200 characters, such
    as a reference. When it raises, the key is free again. The same key from a form of another kind is another key.
    """
    try:
        bound = uuid.uuid5(uuid.UUID(key), f"{work.__module__}.{work.__qualname__}")
    except ValueError:
        return work()
    own = {"key": bound, "user": by, "audience": Audience.of(by.side)}
    try:
        with transaction.atomic():
            submission = Submission.objects.create(**own, at=timezone.now())
    except IntegrityError:
        return Submission.objects.get(**own).answer
    submission.answer = work()
    submission.save(update_fields=["answer"])
    return submission.answer

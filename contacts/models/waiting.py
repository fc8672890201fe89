"""How much waits for a person, beside the account, so that the header of every page can say it."""

from django.db import models

from contacts.models.people import User
from core.audience import Audienced


class Waiting(Audienced):
    """How many things waited for one person when they were last counted, at most 100; a number without content.

    It is as private as the person's side. `state` names the state of the history that was counted, and the day.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    things = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=64)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "waiting"
        constraints = [models.UniqueConstraint(fields=["audience", "user"], name="waiting_once_for_each_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.things}"

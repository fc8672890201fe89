"""What tests score, submit and post."""

from django.urls import reverse

from core.audience import Audience, acting_as
from projects import actions
from projects.actions.scoring import Given

YEAR = 2026
FIRST = f"{YEAR}.0.1"
"""What somebody has seen who opens the page before a draft is saved."""
CANARY = "zyzzyvascore"


def given(*values, reason="It was asked for."):
    return {number: Given(value, reason) for number, value in enumerate(values, 1)}


WHOLE = given(5, 4, 4, 3, 4)


def submit(project, scores, *, by, seen=FIRST):
    with acting_as(Audience.of(by.side)):
        return actions.submit_scores(project, scores, by=by, seen=seen)


def page(client, person, project, **more):
    client.force_login(person)
    return client.get(reverse("projects:scores", args=[project.reference]), more)


def post(client, project, scores, **more):
    body = {f"score_{n}": one.value or "" for n, one in scores.items()}
    body |= {f"reason_{n}": one.reason for n, one in scores.items()}
    return client.post(reverse("projects:scores", args=[project.reference]), {**body, "seen": FIRST, **more})

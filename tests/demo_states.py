"""Every state that the demonstration shows: whose rows, the state, and the rows that are in it on its day."""

from datetime import timedelta

from django.db.models import Exists, F, Max, Min, OuterRef

from contacts.enums import Event
from contacts.models import Deputy, Notice, Post, Tenure, User
from core.models import Answer, Concern, Entry, Question
from projects.enums import Finding, RankingStage, Stage
from projects.models import (
    Criterion,
    Document,
    Effort,
    IndicatorValue,
    Issue,
    MoneyLine,
    Overlap,
    OverlapAnswer,
    PartnerVoice,
    Project,
    Ranking,
    Risk,
    StageChange,
)

BOTH = ("US", "ROK")


def _stepped(step):
    return lambda day, side: StageChange.objects.filter(step=step, project__audience="JOINT")


def _concept_with(part):
    """Private concepts of a side that have a part of this kind."""
    return lambda day, side: part.objects.filter(project__audience=side, project__stage=Stage.CONCEPT, audience=side)


def _orders(stage):
    return Ranking.objects.filter(stage=stage).exclude(order=[])


def _orders_signed_by_one_side(day, side):
    orders = Question.objects.open().filter(workflow="ranking")
    return [one for one in orders if one.answers.standing().filter(answer=Answer.CONCUR).count() == 1]


def _overlaps_gone(day, side):
    still = Overlap.objects.filter(project=OuterRef("project"), effort=OuterRef("effort"))
    return OverlapAnswer.objects.joint().filter(~Exists(still))


def _held_until(day, side):
    return Tenure.objects.not_followed().filter(post__side=side, until__gt=day, until__lte=day + timedelta(days=30))


def _vacant(day, side):
    held = Tenure.objects.held_on(day).filter(post=OuterRef("pk"))
    return Post.objects.filter(~Exists(held), side=side)


def _shared_later(day, side):
    shared = Entry.objects.filter(action="share-document").values("object_id")
    return [one for one in Document.objects.joint() if str(one.pk) in {row["object_id"] for row in shared}]


def _unequal_weights(day, side):
    years = Criterion.objects.values("year").annotate(least=Min("weight"), most=Max("weight"))
    return years.filter(most__gt=F("least"))


def _unread(role):
    return lambda day, side: Notice.objects.filter(recipient__username=f"{side.lower()}.{role}", read_at=None)


def _one_side_overdue(day, side):
    late = Question.objects.open().filter(due_on__lt=day)
    return [one for one in late if one.answers.standing().count() == 1]


STATES = {
    "a vacant post": (BOTH, _vacant),
    "a tenure that ends within 30 days, nobody follows": (BOTH, _held_until),
    "its warning, unread by a lead": (
        BOTH,
        lambda day, side: Notice.objects.filter(
            event=Event.TENURE_ENDS, recipient__side=side, recipient__username__endswith="lead"
        ),
    ),
    "posts handed over": (BOTH, lambda day, side: Entry.objects.filter(action="hand-over", side=side)),
    "a planned deputy": (("US",), lambda day, side: Deputy.objects.filter(since__gt=day)),
    "a deputy who acts": (("ROK",), lambda day, side: Deputy.objects.filter(since__lte=day, until__gt=day)),
    "an ended deputy": (("US",), lambda day, side: Deputy.objects.filter(until__lte=day)),
    **{
        f"an overlap answered “{finding}”": (
            BOTH,
            lambda day, side, finding=finding: OverlapAnswer.objects.joint().filter(answer=finding),
        )
        for finding in Finding.values
    },
    "an answer whose overlap is gone": (BOTH, _overlaps_gone),
    "an effort that ended": (BOTH, lambda day, side: Effort.objects.filter(ends_on__lt=day)),
    "a planned effort": (BOTH, lambda day, side: Effort.objects.filter(starts_on__gt=day)),
    "an order that one side has signed": (BOTH, _orders_signed_by_one_side),
    "a fixed order of a past year": (BOTH, lambda day, side: _orders(RankingStage.FIXED).filter(closes_on__lt=day)),
    "criteria of unequal weights": (BOTH, _unequal_weights),
    "an issue past its day": (BOTH, lambda day, side: Issue.objects.joint().filter(resolved_on=None, due_on__lt=day)),
    "an indicator without a value of a period": (
        BOTH,
        lambda day, side: IndicatorValue.objects.joint().filter(country=None, actual=None, period_end__lt=day),
    ),
    "a private concept with a risk": (BOTH, _concept_with(Risk)),
    "a private concept with a voice": (BOTH, _concept_with(PartnerVoice)),
    "a private concept with money": (BOTH, _concept_with(MoneyLine)),
    "a private concept with an answered overlap": (BOTH, _concept_with(OverlapAnswer)),
    "a document that was shared later": (BOTH, _shared_later),
    "somebody whose mails have titles only": (BOTH, lambda day, side: User.objects.filter(side=side, titles_only=True)),
    **{f"unread notices of {role}": (BOTH, _unread(role)) for role in ("poc", "lead", "staff")},
    "last sign-ins of days ago": (
        BOTH,
        lambda day, side: User.objects.filter(side=side, last_login__date__lt=day - timedelta(days=6)),
    ),
    "a stale project that its point of contact was told of": (
        BOTH,
        lambda day, side: (
            Project.objects.joint()
            .stale(today=day)
            .filter(**{f"{side.lower()}_post__tenures__holder__user__username": f"{side.lower()}.poc"})
        ),
    ),
    "an open concern of a decided project": (BOTH, lambda day, side: Concern.objects.open()),
    "a closed concern": (BOTH, lambda day, side: Concern.objects.filter(closed_at__isnull=False)),
    **{
        f"a project that took the step “{step}”": (BOTH, _stepped(step))
        for step in ("return", "decline", "suspend", "cancel", "complete", "reopen")
    },
    "a signature that an edit made void": (BOTH, lambda day, side: Question.objects.filter(state="void")),
    "a question called off": (BOTH, lambda day, side: Question.objects.filter(state="withdrawn")),
    "a question overdue for one side": (BOTH, _one_side_overdue),
}

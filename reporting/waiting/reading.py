"""What waits, as the database tells it, in few statements whose plans it keeps. Every row is readable by the side."""

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, JSONObject

from core.audience import Audience
from core.bilingual import LANGUAGES, TextState
from core.models import Answer, Chain, Concern, Concurrence, Entry, Question
from core.queries import Prepared, among, day_of
from core.sides import Side
from projects.enums import Contribution, Owner
from projects.models import TEXTS, ExchangeRate, IndicatorValue, Issue, Milestone, MoneyLine, Overlap, Project, Ranking
from projects.texts import KINDS, SAID
from projects.workflow import PROJECT, RANKING
from reporting.models import FigureSet

MOST_PROJECTS = 500
"""So many projects of a person's posts are looked at, those that were silent longest first."""
MOST_ACTS = 60
FIGURES = ("cycle", "days_to_scm", "obligation", "stale", "untranslated")
NOBODY = UUID(int=0)
IDS = f"{{{NOBODY}}}"
WORKFLOWS = (PROJECT.name, RANKING.name)
UNSETTLED = (TextState.DRAFT, TextState.MISSING, TextState.OUT_OF_DATE)
OWN = ("pk", "reference", "audience", "stage", "title_en", "title_ko", "health", "reported_on", "post", *TEXTS)


# --- the day ---


@cache
def of_the_day(side: str) -> Prepared:
    """The figures of a day that are of use here, as last kept, and in which state the history is that the side reads.

    The heads of its two chains name that state: whatever changes what waits, but the day itself, is in the history.
    """
    heads = Chain.objects.readable_by(side).order_by("audience").values("hash")
    figures = JSONObject(**{name: KeyTransform(name, "figures") for name in FIGURES})
    return Prepared(
        lambda day: (
            FigureSet.objects.filter(day=day).order_by("-joint_seq").values_list(figures, ArraySubquery(heads))[:1]
        ),
        planned_once=True,
        day=date.min,
    )


def years_without_rate(day: date) -> list[tuple[Side, int]]:
    """The fiscal years begun by a day for which joint cash is recorded, but in which no exchange rate is dated."""
    lines = MoneyLine.objects.joint().filter(form=Contribution.CASH).order_by("fiscal_year", "side")
    years = [(Side(side), year) for side, year in lines.values_list("side", "fiscal_year").distinct()]
    dated = set(ExchangeRate.objects.dates("day", "month")) if years else set()
    spans = {one: one[0].fiscal_span(one[1]) for one in years}
    return [one for one, (first, last) in spans.items() if first <= day and not any(first <= m <= last for m in dated)]


# --- the projects of a person's posts ---


@cache
def own_projects(side: str) -> Prepared:
    """OWN of the projects that name one of `posts`, and of those that `person` keeps private; of a text its state."""
    post = f"{side.lower()}_post"
    return Prepared(
        lambda posts, person: _own(
            Project.objects.readable_by(side).filter(among(post, posts, BigIntegerField())), side
        ).union(
            _own(Project.objects.readable_by(side).exclude(audience=Audience.JOINT).filter(updated_by=person), side),
            all=True,
        ),
        planned_once=True,
        posts="{0}",
        person=-1,
    )


def _own(rows: QuerySet, side: str) -> QuerySet:
    states = {f"state_{name}": state_of(name, Side(side).language) for name in TEXTS}
    found = rows.annotate(post=F(f"{side.lower()}_post"), **states)
    found = found.order_by(F("reported_on").asc(nulls_last=True), "reference")
    return found.values_list(*(f"state_{name}" if name in TEXTS else name for name in OWN))[:MOST_PROJECTS]


def state_of(name: str, language: str) -> Case:
    """The state of one language of a text; '' where it is written in neither."""
    own, other = f"{name}_{language}", f"{name}_{'en' if language == 'ko' else 'ko'}"
    kept = KeyTextTransform("state", KeyTransform(own, "text_states"))
    return Case(
        When(Q(**{own: "", other: ""}), then=Value("")),
        When(Q(**{own: ""}), then=Value(TextState.MISSING.value)),
        default=Coalesce(kept, Value(TextState.DRAFT.value)),
        output_field=TextField(),
    )


# --- what waits on these projects ---


@cache
def on_projects(side: str) -> Prepared:
    """Rows of all that waits on projects, `ids`, for whoever answers for them; of milestones, all that are open.

    What is asked of the text and the parts of a project is read for those alone that are `alive`: joint and not ended.
    """
    return Prepared(
        lambda ids, alive, today, soon: _union(*_on_projects(side, ids, alive, today, soon)),
        planned_once=True,
        ids=IDS,
        alive=f"{{{UUID(int=1)}}}",
        today=date.min,
        soon=date.max,
    )


def _on_projects(side: str, ids: str, alive: str, today: date, soon: date) -> list[QuerySet]:
    def of(model: type[Model], **filters: Any) -> QuerySet:
        return model._default_manager.readable_by(side).filter(among("project", alive, UUIDField()), **filters)

    issues = of(Issue, resolved_on=None, due_on__lte=soon, owner__in=[side, Owner.BOTH])
    values = of(IndicatorValue, actual=None, period_end__lt=today)
    return [
        _rows("milestone", of(Milestone, actual_on=None), due="planned_on", owner="owner", **in_both("name")),
        _rows("issue", issues, due="due_on", since="raised_on", **in_both("text")),
        _rows("value", values, due="period_end", of="indicator_id", **in_both("title", "indicator__")),
        _rows("overlap", _with_open_overlaps(side, alive), project="pk"),
        *(_texts(kind, of(KINDS[kind].model), side) for kind in KINDS),
        *(_said(word, side, alive) for word in SAID),
        _questions("asked", _about(Question.objects.open(), ids)),
        _concerns("theirs", _about(Concern.objects.open().filter(side=Side(side).other), ids)),
    ]


def _about(rows: QuerySet, ids: str) -> QuerySet:
    return rows.filter(among("subject_id", ids, CharField()))


def _with_open_overlaps(side: str, ids: str) -> QuerySet:
    """Projects with an overlap that nobody has answered; looking for one in each stops at the first."""
    rows = Project.objects.readable_by(side).filter(among("pk", ids, UUIDField()))
    met = Overlap.objects.readable_by(side).filter(project=OuterRef("pk"), answer=None).values("effort")[:1]
    return rows.annotate(met=ArraySubquery(met)).exclude(met=[])


def _texts(kind: str, rows: QuerySet, side: str) -> QuerySet:
    """Parts with a text in the side's language that nobody may rely upon yet, each with the worst of its states."""
    states = [state_of(name, Side(side).language) for name in KINDS[kind].model.TEXTS]
    rows = rows.annotate(worst=Greatest(*states) if len(states) > 1 else states[0]).filter(worst__in=UNSETTLED)
    return _rows("texts", rows, state="worst", kind=Value(kind, TextField()))


def _said(word: str, side: str, ids: str) -> QuerySet:
    """What the side itself said and has not confirmed in both languages, each with the worst of its states."""
    said = SAID[word]
    rows = said.model._default_manager.filter(**{said.side: side}, **said.standing)
    if said.about == "project_id":
        rows = rows.readable_by(side).filter(among("project", ids, UUIDField()))
    else:
        rows = _about(rows, ids)
    states = [state_of(name, language) for name in said.model.TEXTS for language in LANGUAGES]
    rows = rows.annotate(worst=Greatest(*states)).filter(worst__in=UNSETTLED)
    return _rows("texts", rows, project=said.about, state="worst", kind=Value(word, TextField()))


# --- what waits for the leads of a side ---


@lru_cache(maxsize=16)
def of_side(side: str, most: int, scored_for: int | None) -> Prepared:
    """Keys of all that waits for a lead of the side, at most so many of each kind: what is due or older comes first.

    `scored_for` is the year of the ranking that runs.
    """
    return Prepared(lambda: _union(*_of_side(side, most, scored_for)), planned_once=True)


def _of_side(side: str, most: int, scored_for: int | None) -> list[QuerySet]:
    to_score = _to_score(side, scored_for)
    # a subquery: joined with the questions, all of them are read before the first concern
    workflow = Subquery(Question.objects.filter(pk=OuterRef("question")).order_by().values("workflow"))
    concerns = Concern.objects.open().filter(side=side).annotate(workflow=workflow).filter(workflow=PROJECT.name)
    return [
        *(part for workflow in WORKFLOWS for part in _asked(side, workflow, most)),
        _rows("concern", concerns, project="subject_id", since="raised_at", order=("raised_at", "pk"))[:most],
        _rows("score", to_score, project="pk", since="stage_since", order=("stage_since", "pk"))[:most],
    ]


def _asked(side: str, workflow: str, most: int) -> list[QuerySet]:
    """The open questions of a workflow that the side has not answered, and those that it has."""
    answers = Concurrence.objects.standing().filter(question=OuterRef("pk")).order_by()
    # an array: a condition with EXISTS becomes a join that reads all answers ever given before it stops at so many
    given = ArraySubquery(answers.values(given=Concat("side", Value(" "), "answer", output_field=TextField())))
    asked = Question.objects.open().filter(workflow=workflow).annotate(given=given, about=_project_of("workflow"))
    own = Q(given__overlap=[f"{side} {answer}" for answer in Answer])
    told: dict[str, Any] = {"project": "about", "due": "due_on", "since": "asked_at", "order": ("due_on", "pk")}
    return [
        _rows("sign", asked.filter(~own), **told)[:most],
        _rows("asked", asked.filter(own), **told, given="given")[:most],
    ]


def _to_score(side: str, year: int | None) -> QuerySet:
    ranking = None if year is None else Ranking(year=year)
    return Project.objects.readable_by(side).awaiting_score(side, ranking)


@cache
def told_of(side: str) -> Prepared:
    """Rows of questions, concerns and projects to score, `ids`, with all that a page tells of them."""
    return Prepared(
        lambda ids: _union(
            _questions("question", Question.objects.filter(among("pk", ids, UUIDField())), side),
            _concerns("concern", Concern.objects.filter(among("pk", ids, UUIDField())), side),
            _scores("score", _to_score(side, 0).filter(among("pk", ids, UUIDField()))),
        ),
        planned_once=True,
        ids=IDS,
    )


# --- rows: (what, project, key, due, since, facts as JSON) ---


def _rows(
    what: str, rows: QuerySet, *, project: str = "project_id", due: str = "", since: str = "", **facts: Any
) -> Any:
    return rows.order_by().values_list(
        Value(what, TextField()),
        Cast(project, UUIDField()),
        Cast("pk", TextField()),
        Cast(due or Value(None), DateField()),
        day_of(since) if since.endswith("_at") else Cast(since or Value(None), DateField()),
        JSONObject(**facts),
    )


def in_both(name: str, path: str = "") -> dict[str, str]:
    """Both languages of a text, for the facts of a row."""
    return {f"{name}_{language}": f"{path}{name}_{language}" for language in LANGUAGES}


def _questions(what: str, rows: QuerySet, side: str = "") -> QuerySet:
    """Questions with their standing answers; for a `side`, with the names of their projects as it may read them."""
    told = answers_of(Concurrence.objects.standing().filter(question=OuterRef("pk")))
    facts = {"step": "step", "told": told, **_names(side)}
    if side:
        order = Ranking.objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("subject_id"))
        facts["order_of"] = Subquery(order.values("year"))
    rows = rows.annotate(about=_project_of("workflow"))
    return _rows(what, rows, project="about", due="due_on", since="asked_at", **facts)


def answers_of(answers: QuerySet) -> ArraySubquery:
    """Answers to a question, the first first, as facts."""
    answer = JSONObject(side="side", answer="answer", at="signed_at", **in_both("reason"))
    return ArraySubquery(answers.order_by("signed_at", "pk").values(found=answer))


def _concerns(what: str, rows: QuerySet, side: str = "") -> QuerySet:
    facts = {"number": "number", "step": "question__step", **in_both("text"), **_names(side)}
    rows = rows.annotate(about=_project_of("question__workflow"))
    return _rows(what, rows, project="about", since="raised_at", **facts)


def _project_of(workflow: str) -> Case:
    """The key of the project that a question is about; none for one about something else."""
    about_project = When(**{workflow: PROJECT.name}, then=Cast("subject_id", UUIDField()))
    return Case(about_project, output_field=UUIDField())


def _scores(what: str, rows: QuerySet) -> QuerySet:
    """Projects to score, and whether the other side has submitted a score that is still sealed."""
    sealed = ExpressionWrapper(Q(other_submitted_at__isnull=False), BooleanField())
    of = JSONObject(reference="reference", **in_both("title"))
    return _rows(what, rows, project="pk", since="stage_since", sealed=sealed, of=of)


def _names(side: str) -> dict[str, Any]:
    """The names of the project that a row is `about`, as a side may read them; nothing without a side."""
    if not side:
        return {}
    projects = Project.objects.readable_by(side).filter(pk=OuterRef("about")).order_by()
    return {"of": Subquery(projects.values(found=JSONObject(reference="reference", **in_both("title"))))}


def _union(*parts: QuerySet) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)


# --- what happened to the projects ---


@cache
def acts_on(side: str) -> Prepared:
    """(at, action, side, post, project) of what others did to projects, `ids`, after a moment, the newest first."""
    return Prepared(
        lambda ids, since, person: (
            _about(Entry.objects.joint(), ids)
            .filter(at__gt=since)
            .exclude(actor_id=person)
            .order_by("-at", "-seq")
            .values_list("at", "action", "side", "post", "subject_id")[:MOST_ACTS]
        ),
        planned_once=True,
        ids=IDS,
        since=datetime.max.replace(tzinfo=UTC),
        person=-1,
    )

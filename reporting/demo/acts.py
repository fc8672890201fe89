"""What people did about the illustrative projects beside their plain life, told as data: content/acts/*.toml.

An act names its project by `key`, when (`ago`, days before the demonstration), who (`side`, `role`) and what it does
(`do`); everything else is what the action is given. Days are counted from the demonstration, forward.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from contacts.actions import name_deputy
from contacts.models import Organisation, Post, User
from core.audience import Audience
from core.models import Concern
from core.sides import Side
from projects import actions
from projects.actions.scoring import Given, version_of
from projects.models import Document, Effort, Project, Ranking, Scoresheet
from projects.scoring import year_of
from reporting.actions import answer_presenting
from reporting.actions.presenting import PRESENT
from reporting.demo.people import Cast
from reporting.demo.story import Event, Life
from reporting.models import Cycle

CONTENT = Path(__file__).parent / "content" / "acts"
AT = {Side.US: time(17, tzinfo=UTC), Side.ROK: time(4, tzinfo=UTC)}
"""Early afternoon in each capital: after what the life of a project tells of the same day."""
TOLD = {"key", "ago", "side", "role", "do", "as", "of"}
DECIDING = {"step", "answer", "reason", "concerns"}

Values = dict[str, Any]


def events_of_acts(lives: dict[str, Life], cast: Cast, today: date) -> Iterator[Event]:
    """Every act of the content as an event of its day."""
    made: dict[str, Any] = {}
    for path in sorted(CONTENT.glob("*.toml")):
        for number, act in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["acts"]):
            side = Side(act["side"])
            at = datetime.combine(today - timedelta(days=act["ago"]), AT[side]) + timedelta(seconds=number)
            yield Event(at, cast.user(side, act.get("role", "poc")), _doer(act, lives, made, today))


def _doer(act: Values, lives: dict[str, Life], made: dict[str, Any], today: date) -> Callable[[User], None]:
    def do(by: User) -> None:
        values = {name: _dated(name, value, today) for name, value in act.items() if name not in TOLD}
        project = Project.objects.get(pk=lives[act["key"]].project.pk) if "key" in act else None
        if act["do"] in VERBS:
            result = VERBS[act["do"]](project, values, by)
        else:
            subject = made[act["of"]] if "of" in act else project
            result = getattr(actions, act["do"])(*([subject] if subject else []), values, by=by)
        if "as" in act:
            made[act["as"]] = result

    return do


def _dated(name: str, value: Any, today: date) -> Any:
    is_day = name.endswith("_on") or name in ("day", "period_start", "period_end")
    return today + timedelta(days=value) if is_day and isinstance(value, int) else value


def _decide(project: Project, values: Values, by: User) -> None:
    given = {name: values[name] for name in DECIDING & values.keys()}
    actions.take_step(project, given.pop("step"), by=by, seen=project.version, **given)


def _ask(project: Project, values: Values, by: User) -> None:
    actions.ask(project, values["step"], by=by, seen=project.version, reason=values.get("reason"))


def _edit(project: Project, values: Values, by: User) -> None:
    actions.revise(project, values, by=by, seen=project.version)


def _present(project: Project, values: Values, by: User) -> None:
    coming = Cycle.objects.filter(scm_on__gte=timezone.localdate()).earliest("year")
    answer_presenting(coming, project, PRESENT, by=by, seen=project.version)


def _close_concern(project: Project, values: Values, by: User) -> None:
    concern = Concern.objects.open().get(subject_id=str(project.pk), number=values["number"])
    actions.close_concern(concern, by=by, closing=values["closing"])


def _link(project: Project, values: Values, by: User) -> Any:
    organisation = Organisation.objects.get(name_en=values.pop("organisation_name"))
    return actions.add_business_link(project, values | {"organisation": organisation.pk}, by=by)


def _score(project: Project, values: Values, by: User, *, keep: Callable[..., Any]) -> None:
    given = {row["number"]: Given(row["value"], row["reason"]) for row in values["scores"]}
    ranking = Ranking.objects.get(year=year_of(project))
    sheet = Scoresheet.objects.visible_to(by).filter(project=project, year=ranking.year, side=by.side).first()
    keep(project, given, by=by, seen=version_of(ranking, sheet))


def _upload(project: Project, values: Values, by: User) -> Any:
    name, content = values.pop("name"), values.pop("content").encode()
    audience = Audience(values.pop("audience"))
    return actions.upload_document(project, values, name=name, content=content, audience=audience, by=by)


def _withdraw_document(project: Project, values: Values, by: User) -> None:
    document = Document.objects.visible_to(by).get(project=project, name=values["name"])
    actions.withdraw_document(document, values["why"], by=by, seen_revision=document.revision)


def _answer_overlap(project: Project, values: Values, by: User) -> Any:
    return actions.answer_overlap(project, Effort.objects.get(slug=values.pop("effort")), values, by=by)


def _deputise(project: Project | None, values: Values, by: User) -> None:
    """Lets the account of a role act for the post of whoever says so."""
    deputy = User.objects.get(username=f"{by.side.lower()}.{values['deputy']}").contact
    post = Post.objects.get(tenures__holder__user=by, tenures__until=None, is_lead=True)
    name_deputy(post, deputy=deputy.pk, since=values["since_on"], until=values["until_on"], reason=values["why"], by=by)


VERBS: dict[str, Callable[[Any, Values, User], Any]] = {
    "step": _decide,
    "ask": _ask,
    "edit": _edit,
    "present": _present,
    "close_concern": _close_concern,
    "link": _link,
    "draft": partial(_score, keep=actions.save_scores),
    "submit": partial(_score, keep=actions.submit_scores),
    "upload": _upload,
    "withdraw_document": _withdraw_document,
    "answer_overlap": _answer_overlap,
    "deputise": _deputise,
}
"""What needs more than an action's name."""

"""What people did about the illustrative projects beside their plain life, told as data: content/acts/*.toml.

An act names its project by `key`, or several by `keys`, when (`ago`, days before the demonstration), who (`side`,
`role`) and what it does (`do`); everything else is what the action is given. Days are counted from the demonstration,
forward. What an act makes `as` a name, a later one changes as that `of` the name.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import update_last_login
from django.utils import timezone

from contacts import actions as directory
from contacts.models import Deputy, Organisation, PointOfContact, Post, Tenure, User
from core import days
from core.audience import Audience
from core.models import Concern
from core.sides import Side
from projects import actions
from projects.actions.scoring import Given, version_of
from projects.models import Document, Effort, Project, Ranking, Scoresheet, Standing
from projects.ordering import Place
from projects.scoring import criteria_of, running, year_of
from reporting.actions import answer_presenting
from reporting.actions.presenting import PRESENT
from reporting.demo.people import Cast
from reporting.demo.story import Event, Life
from reporting.models import Cycle

CONTENT = Path(__file__).parent / "content" / "acts"
AT = {Side.US: time(17, tzinfo=UTC), Side.ROK: time(4, tzinfo=UTC)}
"""Early afternoon in each capital: after what the life of a project tells of the same day."""
TOLD = {"key", "keys", "ago", "side", "role", "do", "as", "of"}
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
        subject = _subject(act, lives, made)
        if act["do"] in VERBS:
            result = VERBS[act["do"]](subject, values, by)
        else:
            result = getattr(actions, act["do"])(*([subject] if subject else []), values, by=by)
        if "as" in act:
            made[act["as"]] = result

    return do


def _subject(act: Values, lives: dict[str, Life], made: dict[str, Any]) -> Any:
    def project(key: str) -> Project:
        return Project.objects.get(pk=lives[key].project.pk)

    if "keys" in act:
        return [project(key) for key in act["keys"]]
    return made[act["of"]] if "of" in act else project(act["key"]) if "key" in act else None


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
    coming = Cycle.objects.filter(scm_on__gte=days.today()).earliest("year")
    answer_presenting(coming, project, PRESENT, by=by, seen=project.version)


def _call_off(project: Project, values: Values, by: User) -> None:
    actions.call_off(project, values["step"], by=by, seen=project.version)


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


def _weigh(_subject: None, values: Values, by: User) -> None:
    """Weighs the criteria of the running year, in their order."""
    ranking = running()
    rows = [
        {name: getattr(one, name) for name in ("name_en", "name_ko", "hint_en", "hint_ko")} | {"weight": weight}
        for one, weight in zip(criteria_of(ranking.year), values["weights"], strict=True)
    ]
    actions.revise_criteria(ranking, rows, by=by, seen_revision=ranking.criteria_revision)


def _propose_order(projects: list[Project], values: Values, by: User) -> Ranking:
    """Those of the year in which the first was scored; where the year turned in between, it has fewer places."""
    ranking = Ranking.objects.get(year=Standing.objects.filter(project=projects[0]).latest("year").year)
    scored = set(Standing.objects.filter(year=ranking.year).values_list("project", flat=True))
    places = [
        Place(project.reference, reason)
        for project, reason in zip(projects, values["reasons"], strict=True)
        if project.pk in scored
    ]
    return actions.propose_order(ranking, places, by=by, seen=ranking.version)


def _fix_order(ranking: Ranking, values: Values, by: User) -> None:
    ranking = Ranking.objects.get(pk=ranking.pk)
    actions.answer_order(ranking, "fix", by=by, seen=ranking.version)


def _upload(project: Project, values: Values, by: User) -> Any:
    name, content = values.pop("name"), values.pop("content").encode()
    audience = Audience(values.pop("audience"))
    return actions.upload_document(project, values, name=name, content=content, audience=audience, by=by)


def _withdraw_document(project: Project, values: Values, by: User) -> None:
    document = Document.objects.visible_to(by).get(project=project, name=values["name"])
    actions.withdraw_document(document, values["why"], by=by, seen_revision=document.revision)


def _share_document(document: Document, values: Values, by: User) -> None:
    actions.share_document(document, by=by, seen_revision=document.revision)


def _answer_overlap(project: Project, values: Values, by: User) -> Any:
    return actions.answer_overlap(project, Effort.objects.get(slug=values.pop("effort")), values, by=by)


def _register_effort(_subject: None, values: Values, by: User) -> Effort:
    countries = [{"country": code} for code in values.pop("countries", [])]
    return actions.register_effort(values | {"countries": countries}, by=by)


def _deputise(_subject: None, values: Values, by: User) -> Deputy:
    """Lets the account of a role act for the post of whoever says so."""
    deputy = User.objects.get(username=f"{by.side.lower()}.{values['deputy']}").contact
    post = Post.objects.get(tenures__holder__user=by, tenures__until=None, is_lead=True)
    since, until = values["since_on"], values["until_on"]
    return directory.name_deputy(post, deputy=deputy.pk, since=since, until=until, reason=values["why"], by=by)


def _end_deputy(deputy: Deputy, values: Values, by: User) -> None:
    directory.end_deputy(deputy, by=by)


def _employ(_subject: None, values: Values, by: User, *, add: Callable[..., Any]) -> Any:
    """Adds a post or a point of contact of the side's ministry."""
    ministry = Organisation.objects.get(side=by.side, kind="ministry")
    return add(values | {"organisation_id": ministry.pk}, by=by)


def _end_tenure(_subject: None, values: Values, by: User) -> None:
    directory.end_tenure(_tenure(values["post"], by), until=values["until_on"], by=by)


def _hand_over(successor: PointOfContact, values: Values, by: User) -> None:
    leaving, today = _tenure(values["post"], by), timezone.localdate()
    seen = directory.tenures_version(leaving.holder)
    directory.hand_over(leaving.holder, to={leaving.post_id: successor.pk}, on=today, seen=seen, by=by)


def _tenure(title: str, by: User) -> Tenure:
    return Tenure.objects.get(post__side=by.side, post__title_en=title, until=None)


def _prefer(_subject: None, values: Values, by: User) -> None:
    directory.set_notice_preferences(values["choices"], titles_only=values["titles_only"], by=by)


VERBS: dict[str, Callable[[Any, Values, User], Any]] = {
    "step": _decide,
    "ask": _ask,
    "edit": _edit,
    "present": _present,
    "call_off": _call_off,
    "close_concern": _close_concern,
    "link": _link,
    "draft": partial(_score, keep=actions.save_scores),
    "submit": partial(_score, keep=actions.submit_scores),
    "weigh": _weigh,
    "propose_order": _propose_order,
    "fix_order": _fix_order,
    "upload": _upload,
    "share_document": _share_document,
    "withdraw_document": _withdraw_document,
    "register_effort": _register_effort,
    "answer_overlap": _answer_overlap,
    "deputise": _deputise,
    "end_deputy": _end_deputy,
    "add_post": partial(_employ, add=directory.add_post),
    "add_contact": partial(_employ, add=directory.add_contact),
    "end_tenure": _end_tenure,
    "hand_over": _hand_over,
    "prefer": _prefer,
    "sign_in": lambda _subject, _values, by: update_last_login(None, by),
}
"""What needs more than an action's name."""

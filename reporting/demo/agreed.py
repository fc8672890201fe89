"""What the SCM before the coming one agreed, in the demonstration, and how each side appears on the report."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from contacts.models import Post, User
from core.sides import Side
from projects.models import Project
from reporting import actions
from reporting.demo.people import Cast
from reporting.demo.story import Event, Life
from reporting.demo.years import coming_year
from reporting.enums import CommitmentState
from reporting.models import Commitment, Cycle

AGREED = (
    {
        "text_en": "The two sides will widen the sharing of position data at sea with partners. (Illustrative)",
        "text_ko": "양측은 협력국과의 해상 위치정보 공유를 넓혀 나간다. (예시)",
        "state": CommitmentState.KEPT,
        "evidence": "position-data",
    },
    {
        "text_en": "The two sides will support partners in finding illegal fishing by satellite. (Illustrative)",
        "text_ko": "양측은 협력국의 위성 기반 불법 어업 탐지를 지원한다. (예시)",
        "state": CommitmentState.UNDER_WAY,
        "evidence": "iuu-tracking",
    },
    {
        "text_en": "The two sides will study maintenance of vessels with partner shipyards. (Illustrative)",
        "text_ko": "양측은 협력국 조선소와의 선박 정비를 검토한다. (예시)",
        "state": CommitmentState.NOT_BEGUN,
        "evidence": "",
    },
)
"""Sentences of the joint text of the year before; what shows the first two is the project of that key."""
COVERS = {
    Side.US: {
        "name_en": "U.S. Department of Defense",
        "name_ko": "미국 국방부",
        "words_en": "Prepared by both secretariats for the Security Consultative Meeting. Illustrative.",
        "words_ko": "양측 사무국이 한미안보협의회의를 위해 작성함. 예시.",
    },
    Side.ROK: {
        "name_en": "ROK Ministry of National Defense",
        "name_ko": "대한민국 국방부",
        "words_en": "Prepared by both secretariats for the Security Consultative Meeting. Illustrative.",
        "words_ko": "양측 사무국이 한미안보협의회의를 위해 작성함. 예시.",
    },
}
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><path fill="none"
 stroke="#1b1b1b" stroke-width="3" d="M2 2h60v28H2zM32 2v28M10 16l5 5 9-10M40 16l5 5 9-10"/></svg>"""
"""The mark of the product, in place of a seal that is not ours to show."""


def events_of_agreed(lives: dict[str, Life], cast: Cast, today: date) -> Iterator[Event]:
    """Commitments entered after the SCM of the year before, what became of them, and the covers of both sides."""
    year = coming_year(today) - 1
    for number, one in enumerate(AGREED, 1):
        side = list(Side)[number % 2]
        entered = datetime.combine(today - timedelta(days=300), time(3, number, tzinfo=UTC))
        yield Event(entered, cast.user(side, "staff"), _enterer(year, one))
        told = datetime.combine(today - timedelta(days=40), time(3, number, tzinfo=UTC))
        yield Event(told, cast.user(side.other, "staff"), _teller(year, number, one, lives))
    for side, words in COVERS.items():
        at = datetime.combine(today - timedelta(days=90), time(3, 30, tzinfo=UTC))
        yield Event(at, cast.user(side, "staff"), _cover(side, words))


def _enterer(year: int, one: dict[str, str]) -> Callable[[User], None]:
    def enter(by: User) -> None:
        cycle = Cycle.objects.get(year=year)
        agreed_on = cycle.scm_on or date(year, 12, 1)
        values = {name: one[name] for name in ("text_en", "text_ko")}
        posts = {f"{side.lower()}_post": _lead_post(side) for side in Side}
        due_on = date(year + 1, 12, 31)
        actions.add_commitment(cycle, values | posts | {"agreed_on": agreed_on, "due_on": due_on}, by=by)

    return enter


def _lead_post(side: Side) -> int:
    """The first post of a side's leads."""
    return Post.objects.filter(side=side, is_lead=True).earliest("pk").pk


def _teller(year: int, number: int, one: dict[str, str], lives: dict[str, Life]) -> Callable[[User], None]:
    def tell(by: User) -> None:
        commitment = Commitment.objects.get(cycle=year, number=number)
        if one["evidence"]:
            project = Project.objects.get(pk=lives[one["evidence"]].project.pk)
            actions.add_evidence(commitment, project, by=by)
        if one["state"] != commitment.state:
            actions.set_commitment_state(commitment, one["state"], by=by, seen_revision=commitment.revision)

    return tell


def _cover(side: Side, words: dict[str, str]) -> Callable[[User], None]:
    def keep(by: User) -> None:
        actions.keep_letterhead(side, words, by=by, seen_revision=0, logo=LOGO)

    return keep

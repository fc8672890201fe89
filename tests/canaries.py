"""What a side keeps private, in every place that can hold it, a canary in each text; and what both share beside it.

A new model with private texts gets a line in `parts_of` (it belongs to a project) or in `plant`; a test of
tests/test_walk.py says which text was left without the canary.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.utils import timezone

from contacts.actions import keep_waiting, notify
from contacts.enums import Event, How
from contacts.models import Notice, Outgoing, User
from core import days, jobs, submissions
from core.audience import Audience, acting_as
from core.models import Answer, Entry, Job, Question
from core.sides import Side
from projects import actions
from projects.actions.scoring import Given
from projects.enums import Finding, Health, Stage
from projects.models import (
    BusinessLink,
    Document,
    Effort,
    FormerReference,
    Indicator,
    IndicatorValue,
    Issue,
    Milestone,
    MoneyLine,
    OverlapAnswer,
    PartnerVoice,
    ProgressUpdate,
    Project,
    Risk,
    StageChange,
)
from reporting.actions import add_comment, climb
from reporting.models import Artifact, Consideration, Cycle, Edition, Presentation, Section, Snapshot
from tests.cast import make_cast
from tests.classified import classified, private_models
from tests.factories import make_project, present

CANARY = {Side.US: "zyzzyvausa", Side.ROK: "zyzzyvarok"}
OPEN = "opensesame"
"""Stands where the canary would, in what both sides may read."""
WORD = "quinquereme"
"""Stands beside either: who searches for it would meet the canary, who only asked sees the word again."""
DAY = date(2026, 3, 1)
NOT_SCORED = "2026.0.1"
"""What somebody has seen who opens the scores of a project before a draft is saved."""


@dataclass
class Scene:
    """The people, what both sides share, and what a side has kept to itself so far."""

    cast: SimpleNamespace
    side: Side
    open: dict[str, Any]
    """A row of each kind that both sides read, by the word of its addresses."""
    hidden: dict[str, Any] = field(default_factory=dict)
    """A row of each kind that is private to `side`, by the same words."""

    @property
    def word(self) -> str:
        return CANARY[self.side]

    @property
    def poc(self) -> User:
        return getattr(self.cast, f"{self.side.lower()}_poc")

    @property
    def lead(self) -> User:
        return getattr(self.cast, f"{self.side.lower()}_lead")

    @property
    def outsiders(self) -> dict[str, User]:
        """Everybody who must not learn of it, the other side's lead first."""
        other = self.side.other.lower()
        names = [f"{other}_{role}" for role in ("lead", "staff", "poc", "leader")]
        return {name: getattr(self.cast, name) for name in (*names, "admin")}

    def secrets(self) -> set[str]:
        """What stands nowhere that the other side reads: the canary, every key and every reference of what is hidden.

        Keys that are numbers count nothing but their own table; they tell nothing.
        """
        found = {self.word, CANARY[self.side.other]}
        for model, row in self.private_rows():
            if isinstance(row.pk, uuid.UUID):
                found.add(str(row.pk))
            if model in (Project, FormerReference):
                found.add(row.reference)
        return found - {str(row.pk) for name, row in self.open.items() if name != "others"}

    def private_rows(self) -> Iterator[tuple[type[models.Model], models.Model]]:
        """Every row that is private to the side, read as the side itself."""
        with acting_as(Audience.of(self.side)):
            for model in private_models():
                for row in model._default_manager.filter(audience=self.side):
                    yield model, row


def words(model: type[models.Model], word: str) -> dict[str, str]:
    """Every private text of a model, with the word in it."""
    return {
        name: f"{word} {name}"
        for name in classified(model._meta.label, "private")
        if isinstance(model._meta.get_field(name), models.CharField | models.TextField)
    }


def open_scene(side: Side) -> Scene:
    """What both sides share, made before `side` hides anything but what it wrote before it shared a project."""
    with acting_as(Audience.JOINT):
        cast = make_cast()
    scene = Scene(cast, side, {})
    pocs = {side: getattr(cast, f"{side.lower()}_poc") for side in Side}
    posts = {f"{one.lower()}_post": poc.contact.tenures.get().post_id for one, poc in pocs.items()}
    about = {**posts, "planned_start": "2026-01-01", "planned_end": "2026-06-30"}
    review = make_project(stage=Stage.REVIEW, title_en="Under review", **about)
    scored = make_project(stage=Stage.REVIEW, title_en="To be scored", **about)
    shared = _formerly_private(scene)
    project = make_project(stage=Stage.ACTIVE, **words(Project, OPEN) | {"title_en": f"{OPEN} {WORD}"} | about)
    present(Cycle.objects.get(pk=2026), project)
    poc, lead, staff = (getattr(cast, f"{side.other.lower()}_{role}") for role in ("poc", "lead", "staff"))
    with acting_as(Audience.of(side.other)):
        actions.ask(review, "decide", by=poc, seen=review.version)
        why = {"reason": {"en": OPEN}, "answer": Answer.CONCERNS, "concerns": [{"en": OPEN}]}
        actions.take_step(project, "complete", by=lead, seen=project.version, **why)
        question = Question.objects.about(project).get(step="complete")
        scene.open = parts_of(project, OPEN, by=poc) | {
            "project": project,
            "remark": actions.remark(project, f"{OPEN} {WORD}", audience=Audience.JOINT, by=poc),
            "job": jobs.enqueue("core.tasks.sweep", audience=Audience.JOINT, by=poc, subject_id="open"),
            "entry": Entry.objects.joint().about(project).first(),
            "others": [review, scored, shared],
            "question": question,
            "concern": question.concerns.get(),
            "rate": actions.enter_rate({"day": DAY, "krw_per_usd": 1390, "source": OPEN}, by=staff),
            "presentation": Presentation.objects.get(),
            **_edition(poc),
            "notice": _notices(project, OPEN, [poc])[0],
            "organisation": poc.contact.organisation,
            "tenure": poc.contact.tenures.get(),
            "post": poc.contact.tenures.get().post,
            "hand-over": poc.contact,
            "successor": lead.contact,
            "contacts:": poc.contact,
            "accounts:": poc,
        }
    return scene


def plant(scene: Scene) -> None:
    """Hides rows of its side in the scene: a private project with all its parts, and the private about shared ones."""
    side, word, poc = scene.side, scene.word, scene.poc
    open_project = scene.open["project"]
    same = {"us_post": open_project.us_post_id, "rok_post": open_project.rok_post_id}
    countries = [
        {"country": "PH", "share": "60", "reason": f"{word} reason"},
        {"country": "FJ", "share": "40", "reason": ""},
    ]
    offices = [{"organisation": poc.contact.organisation_id, "role": "funding"}]
    texts = words(Project, word) | {"title_en": f"{word} {WORD}", "countries": countries, "organisations": offices}
    private = make_project(
        audience=Audience.of(side), planned_start="2026-01-01", planned_end="2026-06-30", **texts, **same
    )
    with acting_as(Audience.of(side)):
        scene.hidden = scene.open | parts_of(private, word, by=poc)
        remark = actions.remark(private, f"{word} {WORD}", audience=Audience.of(side), by=poc)
        actions.remark(open_project, f"{word} {WORD}", audience=Audience.of(side), by=poc)
        document = withdrawn_document(open_project, word, Audience.of(side), by=poc)
        comment = add_comment(scene.open["section"], f"{word} {WORD}", audience=Audience.of(side), by=poc)
        _review, scored, _shared = scene.open["others"]
        actions.save_scores(scored, scores(2, word), by=scene.lead, seen=NOT_SCORED)
        job = jobs.enqueue("core.tasks.sweep", audience=Audience.of(side), by=poc, subject_id=word, project=word)
        Job.objects.filter(pk=job.pk).update(step=word, error={"text": word, "params": {}})
        submissions.once(str(uuid.uuid4()), by=poc, work=lambda: word)
        keep_waiting({poc: 7}, state="counted")
        notices = _notices(private, word, [poc, *scene.outsiders.values()])
        told = {"subject_id": private.pk, "url": private.get_absolute_url(), "title_en": word, "title_ko": word}
        notify(Event.STALE, to=[poc], audience=Audience.of(side), by=None, since=days.today(), **told)
        scene.hidden |= {
            "project": private,
            "remark": remark,
            "comment": comment,
            "document": document,
            "projects:file": document,
            "job": job,
            "entry": Entry.objects.readable_by(side).about(private).first(),
            "notice": notices[1],
        }


def parts_of(project: Project, word: str, *, by: User) -> dict[str, Any]:
    """A part of each kind, with the word in every text; made by the actions, or where none makes one, by mistake."""
    text = partial(words, word=word)
    made_by = {"project": project, "audience": project.audience}
    risk = {"probability": 3, "impact": 5, "answer": "reduce", "closed_on": DAY}
    issue = {"severity": "high", "raised_on": DAY, "resolved_on": DAY}
    value = {"period_start": DAY, "period_end": DAY, "target": 4, "actual": 2}
    voice = {"country": "PH", "asked_on": DAY, "how": "letter"}
    link = {"organisation": by.contact.organisation_id, "export_control": "licence-needed", "export_control_on": DAY}
    money = {"fiscal_year": 2026, "form": "in-kind", "currency": "USD", "planned": 1234567}
    indicator = actions.add_indicator(project, {"baseline": 0, "baseline_on": DAY} | text(Indicator), by=by)
    rows = {
        "milestone": actions.add_milestone(project, {"planned_on": date(2026, 2, 1)} | text(Milestone), by=by),
        "risk": actions.add_risk(project, risk | text(Risk), by=by),
        "issue": actions.add_issue(project, issue | text(Issue), by=by),
        "indicator": indicator,
        "value": actions.add_indicator_value(indicator, value | text(IndicatorValue), by=by),
        "voice": actions.add_voice(project, voice | text(PartnerVoice), by=by),
        "link": actions.add_business_link(project, link | text(BusinessLink), by=by),
        "money": actions.add_money(project, money | text(MoneyLine), by=by),
        "document": withdrawn_document(project, word, project.audience, by=by),
    }
    rows["projects:file"] = rows["document"]
    answered = {"effort": Effort.objects.first(), "answer": Finding.COMPLEMENTS, "by": by, "side": by.side}
    rows["answer"] = OverlapAnswer.objects.create(**made_by, **answered, **text(OverlapAnswer))
    reported = {"period": DAY, "health": Health.AT_RISK, "percent": 7, "reported_by": by, "reported_side": by.side}
    ProgressUpdate.objects.create(**made_by, **reported, **text(ProgressUpdate))
    entered = {"stage": project.stage, "step": "develop", "on": DAY, "by": by, "side": by.side}
    rows["said"] = StageChange.objects.create(**made_by, **entered, **text(StageChange))
    return rows


def scores(value: int, word: str) -> dict[int, Given]:
    """The same score on each criterion, with the word in each reason."""
    return {number: Given(value, f"{word} reason {number}") for number in range(1, 6)}


def _edition(by: User) -> dict[str, Any]:
    """A compiled edition that both secretariats are asked to close, with a section, a comment, what the RCWG made of it
    before, and a concern; that its file is not in the archive is no matter here.
    """
    digest = {"sha256": "0" * 64}
    edition = Edition.objects.create(
        cycle_id=2026, number=1, compiled_revision=1, compiled_text=1, compiled_at=timezone.now(), **digest
    )
    taken = Snapshot.objects.create(edition=edition, revision=1, content={}, taken_at=timezone.now(), **digest)
    artifact = Artifact.objects.create(snapshot=taken, language="en", paper="a4", path="2026/1.pdf", size=1, **digest)
    section = Section.objects.create(edition=edition, key="foreword", number=1, text_en=OPEN)
    comment = add_comment(section, f"{OPEN} {WORD}", audience=Audience.JOINT, by=by)
    returned = {"outcome": "return", "compiled_revision": 1, "considered_on": DAY, "side": by.side, "post": by.signs_as}
    considered = Consideration.objects.create(edition=edition, body="rcwg", reason_en=OPEN, **returned)
    staff = User.objects.staff_of(by.side).first()
    why = {"answer": Answer.CONCERNS, "concerns": [{"en": OPEN}]}
    climb(edition, "close", by=staff, seen=edition.version, **why)
    asked = Question.objects.about(edition).get()
    return {
        "edition": edition,
        "artifact": artifact,
        "section": section,
        "comment": comment,
        "consideration": considered,
        "edition-question": asked,
        "edition-concern": asked.concerns.get(),
    }


def withdrawn_document(project: Project, word: str, audience: Audience, *, by: User) -> Document:
    """A file with the word in its titles, its name, its content, and in why it was withdrawn."""
    titles = {name: text for name, text in words(Document, word).items() if name.startswith("title")}
    values, content = titles | {"category": "other", "language": "en"}, f"{word} content".encode()
    kept = actions.upload_document(project, values, name=f"{word}.txt", content=content, audience=audience, by=by)
    return actions.withdraw_document(kept, word, by=by, seen_revision=kept.revision)


def _formerly_private(scene: Scene) -> Project:
    """A project that the side wrote on its own, with the canary in texts that it took out before it shared it."""
    with acting_as(Audience.of(scene.side)):
        project = make_project(audience=Audience.of(scene.side), **words(Project, scene.word))
        plain = dict.fromkeys(words(Project, ""), "Shared")
        project = actions.revise(project, plain, by=scene.poc, seen=project.version)
        actions.remark(project, scene.word, audience=Audience.of(scene.side), by=scene.poc)
        return actions.share(project, by=scene.poc, seen=project.version)


def _notices(project: Project, word: str, people: list[User]) -> list[Notice]:
    """A notice and its mail for each of these people, as only a mistake could make it for the other side."""
    now, own = timezone.now(), {"audience": project.audience}
    about = {"event": Event.REMARKED, "how": How.AT_ONCE, "by_post": {"en": word, "ko": word}, "facts": {"is": word}}
    texts = words(Notice, word) | {"subject_id": str(project.pk)}
    mails = [Outgoing(recipient=one, made_at=now, next_at=now, problem=word, **own) for one in people]
    rows = [Notice(recipient=mail.recipient, mail=mail, at=now, **own, **about, **texts) for mail in mails]
    Outgoing.objects.bulk_create(mails)
    return Notice.objects.bulk_create(rows)


def left_without(scene: Scene) -> set[str]:
    """The private texts of all models in which no private row of the side has the canary."""
    left = {
        f"{model._meta.label}.{name}" for model in private_models() for name in classified(model._meta.label, "private")
    }
    for model, row in scene.private_rows():
        for name in classified(model._meta.label, "private"):
            if scene.word in str(getattr(row, name)):
                left.discard(f"{model._meta.label}.{name}")
    return left

"""Projects for measuring, with all their parts, as unsaved rows."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model

from contacts.models import Organisation, Post, User
from core.audience import Audience
from core.bilingual import TextState
from core.money import Currency
from core.sides import Side
from projects import search
from projects.documents import DATES, PLAIN_FIELDS, TEXT_FIELDS
from projects.enums import Health, Kind, OrganisationRole, Owner, Stage
from projects.models import (
    JointText,
    Milestone,
    MoneyLine,
    PriorityArea,
    PrivateText,
    ProgressUpdate,
    Project,
    ProjectCountry,
    ProjectOrganisation,
    ProjectRevision,
    StageChange,
)
from reporting.bench.decisions import Decisions
from reporting.bench.hindrances import hindrances
from reporting.bench.measures import measures
from reporting.bench.scores import Scores
from reporting.bench.words import texts

COUNTRIES = {
    4: ("PH",),
    3: ("VN", "ID", "FJ", "PG"),
    2: ("MY", "TH", "SB"),
    1: (
        "SG",
        "TL",
        "KH",
        "LA",
        "BN",
        "MM",
        "VU",
        "TO",
        "WS",
        "FM",
        "PW",
        "MH",
        "KI",
        "TV",
        "NR",
        "CK",
        "NU",
        "AU",
        "NZ",
    ),
}
"""Countries by how often they take part."""
SHARES = {1: ("100.00",), 2: ("60.00", "40.00"), 3: ("50.00", "30.00", "20.00")}
PATH = (Stage.OPPORTUNITY, Stage.CONCEPT, Stage.REVIEW, Stage.DECIDED, Stage.ACTIVE, Stage.COMPLETED)
STAGE_WEIGHTS = (100, 130, 10, 10, 450, 300)
AREA_WEIGHTS = (8, 4, 6, 4, 4, 5)
HEALTH_WEIGHTS = (7, 2, 1)
NOT_CONFIRMED = (TextState.OUT_OF_DATE, TextState.DRAFT)
DAYS = 730


class Maker:
    """Makes the same rows for the same seed and directory."""

    def __init__(self, today: date, seed: int):
        self.today, self.rng = today, random.Random(seed)
        self.countries = [code for weight, codes in COUNTRIES.items() for code in codes for _time in range(weight)]
        self.areas = list(PriorityArea.objects.values_list("pk", flat=True))
        self.posts = {side: list(Post.objects.filter(side=side).values_list("pk", flat=True)) for side in Side}
        self.organisations = list(Organisation.objects.values_list("pk", flat=True))
        self.reporters = {side: User.objects.get(username=f"{side.lower()}.poc") for side in Side}
        self.authors = {side: list(User.objects.filter(side=side).order_by("pk")) for side in Side}
        self.decisions, self.scores = Decisions(today, self.rng), Scores(today, self.rng)

    def project(self, number: int, audience: Audience, reference: str) -> list[Model]:
        """A project with its parts, its words and its revision, ready to be copied in this order."""
        shape = self._shape(number, audience)
        document = self._document(number, shape)
        project, decided_on = self._row(document, shape, reference), shape.entered(self.today, Stage.DECIDED)
        return [
            project,
            *self._countries(project, document),
            *self._organisations(project, document),
            *self._stages(project, shape),
            *self._milestones(project, number, shape),
            *self._updates(project, number, shape),
            *self._money(project, number, shape),
            *hindrances(project, number, self.today, self.rng, self._part),
            *measures(project, number, self.today, self._part),
            *self.decisions.about(project, document, decided_on),
            *self.scores.of(project, decided_on, self._uuid),
            self._words(project),
            ProjectRevision(
                **self._part(project),
                version=project.version,
                document=document,
                saved_by=project.updated_by,
                saved_side=project.side,
                saved_at=project.updated_at,
            ),
        ]

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _part(self, project: Project) -> dict[str, Any]:
        return {"id": self._uuid(), "project": project, "audience": project.audience}

    def _shape(self, number: int, audience: Audience) -> "Shape":
        private = audience != Audience.JOINT
        steps = self.rng.choices(range(1, len(PATH) + 1), STAGE_WEIGHTS)[0]
        steps = min(steps, 2) if private else steps
        age = self.rng.randint(60, DAYS)
        silent = self.rng.randint(1, 20) if self.rng.random() < 0.8 else self.rng.randint(22, 59)
        updated = datetime.combine(self.today - timedelta(days=silent), time(tzinfo=UTC))
        return Shape(
            audience=audience,
            side=Side(audience) if private else list(Side)[number % 2],
            stages=PATH[:steps],
            age=age,
            reported=silent,
            updated=updated + timedelta(microseconds=self.rng.randrange(86_400_000_000)),
            health=self.rng.choices(Health.values, HEALTH_WEIGHTS)[0],
        )

    def _document(self, number: int, shape: "Shape") -> dict[str, Any]:
        area, *others = dict.fromkeys(self.rng.choices(self.areas, AREA_WEIGHTS, k=2))
        start = self.today - timedelta(days=shape.age - 30)
        end = start + timedelta(days=self.rng.randint(90, 900))
        codes = list(dict.fromkeys(self.rng.choices(self.countries, k=self.rng.choice((1, 1, 2, 3)))))
        shares = dict(zip(codes, SHARES[len(codes)], strict=True))
        implementing, funding = self.rng.sample(self.organisations, 2)
        return texts(number, self.rng) | {
            "kind": Kind.INITIATIVE.value if number % 8 == 0 else Kind.PROJECT.value,
            "area": area,
            "secondary_areas": others if number % 4 == 0 else [],
            "themes": ["cyber"] if number % 6 == 0 else [],
            "us_post": self.rng.choice(self.posts[Side.US]),
            "rok_post": self.rng.choice(self.posts[Side.ROK]),
            "planned_start": start.isoformat(),
            "planned_end": end.isoformat(),
            "actual_start": start.isoformat() if Stage.ACTIVE in shape.stages else None,
            "actual_end": max(start, shape.updated.date()).isoformat() if shape.stage == Stage.COMPLETED else None,
            "countries": [{"country": code, "share": shares[code], "reason": ""} for code in sorted(codes)],
            "organisations": [
                {"organisation": pk, "role": role.value}
                for pk, role in sorted(
                    [(implementing, OrganisationRole.IMPLEMENTING), (funding, OrganisationRole.FUNDING)]
                )
            ],
        }

    def _row(self, document: dict[str, Any], shape: "Shape", reference: str) -> Project:
        renamed = {"area": "area_id", "us_post": "us_post_id", "rok_post": "rok_post_id"}
        values = {renamed.get(name, name): document[name] for name in PLAIN_FIELDS if name not in DATES}
        values |= {name: Project._meta.get_field(name).to_python(document[name]) for name in DATES}
        written = [name for name in TEXT_FIELDS if document[name]]
        reported = self.today - timedelta(days=shape.reported) if Stage.ACTIVE in shape.stages else None
        return Project(
            id=self._uuid(),
            audience=shape.audience,
            reference=reference,
            side=shape.side,
            stage=shape.stage,
            stage_since=shape.day_of(self.today, len(shape.stages) - 1),
            revision=len(shape.stages),
            text_states=self._states(written),
            health=shape.health if reported else "",
            percent=self.rng.randint(5, 95) if reported else None,
            reported_on=reported,
            logged_at=shape.updated - timedelta(days=shape.age),
            updated_at=shape.updated,
            updated_by=self.rng.choice(self.authors[shape.side]),
            joint_since=None if shape.audience != Audience.JOINT else shape.day_of(self.today, 0),
            **values,
        )

    def _states(self, written: list[str]) -> dict[str, Any]:
        """Nine in ten have all their texts confirmed; of the others one is out of date or a draft."""
        states = {name: {"state": TextState.CONFIRMED.value} for name in written}
        if self.rng.random() < 0.1:
            states[self.rng.choice(written)] = {"state": self.rng.choice(NOT_CONFIRMED).value}
        return states

    def _countries(self, project: Project, document: dict[str, Any]) -> Iterator[Model]:
        for row in document["countries"]:
            yield ProjectCountry(
                **self._part(project), country_id=row["country"], share=Decimal(row["share"]), reason=""
            )

    def _organisations(self, project: Project, document: dict[str, Any]) -> Iterator[Model]:
        for row in document["organisations"]:
            yield ProjectOrganisation(**self._part(project), organisation_id=row["organisation"], role=row["role"])

    def _stages(self, project: Project, shape: "Shape") -> Iterator[Model]:
        for step, stage in enumerate(shape.stages):
            on = shape.day_of(self.today, step)
            yield StageChange(**self._part(project), stage=stage, on=on, by=self.reporters[shape.side], side=shape.side)

    def _milestones(self, project: Project, number: int, shape: "Shape") -> Iterator[Model]:
        """Three milestones for a third of the projects; one in ten of those past is still open."""
        for step in range(3 if number % 3 == 0 else 0):
            planned = self.today - timedelta(days=shape.age - 120 * (step + 1))
            past = planned < self.today and self.rng.random() < 0.9
            yield Milestone(
                **self._part(project),
                name_en=f"Phase {step + 1} reviewed",
                name_ko=f"{step + 1}단계 검토",
                owner=Owner.BOTH,
                planned_on=planned,
                actual_on=planned + timedelta(days=self.rng.randint(-5, 0)) if past else None,
            )

    def _updates(self, project: Project, number: int, shape: "Shape") -> Iterator[Model]:
        """Two monthly updates for every second project that was ever active."""
        if Stage.ACTIVE not in shape.stages or number % 2:
            return
        period = (self.today - timedelta(days=shape.reported)).replace(day=1)
        for back in range(2):
            reported = shape.updated - timedelta(days=30 * back)
            yield ProgressUpdate(
                **self._part(project),
                period=period,
                health=shape.health,
                percent=project.percent,
                narrative_en="The course goes on as planned; one part came later than expected.",
                narrative_ko="교육을 계획대로 진행하고 있으며, 부품 하나가 예상보다 늦게 도착하였습니다.",
                reported_by=self.reporters[shape.side],
                reported_side=shape.side,
                reported_at=reported,
            )
            period = (period - timedelta(days=1)).replace(day=1)

    def _money(self, project: Project, number: int, shape: "Shape") -> Iterator[Model]:
        """A fiscal year of each side's cash for every project that was ever active."""
        if Stage.ACTIVE not in shape.stages:
            return
        for side in Side:
            currency = Currency.of(side)
            planned = Decimal(50_000 + number % 40 * 25_000) * (1380 if currency == Currency.KRW else 1)
            yield MoneyLine(
                **self._part(project),
                side=side,
                fiscal_year=side.fiscal_year_on(self.today),
                currency=currency,
                planned=planned,
                committed=planned * 3 / 4,
                spent=planned / 2,
            )

    def _words(self, project: Project) -> Model:
        found = search.lexemes(project.reference, *(getattr(project, name) for name in TEXT_FIELDS))
        model = PrivateText if project.is_private else JointText
        words = " ".join(f"'{word}'" for word in found)
        return model(project=project, audience=project.audience, updated_at=project.updated_at, words=words)


@dataclass(frozen=True)
class Shape:
    """How far a project has come, and when."""

    audience: Audience
    side: Side
    stages: tuple[Stage, ...]
    age: int
    reported: int
    updated: datetime
    health: str

    @property
    def stage(self) -> Stage:
        return self.stages[-1]

    def entered(self, today: date, stage: Stage) -> date | None:
        """The day on which it entered a stage; None when it never did."""
        return self.day_of(today, self.stages.index(stage)) if stage in self.stages else None

    def day_of(self, today: date, step: int) -> date:
        """The day on which it entered the stage of this step."""
        return today - timedelta(days=self.age - self.age * step // (len(PATH) + 1))

"""Law 2: every address, asked all that it answers, by everybody who must not learn of a private row.

The same is asked before a side hides anything and again after it: the other side is told the same, to the letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings

from contacts.actions import mailing
from core import history
from core.audience import Audience, acting_as
from core.models import Chain
from core.sides import Side
from projects import actions
from reporting.models import Edition
from reporting.snapshot import snapshot_of
from tests.asking import (
    ANSWERS,
    CHANGING,
    LAYERS,
    Asker,
    addresses,
    forget_built_queries,
    hidden_paths,
    nameless,
    open_paths,
)
from tests.canaries import DAY, NOT_SCORED, Scene, left_without, open_scene, plant, private_models, scores

ABSENT = {404, 405}
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMING = {
    "references": ("reference", "project", "q", "seen"),
    "keys": ("subject", "ids", "row"),
    "parts": ("pk", "part"),
}
"""Fields of forms in which a row could be named, by what names it."""


@dataclass
class Walk:
    """A scene with what its outsiders were told before anything was hidden in it, and what must not be told."""

    scene: Scene
    askers: dict[str, Asker]
    before: dict[str, dict[str, str]]
    report: dict
    mailed: list[str]
    secrets: re.Pattern[str]

    @property
    def first(self) -> tuple[str, Asker]:
        """The lead of the other side, who asks thoroughly; the others ask each address as it is."""
        return next(iter(self.askers.items()))


def begin(side: Side) -> Walk:
    """Asks everything, hides what the side keeps to itself, and gives what is needed to ask again."""
    scene = open_scene(side)
    askers = {name: Asker(user) for name, user in scene.outsiders.items()}
    before = {name: asker.everything(scene.open, thorough=name.endswith("lead")) for name, asker in askers.items()}
    report, mails = report_of(2026), mailed(scene)
    plant(scene)
    return Walk(scene, askers, before, report, mails, pattern_of(scene.secrets()))


def pattern_of(secrets: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, secrets)))


def report_of(year: int) -> dict:
    """What the report of a year would be made from."""
    with acting_as(Audience.JOINT):
        return snapshot_of(Edition.objects.get(cycle=year, number=1), revision=2, day=DAY, compiled_by={})


def mailed(scene: Scene) -> list[str]:
    """The mails that would go to the outsiders now."""
    others = {user.email for user in scene.outsiders.values()}
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"), transaction.atomic():
        mail.outbox = []
        mailing.send_waiting()
        mailing.make_digests()
        mailing.send_waiting()
        transaction.set_rollback(True)
    return sorted(CHANGING.sub("", str(one.message())) for one in mail.outbox if others & set(one.to))


@pytest.fixture(scope="module", params=Side)
def walk(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Walk]:
    """Made once for each side, and undone after its last test."""
    archive = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("archive"))
    with archive, django_db_blocker.unblock(), transaction.atomic():
        yield begin(request.param)
        transaction.set_rollback(True)


@pytest.fixture(params=LAYERS)
def layers(request, monkeypatch) -> Iterator[str]:
    """What stands between a side and the other's rows: both layers, or one of them."""
    for taken_away in LAYERS[request.param]:
        monkeypatch.setattr(*taken_away)
    forget_built_queries()
    yield request.param
    monkeypatch.undo()
    forget_built_queries()


def test_every_address_has_a_name():
    """An address without a name would not be walked."""
    assert set(nameless()) <= {"healthz", "readyz"}


def test_every_private_text_and_every_hidden_table_has_a_canary(walk):
    """What this walk could not find is not proved."""
    assert left_without(walk.scene) == set()
    assert {model for model, _row in walk.scene.private_rows()} == set(private_models())


def test_no_address_tells_the_other_side_of_a_private_row(walk, layers):
    """Not in a page, a count, an order, a search, a file or a header: what is told is what was told before."""
    for name, asker in walk.askers.items() if layers == "both layers" else [walk.first]:
        for path, before in walk.before[name].items():
            said = asker.ask(path)
            assert not walk.secrets.search(said), (name, path)
            assert said == before, (name, path)


def test_what_is_private_answers_exactly_like_what_does_not_exist(walk, layers):
    _name, asker = walk.first
    for name, hidden, nothing in hidden_paths(walk.scene):
        said = asker.ask(hidden)
        assert said == asker.ask(nothing), name
        assert int(said[:3]) in ABSENT, name


@pytest.mark.parametrize("method", ["post", "patch", "put", "delete"])
def test_nothing_can_be_done_to_what_is_private(walk, method):
    _name, asker = walk.first
    version = {"headers": {"If-Match": '"1"', "X-Requested-With": "fetch"}}
    for name, hidden, nothing in hidden_paths(walk.scene):
        said = asker.ask(hidden, method, **version)
        assert said == asker.ask(nothing, method, **version), name
        assert int(said[:3]) in ABSENT, name


def test_no_form_tells_a_private_reference_or_key_from_one_that_nothing_has(walk):
    """Whatever field a form has, a hidden row in it gets the answer of a row that does not exist."""
    project = walk.scene.hidden["project"]
    hidden = {"references": project.reference, "keys": str(project.pk), "parts": str(walk.scene.hidden["risk"].pk)}
    unknown = {"references": re.sub(r"\d+$", "999", project.reference), "keys": str(uuid4()), "parts": str(uuid4())}
    _name, asker = walk.first
    for path in open_paths(walk.scene.open).values():
        said = []
        for named in (hidden, unknown):
            with transaction.atomic():
                sent = {field: named[kind] for kind, fields in NAMING.items() for field in fields}
                answer = asker.ask(path, "post", data=sent)
                said.append(re.sub("|".join(named.values()), "", answer))
                transaction.set_rollback(True)
        assert said[0] == said[1], path


def test_sealed_scores_tell_the_other_side_that_they_are_and_not_what_they_are(walk, layers):
    """Whatever a side has submitted, the other is told the same until it has submitted its own."""
    _name, asker = walk.first
    scored, said = walk.scene.open["others"][0], []
    for value in (1, 5):
        with transaction.atomic():
            with acting_as(Audience.of(walk.scene.side)):
                given = scores(value, walk.scene.word)
                actions.submit_scores(scored, given, by=walk.scene.lead, seen=NOT_SCORED)
            secrets = pattern_of(walk.scene.secrets())
            of = walk.scene.open | {"project": scored}
            paths = [path for name, path in open_paths(of).items() if scored.reference in path or "ranking" in name]
            answers = {path: asker.ask(path) for path in paths if path}
            assert not [path for path, answer in answers.items() if secrets.search(answer)]
            said.append({path: KEY.sub("", answer) for path, answer in answers.items()})
            transaction.set_rollback(True)
    assert said[0] == said[1]


def test_the_report_is_made_from_what_it_was_made_from(walk, layers):
    assert report_of(2026) == walk.report


def test_no_mail_tells_of_a_private_row(walk, layers):
    """Also where a notice was made by mistake for somebody of the other side."""
    assert mailed(walk.scene) == walk.mailed


def test_the_history_of_both_does_not_grow_by_what_one_hides(walk):
    """And each chain holds."""
    with acting_as(Audience.of(walk.scene.side.other)):
        assert not Chain.objects.filter(audience=walk.scene.side).exists()
    for audience in Audience:
        assert history.verify(audience)[1] is None


def test_every_answer_that_is_known_is_asked(walk):
    """A question that no list answers any more is not kept here."""
    asked = {name for path in walk.before[walk.first[0]] for name in re.findall(r"[?&](\w+)=", path)}
    assert {name.rpartition("?")[2] for name in ANSWERS} <= asked
    assert len(addresses()) > 100

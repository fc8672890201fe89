"""What the snapshot of the report reads beside the projects: the edition itself, money, decisions, what was before."""

import json
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from core.audience import Audience, acting_as
from core.models import Answer, Question
from core.sides import Side
from projects import actions as projects
from reporting import actions, compiling, render
from reporting.models import Commitment, Cycle, Edition, Evidence, Letterhead, Section, Snapshot
from reporting.snapshot import snapshot_of, words
from tests.compiling import quiet
from tests.factories import make_project, present
from tests.test_editions import climb_to, compiled, edition_now, sign, write

__all__ = ["people"]
CANARY = "Canary Albatross"
CASH = {"form": "cash", "fiscal_year": 2026}
DOLLARS = {"currency": "USD", "planned": 1_000_000, "spent": 250_000}
NOTHING = {"en": None, "ko": None}


@pytest.fixture
def people(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archive"
    return committed


@pytest.fixture
def project(people):
    """A presented joint project with money, a risk and a concern; of each kind also one that a side keeps."""
    found = make_project(stage="decided", title_en="Radar training")
    present(Cycle.objects.get(pk=2026), found)
    kept = make_project(audience=Audience.US, title_en=CANARY)
    for one in (found, kept):
        with acting_as(Audience.of(Side.US)):
            word = CANARY if one == kept else "Shared"
            projects.add_money(one, CASH | DOLLARS, by=people.us_poc)
            risk = {"text_en": f"{word} risk", "probability": 4, "impact": 5, "answer": "reduce"}
            projects.add_risk(one, risk, by=people.us_poc)
    with acting_as(Audience.ROK):
        projects.add_money(found, CASH | {"currency": "KRW", "planned": 1_380_000_000}, by=people.rok_poc)
        projects.enter_rate(
            {"day": date(2026, 1, 2), "krw_per_usd": 1380, "source": "Bank of Korea"}, by=people.rok_staff
        )
    return found


def read(edition: Edition) -> dict:
    with acting_as(Audience.JOINT):
        return snapshot_of(edition, revision=9, day=days.today(), compiled_by=words("x"))


def test_the_narrative_is_read_with_the_states_of_its_translations(people):
    compiled(people.us_staff)
    write(people, text_en="In English alone.")
    write(people, key="maritime-security", text_en="The area.", text_ko="분야.")
    told = read(edition_now())
    assert told["foreword"] == {"en": "In English alone.", "ko": None, "draft": ["en"]}
    assert told["areas"][0]["narrative"]["ko"] == "분야."
    assert told["outlook"] == {"en": None, "ko": None}


def test_a_comment_and_what_a_side_keeps_is_not_in_it(people, project):
    compiled(people.us_staff)
    with acting_as(Audience.US):
        section = Section.objects.get(edition=edition_now(), key="foreword")
        actions.add_comment(section, CANARY, audience=Audience.US, by=people.us_poc)
    told = read(edition_now())
    render.validate(told)
    assert CANARY not in json.dumps(told, ensure_ascii=False)
    assert told["money"]["us"]["usd"] == {"planned": 1_000_000, "committed": 0, "spent": 250_000}
    assert [one["text"]["en"] for one in told["risks"]] == ["Shared risk"]


def test_money_is_said_in_both_currencies_for_sides_years_areas_and_sheets(people, project):
    compiled(people.us_staff)
    told = read(edition_now())
    money, sheet = told["money"], told["presented"][0]
    assert money["rate"] == {"krw_per_usd": "1380.0000", "day": "2026-01-02", "source": "Bank of Korea"}
    assert (money["rok"]["usd"]["planned"], money["rok"]["krw"]["planned"]) == (1_000_000, 1_380_000_000)
    assert (money["total"]["usd"]["planned"], money["total"]["krw"]["planned"]) == (2_000_000, 2_760_000_000)
    assert [one["year"] for one in money["years"]] == [2026]
    assert [one["slug"] for one in money["areas"]] == ["maritime-security"]
    for part in (money["years"][0], money["areas"][0], sheet["money"]):
        assert {side: part[side] for side in ("us", "rok", "total")} == {
            side: money[side] for side in ("us", "rok", "total")
        }


def test_a_decision_is_told_with_both_answers_and_the_concern_that_came_with_one(people, project):
    compiled(people.us_staff)
    concern = {"en": "The parts are late.", "ko": "부품이 늦음."}
    answered = {Side.US: {}, Side.ROK: {"answer": Answer.CONCERNS, "concerns": [concern]}}
    active = make_project(stage="active")
    for side, more in answered.items():
        with acting_as(Audience.of(side)):
            lead = getattr(people, f"{side.lower()}_lead")
            why = {"en": "Done.", "ko": "마침."}
            active = projects.take_step(active, "complete", by=lead, seen=active.version, reason=why, **more)
    told = read(edition_now())["decisions"]["rows"][0]
    assert (told["reference"], told["outcome"]) == (active.reference, "approved")
    assert (told["us"]["answer"], told["rok"]["answer"]) == ("concur", "concerns")
    assert told["concerns"] == [
        {
            "side": "rok",
            "text": {**concern, "draft": ["en", "ko"]},
            "closed_on": None,
            "closing": {"en": None, "ko": None},
        }
    ]


def test_what_both_sides_are_asked_stands_on_the_summary_until_a_side_refuses(people, project):
    compiled(people.us_staff)
    review = make_project(stage="review")
    with acting_as(Audience.US):
        projects.take_step(review, "decide", by=people.us_lead, seen=review.version)
    asked = read(edition_now())["asks"]
    assert [(one["reference"], one["awaited"]) for one in asked["rows"]] == [(review.reference, ["rok"])]
    with acting_as(Audience.ROK):
        review.refresh_from_db()
        no = {"answer": Answer.NON_CONCUR, "reason": {"en": "Too dear.", "ko": "비쌈."}}
        projects.take_step(review, "decide", by=people.rok_lead, seen=review.version, **no)
    told = read(edition_now())
    assert told["asks"]["rows"] == []
    refused = next(one for one in told["decisions"]["rows"] if one["reference"] == review.reference)
    assert (refused["outcome"], refused["rok"]["answer"]) == ("not-approved", "non-concur")


def test_the_climb_is_read_anew_after_a_return_and_whole_once_it_is_sealed(people):
    compiled(people.us_staff)
    climb_to(people, "kidd")
    assert [one["state"] for one in read(edition_now())["climb"]] == ["passed", "next", "ahead"]
    with acting_as(Audience.ROK):
        edition = edition_now()
        why = {"en": "Money is missing.", "ko": ""}
        actions.climb(edition, "return", by=people.rok_lead, seen=edition.version, reason=why)
    told = read(edition_now())
    assert [one["state"] for one in told["climb"]] == ["next", "ahead", "ahead"]
    assert [(one["body"], one["outcome"]) for one in told["considered"]] == [("rcwg", "concur"), ("kidd", "return")]
    climb_to(people, "sealed")
    with acting_as(Audience.JOINT):
        seal = compiling.told(type(edition_now().seal).objects.select_related("edition", "snapshot").get())
    assert [one["state"] for one in seal["climb"]] == ["passed"] * 3
    assert all(one[side]["answer"] == "concur" for one in seal["climb"] for side in ("us", "rok"))


def test_a_correction_lists_what_it_corrects_and_every_seal_before_it(people):
    compiled(people.us_staff)
    write(people, text_en="Four courses were held.")
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    compiling.seal_files(edition.pk, tell=quiet)
    with acting_as(Audience.US):
        actions.open_correction(edition, by=people.us_staff)
    write(people, text_en="Five courses were held.")
    compiled(people.us_staff)
    with acting_as(Audience.JOINT):
        told = Snapshot.objects.get(edition=edition_now()).content
    assert told["edition"]["corrects"] == {"year": 2026, "number": 1, "sha256": edition.sha256}
    assert [(one["seal"], one["sha256"]) for one in told["edition"]["chain"]] == [(1, edition.sha256)]
    assert told["changes"]["since"] | {"compiled_on": ""} == {
        "year": 2026, "number": 1, "revision": 2, "compiled_on": "", "is_sealed": True
    }  # fmt: skip
    assert [one["en"] for one in told["changes"]["texts"]] == [
        [["-", "Four"], ["+", "Five"], ["=", " courses were held."]]
    ]


def test_without_a_sealed_edition_the_newest_of_the_year_before_is_what_a_reader_has_read(people, project):
    with acting_as(Audience.US):
        cycle = actions.open_cycle(2027, {"ordinal": 59}, by=people.us_staff)
    compiled(people.us_staff)
    compiled(people.us_staff)
    late = make_project(stage="review")
    compiling.make_edition(cycle.year, by=people.us_staff, job=uuid.uuid4(), tell=quiet)
    with acting_as(Audience.JOINT):
        told = Snapshot.objects.get(edition__cycle=2027).content["changes"]
        first = Snapshot.objects.filter(edition__cycle=2026).earliest("revision").content["changes"]
    assert (told["since"]["year"], told["since"]["revision"]) == (2026, 2)
    assert [one["reference"] for one in told["entered"]] == [late.reference]
    assert first is None


def test_letterheads_and_commitments_are_in_it(people, project):
    compiled(people.us_staff)
    with acting_as(Audience.JOINT):
        Letterhead.objects.create(side="ROK", marking_en="RELEASABLE TO US")
        said = {"agreed_on": date(2025, 11, 14), "text_en": "The sides will go on."}
        kept = [
            Commitment.objects.create(cycle_id=2025, number=number, state=state, **said)
            for number, state in ((1, "under-way"), (2, "kept"))
        ]
        Commitment.objects.create(cycle_id=2024, number=1, state="kept", **said)
        Evidence.objects.create(commitment=kept[0], project=project, added_by=people.us_poc)
    told = read(edition_now())
    render.validate(told)
    assert told["letterheads"]["us"] is None
    assert told["letterheads"]["rok"]["marking"] == {"en": "RELEASABLE TO US", "ko": None, "draft": ["en"]}
    rows = [(one["year"], one["number"], one["evidence"]) for one in told["commitments"]["rows"]]
    assert rows == [(2025, 1, [project.reference]), (2025, 2, [])]
    done = {"rate": 67, "of": 3, "implemented": 2, "due": 0, "due_implemented": 0}
    assert told["commitments"]["implementation"] == done


def test_the_number_of_statements_does_not_grow(people, project):
    compiled(people.us_staff)
    counts = []
    for _round in range(2):
        for _one in range(2):
            present(Cycle.objects.get(pk=2026), make_project(stage="active"))
        with acting_as(Audience.JOINT), CaptureQueriesContext(connection) as captured:
            snapshot_of(edition_now(), revision=9, day=days.today(), compiled_by=words("x"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 48


def test_an_open_question_about_an_edition_is_none_of_its_decisions(people):
    compiled(people.us_staff)
    climb_to(people, "rcwg")
    sign(people, "rcwg", Side.US)
    told = read(edition_now())
    with acting_as(Audience.JOINT):
        assert Question.objects.open().exists()
    assert told["asks"]["rows"] == told["decisions"]["rows"] == []

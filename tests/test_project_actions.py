"""Laws 4 and 6: one writer, and nothing is lost between two people."""

import threading
import unicodedata
from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Organisation
from core.audience import Audience, acting_as
from core.bilingual import TextState
from core.errors import Malformed, NotAllowed
from core.models import Entry
from projects import actions, search
from projects.actions.revising import StaleText
from projects.documents import FIELDS, merge
from projects.enums import Stage
from projects.models import Project
from tests.factories import document

versions = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in FIELDS})


@given(base=versions, saved=versions, mine=versions)
def test_a_merge_loses_no_change_of_either(base, saved, mine):
    merged = merge(base, saved, mine)
    for name in FIELDS:
        if name in merged.conflicts:
            assert base[name] not in {saved[name], mine[name]}
        elif saved[name] != base[name]:
            assert merged.merged[name] == saved[name]
        else:
            assert merged.merged[name] == mine[name]


def test_of_two_edits_at_the_same_moment_the_second_meets_the_first(committed):
    with acting_as(Audience.JOINT):
        project = actions.log_project(document(), by=committed.us_poc, joint=True)
    outcomes = []

    def edit(title, by):
        try:
            with acting_as(Audience.of(by.side)):
                outcomes.append(actions.revise(project, {"title_en": title}, by=by, seen=project.version).title_en)
        except StaleText as stale:
            outcomes.append((stale.base["title_en"], stale.saved["title_en"], stale.mine["title_en"]))
        connection.close()

    people = [("From Washington", committed.us_poc), ("From Seoul", committed.rok_poc)]
    edits = [threading.Thread(target=edit, args=person) for person in people]
    [thread.start() for thread in edits]
    [thread.join() for thread in edits]
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    ((base, saved, mine),) = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert (base, saved) == (document()["title_en"], won)
    assert {won, mine} == {"From Washington", "From Seoul"}


def test_projects_logged_at_the_same_moment_get_references_of_their_own(committed):
    def log():
        with acting_as(Audience.JOINT):
            actions.log_project(document(), by=committed.us_poc, joint=True)
        connection.close()

    threads = [threading.Thread(target=log) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with acting_as(Audience.JOINT):
        references = sorted(Project.objects.values_list("reference", flat=True))
    assert [reference[-3:] for reference in references] == ["001", "002", "003", "004"]


def test_a_form_opened_before_sharing_does_not_overwrite_the_shared_text(make_project, cast):
    project = make_project(audience=Audience.US)
    seen = project.version
    with acting_as(Audience.US):
        actions.share(project, by=cast.us_poc, seen=seen)
        with pytest.raises(StaleText) as stale:
            actions.revise(project, {"title_en": "Late"}, by=cast.us_poc, seen=seen)
    assert stale.value.mine["title_en"] == "Late"


def test_history_tells_who_for_which_side_when_from_what_to_what(make_project, cast):
    project = make_project()
    with acting_as(Audience.ROK):
        actions.revise(project, {"title_en": "Second title"}, by=cast.rok_poc, seen=project.version)
        entry = Entry.objects.visible_to(cast.us_poc).about(project).filter(table="projects_project").first()
    assert (entry.action, entry.side, entry.actor_id) == ("revise", "ROK", cast.rok_poc.pk)
    assert entry.post["ko"] == "한국 측 해양안보 담당"
    assert entry.changes["title_en"] == [document()["title_en"], "Second title"]


def test_an_edit_in_one_language_puts_the_other_out_of_date(make_project, cast):
    project = make_project()
    with acting_as(Audience.US):
        project = actions.confirm_text(project, "title", "ko", by=cast.us_lead, seen=project.version)
        assert project.text_state("title", "ko")["state"] == TextState.CONFIRMED
        project = actions.revise(project, {"title_en": "Another title"}, by=cast.us_poc, seen=project.version)
    assert project.text_state("title", "ko")["state"] == TextState.OUT_OF_DATE
    assert project.text_state("title", "en")["state"] == TextState.DRAFT
    assert project.text_state("summary", "ko")["state"] == TextState.MISSING


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("countries", {"countries": [{"country": "PH", "share": "99", "reason": ""}]}),
        ("planned_end", {"planned_start": "2026-05-02", "planned_end": "2026-05-01"}),
        ("title_en", {"title_en": "x" * 10_000}),
        ("title_en", {"title_en": "", "title_ko": ""}),
        ("title_en", {"title_en": "Radar 😀"}),
        ("area", {"area": "no-such-area"}),
        ("themes", {"themes": ["no-such-theme"]}),
        ("us_post", {"us_post": 10**9}),
        ("planned_start", {"planned_start": "31.12.2026"}),
    ],
)
def test_a_malformed_text_is_refused_with_a_sentence_at_its_field(cast, field, changes):
    with acting_as(Audience.US), pytest.raises(Malformed) as refusal:
        actions.log_project(document(**changes), by=cast.us_poc)
    assert set(refusal.value.errors) == {field}


def test_a_private_project_goes_no_further_than_a_concept(make_project, cast):
    project = make_project(audience=Audience.US)
    with acting_as(Audience.US):
        project = actions.take_step(project, "develop", by=cast.us_poc, seen=project.version)
        with pytest.raises(NotAllowed, match="Share"):
            actions.take_step(project, "propose", by=cast.us_lead, seen=project.version)


def test_a_completed_project_keeps_its_text(make_project, cast):
    project = make_project(stage=Stage.COMPLETED)
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        actions.revise(project, {"title_en": "Too late"}, by=cast.us_poc, seen=project.version)


def test_a_progress_update_sets_the_health_and_its_period_has_one(make_project, cast):
    project = make_project(stage=Stage.ACTIVE)
    values = {"period": date(2026, 10, 1), "health": "at-risk", "percent": 40, "narrative_en": "One test moved."}
    with acting_as(Audience.ROK):
        actions.report_progress(project, values, by=cast.rok_poc)
        with pytest.raises(Malformed, match="already"):
            actions.report_progress(project, values, by=cast.rok_poc)
        project.refresh_from_db()
    assert (project.health, project.percent) == ("at-risk", 40)


def test_progress_is_reported_of_what_is_under_way(make_project, cast):
    project = make_project(stage=Stage.DECIDED)
    values = {"period": date(2026, 10, 1), "health": "on-track", "narrative_en": "Nothing yet."}
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="while a project is active"):
        actions.report_progress(project, values, by=cast.us_poc)


@pytest.mark.parametrize("words", ["레이더", "이더 정비", "RADAR", "coast train", "연안 coastal"])
def test_a_project_is_found_by_words_in_both_languages(make_project, words):
    make_project()
    with acting_as(Audience.JOINT):
        assert search.matching(Project.objects.all(), words).count() == 1


def test_decomposed_hangul_is_stored_and_found_composed(make_project):
    make_project(title_ko=unicodedata.normalize("NFD", "해양영역인식"))
    with acting_as(Audience.JOINT):
        assert (
            search.matching(Project.objects.all(), unicodedata.normalize("NFD", "영역")).get().title_ko
            == "해양영역인식"
        )


def test_the_same_countries_and_organisations_in_another_order_are_no_revision(make_project, cast):
    """Codes and names sort differently: Myanmar is MM, Malaysia MY."""
    office = Organisation.objects.order_by("pk").first()
    roles = [{"organisation": office.pk, "role": role} for role in ("implementing", "funding")]
    shares = [{"country": code, "share": "50", "reason": ""} for code in ("MY", "MM")]
    project = make_project(countries=shares, organisations=roles, themes=["cyber", "climate-change"])
    with acting_as(Audience.US):
        same = {"countries": shares, "organisations": roles, "themes": ["cyber", "climate-change"]}
        assert actions.revise(project, same, by=cast.us_poc, seen=project.version).version == project.version

"""The year's calendar: days proposed back from the SCM, moved by hand, announced; and which day counts."""

import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError
from django.urls import reverse

from contacts.enums import Event
from contacts.models import Notice
from contacts.notices import sentence
from core import days
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.sides import Side
from projects.actions import revise as revise_project
from reporting import actions
from reporting.deadlines import BEFORE_SCM, ORDER, proposals
from reporting.enums import Obligation
from reporting.figures import Joint, a_year_before, obligation, obligations
from reporting.models import Cycle
from tests.factories import present

pytestmark = pytest.mark.django_db
SCM = date(2026, 10, 29)
EDIT = "/cycles/2026/edit/"


@pytest.fixture
def cycle(cast) -> Cycle:
    return Cycle.objects.get(year=2026)


@pytest.fixture
def dated(cast, cycle) -> Cycle:
    """The cycle of 2026 with the proposals for its SCM taken."""
    return revise(cycle, {"scm_on": SCM, **proposals(SCM)}, by=cast.us_staff)


def said(answer) -> str:
    return unescape(answer.content.decode()).replace("\xa0", " ")


def revise(cycle: Cycle, values: dict, *, by) -> Cycle:
    with acting_as(Audience.JOINT):
        return actions.revise_cycle(cycle, values, by=by, seen_revision=cycle.revision)


def take(cycle: Cycle, *names: str, by) -> Cycle:
    return actions.take_proposals(cycle, names, by=by, seen_revision=cycle.revision)


@pytest.mark.parametrize("scm_on", [SCM, date(2028, 3, 14), date(2028, 2, 29), date(2027, 1, 4)])
def test_each_day_is_proposed_so_many_common_working_days_before_the_scm(scm_on):
    for name, day in proposals(scm_on).items():
        assert days.working_days(day, scm_on, *Side) == BEFORE_SCM[name]
        assert all(days.works(side, day) for side in Side)


def test_the_proposals_keep_the_order_that_the_database_demands():
    dated = proposals(SCM) | {"scm_on": SCM}
    assert all(dated[first] <= dated[later] for first, later in ORDER)
    assert dated["kidd_on"] == date(2026, 9, 22)


def test_a_leap_day_is_a_day_like_another():
    assert days.before_working_days(date(2028, 3, 2), 1, Side.US) == date(2028, 3, 1)
    assert days.before_working_days(date(2028, 3, 1), 1, Side.US) == date(2028, 2, 29)
    assert days.before_working_days(date(2027, 3, 1), 1, Side.US) == date(2027, 2, 26)


def test_an_scm_on_a_leap_day_is_kept_counted_and_met_until_it_ends(cast, cycle):
    leap = date(2028, 2, 29)
    with acting_as(Audience.JOINT):
        opened = actions.open_cycle(2028, {"ordinal": 60, "scm_on": leap, **proposals(leap)}, by=cast.us_staff)
    assert opened.scm_on == leap
    states = [obligation(Joint(day, 2028))["state"] for day in (leap, leap + timedelta(days=1))]
    assert states == [Obligation.AT_RISK, Obligation.UNMET]
    assert a_year_before(Joint(leap, 2028)) is None


def test_a_day_lasts_until_it_has_ended_in_both_capitals(cast, cycle):
    new_year_in_seoul = datetime(2026, 12, 31, 16, tzinfo=UTC)
    after_midnight_utc = datetime(2027, 1, 1, 3, tzinfo=UTC)
    both_in_january = datetime(2027, 1, 1, 6, tzinfo=UTC)
    counted = [days.day_of(at) for at in (new_year_in_seoul, after_midnight_utc, both_in_january)]
    assert counted == [date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1)]
    revise(cycle, {"scm_on": date(2026, 12, 31)}, by=cast.us_staff)
    states = [obligation(Joint(day, 2026))["state"] for day in counted]
    assert states == [Obligation.AT_RISK, Obligation.AT_RISK, Obligation.UNMET]


def test_the_form_proposes_the_days_and_saves_nothing(client, cast):
    client.force_login(cast.us_staff)
    form = {"year": "2031", "ordinal": "63", "host": "seoul", "scm_on": "2031-10-30", "key": str(uuid.uuid4())}
    proposed = client.post(reverse("reporting:cycle-new"), form | {"propose": "1"})
    assert proposed.status_code == 200
    proposal = proposals(date(2031, 10, 30))
    for name, day in proposal.items():
        assert f'name="{name}" value="{day}"' in said(proposed)
    assert not Cycle.objects.filter(year=2031).exists()
    proposal = {name: day.isoformat() for name, day in proposal.items()}
    assert client.post(reverse("reporting:cycle-new"), form | proposal).status_code == 302
    assert Cycle.objects.get(year=2031).counted_from == date(2031, 10, 30)


def test_without_a_date_of_the_scm_nothing_is_proposed(client, cast):
    client.force_login(cast.us_staff)
    answer = client.post(EDIT, {"ordinal": "58", "scm_on": "", "propose": "1", "seen": "1"})
    assert answer.status_code == 400
    assert "Enter the date of the SCM: the other days are counted back from it." in said(answer)


def test_the_form_proposes_anew_and_leaves_what_was_moved_by_hand(client, cast, dated):
    client.force_login(cast.rok_staff)
    typed = {name: day.isoformat() for name, day in proposals(SCM).items()} | {"scores_on": "2026-04-15"}
    form = {"ordinal": "58", "counted_from": SCM.isoformat(), "scm_on": "2026-11-12", "seen": dated.revision}
    page = said(client.post(EDIT, {**typed, **form, "propose": "1"}))
    later = proposals(date(2026, 11, 12))
    assert f'name="draft_on" value="{later["draft_on"]}"' in page
    assert 'name="scores_on" value="2026-04-15"' in page
    assert "Proposed: " in page


def test_a_moved_scm_moves_nothing_else_but_shows_what_would_change(client, cast, cycle):
    first, later = date(2098, 10, 29), date(2098, 11, 13)
    hand = proposals(first)["scores_on"] + timedelta(days=7)
    dated = revise(cycle, {"scm_on": first, **proposals(first)}, by=cast.us_staff)
    moved = revise(dated, {"scores_on": hand}, by=cast.us_staff)
    client.force_login(cast.us_staff)
    assert "proposes other days" not in said(client.get("/cycles/2026/"))
    moved = revise(moved, {"scm_on": later}, by=cast.us_staff)
    assert moved.draft_on == proposals(first)["draft_on"]
    page = said(client.get("/cycles/2026/"))
    assert "The date of the SCM proposes other days" in page
    assert 'value="draft_on" id="move-draft_on" checked' in page
    assert 'value="scores_on" id="move-scores_on">' in page
    assert "moved by hand" in page
    ticked = {"seen": moved.revision, "day": sorted(set(BEFORE_SCM) - {"scores_on"})}
    assert client.post("/cycles/2026/proposals/", ticked).status_code == 302
    moved.refresh_from_db()
    assert (moved.draft_on, moved.scores_on) == (proposals(later)["draft_on"], hand)
    assert "proposes other days" not in said(client.get("/cycles/2026/"))


def test_proposals_for_a_cycle_that_changed_meanwhile_are_refused(client, cast, dated):
    client.force_login(cast.us_staff)
    assert client.post("/cycles/2026/proposals/", {"seen": dated.revision - 1, "day": ["draft_on"]}).status_code == 409
    with acting_as(Audience.JOINT), pytest.raises(NotAllowed):
        take(dated, "draft_on", by=cast.us_lead)


def test_an_scm_moved_before_the_rcwg_gets_a_sentence(client, cast, dated):
    client.force_login(cast.us_staff)
    typed = {name: day.isoformat() for name, day in proposals(SCM).items()}
    form = {"ordinal": "58", "scm_on": "2026-09-01", "seen": dated.revision, "counted_from": SCM.isoformat()}
    refused = client.post(EDIT, typed | form)
    assert refused.status_code == 400
    assert "The RCWG would come after the SCM." in said(refused)
    assert "This day comes before “SCM” on 1 Sep 2026." in said(refused)
    mended = said(client.post(EDIT, {**typed, **form, "propose": "1"}))
    assert f'name="rcwg_on" value="{proposals(date(2026, 9, 1))["rcwg_on"]}"' in mended


def test_an_scm_moved_back_by_a_week_after_the_rcwg_stands(cast, dated):
    later = revise(dated, {"scm_on": SCM + timedelta(days=7)}, by=cast.us_staff)
    assert later.rcwg_on == dated.rcwg_on


@pytest.mark.parametrize(("first", "later"), ORDER)
def test_the_database_refuses_days_out_of_order(cast, cycle, first, later):
    with pytest.raises(IntegrityError), acting_as(Audience.JOINT):
        Cycle.objects.filter(year=2026).update(**{first: SCM, later: SCM - timedelta(days=1)})


def test_a_deadline_out_of_order_says_before_which_day_it_comes(cast, dated):
    with pytest.raises(Malformed) as refusal:
        revise(dated, {"draft_on": date(2026, 9, 20)}, by=cast.us_staff)
    assert set(refusal.value.errors) == {"draft_on"}
    assert "This day comes before “RCWG” on 9\xa0Sep\xa02026." in str(refusal.value)


def test_staff_and_leads_are_told_once_of_a_day_that_comes_near_and_anew_when_it_moves(cast, dated):
    near = days.before_working_days(dated.draft_on, 5, *Side)
    with acting_as(Audience.JOINT):
        assert actions.remind_of_days(today=near - timedelta(days=1)) == []
        for _run in range(2):
            actions.remind_of_days(today=near)
        told = Notice.objects.joint().filter(event=Event.DEADLINE, subject_id__contains="draft_on")
        assert {one.recipient for one in told} == {cast.us_staff, cast.us_lead, cast.rok_staff, cast.rok_lead}
        assert "Draft closed: 3\xa0Sep\xa02026. Until then both capitals work on 5 days." in sentence(told[0])
        count = told.all().count()
        moved = revise(dated, {"draft_on": date(2026, 9, 4)}, by=cast.us_staff)
        actions.remind_of_days(today=near + timedelta(days=1))
        assert told.all().count() == 2 * count
        assert moved.draft_on == date(2026, 9, 4)


def test_what_comes_next_gives_both_capitals_times(client, cast, cycle):
    scm = date(2098, 10, 29)
    revise(cycle, {"scm_on": scm, "host": "washington", "confirmed_on": date(2098, 10, 7)}, by=cast.us_staff)
    client.force_login(cast.us_staff)
    page = said(client.get("/cycles/2026/"))
    assert "29 Oct, 09:00" in page and "29 Oct, 22:00" in page
    assert "7 Oct, 17:00" in page and "8 Oct, 06:00" in page
    client.force_login(cast.rok_staff)
    client.cookies.load({"django_language": "ko"})
    korean = said(client.get("/cycles/2026/"))
    assert korean.index("10. 29., 22:00") < korean.index("10. 29., 09:00")


def test_the_api_gives_and_takes_the_proposals(client, cast, dated):
    client.force_login(cast.us_staff)
    body = client.get("/api/v1/cycles/2026/").json()
    assert body["proposed"]["draft_on"] == body["draft_on"] == "2026-09-03"
    changed = client.patch(
        "/api/v1/cycles/2026/",
        {"scm_on": "2026-11-12"},
        content_type="application/json",
        headers={"If-Match": f'"{body["revision"]}"'},
    ).json()
    assert changed["draft_on"] == "2026-09-03"
    taken = client.post(
        "/api/v1/cycles/2026/proposals/",
        {"days": sorted(BEFORE_SCM)},
        content_type="application/json",
        headers={"If-Match": f'"{changed["revision"]}"'},
    )
    assert taken.status_code == 200
    assert taken.json()["draft_on"] == changed["proposed"]["draft_on"] == str(proposals(date(2026, 11, 12))["draft_on"])


def test_the_owners_of_what_is_missing_are_reminded_once_a_day(client, cast, make_project, dated):
    posts = {f"{side.lower()}_post": getattr(cast, f"{side.lower()}_poc").current_post["id"] for side in Side}
    make_project(stage="active", title_en="Without a Korean summary", area="multilateral-exercises", **posts)
    client.force_login(cast.us_staff)
    assert "Remind the ROK owners" in said(client.get("/cycles/2026/"))
    assert client.post("/cycles/2026/remind/rok/").status_code == 302
    with acting_as(Audience.JOINT):
        told = list(Notice.objects.joint().filter(event=Event.MISSING))
    assert {one.recipient for one in told} == {cast.rok_poc}
    assert "1 thing of yours is missing. It is needed by 23\xa0Sep\xa02026." in sentence(told[0])
    again = client.post("/cycles/2026/remind/rok/")
    assert again.status_code == 403
    assert "They were reminded today. Once a day is enough." in said(again)
    assert client.post("/cycles/2026/remind/us/").status_code == 403
    assert client.post("/cycles/2026/remind/kr/").status_code == 404
    client.force_login(cast.rok_poc)
    assert client.post("/cycles/2026/remind/rok/").status_code == 403


def test_the_obligation_is_at_risk_again_when_an_edit_voids_a_signature(client, cast, make_project, cycle):
    project = make_project(stage="active")
    with acting_as(Audience.US):
        actions.answer_presenting(cycle, project, "present", by=cast.us_lead, seen=project.version)
        revise_project(project, {"title_en": "Another title"}, by=cast.us_poc, seen=project.version)
        told = obligation(Joint(min(days.today(), date(2026, 12, 31)), 2026))
    assert (told["state"], told["why"]) == (Obligation.AT_RISK, "void")
    client.force_login(cast.us_staff)
    page = said(client.get("/cycles/2026/"))
    voided = "an edit made signatures void that were given for a project proposed"
    assert (voided in page) == (days.today().year <= 2026)


def test_the_history_of_the_obligation_tells_only_what_was_recorded_here(cast, make_project, cycle):
    with acting_as(Audience.JOINT):
        before = obligations(Joint(date(2026, 6, 1), 2026))
    assert [(one["year"], one["state"]) for one in before] == [(2024, None), (2025, None), (2026, None)]
    present(cycle, make_project(stage="active"))
    with acting_as(Audience.JOINT):
        after = obligations(Joint(date(2026, 6, 1), 2026))
    assert [one["state"] for one in after] == [None, None, Obligation.MET]
    assert len(after[-1]["projects"]) == 1

"""The year: dates that staff keep, and what leads put before the SCM."""

import uuid
from datetime import date
from html import unescape

import pytest
from django.db import IntegrityError
from django.urls import reverse

from contacts.enums import Event
from contacts.models import Notice
from core import days
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from core.sides import Side
from projects.actions import remind_of_questions, revise
from reporting import actions
from reporting.actions.presenting import HOLD_BACK, PRESENT
from reporting.models import Cycle, Presentation
from tests.factories import present
from tests.statements import statements

pytestmark = pytest.mark.django_db
DATES = {"ordinal": "58", "host": "washington", "scm_on": "2026-10-29", "kidd_on": "2026-09-22", "kidd_ordinal": "29"}


@pytest.fixture
def cycle(cast) -> Cycle:
    return Cycle.objects.get(year=2026)


def said(answer) -> str:
    return unescape(answer.content.decode()).replace("\xa0", " ")


@pytest.mark.parametrize("name", ["us_poc", "us_lead", "us_leader", "admin"])
def test_only_the_secretariats_keep_the_dates(client, cast, cycle, name):
    client.force_login(getattr(cast, name))
    for address in (reverse("reporting:cycle-edit", args=[2026]), reverse("reporting:cycle-new")):
        assert client.get(address).status_code == 403
        assert client.post(address, DATES | {"year": "2031", "seen": "1"}).status_code in {400, 403}
    with pytest.raises(NotAllowed):
        actions.revise_cycle(cycle, {"scm_on": date(2026, 10, 29)}, by=getattr(cast, name), seen_revision=1)


@pytest.mark.parametrize("name", ["us_staff", "rok_staff"])
def test_staff_of_either_side_enter_the_dates_and_history_tells_who(client, cast, cycle, name):
    client.force_login(getattr(cast, name))
    saved = client.post(reverse("reporting:cycle-edit", args=[2026]), DATES | {"seen": cycle.revision})
    assert saved.status_code == 302
    page = said(client.get(saved["Location"]))
    assert "29 Oct 2026" in page
    with acting_as(Audience.JOINT):
        entry = Entry.objects.joint().about(cycle).first()
    assert (entry.action, entry.actor_id) == ("revise-cycle", getattr(cast, name).pk)
    assert entry.changes["scm_on"] == [None, "2026-10-29"]


def test_who_saves_second_sees_both_versions_and_loses_neither(client, cast, cycle):
    client.force_login(cast.us_staff)
    address, seen = reverse("reporting:cycle-edit", args=[2026]), cycle.revision
    client.post(address, DATES | {"seen": seen})
    client.force_login(cast.rok_staff)
    second = client.post(address, DATES | {"scm_on": "2026-11-05", "seen": seen})
    assert second.status_code == 409
    assert "Somebody saved this cycle first" in said(second)
    assert 'value="2026-11-05"' in said(second)
    cycle.refresh_from_db()
    assert cycle.scm_on == date(2026, 10, 29)
    again = client.post(address, DATES | {"scm_on": "2026-11-05", "seen": cycle.revision})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kidd_on": "2026-11-30"}, "The KIDD comes before the SCM."),
        ({"cut_off": "2026-12-24"}, "The data cut-off comes before the SCM."),
        ({"rcwg_on": "2026-10-01"}, "The RCWG comes before the KIDD."),
        ({"scm_on": "soon"}, "Enter a valid date."),
    ],
)
def test_dates_out_of_order_are_refused_with_a_sentence(client, cast, cycle, changes, sentence):
    client.force_login(cast.us_staff)
    answer = client.post(reverse("reporting:cycle-edit", args=[2026]), DATES | changes | {"seen": cycle.revision})
    assert answer.status_code == 400
    assert sentence in said(answer)


def test_the_action_refuses_what_the_form_refuses(cast, cycle):
    with pytest.raises(Malformed) as refusal:
        actions.revise_cycle(
            cycle,
            {"scm_on": date(2026, 9, 1), "kidd_on": date(2026, 9, 22)},
            by=cast.us_staff,
            seen_revision=cycle.revision,
        )
    assert "The KIDD comes before the SCM." in str(refusal.value)


def test_a_year_is_opened_once_however_often_the_button_is_pressed(client, cast):
    client.force_login(cast.rok_staff)
    form = {"year": "2031", "ordinal": "63", "key": str(uuid.uuid4())}
    assert client.post(reverse("reporting:cycle-new"), form).status_code == 302
    assert client.post(reverse("reporting:cycle-new"), form | {"key": str(uuid.uuid4())}).status_code == 400
    assert Cycle.objects.filter(year=2031).count() == 1


def step(client, project, step="present", **body):
    return client.post(f"/cycles/2026/{step}/{project.reference}/", {"seen": project.version, **body})


def test_a_project_is_presented_once_both_leads_have_signed_and_held_back_the_same_way(
    client, cast, make_project, cycle
):
    project = make_project(stage="active")
    client.force_login(cast.us_lead)
    assert project.reference in said(client.get(reverse("reporting:cycle-present", args=[2026])))
    assert "Present it at the SCM of 2026?" in said(client.get(f"/cycles/2026/present/{project.reference}/"))
    key = {"key": str(uuid.uuid4())}
    for _press in range(2):
        assert step(client, project, **key).status_code == 302
    assert Presentation.objects.count() == 0
    assert "Put to both sides" in said(client.get(cycle.get_absolute_url()))
    client.force_login(cast.rok_lead)
    assert "Present it at the SCM of 2026?" in said(client.get(project.get_absolute_url()))
    assert step(client, project).status_code == 302
    assert Presentation.objects.get().chosen_by == cast.rok_lead
    assert step(client, project, "hold-back", reason_en="").status_code == 400
    assert step(client, project, "hold-back", reason_en="The partner asked for a year more.").status_code == 302
    assert Presentation.objects.count() == 1
    client.force_login(cast.us_lead)
    assert step(client, project, "hold-back").status_code == 302
    assert Presentation.objects.count() == 0
    with acting_as(Audience.JOINT):
        told = [entry.action for entry in Entry.objects.joint().about(cycle)]
    assert told[:2] == ["hold-back", "present"]


def test_who_has_not_answered_about_the_scm_is_reminded_then_it_is_overdue_and_nothing_is_presented(
    cast, make_project, cycle, settings
):
    project, today = make_project(stage="active"), days.today()
    with acting_as(Audience.US):
        actions.answer_presenting(cycle, project, PRESENT, by=cast.us_lead, seen=project.version)
    with acting_as(Audience.JOINT):
        notices = Notice.objects.joint().order_by("recipient__username").values_list("recipient__username", flat=True)
        for later, event, people in (
            (settings.REMIND_AFTER, Event.REMINDED, ["rok.lead"]),
            (settings.ESCALATE_AFTER + 1, Event.OVERDUE, ["rok.lead", "us.lead"]),
        ):
            remind_of_questions(today=days.after_working_days(today, later, *Side))
            assert list(notices.filter(event=event)) == people
        assert Presentation.objects.count() == 0


def test_an_edit_of_the_text_voids_what_one_side_signed_for_the_scm(cast, make_project, cycle):
    project = make_project(stage="active")
    with acting_as(Audience.US):
        actions.answer_presenting(cycle, project, PRESENT, by=cast.us_lead, seen=project.version)
        revise(project, {"title_en": "Another title"}, by=cast.us_poc, seen=project.version)
        project.refresh_from_db()
    with acting_as(Audience.ROK):
        actions.answer_presenting(cycle, project, PRESENT, by=cast.rok_lead, seen=project.version)
        assert Presentation.objects.count() == 0


@pytest.mark.parametrize("statement", ["insert", "delete"])
def test_the_database_refuses_what_both_sides_did_not_decide(cast, make_project, cycle, statement):
    project = make_project(stage="active")
    if statement == "delete":
        present(cycle, project)
    with pytest.raises(IntegrityError, match="signature of each side"), acting_as(Audience.US):
        if statement == "insert":
            Presentation.objects.create(cycle=cycle, project=project)
        else:
            Presentation.objects.get().delete()


@pytest.mark.parametrize("name", ["us_poc", "us_staff", "rok_leader", "admin"])
def test_nobody_but_a_lead_presents(client, cast, make_project, name):
    project = make_project(stage="active")
    client.force_login(getattr(cast, name))
    answer = step(client, project)
    assert answer.status_code == 403
    assert "Lead points of contact choose" in said(answer)


def test_a_private_project_is_not_presented_and_not_there_for_the_other_side(client, cast, make_project, cycle):
    project = make_project(audience=Audience.US, stage="concept")
    client.force_login(cast.us_lead)
    assert project.reference not in said(client.get(reverse("reporting:cycle-present", args=[2026])))
    assert step(client, project).status_code == 403
    client.force_login(cast.rok_lead)
    assert step(client, project).status_code == 404
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="Share the project first"):
        actions.answer_presenting(cycle, project, PRESENT, by=cast.us_lead, seen=project.version)


def test_what_is_not_presented_cannot_be_held_back_nor_by_anybody_but_a_lead(cast, make_project, cycle):
    project, presented = make_project(stage="active"), make_project(stage="active")
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="is not presented"):
        actions.answer_presenting(cycle, project, HOLD_BACK, by=cast.us_lead, seen=project.version)
    present(cycle, presented)
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="Lead points of contact choose"):
        actions.answer_presenting(cycle, presented, HOLD_BACK, by=cast.us_staff, seen=presented.version)


def test_neither_an_opportunity_is_presented_nor_a_project_twice(cast, make_project, cycle):
    opportunity, presented = make_project(), make_project(stage="active")
    present(cycle, presented)
    for project, sentence in ((opportunity, "Develop it into a concept first"), (presented, "already")):
        with acting_as(Audience.US), pytest.raises(NotAllowed, match=sentence):
            actions.answer_presenting(cycle, project, PRESENT, by=cast.us_lead, seen=project.version)


def test_the_cycle_tells_each_side_what_it_owes(client, cast, make_project):
    make_project(stage="active", title_en="Without a Korean summary", area="multilateral-exercises")
    client.force_login(cast.us_staff)
    page = said(client.get(reverse("reporting:cycle", args=[2026])))
    missing = page[page.index('id="missing"') : page.index('id="editions"')]
    us, rok = missing.split("rcf-duo__side--rok")
    assert "Nothing is missing." in us
    assert "Korean: summary" in rok


def test_an_unknown_year_is_not_found(client, cast):
    client.force_login(cast.us_staff)
    for address in ("/cycles/1999/", "/cycles/1999/edit/", "/cycles/99999/", "/cycles/2026/editions/7/"):
        assert client.get(address).status_code == 404


def test_the_page_takes_as_many_statements_for_many_rows_as_for_one(client, cast, make_project, cycle):
    client.force_login(cast.us_lead)
    counts = []
    for _round in range(2):
        for _one in range(3):
            present(cycle, make_project(stage="active"))
            asked = make_project(stage="active")
            with acting_as(Audience.US):
                actions.answer_presenting(cycle, asked, PRESENT, by=cast.us_lead, seen=asked.version)
        counts.append(
            [statements(client, address) for address in ("/cycles/2026/", "/cycles/", "/cycles/2026/present/")]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 24


def test_holidays_of_one_capital_are_working_days_of_the_other():
    assert date(2026, 9, 24) in days.closed_days(Side.ROK, 2026, "en")
    assert date(2026, 10, 12) in days.closed_days(Side.US, 2026, "en")
    week = (date(2026, 9, 20), date(2026, 9, 27))
    assert days.working_days(*week, Side.US) == 5
    assert days.working_days(*week, Side.ROK) == days.working_days(*week, *Side) == 3


def test_a_due_day_counts_the_days_on_which_both_capitals_work():
    assert days.on_working_day(date(2026, 9, 24), Side.US) == date(2026, 9, 24)
    assert days.on_working_day(date(2026, 9, 24), *Side) == date(2026, 9, 28)
    assert days.after_working_days(date(2026, 9, 22), 2, *Side) == date(2026, 9, 28)

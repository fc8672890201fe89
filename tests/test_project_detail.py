"""The page of a project and its history: what is so, who did what, and who may do what next."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from core import days
from core.audience import Audience, acting_as
from projects import actions
from projects.enums import Stage
from projects.models import Milestone, ProgressUpdate, Project
from tests.statements import statements

pytestmark = pytest.mark.django_db
MONTH = days.today().replace(day=1)
UPDATE = {"period": MONTH, "health": "at-risk", "percent": 40, "narrative_en": "Late parts.", "narrative_ko": ""}


def page_of(client, project: Project, more: str = "") -> str:
    answer = client.get(project.get_absolute_url() + more)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("name", ["detail", "edit", "share", "history", "milestone-new", "progress-new"])
@pytest.mark.parametrize("stranger", ["rok_poc", "rok_staff", "admin"])
def test_a_private_project_is_not_there_for_the_other_side(client, cast, make_project, name, stranger):
    project = make_project(audience=Audience.US)
    client.force_login(getattr(cast, stranger))
    hidden = client.get(reverse(f"projects:{name}", args=[project.reference]))
    missing = client.get(reverse(f"projects:{name}", args=["US-2020-999"]))
    assert hidden.status_code == missing.status_code == 404
    assert without_tokens(hidden) == without_tokens(missing).replace("US-2020-999", project.reference)


def without_tokens(answer) -> str:
    lines = answer.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line and "<time" not in line)


@pytest.mark.parametrize("name", ["remark", "confirm"])
def test_nobody_writes_to_what_they_cannot_see(client, cast, make_project, name):
    project = make_project(audience=Audience.US)
    client.force_login(cast.rok_poc)
    assert client.post(reverse(f"projects:{name}", args=[project.reference]), {"text": "x"}).status_code == 404
    step = reverse("projects:step", args=[project.reference, "develop"])
    assert client.post(step, {"seen": project.version}).status_code == 404


def test_a_step_is_taken_by_a_lead_and_refused_to_others_with_the_reason(client, cast, make_project):
    project = make_project(stage=Stage.DECIDED)
    step = reverse("projects:step", args=[project.reference, "start"])
    client.force_login(cast.us_poc)
    assert "A lead point of contact signs and decides for a side." in page_of(client, project)
    assert client.post(step, {"seen": project.version}).status_code == 403
    client.force_login(cast.us_lead)
    assert "Start the project" in page_of(client, project)
    assert client.post(step, {"seen": project.version}).status_code == 302
    assert "since " in page_of(client, project)
    assert client.post(step, {"seen": project.version}).status_code == 409


def test_progress_tells_health_what_happened_and_what_it_was_before(client, cast, make_project):
    project = make_project(stage=Stage.ACTIVE)
    before = (MONTH - timedelta(days=1)).replace(day=1)
    with acting_as(Audience.US):
        actions.report_progress(project, UPDATE | {"period": before, "health": "on-track"}, by=cast.us_poc)
    client.force_login(cast.rok_poc)
    address = reverse("projects:progress-new", args=[project.reference])
    sent = UPDATE | {"period": MONTH.isoformat(), "key": str(uuid.uuid4())}
    assert client.post(address, sent).status_code == client.post(address, sent).status_code == 302
    page = page_of(client, project)
    assert "Late parts." in page
    assert f"was on track in {before:%B %Y}" in page
    assert f"{MONTH:%B %Y}, by ROK POC, Maritime Security" in page


def test_a_month_is_reported_once(client, cast, make_project):
    project = make_project(stage=Stage.ACTIVE)
    with acting_as(Audience.US):
        actions.report_progress(project, UPDATE, by=cast.us_poc)
    client.force_login(cast.rok_poc)
    sent = UPDATE | {"period": MONTH.isoformat(), "key": str(uuid.uuid4())}
    answer = client.post(reverse("projects:progress-new", args=[project.reference]), sent)
    assert answer.status_code == 400
    assert "This period has an update already." in unescape(answer.content.decode())
    assert "Late parts." in answer.content.decode()


def test_a_milestone_shows_how_late_it_is(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    late = days.today() - timedelta(days=18)
    sent = {"name_en": "Second test", "owner": "ROK", "planned_on": late.isoformat(), "key": str(uuid.uuid4())}
    address = reverse("projects:milestone-new", args=[project.reference])
    client.post(address, sent)
    client.post(address, sent)
    page = page_of(client, project)
    assert page.count('<th scope="row">Second test</th>') == 1
    assert "18 days late" in page
    refused = client.post(address, {"name_en": "Third test", "owner": "US", "key": str(uuid.uuid4())})
    assert set(refused.context["form"].errors) == {"planned_on"}


def test_two_who_change_one_milestone_see_both_versions(client, cast, make_project):
    project = make_project()
    with acting_as(Audience.US):
        row = actions.add_milestone(project, {"name_en": "Test", "planned_on": MONTH}, by=cast.us_poc)
    address = reverse("projects:milestone-edit", args=[project.reference, row.pk])
    first = {"name_en": "First test", "owner": "both", "planned_on": MONTH.isoformat(), "seen": "1"}
    client.force_login(cast.rok_poc)
    assert client.post(address, first).status_code == 302
    client.force_login(cast.us_poc)
    answer = client.post(address, first | {"name_en": "Sea test"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "First test" in page and "Sea" in page and 'name="seen" value="2"' in page
    assert client.post(address, first | {"name_en": "Sea test", "seen": "2"}).status_code == 302
    with acting_as(Audience.US):
        assert Milestone.objects.get(pk=row.pk).name_en == "Sea test"


def test_two_who_correct_one_report_see_both_versions(client, cast, make_project):
    project = make_project(stage=Stage.ACTIVE)
    with acting_as(Audience.US):
        actions.report_progress(project, UPDATE, by=cast.us_poc)
    address = reverse("projects:progress-edit", args=[project.reference, f"{MONTH:%Y-%m}"])
    sent = UPDATE | {"period": MONTH.isoformat(), "seen": "1"}
    client.force_login(cast.rok_poc)
    assert client.post(address, sent | {"narrative_en": "Parts came."}).status_code == 302
    client.force_login(cast.us_poc)
    answer = client.post(address, sent | {"narrative_en": "Parts come in May."})
    assert answer.status_code == 409
    assert "Parts came." in answer.content.decode() and "in May" in answer.content.decode()
    with acting_as(Audience.US):
        assert ProgressUpdate.objects.get().narrative_en == "Parts came."


def test_a_private_remark_is_marked_and_stays_with_its_side(client, cast, make_project):
    project = make_project()
    address = reverse("projects:remark", args=[project.reference])
    client.force_login(cast.us_poc)
    client.post(address, {"text": "Between us.", "remark_audience": "US", "key": str(uuid.uuid4())})
    client.post(address, {"text": "For both.", "remark_audience": "JOINT", "key": str(uuid.uuid4())})
    assert "Between us." in page_of(client, project)
    for stranger in (cast.rok_poc, cast.admin):
        client.force_login(stranger)
        for page in (page_of(client, project), page_of(client, project, "history/")):
            assert "Between us." not in page
            assert "For both." in page


def test_a_remark_for_the_other_side_alone_is_refused(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    answer = client.post(
        reverse("projects:remark", args=[project.reference]), {"text": "Kept.", "remark_audience": "ROK"}
    )
    assert answer.status_code == 400
    assert "Kept." in answer.content.decode()


def test_a_translation_is_confirmed_by_a_post(client, cast, make_project):
    project = make_project(summary_ko="레이더 승조원 교육 두 차례.")
    client.force_login(cast.rok_poc)
    address = reverse("projects:confirm", args=[project.reference])
    client.post(address, {"text": "summary.ko", "seen": project.version})
    page = page_of(client, project, "?texts=both")
    assert "Confirmed by ROK POC, Maritime Security" in page
    assert "confirmed a translation" in page


def test_history_says_who_did_what_from_what_to_what(client, cast, make_project):
    project = make_project(planned_end="2026-12-31")
    changed = {
        "summary_en": "Three courses for the crews of coastal radars.",
        "planned_end": "2027-03-31",
        "area": "capacity-building",
        "countries": [{"country": "PH", "share": "100", "reason": ""}],
        "us_post": cast.us_poc.signs_as and cast.us_poc.current_post["id"],
    }
    with acting_as(Audience.ROK):
        actions.revise(project, changed, by=cast.rok_poc, seen=project.version)
    client.force_login(cast.us_poc)
    page = page_of(client, project, "history/")
    assert "ROK POC, Maritime Security edited it" in page
    for told in (
        "Planned end: <del>31\u00a0Dec\u00a02026</del> → <ins>31\u00a0Mar\u00a02027</ins>",
        "Priority area: <del>Maritime Security</del> → <ins>Capacity Building</ins>",
        "Summary, English: <del>Two courses for the crews of coastal radars.</del>",
        "<del>Fiji 40%</del>",
        "Philippines: <del>60%</del> → <ins>100%</ins>",
        "US post: <ins>US POC, Maritime Security</ins>",
    ):
        assert told in page
    for technical in ("revision", "updated_at", "text_states", str(project.pk), "{", "area_id"):
        assert technical not in page.split("<main")[1].split("</main")[0]


def test_history_marks_the_words_of_a_long_text_that_changed(client, cast, make_project):
    old = "Three partner navies exchange data with the two sides, first on land, then during one exercise."
    project = make_project(summary_en=old)
    with acting_as(Audience.US):
        new = old.replace("Three partner", "Two partner")
        actions.revise(project, {"summary_en": new}, by=cast.us_poc, seen=project.version)
    client.force_login(cast.us_poc)
    assert "<del>Three</del> <ins>Two</ins> partner navies" in page_of(client, project)


def test_the_korean_page_tells_the_same_in_korean_order(client, cast, make_project, settings):
    project = make_project()
    client.force_login(cast.rok_poc)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    page = page_of(client, project)
    assert page.index("rcf-duo__side--rok") < page.index("rcf-duo__side--us")
    assert "<h1>연안 레이더 정비 교육</h1>" in page


def test_a_page_costs_eleven_statements_however_much_there_is_to_show(client, cast, make_project):
    project = make_project(stage=Stage.ACTIVE, themes=["cyber"], secondary_areas=["information-sharing"])
    client.force_login(cast.us_poc)
    assert statements(client, project.get_absolute_url()) == 11
    with acting_as(Audience.US):
        for n in range(1, 9):
            day = MONTH.replace(year=2025, month=n)
            actions.add_milestone(project, {"name_en": f"M{n}", "planned_on": day}, by=cast.us_poc)
            actions.report_progress(project, UPDATE | {"period": day}, by=cast.us_poc)
            actions.remark(project, f"R{n}", audience=Audience.JOINT, by=cast.us_poc)
    assert statements(client, project.get_absolute_url()) == 11
    assert statements(client, project.get_absolute_url() + "history/") <= 8


def test_what_happened_on_one_day_stands_in_its_order(client, cast, make_project):
    project = make_project(stage="active")
    client.force_login(cast.us_lead)
    changes = client.get(f"/projects/{project.reference}/decisions/").context["changes"]
    assert {one["on"] for one in changes} == {days.today()}
    assert [str(one["stage"]) for one in changes] == ["Opportunity", "Concept", "Review", "Decided", "Active"]


@pytest.mark.parametrize("name", ["us_leader", "rok_leader"])
def test_a_leader_reads_who_decided_when_on_which_text_with_what_concerns(client, cast, make_project, name):
    project = make_project(stage=Stage.REVIEW)
    concerns = [{"en": "No ship in May.", "ko": "5월에는 함정이 없습니다."}]
    for lead, given in ((cast.us_lead, {}), (cast.rok_lead, {"answer": "concerns", "concerns": concerns})):
        with acting_as(Audience.of(lead.side)):
            project = Project.objects.joint().get(pk=project.pk)
            actions.take_step(project, "decide", by=lead, seen=project.version, **given)
    client.force_login(getattr(cast, name))
    for language, words, concern in (
        (
            "en",
            ("Decided by both sides", "US lead", "ROK lead", f"revision {project.revision} of the text"),
            "No ship in May.",
        ),
        ("ko", ("양측 결정", "미국 측", "한국 측", f"문안 개정 {project.revision}"), "5월에는 함정이 없습니다."),
    ):
        client.cookies["django_language"] = language
        main = page_of(client, project).split("<main")[1]
        decided = main.split('id="decision"')[1].split("</section>")[0]
        assert [one for one in (*words, concern) if one not in re.sub(r"<[^>]+>", "", decided)] == []
        assert "rcf-step " not in main, "what a leader may not do is no noise on the page"

"""My work: what waits for this person, late first; only of what the person may see."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts import actions as directory
from contacts.models import Post
from core import days
from core.audience import Audience, acting_as
from core.formats import day
from core.sides import Side
from projects import actions
from projects.actions.scoring import Given
from projects.models import Effort, Project, Ranking
from projects.ordering import Place
from reporting.actions import keep_figures
from tests.statements import statements
from tests.test_ranking import scored  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
TODAY = days.today()
WORK = "/api/v1/work/"


def work_of(client, user, **asked) -> dict:
    """What waits for somebody, as the API tells it: the same list as the page."""
    client.force_login(user)
    answer = client.get(WORK, asked)
    assert answer.status_code == 200
    return answer.json()


def kinds_of(client, user) -> dict[str, int]:
    return {one["kind"]: one["count"] for one in work_of(client, user)["kinds"]}


def whys(client, user, kind) -> list[str]:
    return [task["why"] for task in work_of(client, user, kind=kind)["tasks"]]


def answer(project, lead, **given) -> Project:
    """The lead's answer to whether to carry it out."""
    with acting_as(Audience.of(lead.side)):
        fresh = Project.objects.get(pk=project.pk)
        return actions.take_step(fresh, "decide", by=lead, seen=fresh.version, **given)


def page_of(client, user, **asked) -> str:
    client.force_login(user)
    found = client.get(reverse("reporting:my-work"), asked)
    assert found.status_code == 200
    return unescape(found.content.decode())


@pytest.fixture
def posts(cast):
    """The posts that are named on a project of the tests."""
    return {
        "us_post": Post.objects.get(title_en__startswith="US POC").pk,
        "rok_post": Post.objects.get(title_en__startswith="ROK POC").pk,
    }


@pytest.mark.parametrize(
    ("name", "address"), [("us_leader", "/"), ("rok_leader", "/"), ("admin", "/"), ("admin", "/work/")]
)
def test_who_has_no_work_here_is_led_to_the_dashboard(client, cast, name, address):
    client.force_login(getattr(cast, name))
    assert client.get(address)["Location"] == reverse("reporting:dashboard")


def test_nothing_waits(client, cast):
    page = page_of(client, cast.us_poc)
    assert "Nothing waits for you" in page
    assert "All is up to date" in page


def test_a_stale_project_waits_for_both_posts_late_first(client, cast, make_project, posts):
    project = make_project(stage="active", **posts)
    with acting_as(Audience.US):
        Project.objects.filter(pk=project.pk).update(reported_on=TODAY - timedelta(days=30))
        milestone = {"name_en": "Drill", "name_ko": "", "owner": "US", "planned_on": TODAY - timedelta(days=3)}
        actions.add_milestone(project, milestone, by=cast.us_poc)
    page = page_of(client, cast.us_poc)
    assert page.index("9 days late") < page.index("3 days late")
    assert reverse("projects:progress-new", args=[project.reference]) in page
    other = page_of(client, cast.rok_poc)
    assert "9 days late" in other
    assert "3 days late" not in other, "the milestone is the other side's"


def test_what_is_kept_of_ones_projects_is_found_anew_after_any_change(client, cast, make_project, posts):
    project = make_project(stage="active", audience=Audience.JOINT, title_en="Radar course", **posts)
    with acting_as(Audience.JOINT):
        keep_figures(days.today())
    before = work_of(client, cast.us_poc)["waiting"]
    assert work_of(client, cast.us_poc)["waiting"] == before
    with acting_as(Audience.US):
        milestone = {"name_en": "Drill", "name_ko": "", "owner": "US", "planned_on": TODAY - timedelta(days=3)}
        actions.add_milestone(project, milestone, by=cast.us_poc)
    assert work_of(client, cast.us_poc)["waiting"] == before + 1
    private = make_project(audience=Audience.US, by=cast.us_poc, title_en="Kept for now", us_post=posts["us_post"])
    assert private.title_en in page_of(client, cast.us_poc)
    assert private.title_en not in page_of(client, cast.rok_poc)


def test_an_unshared_opportunity_reminds_its_own_side_alone(client, cast, make_project, posts):
    project = make_project(audience=Audience.US, by=cast.us_poc, title_en="Kept for now", us_post=posts["us_post"])
    mine = page_of(client, cast.us_poc)
    assert "Kept for now" in mine
    assert reverse("projects:share", args=[project.reference]) in mine
    assert "Kept for now" not in page_of(client, cast.rok_poc)


def test_a_text_waits_for_the_side_whose_language_lacks_it(client, cast, make_project, posts):
    make_project(stage="active", **posts)
    assert "Missing in Korean: summary" in page_of(client, cast.rok_poc)
    assert "Missing in" not in page_of(client, cast.us_poc)


def test_the_secretariat_sees_the_gaps_of_the_cycle(client, cast, make_project):
    make_project(stage="active")
    page = page_of(client, cast.rok_staff)
    assert "1 active project lacks a text in Korean" in page
    assert "No project is put before the SCM yet" in page


# --- both sides decide ---


def test_a_question_waits_for_the_leads_of_the_side_that_has_not_answered(client, cast, make_project):
    project = make_project(stage="review")
    answer(project, cast.us_lead)
    assert whys(client, cast.rok_lead, "sign") == [f"Decide to carry it out? US signed on {day(TODAY)}."]
    (task,) = work_of(client, cast.rok_lead, kind="sign")["tasks"]
    assert task["answers"] == {"us": "signed", "rok": "waiting"}
    assert task["url"] == reverse("projects:step", args=[project.reference, "decide"])
    assert task["since"] == TODAY.isoformat() < task["due"]
    for other in (cast.us_lead, cast.us_poc, cast.rok_poc, cast.rok_staff):
        assert "sign" not in kinds_of(client, other)
    assert "You wait for ROK" in page_of(client, cast.us_lead)
    answer(project, cast.rok_lead)
    assert "sign" not in kinds_of(client, cast.rok_lead)
    assert "You wait for" not in page_of(client, cast.us_lead)


def test_leads_talk_where_both_have_answered_and_do_not_agree(client, cast, make_project):
    project = make_project(stage="review")
    answer(project, cast.us_lead)
    answer(project, cast.rok_lead, answer="non-concur", reason={"en": "Not this year."})
    for lead in (cast.us_lead, cast.rok_lead):
        (task,) = work_of(client, lead, kind="talk")["tasks"]
        assert task["answers"] == {"us": "signed", "rok": "against"}
        assert "sign" not in kinds_of(client, lead)


def test_a_change_that_the_other_side_asks_for_waits_for_the_projects_own_post(client, cast, make_project, posts):
    project = make_project(stage="review", **posts)
    answer(project, cast.rok_lead, answer="return", reason={"en": "Name the ports."})
    assert whys(client, cast.us_poc, "edit") == ["ROK asks for a change: “Name the ports.”"]
    assert "edit" not in kinds_of(client, cast.rok_poc)
    assert "You wait for US" in page_of(client, cast.rok_poc)
    with acting_as(Audience.US):
        actions.revise(project, {"summary_en": "With its ports."}, by=cast.us_poc, seen=project.version)
    assert "edit" not in kinds_of(client, cast.us_poc)


def test_a_concern_waits_for_the_side_that_raised_it(client, cast, make_project, posts):
    project = make_project(stage="review", **posts)
    answer(project, cast.us_lead, answer="concerns", concerns=[{"en": "Spare parts are late."}])
    assert whys(client, cast.us_lead, "concern") == ["A concern of your side is open: “Spare parts are late.”"]
    assert "concern" not in kinds_of(client, cast.us_poc)
    assert "concern" not in kinds_of(client, cast.rok_lead)
    assert "Concern of US: “Spare parts are late.”" in page_of(client, cast.rok_poc)


def test_a_project_in_review_waits_for_the_score_of_each_side(client, cast, make_project):
    project = make_project(stage="review")
    assert whys(client, cast.us_lead, "score") == ["Neither side has scored it yet."]
    whole = {number: Given(4, "It was asked for.") for number in range(1, 6)}
    with acting_as(Audience.US):
        actions.submit_scores(project, whole, by=cast.us_lead, seen=f"{Ranking.objects.first().year}.0.1")
    assert "score" not in kinds_of(client, cast.us_lead)
    (task,) = work_of(client, cast.rok_lead, kind="score")["tasks"]
    assert task["why"] == "US has submitted its score, sealed until you submit yours."
    assert task["answers"] == {"us": "sealed", "rok": "waiting"}


def test_the_order_of_a_year_waits_for_both_leads(client, cast, scored):  # noqa: F811 the fixture
    ranking = Ranking.objects.get(year=2026)
    order = [Place(next(iter(scored.values())).reference, "")]
    with acting_as(Audience.US):
        actions.propose_order(ranking, order, by=cast.us_lead, seen=ranking.version)
    for lead in (cast.us_lead, cast.rok_lead):
        (task,) = work_of(client, lead, kind="sign")["tasks"]
        assert task["title"] == "Order of the 2026 cycle"
        assert client.get(task["url"]).status_code == 200


# --- the projects of a post ---


def test_an_overlap_waits_for_both_posts_until_somebody_has_answered(client, cast, make_project, posts):
    project = make_project(stage="active", **posts)
    assert kinds_of(client, cast.us_poc)["answer"] == kinds_of(client, cast.rok_poc)["answer"] == 1
    with acting_as(Audience.US):
        for effort in Effort.objects.filter(overlaps__project=project).distinct():
            actions.answer_overlap(project, effort, {"answer": "complements", "reason_en": "Adds."}, by=cast.us_poc)
    assert "answer" not in kinds_of(client, cast.us_poc)
    assert whys(client, cast.rok_poc, "translate")[-1].startswith("To be written in Korean: ")


def test_an_issue_that_is_due_and_a_value_that_is_missing_are_updates(client, cast, make_project, posts):
    project = make_project(stage="active", **posts)
    issue = {"text_en": "Customs", "severity": "high", "owner": "US", "raised_on": TODAY - timedelta(days=9)}
    with acting_as(Audience.US):
        actions.add_issue(project, issue | {"due_on": TODAY - timedelta(days=2)}, by=cast.us_poc)
        measured = {"title_en": "Crews trained", "baseline": 0, "baseline_on": date(2026, 1, 1)}
        indicator = actions.add_indicator(project, measured, by=cast.us_poc)
        for month in (1, 2):
            period = {"period_start": date(2026, month, 1), "period_end": date(2026, month, 28), "target": 4}
            actions.add_indicator_value(indicator, period, by=cast.us_poc)
    found = {task["why"]: task["due"] for task in work_of(client, cast.us_poc, kind="update")["tasks"]}
    assert found == {
        "Issue: Customs": (TODAY - timedelta(days=2)).isoformat(),
        "The actual value is missing: Crews trained": "2026-01-28",
    }
    assert next(iter(found)).startswith("The actual value"), "later first"
    assert whys(client, cast.rok_poc, "update") == ["The actual value is missing: Crews trained"]
    assert whys(client, cast.rok_poc, "translate")[-1] == "To be written in Korean: 1 issue, 1 indicator"


# --- posts, the side, the year ---


def test_a_post_that_needs_a_holder_waits_for_leads_and_the_secretariat(client, cast, make_project, posts):
    make_project(**posts)
    with acting_as(Audience.US):
        tenure = cast.us_poc.contact.tenures.get()
        directory.end_tenure(tenure, until=TODAY + timedelta(days=9), by=cast.us_staff)
    for person in (cast.us_lead, cast.us_staff):
        assert kinds_of(client, person)["hand-over"] == 1
    for person in (cast.us_poc, cast.rok_lead):
        assert "hand-over" not in kinds_of(client, person)


def test_a_deputy_has_the_work_of_the_post_while_it_lasts(client, cast, make_project):
    make_project(stage="review")
    lead = Post.objects.get(title_en__startswith="US lead,")
    assert "score" not in kinds_of(client, cast.us_poc)
    with acting_as(Audience.US):
        deputy = directory.name_deputy(lead, deputy=cast.us_poc.contact.pk, since=TODAY, until=None, by=cast.us_lead)
    assert kinds_of(client, cast.us_poc)["score"] == 1
    with acting_as(Audience.US):
        directory.end_deputy(deputy, by=cast.us_lead)
    assert "score" not in kinds_of(client, cast.us_poc)


def test_nothing_of_the_other_sides_own_projects_waits_for_anybody(client, cast, make_project, posts):
    """However such a project is named: the other side's post on it, its texts, its parts, its overlaps."""
    for side in Side:
        poc = getattr(cast, f"{side.lower()}_poc")
        project = make_project(audience=Audience.of(side), title_en="CANARY", title_ko="CANARY", by=poc, **posts)
        with acting_as(Audience.of(side)):
            actions.add_milestone(project, {"name_en": "CANARY", "planned_on": TODAY}, by=poc)
            actions.add_issue(
                project, {"text_en": "CANARY", "severity": "low", "raised_on": TODAY, "due_on": TODAY}, by=poc
            )
        for name in ("poc", "lead", "staff"):
            person = getattr(cast, f"{side.other.lower()}_{name}")
            assert "CANARY" not in page_of(client, person).replace(poc.username, "") or name == "poc"
            titles = [(task["title"], task["audience"]) for task in work_of(client, person)["tasks"]]
            assert ("CANARY", side.value) not in titles
        assert ("CANARY", side.value) in [(t["title"], t["audience"]) for t in work_of(client, poc)["tasks"]]


# --- the list ---


def test_a_page_has_thirty_things_and_the_next_one_the_rest(client, cast, make_project, posts):
    projects = [make_project(**posts) for _one in range(3)]
    with acting_as(Audience.US):
        for project in projects:
            for n in range(12):
                actions.add_issue(project, issue_of(n), by=cast.us_poc)
    first = work_of(client, cast.us_poc, kind="update")
    second = client.get(first["next"]).json()
    assert (len(first["tasks"]), len(second["tasks"]), second["next"]) == (30, 6, None)
    dues = [task["due"] for task in first["tasks"] + second["tasks"]]
    assert dues == sorted(dues)
    assert first["kinds"] == second["kinds"]
    page = page_of(client, cast.us_poc, kind="update")
    assert "Next page" in page
    assert 'href="?kind=update" aria-current="true"' in page


def issue_of(n: int) -> dict:
    due = TODAY - timedelta(days=n)
    raised = {"severity": "low", "raised_on": TODAY - timedelta(days=20), "due_on": due}
    return {"text_en": f"Issue {n}", "text_ko": f"문제 {n}", "owner": "US", **raised}


def test_an_unknown_kind_or_page_is_none(client, cast, make_project, posts):
    make_project(**posts)
    every = work_of(client, cast.us_poc)
    assert work_of(client, cast.us_poc, kind="shred", page="-3") == every
    assert work_of(client, cast.us_poc, page="99")["tasks"] == []
    assert "Nothing of this kind" in page_of(client, cast.us_poc, kind="sign")


def test_who_keeps_accounts_has_no_work_in_the_api(client, cast):
    assert work_of(client, cast.admin)["waiting"] == 0


def test_more_than_is_looked_for_is_said_to_be_more(client, cast, make_project, monkeypatch):
    monkeypatch.setattr("reporting.waiting.pages.CAP", 2)
    for _one in range(3):
        make_project(stage="review")
    monkeypatch.setattr("reporting.waiting.pages.SIZE", 1)
    found = work_of(client, cast.us_lead)
    assert found["is_more"]
    assert {"kind": "score", "count": 2, "is_more": True} in found["kinds"]


def test_what_others_did_since_the_last_visit_is_told(client, cast, make_project, posts):
    before = timezone.now() - timedelta(minutes=5)
    project = make_project(stage="active", title_en="Radar", **posts)
    with acting_as(Audience.ROK):
        actions.remark(project, "CANARY", audience=Audience.ROK, by=cast.rok_poc)
        actions.add_milestone(project, {"name_en": "Drill", "planned_on": TODAY}, by=cast.rok_poc)
    client.force_login(cast.us_poc)
    assert "Since you were last here" not in client.get("/").content.decode()
    session = client.session
    session["here_before"] = before.isoformat()
    session.save()
    news = unescape(client.get("/").content.decode()).split("Since you were last here")[1]
    assert "ROK POC, Maritime Security added a milestone" in news
    assert "added a remark" not in news


def test_signing_in_notes_when_the_person_was_here_before(client, cast):
    from tests.cast import PASSWORD

    for _time in range(2):
        client.post(reverse("account_login"), {"login": "us.poc", "password": PASSWORD})
        seen = client.session.get("here_before")
        client.post(reverse("account_logout"))
    assert seen is not None


@pytest.mark.parametrize("name", ["us_poc", "us_lead"])
def test_it_takes_as_many_statements_for_forty_things_as_for_one(client, cast, make_project, posts, name):
    person, counts = getattr(cast, name), []
    for many in (1, 13):
        for _one in range(many):
            make_project(stage="review", **posts)
        with acting_as(Audience.JOINT):
            keep_figures(days.today())
        client.force_login(person)
        counts.append(statements(client, "/"))
    assert work_of(client, person)["waiting"] >= 14
    assert counts[0] == counts[1] <= 11

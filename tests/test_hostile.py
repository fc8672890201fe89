"""Input that no browser sends, moments at which people or servers collide: refused, never a failure, never a trace."""

import logging
import sys
import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, connections
from django.test import Client
from django.utils import timezone

from contacts.accounts import AccountAdapter
from core import jobs, rls
from core.audience import Audience, acting_as
from core.logs import JSONFormatter
from core.models import Chain, Job, JobState
from core.text import whole_number
from projects import actions
from projects.models import PriorityArea, Project, ReferenceSeries
from rcf_tracker import roles
from reporting.models import Cycle
from tests.factories import document

NUL, SUPERSCRIPT, ENDLESS = "\0", "²", "9" * 5000
PLAN = {"name_en": "Site survey", "planned_on": date(2026, 12, 1)}
LOGGED = {"title_en": "x", "kind": "project", "area": "maritime-security", "audience": "private"}


@pytest.fixture
def us_poc(client, cast):
    client.force_login(cast.us_poc)
    return client


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("", 0), ("-1", 0), (SUPERSCRIPT, 0), ("٣", 0), (ENDLESS, 0)]
)
def test_what_is_no_number_is_none(typed, number):
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", [SUPERSCRIPT, ENDLESS, NUL])
@pytest.mark.parametrize("name", ["remove-country", "organisations-organisation", "us_post"])
def test_a_form_takes_no_strange_number(us_poc, name, typed):
    rows = {"organisations-role": "lead", "countries-country": "PH", "countries-share": "100", "countries-reason": ""}
    assert us_poc.post("/projects/new/", {**LOGGED, **rows, name: typed}).status_code in (200, 400)


@pytest.mark.parametrize("share", ["1e999999999", "1e999999", "-1e999999", "inf", "nan", ENDLESS])
@pytest.mark.parametrize("button", ["add-country", "save"])
def test_a_share_beyond_all_measure_is_refused_and_not_written_out(us_poc, share, button):
    row = {"countries-country": "PH", "countries-share": share, "countries-reason": "", button: "1"}
    answer = us_poc.post("/projects/new/", {**LOGGED, **row})
    assert answer.status_code == (400 if button == "save" else 200)
    assert len(answer.content) < 200_000


@pytest.mark.parametrize("seen", [SUPERSCRIPT, ENDLESS, NUL, "-1", ""])
def test_a_strange_revision_is_a_stale_one_or_malformed(us_poc, make_project, seen):
    project = make_project()
    with acting_as(Audience.US):
        milestone = actions.add_milestone(project, PLAN, by=us_poc_of(project))
    sent = {"name_en": "x", "owner": "both", "planned_on": "2026-12-01", "seen": seen}
    page = f"/projects/{project.reference}/"
    assert us_poc.post(f"{page}milestones/{milestone.pk}/", sent).status_code == 409
    assert us_poc.post(f"{page}edit/", {**LOGGED, "seen": seen}).status_code in (400, 409)


def us_poc_of(project):
    return project.updated_by


def test_a_conflict_page_shows_a_role_that_does_not_exist_as_it_was_typed(us_poc, make_project):
    project = make_project()
    organisation = us_poc_of(project).contact.organisation_id
    row = {"organisations-organisation": organisation, "organisations-role": "zz"}
    answer = us_poc.post(f"/projects/{project.reference}/edit/", {**LOGGED, **row, "seen": "RCF-2026-001.0"})
    assert answer.status_code == 409


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59-14:00", "x"])
def test_history_before_all_time_is_all_history(us_poc, make_project, before):
    page = f"/projects/{make_project().reference}/history/"
    assert us_poc.get(page, {"before": before}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"cookie": 'sessionid="' + r"\000" * 9 + '"'}, {"authorization": f"Token {NUL}{'a' * 40}"}],
)
def test_a_session_or_token_that_is_no_text_opens_nothing(db, headers):
    assert Client(headers=headers).get("/api/v1/projects/").status_code in (400, 401)


@pytest.mark.parametrize("back", [SUPERSCRIPT, "9", "nowhere", "//evil.example", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client, db, back):
    answer = client.post("/language/", {"language": "ko", "next": back})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


@pytest.mark.parametrize("body", ["[" * 900_000, '{"a":' * 100_000, '{"title_en": "' + "x" * 3_000_000 + '"}'])
def test_a_body_too_deep_or_too_long_is_refused(us_poc, body):
    answer = us_poc.post("/api/v1/projects/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_page_of_somebody_signed_in_says_so_when_the_database_is_away(us_poc, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    for path in ("/projects/", "/", "/api/v1/projects/"):
        answer = us_poc.get(path)
        assert answer.status_code == 503
        assert "no-store" in answer["Cache-Control"]


def test_a_page_under_a_name_that_is_not_ours_is_refused_with_a_page(client):
    answer = client.get("/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400 and "<main" in answer.content.decode()


def test_the_process_is_alive_for_somebody_signed_in_too_when_the_database_is_away(us_poc, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    assert us_poc.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("https", "told", "address"),
    [
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (True, "nonsense", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (False, "203.0.113.7", "127.0.0.1"),
    ],
)
def test_who_stands_behind_the_proxy_has_limits_of_their_own(rf, settings, https, told, address):
    settings.HTTPS = https
    request = rf.get("/", headers={"x-forwarded-for": told})
    assert AccountAdapter(request).get_client_ip(request) == address


def test_a_second_policy_that_asks_nobody_stops_the_start(committed):
    with roles.connect(connections["owner"].settings_dict, autocommit=True) as owner:
        owner.execute("CREATE POLICY everybody ON projects_remark USING (true)")
        try:
            with pytest.raises(rls.Unsafe, match="projects_remark"):
                rls.refuse_unsafe()
        finally:
            owner.execute("DROP POLICY everybody ON projects_remark")
    rls.refuse_unsafe()


def test_a_key_of_another_form_is_another_key(client, cast):
    client.force_login(cast.us_staff)
    key = {"key": str(uuid.uuid4())}
    assert client.post("/projects/new/", LOGGED | key).status_code == 302
    body = {"name_en": "Another body", "kind": "ministry"}
    assert client.post("/contacts/organisations/new/", body | key)["Location"].startswith("/contacts/organisations/")
    assert "/compile/" in client.post("/cycles/2026/compile/", key)["Location"]


# --- what collides ---


def test_two_who_open_the_same_year_at_once_make_one_and_a_conflict(committed):
    """Neither sees the other's row before both have checked that there is none."""
    barrier, answers = threading.Barrier(2, timeout=10), []
    real = Cycle.save

    def late(self, *args, **kwargs):
        barrier.wait()
        real(self, *args, **kwargs)

    def opens(person):
        client = Client()
        client.force_login(person)
        sent = {"year": "2031", "ordinal": "63", "host": "washington", "source": "x", "key": str(uuid.uuid4())}
        answers.append(client.post("/cycles/new/", sent).status_code)
        connection.close()

    Cycle.save = late
    try:
        people = [threading.Thread(target=opens, args=[one]) for one in (committed.us_staff, committed.rok_staff)]
        [person.start() for person in people]
        [person.join() for person in people]
    finally:
        Cycle.save = real
        with acting_as(Audience.JOINT):
            Cycle.objects.filter(year=2031).delete()
    assert sorted(answers) == [302, 409]


def forgotten(kind: str, age: timedelta) -> Job:
    with acting_as(Audience.JOINT):
        job = jobs.enqueue(kind, audience=Audience.JOINT, by=None)
        Job.objects.filter(pk=job.pk).update(queued_at=timezone.now() - age)
    return job


def state_of(job: Job) -> str:
    with acting_as(Audience.JOINT):
        return Job.objects.get(pk=job.pk).state


def test_a_job_of_a_kind_that_no_longer_exists_ends_and_holds_up_no_other(db, monkeypatch):
    gone, new = forgotten("reporting.tasks.gone", timedelta(hours=1)), forgotten("gone.too", timedelta(minutes=1))
    known, nudged = forgotten("core.tasks.sweep", timedelta(seconds=30)), []
    monkeypatch.setattr("core.tasks.sweep.apply_async", lambda **options: nudged.append(options["args"][0]))
    assert jobs.sweep() == 1
    assert nudged == [str(known.pk)]
    assert [state_of(job) for job in (gone, new)] == [JobState.FAILED, JobState.QUEUED]


def test_a_job_that_loses_the_database_is_taken_up_again(db):
    def work(running):
        raise OperationalError("terminating connection due to administrator command")

    job = forgotten("core.tasks.sweep", timedelta(seconds=30))
    jobs._work(work, *jobs.claim(str(job.pk), Audience.JOINT))
    assert state_of(job) == JobState.RUNNING
    with acting_as(Audience.JOINT):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    again, _arguments = jobs.claim(str(job.pk), Audience.JOINT)
    assert again.attempt == 2


# --- what a private act leaves behind for the other side ---


def test_a_logged_failure_does_not_tell_the_row(db):
    failure = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), None)
    try:
        with acting_as(Audience.JOINT):
            PriorityArea.objects.create(slug="canary", number=1, name_en="CANARY")
    except IntegrityError:
        failure.exc_info = sys.exc_info()
    told = JSONFormatter().format(failure)
    assert "priorityarea" in told
    assert "(1)" not in told


def test_how_often_a_milestone_was_changed_before_sharing_is_not_told(us_poc, make_project, cast):
    project = make_project(audience=Audience.US)
    with acting_as(Audience.US):
        milestone = actions.add_milestone(project, PLAN, by=cast.us_poc)
        actions.revise_milestone(milestone, {"name_en": "Changed"}, by=cast.us_poc, seen_revision=1)
        joint = actions.share(Project.objects.get(pk=project.pk), by=cast.us_poc, seen=project.version)
    with acting_as(Audience.ROK):
        assert joint.milestone_set.get().revision == 1
        assert joint.stagechange_set.get().by is None
    stale = {"name_en": "x", "owner": "both", "planned_on": "2026-12-01", "seen": "1"}
    page = f"/projects/{project.reference}/milestones/{milestone.pk}/"
    assert us_poc.post(page, stale).status_code == 409


def joint_state() -> tuple:
    """All that a ROK user could compare before and after."""
    with acting_as(Audience.ROK), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(string_agg(p::text || p.xmin::text, ',' ORDER BY p.id), '') FROM projects_project p"
        )
        return (
            cursor.fetchone()[0],
            list(Chain.objects.order_by("audience").values_list("audience", "seq", "hash")),
            list(ReferenceSeries.objects.order_by("audience").values_list("audience", "last")),
        )


def test_a_private_act_moves_nothing_that_the_other_side_can_see(make_project, cast):
    joint = make_project()
    before = joint_state()
    with acting_as(Audience.US):
        private = actions.log_project(document(title_en="CANARY", title_ko="카나리아"), by=cast.us_poc)
        actions.revise(private, {"summary_en": "CANARY"}, by=cast.us_poc, seen=private.version)
        actions.add_milestone(private, {"name_en": "CANARY", "planned_on": date(2026, 12, 1)}, by=cast.us_poc)
        actions.remark(private, "CANARY", audience=Audience.US, by=cast.us_poc)
        actions.remark(joint, "CANARY", audience=Audience.US, by=cast.us_poc)
        private.refresh_from_db()
        actions.confirm_text(private, "title", "ko", by=cast.us_poc, seen=private.version)
        actions.take_step(private, "develop", by=cast.us_lead, seen=private.version)
    assert joint_state() == before


def test_a_stale_edit_by_the_other_side_brings_no_text_from_before_sharing(make_project, cast):
    """Also when row-level security would let it pass: the version before sharing is looked for with one's own eyes."""
    project = make_project(audience=Audience.US, title_en="CANARY")
    old = project.version
    with acting_as(Audience.US):
        project = actions.revise(project, {"title_en": "Agreed"}, by=cast.us_poc, seen=old)
        project = actions.share(project, by=cast.us_poc, seen=project.version)
        with pytest.raises(actions.revising.StaleText) as stale:
            actions.revise(project, {"title_en": "x"}, by=cast.rok_poc, seen=old)
    assert "CANARY" not in str(stale.value.base)


def test_the_share_page_shows_who_confirmed_a_text(us_poc, make_project, cast):
    project = make_project(audience=Audience.US)
    with acting_as(Audience.US):
        actions.confirm_text(project, "title", "ko", by=cast.us_poc, seen=project.version)
    assert (
        "Confirmed by US POC, Maritime Security" in us_poc.get(f"/projects/{project.reference}/share/").content.decode()
    )

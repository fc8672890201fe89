"""Where a project meets an effort of others: found by country, area and time, answered with a reason, told to both."""

import threading
import uuid
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from core import days
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from projects import actions, overlaps
from projects.actions.keeping import StalePart
from projects.models import Effort, Overlap, OverlapAnswer, Project
from projects.overlaps import Ground
from reporting import gaps, render
from reporting.models import Cycle, Edition
from reporting.snapshot import snapshot_of, words
from tests.factories import make_project as build_project
from tests.statements import statements

OSA = "official-security-assistance"
ANSWER = {"answer": "complements", "reason_en": "Japan gives the radars, we train the crews.", "reason_ko": ""}
DATED = {"planned_start": "2026-01-01", "planned_end": "2027-06-30"}


def osa() -> Effort:
    return Effort.objects.get(slug=OSA)


def enter(cast, **changes) -> Effort:
    values = {"name_en": "Help", "lead_country": "NZ", "areas": ["technical-cooperation"], "source": "Said so"}
    values |= {"countries": [{"country": "VN"}], "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    with acting_as(Audience.ROK):
        return actions.register_effort(values | changes, by=cast.rok_lead)


def answer(project: Project, *, by, effort: Effort | None = None, **changes) -> OverlapAnswer:
    with acting_as(Audience.of(by.side)):
        return actions.answer_overlap(project, effort or osa(), ANSWER | changes, by=by)


def met_by(project: Project, side: str = "US") -> set[str]:
    with acting_as(Audience.of(side)):
        return {one.about["slug"] for one in overlaps.efforts_met(side, project.pk)}


def page_of(client, address: str) -> str:
    shown = client.get(address)
    assert shown.status_code == 200
    return unescape(shown.content.decode()).replace("\xa0", " ")


# --- what an overlap is ---


@pytest.mark.parametrize(
    ("changes", "meets"),
    [
        ({}, True),
        ({"countries": [{"country": "MY", "share": "100", "reason": ""}]}, False),
        ({"area": "information-sharing"}, False),
        ({"area": "information-sharing", "secondary_areas": ["technical-cooperation"]}, True),
        ({"planned_start": "2026-12-31", "planned_end": "2027-12-31"}, True),
        ({"planned_start": "2027-01-01", "planned_end": "2027-12-31"}, False),
        ({"planned_start": "2025-01-01", "planned_end": "2026-01-01"}, True),
        ({"planned_start": "2025-01-01", "planned_end": "2025-12-31"}, False),
        ({"planned_start": None, "planned_end": "2025-12-31"}, False),
        ({"planned_start": "2025-01-01", "planned_end": None}, True),
        ({"planned_start": None, "planned_end": None}, True),
        ({"planned_start": "2025-01-01", "planned_end": "2027-12-31", "actual_end": "2025-06-30"}, False),
    ],
)
def test_two_meet_in_a_country_an_area_and_a_time_that_they_share(cast, make_project, changes, meets):
    effort = enter(cast)
    shares = [{"country": "VN", "share": "60", "reason": ""}, {"country": "FJ", "share": "40", "reason": ""}]
    project = make_project(**{"area": "technical-cooperation", "countries": shares, **DATED, **changes})
    assert (effort.slug in met_by(project)) == meets


def test_a_country_has_years_of_its_own(cast, make_project):
    rows = [{"country": "VN", "starts_on": date(2028, 1, 1)}, {"country": "TH"}]
    effort = enter(cast, countries=rows, ends_on=None)
    two = [{"country": "VN", "share": "60", "reason": ""}, {"country": "TH", "share": "40", "reason": ""}]
    project = make_project(area="technical-cooperation", countries=two, **DATED)
    with acting_as(Audience.US):
        (found,) = overlaps.efforts_met("US", project.pk)
    assert (found.about["slug"], found.codes) == (effort.slug, ["TH"])
    assert (found.first, found.last) == (date(2026, 1, 1), date(2027, 6, 30))


def test_a_project_that_is_declined_meets_nobody(cast, make_project):
    project = make_project(stage="declined")
    assert met_by(project) == set()


def test_japans_osa_meets_a_project_in_the_philippines(client, cast, make_project):
    """Acceptance: the page shows it, the POC answers with a reason, both sides read it."""
    project = make_project(**DATED)
    client.force_login(cast.us_poc)
    page = page_of(client, project.get_absolute_url())
    assert "Official Security Assistance (OSA)" in page and "Overlaps in Fiji, Philippines, 2026–2027" in page
    address = reverse("projects:overlap", args=[project.reference, OSA])
    assert "covers what the other leaves open" in page_of(client, address)
    sent = ANSWER | {"key": str(uuid.uuid4())}
    assert client.post(address, sent).status_code == client.post(address, sent).status_code == 302
    assert OverlapAnswer.objects.count() == 0, "without an audience no answer exists"
    client.force_login(cast.rok_poc)
    page = page_of(client, project.get_absolute_url())
    assert ">Complements<" in page and "Japan gives the radars" in page
    assert "US POC, Maritime Security answered an overlap" in page
    page = page_of(client, reverse("projects:partners", args=[project.reference]))
    assert "US POC, Maritime Security," in page and "4 not answered" in page
    assert "Japan gives the radars" in page_of(client, reverse("projects:effort", args=[OSA]))


# --- who answers, and how it is kept ---


def test_an_answer_needs_a_reason_and_an_overlap(cast, make_project):
    project = make_project(**DATED)
    with pytest.raises(Malformed, match="Give the reason"):
        answer(project, by=cast.us_poc, reason_en=" ")
    with pytest.raises(Malformed, match="does not overlap"):
        answer(project, by=cast.us_poc, effort=enter(cast))
    with pytest.raises(NotAllowed):
        answer(project, by=cast.us_leader)


def test_either_side_may_change_the_one_answer_and_a_stale_form_sees_both(client, cast, make_project):
    project = make_project(**DATED)
    address = reverse("projects:overlap", args=[project.reference, OSA])
    answer(project, by=cast.us_poc)
    client.force_login(cast.rok_poc)
    late = client.post(address, {"answer": "gap", "reason_ko": "교육은 없습니다.", "key": str(uuid.uuid4())})
    page = unescape(late.content.decode())
    assert late.status_code == 409 and "Japan gives the radars" in page and "교육은 없습니다." in page
    assert "Answer" in page and "<ins>Fills a gap</ins>" in page
    changed = {"answer": "gap", "reason_en": "", "reason_ko": "교육은 없습니다.", "seen": "1"}
    assert client.post(address, changed).status_code == 302
    assert client.post(address, changed).status_code == 409
    with acting_as(Audience.US):
        kept = OverlapAnswer.objects.joint().get()
        assert (kept.answer, kept.side, kept.revision) == ("gap", "ROK", 2)
        with pytest.raises(StalePart):
            actions.revise_answer(kept, ANSWER, by=cast.us_poc, seen_revision=1)


def test_of_two_who_answer_at_once_one_is_told(committed):
    project, effort = build_project(**DATED), osa()
    told = []

    def try_to(user):
        try:
            with acting_as(Audience.of(user.side)):
                actions.answer_overlap(project, effort, ANSWER, by=user)
            told.append("kept")
        except StalePart:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_to, args=[one]) for one in (committed.us_poc, committed.rok_poc)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["kept", "told"]


def test_an_answer_stays_when_the_overlap_is_gone(client, cast, make_project):
    project = make_project(**DATED)
    given = answer(project, by=cast.us_poc)
    with acting_as(Audience.US):
        project = Project.objects.get(pk=project.pk)
        vietnam = [{"country": "VN", "share": "100", "reason": ""}]
        actions.revise(project, {"countries": vietnam}, by=cast.us_poc, seen=project.version)
        actions.revise_answer(given, {"reason_ko": "레이더"}, by=cast.us_poc, seen_revision=1)
    client.force_login(cast.rok_lead)
    page = page_of(client, reverse("projects:partners", args=[project.reference]))
    assert "no longer overlaps" in page and "Japan gives the radars" in page
    assert client.get(reverse("projects:overlap", args=[project.reference, OSA])).status_code == 200
    boats = reverse("projects:overlap", args=[project.reference, "pacific-maritime-security-program"])
    assert client.get(boats).status_code == 404


def test_a_reason_is_confirmed_against_the_other_language(client, cast, make_project):
    project = make_project(**DATED)
    given = answer(project, by=cast.us_poc, reason_ko="일본은 레이더를, 우리는 교육을 제공합니다.")
    client.force_login(cast.rok_lead)
    confirm = reverse("projects:text-confirm", args=[project.reference, "overlap", given.pk])
    sent = client.post(confirm, {"text": "reason.ko", "seen": "1"})
    assert sent.headers["Location"] == reverse("projects:partners", args=[project.reference]) + "?texts=both"
    assert "Confirmed by ROK lead" in page_of(client, sent.headers["Location"])


# --- privacy ---


def test_what_a_private_project_meets_is_seen_by_its_own_side_alone(client, cast, make_project):
    project = make_project(audience=Audience.US, title_en="Quiet concept", **DATED)
    answer(project, by=cast.us_poc)
    assert OSA in met_by(project) and met_by(project, "ROK") == set()
    own, others = [], []
    for person, seen in ((cast.us_lead, own), (cast.rok_lead, others), (cast.admin, others)):
        client.force_login(person)
        seen.append(page_of(client, reverse("projects:effort", args=[OSA])))
        row = next(r for r in client.get("/efforts/").context["rows"] if r["effort"].slug == OSA)
        assert row["met"] == 0, "counts are of joint projects alone, whoever reads"
    assert "Quiet concept" in own[0]
    assert not any("Quiet concept" in page or "train the crews" in page for page in others)
    with acting_as(Audience.ROK):
        assert not Overlap.objects.filter(project=project).exists()
        assert not Entry.objects.filter(action="answer-overlap").exists()


def test_sharing_shows_the_answer_before_and_makes_it_joint(client, cast, make_project):
    project = make_project(audience=Audience.US, **DATED)
    given = answer(project, by=cast.us_poc)
    with acting_as(Audience.US):
        actions.revise_answer(given, {"answer": "gap"}, by=cast.us_poc, seen_revision=1)
    client.force_login(cast.us_poc)
    assert "Japan gives the radars" in page_of(client, reverse("projects:share", args=[project.reference]))
    with acting_as(Audience.US):
        shared = actions.share(Project.objects.get(pk=project.pk), by=cast.us_poc, seen=project.version)
    client.force_login(cast.rok_poc)
    page = page_of(client, shared.get_absolute_url())
    assert "Fills a gap" in page and "Japan gives the radars" in page and "changed the answer" not in page
    with acting_as(Audience.ROK):
        assert OverlapAnswer.objects.joint().get().revision == 1


# --- counts ---


def test_pairs_are_counted_once_however_many_countries_and_areas_they_share(cast, make_project):
    with acting_as(Audience.JOINT):
        before = overlaps.answered_and_open()
    project = make_project(secondary_areas=["capacity-building"], **DATED)
    make_project(audience=Audience.US, **DATED)
    met = met_by(project)
    answer(project, by=cast.us_poc)
    with acting_as(Audience.ROK):
        assert overlaps.answered_and_open() == {
            "answered": before["answered"] + 1,
            "unanswered": before["unanswered"] + len(met) - 1,
        }


def test_a_gap_is_where_neither_we_nor_others_work(client, cast, make_project):
    today = days.today()
    with acting_as(Audience.JOINT):
        ground = Ground(today)
        assert ("defense-industry", "VN") in ground.gaps and ("maritime-security", "PH") not in ground.gaps
        assert len(ground.partners) == 29
    vietnam = {"countries": [{"country": "VN", "share": "100", "reason": ""}]}
    make_project(audience=Audience.US, area="defense-industry", **vietnam)
    enter(cast, areas=["defense-industry"], starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    with acting_as(Audience.US):
        assert ("defense-industry", "VN") in Ground(today).gaps, "private projects and ended efforts do not count"
    make_project(secondary_areas=["defense-industry"], **vietnam)
    with acting_as(Audience.ROK):
        assert ("defense-industry", "VN") not in Ground(today).gaps
    client.force_login(cast.rok_leader)
    page = page_of(client, reverse("projects:gaps"))
    assert "Joint projects alone are counted" in page and "nobody works here" in page
    listed = client.get("/api/v1/efforts/gaps/").json()
    assert {"area": "technical-cooperation", "country": "VN"} in listed
    assert f"In {len(listed)} of 174 cells" in page


def test_a_projects_page_asks_one_statement_about_efforts_however_many_it_meets(client, cast, make_project):
    project = make_project(**DATED)
    client.force_login(cast.us_poc)
    addresses = [project.get_absolute_url(), reverse("projects:partners", args=[project.reference])]
    few = [statements(client, address) for address in addresses]
    for n in range(6):
        enter(cast, name_en=f"Help {n}", areas=["maritime-security"], countries=[{"country": "PH"}])
    answer(project, by=cast.us_poc)
    assert [statements(client, address) for address in addresses] == few


def test_the_list_shows_projects_with_an_overlap_that_nobody_answered(client, cast, make_project):
    open_one, done = make_project(**DATED), make_project(**DATED, area="technical-cooperation")
    vietnam = {"countries": [{"country": "VN", "share": "100", "reason": ""}]}
    alone = make_project(area="multilateral-exercises", **vietnam)
    private = make_project(audience=Audience.US, **DATED)
    enter(cast, countries=[{"country": "PH"}])
    answer(done, by=cast.us_poc, effort=Effort.objects.get(slug="help"))
    client.force_login(cast.us_poc)
    shown = client.get("/projects/?overlap=unanswered")
    assert {row["reference"] for row in shown.context["rows"]} == {open_one.reference, private.reference}
    assert "Overlap: Not answered" in shown.content.decode()
    both = client.get("/api/v1/projects/?overlap=answered").json()["results"]
    assert {row["reference"] for row in both} == {done.reference}
    client.force_login(cast.rok_poc)
    shown = client.get("/projects/?overlap=unanswered")
    assert {row["reference"] for row in shown.context["rows"]} == {open_one.reference}
    assert alone.reference not in shown.content.decode()


def test_what_is_missing_before_the_report_names_the_side_that_logged_the_project(cast, make_project):
    project = make_project(stage="active", **DATED)
    make_project(**DATED)
    answer(project, by=cast.us_poc)
    with acting_as(Audience.ROK):
        n = len(overlaps.efforts_met("ROK", project.pk)) - 1
        owed = {one["side"]: [gap.why for gap in one["gaps"]] for one in gaps.by_side(days.today(), [])}
    assert f"{n} overlaps not answered" in owed["US"]
    assert not any("overlap" in why for why in owed["ROK"])


def test_joint_answers_alone_go_into_the_report_what_is_done_twice_first(cast, make_project):
    first, second = make_project(**DATED), make_project(**DATED)
    answer(first, by=cast.us_poc)
    answer(second, by=cast.rok_poc, answer="duplicates", reason_ko="같은 일을 합니다.")
    answer(make_project(audience=Audience.US, **DATED), by=cast.us_poc, reason_en="Quiet")
    with acting_as(Audience.US):
        cycle = Cycle.objects.get(year=2026)
        content = snapshot_of(Edition(cycle=cycle, number=1), revision=1, day=days.today(), compiled_by=words("x"))
    render.validate(content)
    told = content["complementarity"]
    assert [(row["reference"], row["answer"]) for row in told["rows"]] == [
        (second.reference, "duplicates"),
        (first.reference, "complements"),
    ]
    assert told["rows"][1]["effort"]["ko"] == "공적안보지원(OSA)" and told["rows"][1]["lead"]["en"] == "Japan"
    assert told["rows"][1]["reason"] == {"en": ANSWER["reason_en"], "ko": None, "draft": ["en"]}
    assert told["answered"] == 2 and told["unanswered"] == 8 and told["more"] == 0


# --- the API ---


def test_the_api_answers_by_the_same_rules(client, cast, make_project):
    project = make_project(**DATED)
    client.force_login(cast.us_poc)
    address = f"/api/v1/projects/{project.reference}/overlaps/"
    rows = {row["effort"]: row for row in client.get(address).json()}
    assert rows[OSA]["countries"] == ["FJ", "PH"] and rows[OSA]["answer"] is None
    assert (rows[OSA]["starts_on"], rows[OSA]["ends_on"]) == ("2026-01-01", "2027-06-30")
    body = ANSWER | {"effort": OSA}
    made = client.post(address, body, content_type="application/json")
    assert made.status_code == 201
    assert client.post(address, body, content_type="application/json").status_code == 409
    client.force_login(cast.rok_poc)
    one, change = f"{address}{OSA}/", {"reason_ko": "레이더와 교육"}
    assert client.patch(one, change, content_type="application/json").status_code == 428
    changed = client.patch(one, change, content_type="application/json", headers={"If-Match": made["ETag"]})
    assert (changed.status_code, changed.json()["side"], changed["ETag"]) == (200, "ROK", '"2"')
    wrong = client.post(address, body | {"effort": "no-such"}, content_type="application/json")
    assert wrong.status_code == 404
    client.force_login(cast.us_leader)
    assert client.patch(one, change, content_type="application/json", headers={"If-Match": '"2"'}).status_code == 403

"""Each side scores alone; both scores open at the same moment and never change after."""

import threading
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from core.sides import Side
from projects import actions, scoring, totals
from projects.actions.scoring import Given, StaleScores
from projects.models import Project, Ranking, Score, Scoresheet, Sealed, Standing
from tests.factories import make_project
from tests.scoring import CANARY, FIRST, WHOLE, YEAR, given, page, post, submit


@pytest.fixture
def project(make_project):
    return make_project(stage="review")


# --- what scores add up to ---


def test_equal_weights_give_the_plain_sum():
    weights = dict.fromkeys(range(1, 6), Decimal(1))
    assert totals.total({1: 5, 2: 4, 3: 4, 4: 3, 5: 4}, weights) == 20
    assert totals.most_of(weights) == 25


def test_a_weight_counts_without_changing_what_is_the_most():
    weights = {1: Decimal(3), 2: Decimal(1)}
    assert totals.total({1: 5, 2: 5}, weights) == totals.most_of(weights) == 10
    assert totals.total({1: 5, 2: 1}, weights) == 8
    assert totals.total({1: 1, 2: 5}, weights) == 4


def test_both_sides_scores_give_mean_lower_total_and_differences():
    weights = dict.fromkeys((1, 2), Decimal(1))
    found = totals.result({1: 5, 2: 4}, {1: 2, 2: 4}, weights)
    assert found == totals.Result(Decimal(9), Decimal(6), Decimal("7.5"), Decimal(6), 3, Decimal(3))


# --- the sealed column ---


def test_nothing_opens_before_both_sides_have_submitted(project, cast):
    assert not submit(project, WHOLE, by=cast.us_lead)
    with acting_as(Audience.ROK):
        assert not Scoresheet.objects.exists() and not Score.objects.exists() and not Standing.objects.exists()
    assert submit(project, given(5, 2, 4, 4, 4), by=cast.rok_lead)
    for audience in Audience:
        with acting_as(audience):
            assert Scoresheet.objects.joint().count() == 2
            assert Score.objects.joint().count() == 10
            standing = Standing.objects.get(project=project)
            assert (standing.us_total, standing.rok_total, standing.mean) == (20, 19, Decimal("19.5"))
            assert (standing.lowest, standing.spread, standing.apart) == (19, 2, 1)


def test_the_other_side_learns_that_and_when_a_side_submitted_but_not_what(client, cast, project):
    submit(project, given(5, 4, 4, 3, 4, reason=CANARY), by=cast.us_lead)
    told = page(client, cast.rok_lead, project).content.decode()
    assert "The US score is sealed" in told
    assert "submitted" in told
    assert CANARY not in told


@pytest.mark.parametrize("begun", [True, False])
def test_whether_a_side_has_a_draft_makes_no_difference_to_the_other(client, cast, project, begun):
    """Byte by byte the same page, but for its key and its clock."""

    def told():
        answer = page(client, cast.rok_lead, project)
        shown = answer.content.decode().replace(str(answer.context["key"]), "")
        return [line for line in shown.splitlines() if "csrfmiddlewaretoken" not in line and "<time" not in line]

    before = told()
    if begun:
        with acting_as(Audience.US):
            actions.save_scores(project, given(5, 4, reason=CANARY), by=cast.us_lead, seen=FIRST)
    assert told() == before


def test_a_side_reads_its_own_draft_and_leads_alone_write_it(client, cast, project):
    with acting_as(Audience.US):
        actions.save_scores(project, given(5, 4, reason=CANARY), by=cast.us_lead, seen=FIRST)
    told = page(client, cast.us_poc, project).content.decode()
    assert CANARY in told and "A lead point of contact scores for the side." in told
    assert "Submit for the US side" not in told
    assert "Submit for the US side" in page(client, cast.us_lead, project).content.decode()
    client.force_login(cast.us_staff)
    assert post(client, project, WHOLE).status_code == 403


def test_a_draft_may_be_incomplete_and_a_submission_may_not(client, cast, project):
    client.force_login(cast.us_lead)
    assert post(client, project, given(5, None), keep="1").status_code == 302
    answer = post(client, project, {**given(5, 4, 3), 4: Given(3, " "), 5: Given()}, seen=f"{YEAR}.1.1", submit="1")
    assert answer.status_code == 400
    told = answer.content.decode()
    assert "Give a score from 1 to 5." in told and "Say why, in a sentence." in told
    with acting_as(Audience.US):
        assert not Sealed.objects.exists()


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_score_is_from_1_to_5(project, cast, value):
    with acting_as(Audience.US), pytest.raises(Malformed, match="from 1 to 5"):
        actions.save_scores(project, {1: Given(value, "")}, by=cast.us_lead, seen=FIRST)


def test_a_project_is_scored_in_review_alone(make_project, cast):
    project = make_project(stage="concept")
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="in review"):
        actions.save_scores(project, WHOLE, by=cast.us_lead, seen=FIRST)


# --- two leads, two clicks, two sides at once ---


def test_two_leads_of_a_side_lose_nothing_to_each_other(client, cast, project):
    with acting_as(Audience.US):
        actions.save_scores(project, given(5, 4, reason="What the first wrote."), by=cast.us_lead, seen=FIRST)
    client.force_login(cast.us_lead)
    answer = post(client, project, given(2, 4, 1, reason="What the second wrote."), keep="1")
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "What the first wrote." in told and "What the second wrote." in told
    again = post(client, project, given(2, 4, 1, reason="What the second wrote."), keep="1", seen=f"{YEAR}.1.1")
    assert again.status_code == 302


def test_criteria_that_changed_meanwhile_are_read_again_first(project, cast):
    rows = [{"name_en": "Only one", "name_ko": "하나", "weight": 1}]
    with acting_as(Audience.ROK):
        actions.revise_criteria(Ranking.objects.get(year=YEAR), rows, by=cast.rok_staff, seen_revision=1)
    with acting_as(Audience.US):
        with pytest.raises(StaleScores, match="criteria changed"):
            actions.submit_scores(project, WHOLE, by=cast.us_lead, seen=FIRST)
        assert not actions.submit_scores(project, given(5), by=cast.us_lead, seen=f"{YEAR}.0.2")
        with pytest.raises(NotAllowed, match="do not change any more"):
            actions.revise_criteria(Ranking.objects.get(year=YEAR), rows, by=cast.us_staff, seen_revision=2)


def test_a_double_click_submits_once(client, cast, project):
    client.force_login(cast.us_lead)
    key = "5b0f9d3e-8f43-4a53-a76e-6a3a8ba3a7a1"
    first, second = (post(client, project, WHOLE, submit="1", key=key) for _click in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    with acting_as(Audience.US):
        assert Sealed.objects.count() == 1
        assert Scoresheet.objects.get().revision == 1


def test_a_submitted_score_is_refused_a_change(client, cast, project):
    submit(project, WHOLE, by=cast.us_lead)
    client.force_login(cast.us_lead)
    answer = post(client, project, given(1, 1, 1, 1, 1), submit="1", seen=f"{YEAR}.1.1")
    assert answer.status_code == 403
    assert "does not change any more" in answer.content.decode()


def test_both_sides_at_the_same_moment_open_once_and_never_not(committed):
    for _time in range(20):
        project = make_project(stage="review")
        found = at_once(project, committed.us_lead, committed.rok_lead)
        assert sorted(found) == [False, True]
        with acting_as(Audience.JOINT):
            assert Standing.objects.filter(project=project).count() == 1
            assert Score.objects.joint().filter(project=project).count() == 10


def at_once(project, *leads) -> list[bool]:
    """What each lead's submission told, all in the same moment, each over a connection of its own."""
    barrier, found = threading.Barrier(len(leads)), []

    def one_side(by):
        try:
            barrier.wait()
            found.append(submit(project, WHOLE, by=by))
        finally:
            connection.close()

    threads = [threading.Thread(target=one_side, args=[by]) for by in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


# --- what the database holds by itself ---


@contextmanager
def refused(match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        yield


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone() if cursor.description else None


def test_the_application_role_cannot_change_a_submitted_score(project, cast):
    submit(project, WHOLE, by=cast.us_lead)
    with acting_as(Audience.US):
        for statement in (
            "UPDATE projects_score SET value = 1",
            "UPDATE projects_score SET reason = 'Another.'",
            "DELETE FROM projects_score",
            "DELETE FROM projects_scoresheet",
            "UPDATE projects_scoresheet SET submitted_at = NULL, submitted_by_id = NULL",
            "INSERT INTO projects_score (id, audience, sheet_id, project_id, number, value, reason)"
            " SELECT gen_random_uuid(), audience, id, project_id, 6, 5, 'More.' FROM projects_scoresheet",
        ):
            with refused("a submitted score never changes"):
                run(statement)
        with refused("begins as a draft, once"):
            run(
                "INSERT INTO projects_scoresheet (id, audience, project_id, year, side, revision, post)"
                " SELECT gen_random_uuid(), 'US', project_id, year, side, 1, '{}' FROM projects_sealed"
            )
        with refused("the criteria of a year do not change"):
            run("UPDATE projects_criterion SET weight = weight WHERE year = %s", YEAR)
        for table in ("projects_sealed", "projects_standing"):
            with refused("permission denied"):
                run(f"DELETE FROM {table}")


def test_the_application_role_can_neither_open_a_sheet_itself_nor_submit_one_in_part(project, cast):
    with acting_as(Audience.US):
        actions.save_scores(project, given(5, 4), by=cast.us_lead, seen=FIRST)
        for table in ("projects_scoresheet", "projects_score"):
            with refused("permission denied"):
                run(f"UPDATE {table} SET audience = 'JOINT'")
        with refused("submitted whole"):
            run("UPDATE projects_scoresheet SET submitted_at = now(), submitted_by_id = %s", cast.us_lead.pk)
        for side in Side:
            with refused("was not submitted"):
                Sealed.objects.create(
                    project=project, year=YEAR, side=side, submitted_at="2026-01-01T00:00Z", post={}, project_revision=1
                )


@pytest.mark.parametrize("submitted", [0, 1])
def test_opening_by_hand_does_nothing_before_both_have_submitted(project, cast, submitted):
    with acting_as(Audience.US):
        actions.save_scores(project, WHOLE, by=cast.us_lead, seen=FIRST)
    if submitted:
        submit(project, WHOLE, by=cast.us_lead, seen=f"{YEAR}.1.1")
    for audience in Audience:
        with acting_as(audience):
            assert run("CALL projects_open_scores(%s, %s)", project.pk, YEAR) == (False,)
            assert run("SELECT current_setting('rcf.audience')") == (",".join(audience.readable),)
            assert not Scoresheet.objects.joint().exists()
            with refused("was not submitted"):
                Standing.objects.create(
                    project=project, year=YEAR, reference=project.reference, us_total=1, rok_total=1, mean=1, lowest=1,
                    spread=0, apart=0, opened_at="2026-01-01T00:00Z",
                )  # fmt: skip


def test_the_joint_history_tells_nothing_of_the_drafts_before(project, cast):
    with acting_as(Audience.US):
        actions.save_scores(project, given(1, 1, reason=CANARY), by=cast.us_lead, seen=FIRST)
        actions.save_scores(project, given(2, 1, reason=CANARY), by=cast.us_lead, seen=f"{YEAR}.1.1")
    submit(project, WHOLE, by=cast.us_lead, seen=f"{YEAR}.2.1")
    submit(project, WHOLE, by=cast.rok_lead)
    with acting_as(Audience.ROK):
        joint = Entry.objects.joint().about(project)
        told = list(joint.filter(table__in=["projects_score", "projects_scoresheet"]))
        assert len(told) == 12
        assert {entry.operation for entry in told} == {"share"}
        assert {entry.changes["revision"][1] for entry in told if "revision" in entry.changes} == {1}
        assert CANARY not in str(list(Entry.objects.visible_to(cast.rok_lead).values()))
    with acting_as(Audience.US):
        assert CANARY in str(list(Entry.objects.visible_to(cast.us_lead).values()))


def test_a_year_that_a_side_has_submitted_for_stays_the_projects_year(project, cast):
    submit(project, WHOLE, by=cast.us_lead)
    with acting_as(Audience.JOINT):
        actions.open_ranking(YEAR, closes_on="2026-01-01", by=None)
        actions.open_ranking(YEAR + 1, closes_on="2027-11-01", by=None)
        assert scoring.running().year == YEAR + 1
        assert scoring.year_of(project) == YEAR
    assert submit(project, WHOLE, by=cast.rok_lead)
    with acting_as(Audience.JOINT):
        assert scoring.year_of(project) == YEAR + 1


def test_what_a_side_has_still_to_score_ends_with_its_own_submission(project, cast):
    def owed(person) -> bool:
        with acting_as(Audience.of(person.side)):
            return scoring.owed_by(person).filter(pk=project.pk).exists()

    assert (owed(cast.us_lead), owed(cast.rok_lead)) == (True, True)
    submit(project, WHOLE, by=cast.us_lead)
    assert (owed(cast.us_lead), owed(cast.rok_lead)) == (False, True)
    submit(project, WHOLE, by=cast.rok_lead)
    assert (owed(cast.us_lead), owed(cast.rok_lead)) == (False, False)


def test_what_waits_for_a_sides_score_is_known_with_since_when_the_other_has_given_its_own(project, cast):
    def waiting(side):
        with acting_as(Audience.of(side)):
            return {
                one.pk: one.other_submitted_at
                for one in Project.objects.joint().awaiting_score(side, scoring.running())
            }

    assert waiting(Side.US) == waiting(Side.ROK) == {project.pk: None}
    submit(project, WHOLE, by=cast.us_lead)
    assert waiting(Side.US) == {}
    assert waiting(Side.ROK)[project.pk] is not None
    submit(project, WHOLE, by=cast.rok_lead)
    assert waiting(Side.US) == waiting(Side.ROK) == {}

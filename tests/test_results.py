"""Risks, issues and indicators of a project: what may hinder it, what does, what it reaches."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from core.audience import Audience
from core.errors import Malformed, NotAllowed
from projects import actions
from projects.actions.keeping import StalePart
from projects.enums import RiskState, Stage
from projects.models import Indicator, IndicatorValue, Issue, Risk
from reporting import gaps
from tests.results import INDICATOR, ISSUE, RISK, TODAY, TOMORROW, YEAR

pytestmark = pytest.mark.usefixtures("as_us")


@pytest.fixture
def project(make_project, cast):
    return make_project(stage=Stage.ACTIVE)


@pytest.fixture
def indicator(project, cast):
    return actions.add_indicator(project, INDICATOR, by=cast.us_poc)


def refused(work, **values) -> set[str]:
    """The fields at which an action refuses these values."""
    with pytest.raises(Malformed) as refusal:
        work(values)
    return set(refusal.value.errors)


# --- risks ---


def test_risks_stand_in_the_order_of_their_exposure(project, cast):
    for probability, impact in ((2, 2), (4, 5), (1, 5)):
        actions.add_risk(project, RISK | {"probability": probability, "impact": impact}, by=cast.us_poc)
    assert [risk.exposure for risk in Risk.objects.all()] == [20, 5, 4]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("text_en", {"text_en": ""}),
        ("text_en", {"text_en": "A ship 😀"}),
        ("text_ko", {"text_ko": "가" * 1001}),
        ("probability", {"probability": 6}),
        ("impact", {"impact": 0}),
        ("answer", {"answer": "ignore"}),
        ("closed_because", {"closed_on": date(2026, 5, 1)}),
        ("closed_on", {"closed_because": "It is over."}),
        ("closed_on", {"closed_because": "It is over.", "closed_on": TOMORROW}),
    ],
)
def test_a_malformed_risk_is_refused_at_its_field(project, cast, field, values):
    assert refused(lambda sent: actions.add_risk(project, RISK | sent, by=cast.us_poc), **values) == {field}


def test_a_risk_is_closed_with_a_day_and_a_reason_and_opened_again(project, cast):
    risk = actions.add_risk(project, RISK, by=cast.us_poc)
    closed = {"closed_on": date(2026, 5, 1), "closed_because": "The ship is ours for May."}
    risk = actions.revise_risk(risk, closed, by=cast.rok_poc, seen_revision=1)
    assert risk.state == RiskState.CLOSED
    risk = actions.revise_risk(risk, {"closed_on": None, "closed_because": ""}, by=cast.us_poc, seen_revision=2)
    assert (risk.state, risk.revision) == (RiskState.OPEN, 3)


def test_the_database_holds_that_a_closed_risk_has_day_and_reason(project, cast):
    risk = actions.add_risk(project, RISK, by=cast.us_poc)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(state=RiskState.CLOSED)


def test_one_act_turns_a_risk_into_an_issue_and_closes_it(project, cast):
    risk = actions.add_risk(project, RISK, by=cast.us_poc)
    issue = actions.risk_happened(risk, ISSUE, by=cast.rok_poc, seen_revision=1)
    risk.refresh_from_db()
    assert (risk.state, risk.closed_on, issue.risk_id) == (RiskState.HAPPENED, ISSUE["raised_on"], risk.pk)
    with pytest.raises(NotAllowed, match="issue"):
        actions.revise_risk(risk, {"impact": 1}, by=cast.us_poc, seen_revision=2)
    with pytest.raises(NotAllowed, match="open"):
        actions.risk_happened(risk, ISSUE, by=cast.us_poc, seen_revision=2)


def test_a_risk_that_was_changed_meanwhile_does_not_turn_into_an_issue(project, cast):
    risk = actions.add_risk(project, RISK, by=cast.us_poc)
    actions.revise_risk(risk, {"impact": 5}, by=cast.us_poc, seen_revision=1)
    with pytest.raises(StalePart):
        actions.risk_happened(risk, ISSUE, by=cast.us_poc, seen_revision=1)
    assert not Issue.objects.exists()


# --- issues ---


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("text_en", {"text_en": ""}),
        ("severity", {"severity": "huge"}),
        ("raised_on", {"raised_on": TOMORROW}),
        ("due_on", {"due_on": date(2026, 5, 1)}),
        ("resolved_on", {"resolved_on": date(2026, 5, 1), "resolution_en": "Repaired."}),
        ("resolution_en", {"resolved_on": date(2026, 5, 3)}),
    ],
)
def test_a_malformed_issue_is_refused_at_its_field(project, cast, field, values):
    assert refused(lambda sent: actions.add_issue(project, ISSUE | sent, by=cast.us_poc), **values) == {field}


def test_open_issues_come_first_the_longest_due_before_the_others(project, cast):
    done = {"resolved_on": date(2026, 5, 9), "resolution_en": "Repaired."}
    for text, more in (("later", {"due_on": date(2026, 9, 1)}), ("done", done), ("late", {"due_on": date(2026, 6, 1)})):
        actions.add_issue(project, ISSUE | more | {"text_en": text}, by=cast.us_poc)
    assert [issue.text_en for issue in Issue.objects.all()] == ["late", "later", "done"]
    assert [issue.days_late > 0 for issue in Issue.objects.all()] == [True, True, False]


# --- indicators ---


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title_en", {"title_en": ""}),
        ("baseline", {"baseline": None}),
        ("baseline_on", {"baseline_on": TOMORROW}),
        ("unit_ko", {"unit_ko": "척" * 41}),
    ],
)
def test_a_malformed_indicator_is_refused_at_its_field(project, cast, field, values):
    assert refused(lambda sent: actions.add_indicator(project, INDICATOR | sent, by=cast.us_poc), **values) == {field}


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("target", {"target": None}),
        ("target", {"target": 3}),
        ("period_end", {"period_end": date(2025, 12, 31)}),
        ("country", {"country": "VN"}),
        ("actual", {"actual": 1, "period_start": TOMORROW, "period_end": TOMORROW}),
    ],
)
def test_a_malformed_value_is_refused_at_its_field(indicator, cast, field, values):
    def work(sent):
        actions.add_indicator_value(indicator, {**YEAR, "target": 8} | sent, by=cast.us_poc)

    assert refused(work, **values) == {field}


def test_a_period_has_one_total_and_one_value_for_each_country(indicator, cast):
    add = lambda **sent: actions.add_indicator_value(indicator, YEAR | {"target": 8} | sent, by=cast.us_poc)  # noqa: E731
    add()
    add(country="PH", target=5)
    for again in ({}, {"country": "PH"}):
        with pytest.raises(Malformed, match="already"):
            add(**again)


def test_all_values_of_a_period_run_until_the_same_day_and_move_with_the_total(indicator, cast):
    total = actions.add_indicator_value(indicator, YEAR | {"target": 8}, by=cast.us_poc)
    part = YEAR | {"country": "PH", "target": 5}
    with pytest.raises(Malformed) as refusal:
        actions.add_indicator_value(indicator, part | {"period_end": date(2026, 7, 31)}, by=cast.us_poc)
    assert set(refusal.value.errors) == {"period_end"}
    part = actions.add_indicator_value(indicator, part, by=cast.us_poc)
    moved = {"period_start": date(2026, 2, 1), "period_end": date(2026, 7, 31)}
    actions.revise_indicator_value(total, moved, by=cast.us_poc, seen_revision=1)
    part.refresh_from_db()
    assert (part.period_start, part.period_end, part.revision) == (*moved.values(), 2)


def test_a_baseline_does_not_pass_a_target_that_is_set(indicator, cast):
    actions.add_indicator_value(indicator, YEAR | {"target": 8}, by=cast.us_poc)
    for change in ({"baseline": 9}, {"direction": "down"}):
        with pytest.raises(Malformed) as refusal, transaction.atomic():
            actions.revise_indicator(indicator, change, by=cast.us_poc, seen_revision=1)
        assert set(refusal.value.errors) == {"baseline"}
    assert Indicator.objects.get().baseline == 4


def test_a_country_s_target_may_lie_below_the_baseline_of_the_whole(indicator, cast):
    actions.add_indicator_value(indicator, YEAR | {"country": "PH", "target": 1}, by=cast.us_poc)
    assert IndicatorValue.objects.get().country_id == "PH"


# --- who and when ---


def test_who_only_reads_and_who_comes_after_the_end_is_refused(make_project, project, cast):
    ended = make_project(stage=Stage.COMPLETED)
    for person in (cast.us_leader, cast.admin):
        with pytest.raises(NotAllowed):
            actions.add_risk(project, RISK, by=person)
    for add, values in ((actions.add_risk, RISK), (actions.add_issue, ISSUE), (actions.add_indicator, INDICATOR)):
        with pytest.raises(NotAllowed):
            add(ended, values, by=cast.us_lead)


def test_a_risk_of_a_private_project_cannot_be_joint(make_project, cast):
    private = make_project(audience=Audience.US)
    with pytest.raises(DatabaseError), transaction.atomic():
        Risk.objects.create(project=private, audience=Audience.JOINT, **RISK)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- the API ---


def api(project, name, *args):
    return reverse(f"api:{name}", args=[project.reference, *args])


def test_the_api_keeps_risks_issues_and_indicators_through_the_same_actions(client, project, cast):
    client.force_login(cast.rok_poc)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    risk, again = (
        client.post(api(project, "risk-list"), RISK, content_type="application/json", headers=key).json()
        for _time in range(2)
    )
    assert risk["id"] == again["id"] and risk["exposure"] == 12
    change = {"content_type": "application/json", "headers": {"If-Match": '"1"'}}
    answer = client.patch(api(project, "risk-detail", risk["id"]), {"impact": 5}, **change)
    assert (answer.json()["exposure"], answer.headers["ETag"]) == (15, '"2"')
    assert client.patch(api(project, "risk-detail", risk["id"]), {"impact": 5}, **change).status_code == 409
    change["headers"] = {"If-Match": '"2"', "Idempotency-Key": str(uuid.uuid4())}
    for _time in range(2):
        issue = client.post(api(project, "risk-happened", risk["id"]), ISSUE, **change)
        assert (issue.status_code, issue.json()["risk"]) == (201, risk["id"]), issue.content
    assert len(client.get(api(project, "issue-list")).json()["results"]) == 1
    indicator = client.post(api(project, "indicator-list"), INDICATOR, content_type="application/json").json()
    values = api(project, "indicator-value-list", indicator["id"])
    for sent in ({"target": "8.5"}, {"target": 5, "country": "PH"}):
        assert client.post(values, YEAR | sent, content_type="application/json").status_code == 201
    shown = client.get(api(project, "indicator-list")).json()["results"][0]["values"]
    assert [(one["country"], one["target"]) for one in shown] == [(None, "8.500"), ("PH", "5.000")]
    refusal = client.post(values, YEAR | {"country": "VN", "target": 1}, content_type="application/json")
    assert (refusal.status_code, list(refusal.json())) == (400, ["country"])


# --- what is missing before a report ---


def owed() -> dict[str, list[str]]:
    return {one["side"]: [gap.why for gap in one["gaps"]] for one in gaps.by_side(TODAY, [])}


def test_an_issue_past_its_day_is_owed_by_its_owner(project, cast):
    late = {"due_on": TODAY - timedelta(days=4), "raised_on": TODAY - timedelta(days=9)}
    issue = actions.add_issue(project, ISSUE | late | {"owner": "ROK"}, by=cast.us_poc)
    actions.add_issue(project, ISSUE | {"due_on": TODAY + timedelta(days=4)}, by=cast.us_poc)
    assert "1 issue past its day" in owed()["ROK"] and "1 issue past its day" not in owed()["US"]
    actions.revise_issue(issue, {"owner": "both"}, by=cast.us_poc, seen_revision=1)
    assert all("1 issue past its day" in side for side in owed().values())
    done = {"resolved_on": TODAY, "resolution_en": "Repaired."}
    actions.revise_issue(issue, done, by=cast.us_poc, seen_revision=2)
    assert not any("past" in why for side in owed().values() for why in side)


def test_the_last_period_that_ended_owes_its_actual_value(indicator, cast):
    def period(*days: int, **sent):
        start, end = (TODAY + timedelta(days=n) for n in days)
        return actions.add_indicator_value(
            indicator, {"period_start": start, "period_end": end, "target": 8} | sent, by=cast.us_poc
        )

    sentence = "1 indicator without its actual value"
    old = period(-90, -60)
    assert sentence in owed()["US"] and sentence not in owed()["ROK"]
    period(-50, -20, actual=6)
    assert sentence not in owed()["US"]
    last = period(-19, -1, country="PH", actual=2) and period(-19, -1)
    assert sentence in owed()["US"]
    actions.revise_indicator_value(last, {"actual": 5}, by=cast.us_poc, seen_revision=1)
    period(0, 30)
    assert sentence not in owed()["US"] and old.actual is None

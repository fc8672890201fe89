"""Risks, issues and indicators of a project: what may hinder it, what does, what it reaches."""

import uuid
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from core import days
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from projects import actions
from projects.actions.keeping import StalePart
from projects.enums import RiskState, Stage
from projects.models import Indicator, IndicatorValue, Issue, Risk
from reporting import gaps
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = days.today()
TOMORROW = TODAY + timedelta(days=3)
RISK = {"text_en": "No ship in May.", "probability": 3, "impact": 4, "answer": "reduce"}
ISSUE = {"text_en": "The ship is in repair.", "severity": "high", "owner": "ROK", "raised_on": date(2026, 5, 2)}
INDICATOR = {"title_en": "Crews trained", "unit_en": "crews", "baseline": 4, "baseline_on": date(2026, 1, 1)}
YEAR = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30)}


@pytest.fixture
def project(make_project, cast):
    return make_project(stage=Stage.ACTIVE)


@pytest.fixture(autouse=True)
def as_us(db):
    with acting_as(Audience.US):
        yield


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


# --- the page and its forms ---


def page_of(client, project, more="") -> str:
    answer = client.get(reverse("projects:results", args=[project.reference]) + more)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def address(project, name, *args):
    return reverse(f"projects:{name}", args=[project.reference, *args])


def test_risks_are_a_table_by_exposure_and_a_matrix_of_printed_numbers(client, project, cast):
    for text, probability, impact in (("Small.", 1, 2), ("Great.", 4, 5), ("Great too.", 4, 5)):
        risk = RISK | {"text_en": text, "probability": probability, "impact": impact}
        actions.add_risk(project, risk, by=cast.us_poc)
    client.force_login(cast.rok_leader)
    page = page_of(client, project)
    assert page.index("Great.") < page.index("Small.")
    assert "<b>20</b>" in page and "4 × 5" in page and "3 open risks" in page
    assert '<td class="h2"><b>2</b></td>' in page
    assert "Add a risk" not in page and "Change" not in page.split("</nav>")[-1]


def test_a_form_adds_a_risk_once_and_changes_it_at_the_revision_that_was_seen(client, project, cast):
    client.force_login(cast.us_poc)
    sent = RISK | {"owner": "both", "key": str(uuid.uuid4())}
    for _time in range(2):
        answer = client.post(address(project, "risk-new"), sent)
        assert answer.url == reverse("projects:results", args=[project.reference]) + "#risks"
    risk = Risk.objects.get()
    edit = address(project, "risk-edit", risk.pk)
    assert client.post(edit, sent | {"impact": 5, "seen": 1}).status_code == 302
    stale = client.post(edit, sent | {"impact": 1, "seen": 1})
    page = unescape(stale.content.decode())
    assert stale.status_code == 409
    assert "Severe" in page and "Negligible" in page and 'name="seen" value="2"' in page
    refusal = client.post(edit, sent | {"closed_on": "2026-05-01", "seen": 2})
    assert set(refusal.context["form"].errors) == {"closed_because"}
    assert (
        client.post(edit, sent | {"closed_on": "2026-05-01", "closed_because": "Over.", "seen": 2}).status_code == 302
    )
    assert "1 risk is no longer open" in page_of(client, project)


def test_a_risk_that_has_happened_becomes_an_issue_in_one_form(client, project, cast):
    risk = actions.add_risk(project, RISK | {"owner": "ROK", "impact": 5}, by=cast.us_poc)
    client.force_login(cast.rok_poc)
    happened = address(project, "risk-happened", risk.pk)
    assert happened in client.get(address(project, "risk-edit", risk.pk)).content.decode()
    form = client.get(happened).context["form"]
    assert (form.initial["text_en"], form.initial["severity"], form.initial["owner"]) == (
        RISK["text_en"],
        "high",
        "ROK",
    )
    sent = {**ISSUE, "raised_on": "2026-05-02", "key": str(uuid.uuid4())}
    actions.revise_risk(risk, {"impact": 4}, by=cast.us_poc, seen_revision=1)
    stale = client.post(happened, sent | {"seen": 1})
    assert stale.status_code == 409 and ISSUE["text_en"] in stale.content.decode()
    for _time in range(2):
        assert client.post(happened, sent | {"seen": 2}).status_code == 302
    page = page_of(client, project)
    assert "was a risk" in page and "Happened" in page
    history = client.get(address(project, "history")).content.decode()
    assert "turned a risk into an issue" in history
    assert client.get(happened).status_code == 403


def test_an_issue_past_its_day_says_so_and_a_resolved_one_says_how(client, project, cast):
    late = {"due_on": TODAY - timedelta(days=4), "raised_on": TODAY - timedelta(days=9)}
    issue = actions.add_issue(project, ISSUE | late, by=cast.us_poc)
    client.force_login(cast.us_poc)
    assert "4 days late" in page_of(client, project)
    sent = {**ISSUE, "raised_on": late["raised_on"], "seen": 1, "resolved_on": TODAY.isoformat()}
    edit = address(project, "issue-edit", issue.pk)
    assert set(client.post(edit, sent).context["form"].errors) == {"resolution_en"}
    assert client.post(edit, sent | {"resolution_en": "Another ship."}).status_code == 302
    page = page_of(client, project)
    assert "Another ship." in page and "No issue is open." in page


def test_an_indicator_shows_each_period_from_baseline_to_target_with_its_countries(client, project, cast, indicator):
    actions.add_indicator_value(indicator, YEAR | {"target": 12, "actual": 10}, by=cast.us_poc)
    actions.add_indicator_value(indicator, YEAR | {"country": "PH", "target": 8, "actual": 7}, by=cast.us_poc)
    client.force_login(cast.rok_poc)
    page = page_of(client, project)
    assert "Baseline 4 crews, 1\u00a0Jan\u00a02026" in page
    assert "75%" in page and 'width="75.0"' in page
    assert page.index("75%") < page.index("Philippines")


def test_forms_keep_indicators_and_their_values(client, project, cast):
    client.force_login(cast.us_poc)
    new = {**INDICATOR, "baseline": "1,200", "baseline_on": "2026-01-01", "direction": "down"}
    assert client.post(address(project, "indicator-new"), new | {"key": str(uuid.uuid4())}).status_code == 302
    indicator = Indicator.objects.get()
    assert indicator.baseline == 1200
    add = address(project, "indicator-value-new", indicator.pk)
    period = {"period_start": "2026-01-01", "period_end": "2026-06-30", "country": ""}
    assert set(client.post(add, period | {"target": "x"}).context["form"].errors) == {"target"}
    assert set(client.post(add, period | {"target": "1300"}).context["form"].errors) == {"target"}
    assert client.post(add, period | {"target": "600", "key": str(uuid.uuid4())}).status_code == 302
    value = IndicatorValue.objects.get()
    edit = address(project, "indicator-value-edit", indicator.pk, value.pk)
    assert client.get(edit).context["form"].initial["target"] == 600
    assert client.post(edit, period | {"target": "600", "actual": "900", "seen": 1}).status_code == 302
    stale = client.post(edit, period | {"target": "600", "actual": "800", "seen": 1, "country": "PH"})
    assert stale.status_code == 409 and "Philippines" in stale.content.decode()
    assert "50%" in page_of(client, project)
    history = unescape(client.get(address(project, "history")).content.decode())
    assert "corrected a value of an indicator" in history and "Actual: <ins>900</ins>" in history


def test_both_languages_stand_side_by_side_to_be_confirmed(client, project, cast):
    actions.add_risk(project, RISK | {"text_ko": "5월에 함정이 없습니다."}, by=cast.us_poc)
    client.force_login(cast.rok_poc)
    assert "1 text is not confirmed in both languages" in page_of(client, project)
    page = page_of(client, project, "?texts=both")
    assert "Confirm the Korean text" in page and "5월에 함정이 없습니다." in page
    client.force_login(cast.rok_leader)
    assert "Confirm the Korean text" not in page_of(client, project, "?texts=both")


def test_an_empty_page_says_what_each_part_is_for(client, project, cast):
    client.force_login(cast.us_poc)
    page = page_of(client, project)
    for words in ("No indicator yet.", "No risk yet.", "No issue yet."):
        assert words in page


def test_the_page_costs_the_same_however_much_there_is_to_show(client, project, cast, indicator):
    client.force_login(cast.us_poc)
    actions.add_indicator_value(indicator, YEAR | {"target": 12}, by=cast.us_poc)
    results = reverse("projects:results", args=[project.reference])
    first = statements(client, results)
    assert first <= 9
    for _time in range(4):
        actions.add_risk(project, RISK, by=cast.us_poc)
        actions.add_issue(project, ISSUE, by=cast.us_poc)
        other = actions.add_indicator(project, INDICATOR, by=cast.us_poc)
        actions.add_indicator_value(other, YEAR | {"target": 12, "country": "PH"}, by=cast.us_poc)
    assert statements(client, results) == first
    assert statements(client, results + "?texts=both") == first


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

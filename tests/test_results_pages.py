"""The page of results: risks, issues and indicators as they are shown, and the forms that keep them."""

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from projects import actions
from projects.enums import Stage
from projects.models import Indicator, IndicatorValue, Risk
from tests.results import INDICATOR, ISSUE, RISK, TODAY, YEAR
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("as_us")


@pytest.fixture
def project(make_project, cast):
    return make_project(stage=Stage.ACTIVE)


@pytest.fixture
def indicator(project, cast):
    return actions.add_indicator(project, INDICATOR, by=cast.us_poc)


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

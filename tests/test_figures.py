"""Law 5: each figure is counted once, from joint records alone, and means the same wherever it stands."""

from datetime import date, timedelta

import pytest

from core import days
from core.audience import Audience, acting_as
from projects import actions as project_actions
from projects.enums import LIFE
from projects.models import Project, StageChange
from projects.querysets import STALE_AFTER
from reporting import actions, figures
from reporting.actions.presenting import HOLD_BACK
from reporting.figures import Joint
from reporting.models import Cycle, Edition, FigureSet
from reporting.snapshot import snapshot_of, words
from tests.factories import present

TODAY = days.today()


def count():
    return figures.count(TODAY)


@pytest.fixture
def joint(cast):
    with acting_as(Audience.JOINT):
        yield


def report(project: Project, health: str, *, by, days_ago: int = 0) -> None:
    """Reports progress, and lets as many days go by since."""
    with acting_as(Audience.US):
        month = TODAY.replace(day=1)
        values = {"period": month, "health": health, "percent": 40, "narrative_en": "Went on.", "narrative_ko": ""}
        project_actions.report_progress(project, values, by=by)
        Project.objects.filter(pk=project.pk).update(reported_on=TODAY - timedelta(days=days_ago))


def test_private_projects_are_in_no_figure(cast, make_project):
    with acting_as(Audience.US):
        before = count()
    for side in (Audience.US, Audience.ROK):
        make_project(audience=side)
    for side in Audience:
        with acting_as(side):
            assert count() == before


def test_both_sides_and_the_report_read_the_same_numbers(cast, make_project):
    make_project(stage="active")
    make_project(audience=Audience.US)
    seen = []
    for side in Audience:
        with acting_as(side):
            seen.append(count())
    assert seen[0] == seen[1] == seen[2]
    with acting_as(Audience.JOINT):
        told = snapshot_of(
            Edition(cycle=Cycle.objects.get(year=seen[0]["cycle"]["year"]), number=1),
            revision=1,
            day=TODAY,
            compiled_by=words("x"),
        )
    for tile in told["figures"]:
        assert tile["value"] == seen[0][tile["key"]], tile["key"]
    stages = seen[0]["by_stage"]
    assert {row["key"]: row["count"] for row in told["stages"]} == {
        stage: n for stage, n in stages.items() if n or stage in LIFE
    }
    assert {row["key"]: row["count"] for row in told["health"]} == seen[0]["by_health"]
    assert told["obligation"]["state"] == seen[0]["obligation"]["state"]
    assert {row["iso"]: row["projects"] for row in told["countries"] if row["projects"]} == seen[0]["by_country"]


def test_a_project_with_two_countries_counts_once_in_each_and_once_in_the_total(make_project, joint):
    make_project()
    counted = count()
    assert counted["by_area_and_country"] == {"maritime-security": {"FJ": 1, "PH": 1}}
    assert counted["by_country"] == {"FJ": 1, "PH": 1}
    assert counted["by_area"] == {"maritime-security": 1}
    assert counted["projects"] == 1
    assert (counted["countries"], counted["partner_countries"]) == (2, 29)


@pytest.mark.parametrize(("days_ago", "shown"), [(STALE_AFTER.days, "on-track"), (STALE_AFTER.days + 1, "stale")])
def test_a_silent_project_is_stale_and_nothing_else(cast, make_project, joint, days_ago, shown):
    project = make_project(stage="active")
    report(project, "on-track", by=cast.us_poc, days_ago=days_ago)
    counted = count()
    assert counted["by_health"] == {**dict.fromkeys(figures.HEALTHS, 0), shown: 1}
    assert counted["updates_on_time"] == (0 if shown == "stale" else 100)
    assert Project.objects.joint().healthy_as(shown).count() == 1
    assert Project.objects.joint().get().shown_health == shown


def test_what_is_late_names_the_owner_and_the_days(cast, make_project, joint):
    project = make_project(stage="active")
    milestone = {"name_en": "Radar handed over", "name_ko": "", "owner": "ROK", "planned_on": TODAY - timedelta(days=9)}
    with acting_as(Audience.US):
        project_actions.add_milestone(project, milestone, by=cast.us_poc)
    [late] = count()["latest"]
    assert (late["kind"], late["days"], late["owner"]["side"]) == ("milestone", 9, "ROK")
    assert late["reference"] == project.reference
    assert count()["late"] == Project.objects.joint().late().count() == 1


@pytest.mark.parametrize(
    ("day", "state", "since"),
    [
        (date(2026, 3, 1), "at-risk", "2025-11-05"),
        (date(2026, 10, 29), "at-risk", "2025-11-05"),
        (date(2026, 10, 30), "unmet", "2026-10-30"),
    ],
)
def test_the_obligation_without_a_project_is_at_risk_until_the_meeting_and_unmet_after_it(joint, day, state, since):
    Cycle.objects.filter(year=2026).update(scm_on=date(2026, 10, 29))
    told = figures.obligation(Joint(day, 2026))
    assert (told["state"], told["since"], told["projects"]) == (state, since, [])


def test_the_obligation_is_met_by_a_presented_project_and_at_risk_again_once_it_is_held_back(cast, make_project, joint):
    project, cycle = make_project(stage="active"), Cycle.objects.get(year=2026)
    present(cycle, project)
    met = figures.obligation(Joint(TODAY, 2026))
    assert (met["state"], met["since"]) == ("met", TODAY.isoformat())
    assert [one["reference"] for one in met["projects"]] == [project.reference]
    present(cycle, project, HOLD_BACK)
    again = figures.obligation(Joint(min(TODAY, date(2026, 12, 31)), 2026))
    assert (again["state"], again["since"]) == ("at-risk", TODAY.isoformat())


def test_money_counts_what_was_decided_by_side_and_converts_at_a_named_rate(cast, make_project, joint):
    cash = {"fiscal_year": 2026, "form": "cash"}
    for project, times in ((make_project(stage="active"), 1), (make_project(), 100)):
        with acting_as(Audience.US):
            dollars = {"currency": "USD", "planned": 1_000_000 * times, "spent": 250_000 * times}
            project_actions.add_money(project, cash | dollars, by=cast.us_poc)
            kind = {"form": "in-kind", "description_en": "A boat", "valuation_en": "As bought"}
            project_actions.add_money(project, cash | dollars | kind, by=cast.us_poc)
        with acting_as(Audience.ROK):
            won = {"currency": "KRW", "planned": 1_380_000_000 * times}
            project_actions.add_money(project, cash | won, by=cast.rok_poc)
    told = count()["money"]
    assert (told["sides"]["US"]["planned"], told["sides"]["US"]["spent"]) == ("1000000.00", "250000.00")
    assert (told["sides"]["ROK"]["planned"], told["sides"]["ROK"]["currency"]) == ("1380000000", "KRW")
    assert told["rate"] is told["total"]["USD"] is told["total"]["KRW"] is None
    rate = {"day": TODAY - timedelta(days=3), "krw_per_usd": 1380, "source": "Bank of Korea"}
    project_actions.enter_rate(rate, by=cast.us_staff)
    told = count()["money"]
    assert (told["rate"]["day"], told["rate"]["source"]) == (rate["day"].isoformat(), "Bank of Korea")
    assert told["total"]["USD"]["planned"] == "2000000.00"
    assert told["total"]["KRW"]["spent"] == "345000000"


def test_a_year_before_is_told_from_recorded_dates_or_not_at_all(make_project, joint):
    make_project(stage="active")
    assert count()["previous"] is None
    old = make_project(stage="active")
    long_ago = TODAY - timedelta(days=500)
    Project.objects.filter(pk=old.pk).update(joint_since=long_ago)
    StageChange.objects.filter(project=old, stage="opportunity").update(on=long_ago)
    before = count()["previous"]
    assert (before["projects"], before["active"], before["by_stage"]["opportunity"]) == (1, 0, 1)


def test_kept_figures_are_shown_until_the_joint_records_change(make_project, joint):
    make_project()
    assert actions.keep_figures(TODAY)
    assert not actions.keep_figures(TODAY)
    FigureSet.objects.update(figures={"kept": True})
    assert figures.counted(TODAY) == {"kept": True}
    make_project()
    assert figures.counted(TODAY)["projects"] == 2
    assert actions.keep_figures(TODAY)
    assert FigureSet.objects.get().figures == figures.count(TODAY)


def test_the_number_of_statements_does_not_grow_with_the_projects(make_project, joint, django_assert_max_num_queries):
    make_project(stage="active")
    with django_assert_max_num_queries(23):
        count()
    for _one in range(5):
        make_project(stage="active")
    with django_assert_max_num_queries(23):
        count()

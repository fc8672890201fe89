"""The ranked list of a year: by the mean of both sides' totals, the lower total first to break a tie."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from projects import actions, scoring
from projects.models import Criterion, Ranking, Standing
from tests.scoring import YEAR, given, submit
from tests.statements import statements

pytestmark = pytest.mark.django_db
SCORED = {
    # title: US, ROK, area; totals, mean
    "Alpha": ((5, 4, 4, 4, 4), (5, 4, 4, 5, 4), "maritime-security"),  # 21, 22: 21.5
    "Bravo": ((5, 4, 4, 3, 4), (5, 2, 4, 4, 4), "capacity-building"),  # 20, 19: 19.5
    "Charlie": ((3, 3, 4, 4, 4), (5, 4, 4, 4, 4), "maritime-security"),  # 18, 21: 19.5, lower
    "Delta": ((4, 4, 4, 3, 5), (5, 2, 4, 4, 4), "maritime-security"),  # 20, 19: as Bravo
    "=Echo": ((1, 1, 1, 1, 1), (5, 5, 5, 5, 5), "maritime-security"),  # 5, 25: 15
}
ORDER = ["Alpha", "Bravo", "Delta", "Charlie", "=Echo"]


@pytest.fixture
def scored(make_project, cast):
    found = {}
    for title, (us, rok, area) in SCORED.items():
        found[title] = project = make_project(stage="review", title_en=title, title_ko=f"{title} 사업", area=area)
        submit(project, given(*us), by=cast.us_lead)
        submit(project, given(*rok), by=cast.rok_lead)
    return found


def listed(client, *, year=YEAR, **query) -> list[str]:
    """The titles in the order of the page."""
    told = client.get(reverse("projects:ranking", args=[year]), query).content.decode()
    found = {title: told.find(f">{title}</a>") for title in SCORED}
    return [title for title, place in sorted(found.items(), key=lambda pair: pair[1]) if place >= 0]


def test_the_mean_ranks_then_the_lower_total_then_the_reference(client, cast, scored):
    client.force_login(cast.rok_poc)
    assert listed(client) == ORDER
    with acting_as(Audience.JOINT):
        merits = dict(Standing.objects.values_list("reference", "merit"))
        found = scoring.ranks(YEAR, merits.values())
        assert [found[merits[scored[title].reference]] for title in ORDER] == [1, 2, 2, 4, 5]


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("us", "Alpha", "=Echo"), ("rok", "=Echo", "Delta"), ("spread", "=Echo", "Alpha"), ("title", "=Echo", "Delta")],
)
def test_the_list_sorts_by_each_column_and_back(client, cast, scored, sort, first, last):
    client.force_login(cast.us_poc)
    assert (listed(client, sort=sort)[0], listed(client, sort=sort)[-1]) == (first, last)
    assert listed(client, sort=f"-{sort}") == listed(client, sort=sort)[::-1]


def test_pages_follow_each_other_without_a_gap(client, cast, scored, monkeypatch):
    monkeypatch.setattr("projects.views.ranking.SIZE", 2)
    client.force_login(cast.us_poc)
    found, address = [], reverse("projects:ranking", args=[YEAR])
    while address:
        answer = client.get(address)
        found += [str(row) for row in answer.context["rows"]]
        address = answer.context["next_url"]
    assert [title for title in ORDER if any(f">{title}</a>" in row for row in found)] == ORDER
    assert len(found) == len(ORDER)


def test_an_area_filters_and_the_ranks_stay_those_of_the_year(client, cast, scored):
    client.force_login(cast.us_poc)
    assert listed(client, area="capacity-building") == ["Bravo"]
    told = client.get(reverse("projects:ranking", args=[YEAR]), {"area": "capacity-building"}).content.decode()
    assert 'data-label="Rank">2<' in told


@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"after": "RCF-2026-001~x"}, {"sort": "x"}, {"area": "x"}, {"size": "x"}]
)
def test_an_address_that_says_nothing_shows_the_list(client, cast, scored, query):
    client.force_login(cast.us_poc)
    assert listed(client, **query) == ORDER


def test_a_project_whose_scores_are_sealed_is_on_no_list(client, cast, scored, make_project):
    sealed = make_project(stage="review", title_en="Foxtrot")
    submit(sealed, given(5, 5, 5, 5, 5), by=cast.us_lead)
    client.force_login(cast.us_lead)
    assert "Foxtrot" not in client.get(reverse("projects:ranking", args=[YEAR])).content.decode()


def test_the_list_as_a_file_is_whole_ranked_and_safe(client, cast, scored):
    client.force_login(cast.rok_staff)
    answer = client.get(reverse("projects:ranking-export", args=[YEAR]), {"area": "maritime-security"})
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Rank", "1", "2", "4", "5"]
    assert rows[-1][2] == "'=Echo"


def test_the_api_gives_the_same_list_and_the_same_file(client, cast, scored):
    client.force_login(cast.us_poc)
    address = reverse("api:standing-list")
    rows = client.get(address, {"year": YEAR}).json()["results"]
    assert [(row["rank"], row["title_en"]) for row in rows] == list(zip([1, 2, 2, 4, 5], ORDER, strict=True))
    assert len(client.get(address, {"area": "capacity-building"}).json()["results"]) == 1
    assert len(client.get(address, {"year": YEAR - 1}).json()["results"]) == 0
    page = client.get(reverse("projects:ranking-export", args=[YEAR]))
    assert b"".join(client.get(reverse("api:standing-csv"), {"year": YEAR})) == b"".join(page)


def test_statements_do_not_grow_with_the_list(client, cast, scored, make_project):
    client.force_login(cast.us_poc)
    address = reverse("projects:ranking", args=[YEAR])
    before = statements(client, address)
    with acting_as(Audience.JOINT):
        Standing.objects.first()
    assert statements(client, f"{address}?size=100") == before
    assert statements(client, f"{address}?area=capacity-building") == before, "one project"


def test_a_year_without_scores_says_so_and_one_without_a_cycle_is_not_there(client, cast):
    client.force_login(cast.us_poc)
    assert "No scores are open yet" in client.get(reverse("projects:ranking", args=[2025])).content.decode()
    assert client.get(reverse("projects:ranking", args=[1999])).status_code == 404
    assert client.get(reverse("projects:ranking-now")).url == reverse("projects:ranking", args=[YEAR])


# --- what a year is scored on ---


def test_each_cycle_has_the_five_criteria_of_the_framework(db):
    assert set(Criterion.objects.values_list("year", "number")) == {
        (year, number) for year in range(2022, 2027) for number in range(1, 6)
    }
    assert Criterion.objects.get(year=2026, number=1).name_ko == "우선 협력 분야 부합"


def test_a_new_cycle_takes_the_criteria_of_the_one_before(cast):
    from reporting.actions import open_cycle

    with acting_as(Audience.US):
        ranking = Ranking.objects.get(year=YEAR)
        rows = [{"name_en": "One", "name_ko": "하나", "weight": Decimal("1.5")}]
        actions.revise_criteria(ranking, rows, by=cast.us_staff, seen_revision=1)
        open_cycle(YEAR + 1, {"ordinal": 59, "scm_on": None}, by=cast.us_staff)
        assert list(Criterion.objects.filter(year=YEAR + 1).values_list("name_ko", "weight")) == [
            ("하나", Decimal("1.50"))
        ]


def criteria_form(client, person, *rows, seen="1", year=YEAR):
    client.force_login(person)
    names = ("name_en", "name_ko", "weight")
    sent = {f"{name}_{n}": text for n, row in enumerate(rows, 1) for name, text in zip(names, row, strict=True)}
    return client.post(reverse("projects:criteria", args=[year]), {**sent, "seen": seen})


def test_staff_of_either_side_keep_the_criteria_and_nobody_else(client, cast):
    assert criteria_form(client, cast.us_lead, ("One", "하나", "1")).status_code == 403
    assert (
        criteria_form(client, cast.rok_staff, ("One", "하나", "1"), ("", "", ""), ("Two", "둘", "2")).status_code == 302
    )
    assert list(Criterion.objects.filter(year=YEAR).values_list("number", "name_en", "weight")) == [
        (1, "One", 1),
        (2, "Two", 2),
    ]
    late = criteria_form(client, cast.us_staff, ("Mine", "내 것", "1"))
    assert late.status_code == 409
    told = late.content.decode()
    assert "Two" in told and "Mine" in told


def test_what_is_wrong_with_a_criterion_is_said_at_its_row(client, cast):
    answer = criteria_form(client, cast.us_staff, ("", "", ""), ("One", "", "0"))
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"name_ko_2", "weight_2"}
    assert criteria_form(client, cast.us_staff).status_code == 400

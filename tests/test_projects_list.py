"""The list of projects, its export and the search: what is filtered, and what the other side never meets there."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from core import days
from core.audience import Audience, acting_as
from projects.models import Project
from tests.statements import statements

pytestmark = pytest.mark.django_db

LIST = "/projects/"
SECRET = "Quiet harbour survey"


@pytest.fixture
def secret(make_project):
    """A project that only the US side knows."""
    return make_project(audience=Audience.US, title_en=SECRET, title_ko="조용한 항만 조사")


@pytest.mark.parametrize(
    "address",
    [
        LIST,
        f"{LIST}?q=harbour",
        f"{LIST}?q=항만",
        f"{LIST}?sort=title",
        f"{LIST}?area=maritime-security",
        f"{LIST}?country=PH",
        f"{LIST}?country=asean",
        f"{LIST}?stage=opportunity",
        f"{LIST}?side=US",
        "/projects/export/",
        "/search/?q=harbour",
        "/search/?q=항만",
        "/countries/PH/",
        "/areas/maritime-security/",
    ],
)
@pytest.mark.parametrize("stranger", ["rok_poc", "rok_lead", "admin"])
def test_a_private_project_is_nowhere_in_what_the_other_side_lists(client, cast, secret, address, stranger):
    client.force_login(getattr(cast, stranger))
    page = body_of(client.get(address))
    assert SECRET not in page
    assert "조용한" not in page
    assert secret.reference not in page


@pytest.mark.parametrize("address", [LIST, f"{LIST}?q=harbour", "/projects/export/", "/search/?q=harbour"])
def test_its_own_side_finds_it(client, cast, secret, address):
    client.force_login(cast.us_poc)
    assert SECRET in body_of(client.get(address))


def test_the_counts_tell_the_other_side_nothing(client, cast, make_project, secret):
    make_project()
    client.force_login(cast.rok_poc)
    page = client.get(LIST).content.decode()
    assert "1 joint and 0 that only the ROK side sees" in page
    client.force_login(cast.us_poc)
    assert "1 joint and 1 that only the US side sees" in client.get(LIST).content.decode()


def test_the_number_of_joint_projects_of_a_country_is_the_same_for_both_sides(client, cast, make_project, secret):
    make_project()
    pages = []
    for person in (cast.us_poc, cast.rok_poc):
        client.force_login(person)
        pages.append(client.get("/countries/").context["groups"])
    assert [row["joint"] for _group, rows in pages[0] for row in rows] == [
        row["joint"] for _group, rows in pages[1] for row in rows
    ]


def test_each_filter_is_a_chip_that_removes_itself(client, cast, make_project):
    make_project()
    client.force_login(cast.us_poc)
    page = client.get(f"{LIST}?area=maritime-security&country=PH&stage=opportunity&sort=title")
    chips = {chip.label: chip.url for chip in page.context["chips"]}
    assert chips == {
        "Priority area: Maritime Security": f"{LIST}?country=PH&stage=opportunity&sort=title",
        "Country: Philippines": f"{LIST}?area=maritime-security&stage=opportunity&sort=title",
        "Stage: Opportunity": f"{LIST}?area=maritime-security&country=PH&sort=title",
    }
    assert page.context["clear_url"] == f"{LIST}?sort=title"
    assert page.context["count_text"] == "1 of 1"


def test_no_match_says_which_filter_to_remove_and_what_that_gives(client, cast, make_project):
    make_project()
    client.force_login(cast.us_poc)
    empty = client.get(f"{LIST}?country=NU&stage=opportunity").context["empty"]
    assert empty["title"] == "No project matches these 2 filters"
    assert empty["text"] == "Without “Country: Niue” there are 1."
    assert empty["url"] == f"{LIST}?stage=opportunity"


def test_an_empty_tracker_offers_to_log_an_opportunity(client, cast):
    client.force_login(cast.us_poc)
    assert client.get(LIST).context["empty"]["url"] == reverse("projects:new")


def test_a_filter_that_is_none_is_refused_with_its_name(client, cast):
    client.force_login(cast.us_poc)
    answer = client.get(f"{LIST}?stage=somewhere&year=soon")
    assert answer.status_code == 400
    assert {"stage", "year"} <= set(answer.context["errors"])


@pytest.mark.parametrize("sort", ["updated", "-updated", "title", "-title", "reference", "-reference", "end", "-end"])
def test_the_pages_of_a_list_hold_every_project_once_and_lead_back(client, cast, make_project, sort):
    for n in range(7):
        end = {"planned_end": f"2027-0{n + 1}-01"} if n % 3 else {}
        make_project(title_en=f"Project {n % 4}", **end)
    client.force_login(cast.us_poc)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("projects.views.listing.SIZES", (3,))
        pages = walk(client, f"{LIST}?sort={sort}&size=3", "next_url")
        seen = [reference for page in pages for reference in page]
        assert sorted(seen) == sorted(set(seen)) and len(seen) == 7
        backward = walk(client, f"{LIST}?sort={sort}&size=3&before=end", "previous_url")
    assert [reference for page in reversed(backward) for reference in page] == seen


def walk(client, url: str, to: str) -> list[list[str]]:
    pages = []
    while url:
        page = client.get(url)
        pages.append([row["reference"] for row in page.context["rows"]])
        url = page.context[to]
    return pages


def test_the_sorted_column_says_so(client, cast, make_project):
    make_project()
    client.force_login(cast.us_poc)
    page = client.get(f"{LIST}?sort=-title").content.decode()
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"><a href="/projects/?sort=title">Title' in page


def test_a_list_costs_the_same_statements_with_one_row_and_with_a_hundred(client, cast, make_project):
    client.force_login(cast.us_poc)
    project = make_project()
    one = statements(client, f"{LIST}?size=100")
    copies(project, 99)
    page = client.get(f"{LIST}?size=100")
    assert len(page.context["rows"]) == 100
    assert statements(client, f"{LIST}?size=100") == one <= 8


def test_fifty_rows_weigh_less_than_sixty_kilobytes(client, cast, make_project):
    copies(make_project(), 59)
    client.force_login(cast.us_poc)
    assert len(client.get(LIST).content) < 60_000


def copies(project: Project, count: int) -> None:
    """More rows like this one; what a list costs does not depend on how they came."""
    with acting_as(Audience.JOINT):
        for n in range(count):
            project.pk, project._state.adding = None, True
            project.pk = Project._meta.pk.get_default()
            project.reference = f"RCF-2025-{n:03d}"
            project.save()


def test_more_than_a_thousand_are_not_counted(client, cast, make_project, monkeypatch):
    copies(make_project(), 5)
    monkeypatch.setattr("core.paging.MOST", 3)
    monkeypatch.setattr("projects.views.listing.MOST", 3)
    client.force_login(cast.us_poc)
    assert client.get(LIST).context["count_text"] == "more than 3 projects"


def test_the_export_holds_what_is_filtered_and_runs_no_formula(client, cast, make_project):
    make_project(title_en="=cmd|' /C calc'!A0", title_ko="＝수식")
    make_project(area="capacity-building")
    client.force_login(cast.us_poc)
    answer = client.get("/projects/export/?area=maritime-security")
    text = body_of(answer)
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text[1:]))
    assert len(rows) == 1
    row = dict(zip(head, rows[0], strict=True))
    assert row["Title, English"] == "'=cmd|' /C calc'!A0"
    assert row["Title, Korean"] == "'＝수식"
    assert row["Countries"] == "Philippines, Fiji"
    assert row["Marking"]


def test_a_korean_export_has_a_name_that_every_browser_reads(client, cast, settings):
    client.force_login(cast.rok_poc)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    disposition = client.get("/projects/export/")["Content-Disposition"]
    assert f"{days.today():%Y-%m-%d}.csv" in disposition


def test_decomposed_hangul_is_found_composed(client, cast, make_project):
    decomposed = "".join(chr(c) for c in (0x1112, 0x1162, 0x110B, 0x1163, 0x11BC))
    make_project(title_ko=decomposed + " 감시")
    client.force_login(cast.rok_poc)
    assert len(client.get(LIST, {"q": "해양"}).context["rows"]) == 1
    assert len(client.get(LIST, {"q": decomposed}).context["rows"]) == 1


def test_mine_are_those_of_the_post_that_the_reader_holds(client, cast, make_project):
    mine = make_project(us_post=cast.us_poc.current_post["id"] if cast.us_poc.post_label else None)
    make_project()
    client.force_login(cast.us_poc)
    assert [row["reference"] for row in client.get(f"{LIST}?mine=1").context["rows"]] == [mine.reference]


@pytest.mark.parametrize("few", [0, 2000])
def test_words_that_match_many_find_the_same_as_words_that_match_few(client, cast, make_project, monkeypatch, few):
    monkeypatch.setattr("projects.search.FEW", few)
    make_project(audience=Audience.US, title_en="Harbour one")
    make_project(audience=Audience.ROK, title_en="Harbour two")
    make_project(title_en="Harbour three")
    make_project(title_en="Airfield")
    for person, titles in ((cast.us_poc, {"Harbour one", "Harbour three"}), (cast.admin, {"Harbour three"})):
        client.force_login(person)
        assert {row["title"] for row in client.get(f"{LIST}?q=harb").context["rows"]} == titles


def test_search_finds_projects_countries_and_contacts_on_one_page(client, cast, make_project):
    make_project(title_en="Security talks with Fiji")
    client.force_login(cast.us_poc)
    page = client.get("/search/?q=Fiji")
    assert [row["title"] for row in page.context["rows"]] == ["Security talks with Fiji"]
    assert page.context["countries"] == [("FJ", "Fiji")]
    found = client.get("/search/?q=Maritime").context["contacts"]
    assert {one["side"] for one in found} == {"US", "ROK"}


@pytest.mark.parametrize(
    "address",
    ["/search/?q=Fiji", "/search/?q=Maritime", "/countries/", "/countries/FJ/", "/areas/maritime-security/"],
)
def test_other_lists_cost_at_most_nine_statements(client, cast, make_project, address):
    project = make_project(title_en="Talks with Fiji")
    client.force_login(cast.us_poc)
    one = statements(client, address)
    copies(project, 9)
    assert statements(client, address) == one <= 9


@pytest.mark.parametrize("address", ["/countries/ZZ/", "/areas/nowhere/", "/projects/RCF-2020-001/"])
def test_what_does_not_exist_is_not_found(client, cast, address):
    client.force_login(cast.us_poc)
    assert client.get(address).status_code == 404


def body_of(answer) -> str:
    """The text of a page or of a file."""
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_a_year_shows_what_its_time_touches(client, cast, make_project):
    there = make_project(planned_start=date(2026, 5, 1).isoformat(), planned_end=date(2028, 5, 1).isoformat())
    client.force_login(cast.us_poc)
    assert [row["reference"] for row in client.get(f"{LIST}?year=2027").context["rows"]] == [there.reference]
    assert not client.get(f"{LIST}?year=2029").context["rows"]

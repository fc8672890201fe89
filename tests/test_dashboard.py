"""The dashboard: the same numbers for both governments, and a link behind each."""

from html import unescape

import pytest
from django.urls import reverse

from core import days
from core.audience import Audience, acting_as
from core.sides import Side
from projects import actions as project_actions
from reporting import actions, figures
from reporting.models import Cycle
from tests.editions import begun, climb_to, sign
from tests.factories import present
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = days.today()


def body_of(client, user) -> str:
    client.force_login(user)
    answer = client.get(reverse("reporting:dashboard"))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_dashboard_says_where_we_stand(client, cast, make_project):
    project = make_project(stage="active")
    present(Cycle.objects.get(year=figures.counted()["cycle"]["year"]), project)
    page = body_of(client, cast.us_leader)
    assert "Joint records only, so both governments read the same numbers." in page
    assert reverse("projects:detail", args=[project.reference]) in page
    assert '<a href="/projects/?area=maritime-security&country=PH"' in page
    assert 'data-figure="active"><a href="/projects/?stage=active">1' in page


def test_both_governments_read_the_same_numbers_and_no_private_one(client, cast, make_project):
    make_project(stage="active")
    make_project(audience=Audience.US, title_en="Secret of the US side")
    make_project(audience=Audience.ROK, title_en="Secret of the ROK side")
    pages = [body_of(client, user) for user in (cast.us_leader, cast.rok_leader, cast.admin)]
    boards = {page[page.index('<section class="rcf-strip"') : page.index("</main>")] for page in pages}
    assert len(boards) == 1
    assert "Secret of" not in "".join(pages)


def test_the_money_of_both_sides_stands_in_one_line(client, cast, make_project):
    project = make_project(stage="active")
    with acting_as(Audience.US):
        line = {"fiscal_year": 2026, "currency": "USD", "planned": 14_200_000, "spent": 9_000_000}
        project_actions.add_money(project, line, by=cast.us_poc)
        rate = {"day": TODAY, "krw_per_usd": 1380, "source": "Bank of Korea"}
        project_actions.enter_rate(rate, by=cast.us_staff)
    page = body_of(client, cast.rok_leader).replace("\u00a0", " ")
    assert "<b>US</b> US$14.2 million planned, US$0 committed, US$9 million spent." in page
    assert "₩1,380 to US$1 on" in page
    assert "<b>ROK</b>" not in page


def test_an_empty_dashboard_says_what_to_do(client, cast):
    page = body_of(client, cast.us_leader)
    assert "No joint project yet" in page
    assert reverse("projects:new") in page


def test_it_takes_as_many_statements_for_many_projects_as_for_one(client, cast, make_project):
    client.force_login(cast.us_leader)
    counts = []
    for _round in range(2):
        for _one in range(4):
            make_project(stage="active")
        with acting_as(Audience.JOINT):
            actions.keep_figures(TODAY)
        counts.append(statements(client, reverse("reporting:dashboard")))
    assert counts[0] == counts[1] <= 8


def test_the_board_is_drawn_in_the_order_of_the_stages(client, cast, make_project):
    make_project()
    with acting_as(Audience.JOINT):
        actions.keep_figures(TODAY)  # JSON in the database forgets the order of its keys
    page = body_of(client, cast.us_leader)
    places = [
        page.index(f'/projects/?stage={stage}" aria-label')
        for stage in ("opportunity", "concept", "active", "completed")
    ]
    assert places == sorted(places)


def test_the_dashboard_changes_as_soon_as_a_project_is_shared(client, cast, make_project):
    with acting_as(Audience.JOINT):
        actions.keep_figures(TODAY)
    make_project(title_en="Seen at once")
    assert 'data-figure="projects"><a href="/projects/">1' in body_of(client, cast.rok_leader)


def steps_of(page: str) -> dict[str, str]:
    """What the dashboard says of each step of the edition's climb, by its name, in words and classes."""
    drawn = page[page.index('<ol class="rcf-climb">') :]
    steps = drawn[: drawn.index("</ol>")].split("<li ")[1:]
    return {one[one.index("<b>") + 3 : one.index("</b>")]: one for one in steps}


def test_the_dashboard_shows_how_far_the_edition_has_climbed(client, cast):
    edition = climb_to(cast, begun(cast.us_staff), "kidd")
    sign(cast, edition, "kidd", Side.US)
    with acting_as(Audience.JOINT):
        actions.keep_figures(TODAY)
    told = steps_of(body_of(client, cast.rok_leader))
    assert "is-done" in told["Draft"] and "closed" in told["Draft"]
    assert "is-done" in told["RCWG"] and "revision 1" in told["RCWG"]
    assert 'aria-current="step"' in told["KIDD"] and "Waiting for ROK" in told["KIDD"]
    assert 'class=""' in told["SCM"]


def test_the_dashboard_says_that_no_report_was_compiled_yet(client, cast):
    told = steps_of(body_of(client, cast.rok_leader))
    assert "is-now" in told["Draft"] and "not compiled yet" in told["Draft"]
    assert list(told) == ["Draft", "RCWG", "KIDD", "SCM"]


def test_the_dashboard_says_that_the_edition_is_sealed(client, cast):
    climb_to(cast, begun(cast.us_staff), "sealed")
    told = steps_of(body_of(client, cast.rok_leader))
    assert all("is-done" in one for one in told.values())
    assert "sealed" in told["SCM"]

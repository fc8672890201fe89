"""The main job as people do it: in real browsers, against the real server and worker."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.audience import Audience, acting_as
from core.sides import Side
from projects import actions
from projects.enums import Stage
from reporting import actions as on_edition
from reporting.models import Cycle
from tests import editions
from tests.cast import PASSWORD
from tests.factories import make_project, present
from tests.servers import ROOT

pytestmark = pytest.mark.browser
AXE = Path(ROOT / "node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def log_opportunity(page, *, english: str, korean: str) -> str:
    """Logs a private opportunity with the Philippines and Fiji; gives its reference."""
    page.goto("/projects/new/")
    page.fill("[name=title_en]", english)
    page.fill("[name=title_ko]", korean)
    page.select_option("[name=area]", "maritime-security")
    page.click("[name=add-country]")
    for row, (country, share) in enumerate([("PH", "50"), ("FJ", "50")]):
        page.locator("[name=countries-country]").nth(row).select_option(country)
        page.locator("[name=countries-share]").nth(row).fill(share)
    page.click(".rcf-sticky button[type=submit]")
    page.wait_for_url("**/projects/US-*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def test_a_private_opportunity_is_nowhere_for_the_others_until_it_is_shared(signed_in):
    us, rok, admin = signed_in("us.poc"), signed_in("rok.poc"), signed_in("admin")
    reference = log_opportunity(us, english="Harbour pilot training", korean="항만 도선 교육")
    assert us.inner_text("h1") == "Harbour pilot training"
    for outsider in (rok, admin):
        for path in ("/projects/", "/projects/?q=Harbour", "/search/?q=도선", "/dashboard/", "/countries/PH/"):
            outsider.goto(path)
            assert "Harbour pilot training" not in outsider.content()
            assert "항만 도선 교육" not in outsider.content()
        assert outsider.goto(f"/projects/{reference}/").status == 404
    us.goto(f"/projects/{reference}/share/")
    assert "There is no way back" in us.inner_text("main")
    us.click("main form button[type=submit]")
    us.wait_for_url("**/projects/RCF-*/")
    rok.goto("/projects/?q=도선")
    rok.click("text=항만 도선 교육")
    assert rok.inner_text("h1") == "항만 도선 교육"


def test_the_second_of_two_savers_sees_both_versions_and_loses_neither(signed_in, site):
    project = make_project(summary_en="Two navies exchange data.")
    us, rok = signed_in("us.poc"), signed_in("rok.poc")
    for page in (us, rok):
        page.goto(f"/projects/{project.reference}/edit/")
    us.fill("[name=summary_en]", "Two navies exchange vessel data.")
    us.click(".rcf-sticky button[type=submit]")
    us.wait_for_url(f"**/projects/{project.reference}/")
    rok.fill("[name=summary_en]", "Two navies exchange rescue data.")
    rok.fill("[name=objective_ko]", "공동 수색구조")
    rok.click(".rcf-sticky button[type=submit]")
    rok.wait_for_selector(".rcf-versions")
    assert "vessel" in rok.inner_text("main") and "rescue" in rok.inner_text("main")
    rok.click("label[for=summary_en-mine]")
    rok.click(".rcf-sticky button[type=submit]")
    rok.wait_for_url(f"**/projects/{project.reference}/")
    us.goto(f"/projects/{project.reference}/")
    assert "Two navies exchange rescue data." in us.inner_text("main")
    us.goto(f"/projects/{project.reference}/history/")
    assert us.locator("ins", has_text="vessel").count() and us.locator("ins", has_text="rescue").count()


def test_milestones_and_progress_stand_on_the_page_and_in_the_history(signed_in, site):
    project = make_project(stage=Stage.ACTIVE)
    us = signed_in("us.poc")
    us.goto(f"/projects/{project.reference}/milestones/new/")
    us.fill("[name=name_en]", "First course")
    us.fill("[name=planned_on]", (date.today() + timedelta(days=30)).isoformat())
    us.click("main form button[type=submit]")
    us.wait_for_url(f"**/projects/{project.reference}/**")
    us.goto(f"/projects/{project.reference}/progress/new/")
    us.click("label:has-text('At risk')")
    us.fill("[name=percent]", "40")
    us.fill("[name=narrative_en]", "One test moved.")
    us.click("main form button[type=submit]")
    us.wait_for_url(f"**/projects/{project.reference}/**")
    us.goto(f"/projects/{project.reference}/")
    seen = us.inner_text("main")
    assert "First course" in seen and "At risk" in seen and "One test moved." in seen
    us.goto(f"/projects/{project.reference}/history/")
    told = us.inner_text("main")
    assert "US POC, Maritime Security reported progress" in told and "First course" in told


def test_staff_compile_the_report_and_download_it_in_three_forms(signed_in, worker, committed):
    project = make_project(stage=Stage.ACTIVE)
    present(Cycle.objects.get(year=2026), project)
    staff = signed_in("rok.staff")
    staff.goto("/cycles/2026/")
    staff.click("form[action*=compile] button")
    staff.wait_for_url("**/cycles/2026/editions/1/", timeout=60_000)
    for form in ("en", "ko", "both"):
        with staff.expect_download() as download:
            staff.click(f"a[href$='/{form}.pdf']")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_an_opportunity_is_logged_without_script(chromium, site):
    window = chromium.new_context(base_url=site, java_script_enabled=False, locale="en")
    page = window.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "us.poc")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=login]) button[type=submit]")
    assert log_opportunity(page, english="Without script", korean="스크립트 없이").startswith("US-")
    window.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("username", ["us.lead", "rok.lead"])
def test_every_page_fits_its_screen_and_is_accessible_in_both_languages(signed_in, committed, username, width):
    project = make_project(stage=Stage.ACTIVE, us_post=committed.us_poc.contact.tenures.get().post_id)
    with acting_as(Audience.US):
        actions.remark(project, "A remark", audience=Audience.JOINT, by=committed.us_poc)
    edition = editions.begun(committed.us_staff)
    section = editions.write(edition, committed.us_staff, text_en="One.\n\nTwo.", text_ko="하나.")
    with acting_as(Audience.US):
        on_edition.add_comment(section, "A comment", audience=Audience.JOINT, by=committed.us_poc)
    editions.climb_to(committed, editions.compiled(edition, by=committed.us_staff), "rcwg")
    editions.sign(committed, edition, "rcwg", Side.US)
    page = signed_in(username, width=width)
    here = f"/projects/{project.reference}/"
    report = "/cycles/2026/editions/1/"
    for path in (
        *("/", "/dashboard/", "/projects/", "/projects/?q=nothing", "/projects/new/", here, f"{here}edit/"),
        *(f"{here}history/", f"{here}milestones/new/", f"{here}progress/new/", "/countries/", "/countries/PH/"),
        *("/areas/maritime-security/", "/search/?q=radar", "/contacts/", "/cycles/", "/cycles/2026/", "/help/"),
        *(report, f"{report}sections/outlook/", f"{report}steps/rcwg/", f"{report}steps/return/"),
        *("/accounts/profile/", "/accounts/tokens/", "/accounts/sessions/", "/projects/RCF-1999-001/"),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the screen"
        page.evaluate(AXE.read_text())
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]], path

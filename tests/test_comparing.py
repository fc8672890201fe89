"""The page and the API that set two editions beside each other."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audience import Audience, acting_as
from reporting import actions
from reporting.models import Cycle, Edition
from tests.data.report import snapshot
from tests.statements import statements

pytestmark = pytest.mark.django_db


def compiled(year: int, by, content: dict) -> Edition:
    """An edition of a year that was compiled from this."""
    with acting_as(Audience.JOINT):
        edition = actions.open_edition(Cycle.objects.get(pk=year), by=by)
        content["edition"]["revision"] = actions.next_revision(edition)
        now = timezone.now()
        return actions.finish_edition(
            actions.keep_snapshot(edition, content, text_revision=1, taken_at=now, job=None), by=by
        )


@pytest.fixture
def editions(cast):
    before, after = snapshot(12), snapshot(12)
    after["foreword"]["en"] = after["foreword"]["en"].replace("equipment", "ships <b>")
    after["projects"][2] |= {"stage": "completed", "health": None, "end": "2027-01-31"}
    after["figures"][1]["value"] = 6
    after["projects"][5]["title"] = {"en": "Another title", "ko": "다른 제목"}
    with acting_as(Audience.US):
        actions.open_cycle(2027, {"ordinal": 59}, by=cast.us_staff)
    return compiled(2026, cast.us_staff, before), compiled(2027, cast.us_staff, after)


@pytest.mark.parametrize("name", ["us_leader", "rok_poc"])
def test_the_page_marks_the_words_that_differ(client, cast, editions, name):
    client.force_login(getattr(cast, name))
    page = client.get(reverse("reporting:edition-compare", args=[2027, 1])).content.decode()
    assert "<del> equipment</del>" in page and "<ins> ships &lt;b&gt;</ins>" in page
    assert ("Another title" in page and "31 Jan 2027" in page) or "2027" in page
    assert 'value="2026-1" selected' in page


def test_the_same_edition_differs_in_nothing_and_an_unknown_one_is_404(client, cast, editions):
    client.force_login(cast.rok_staff)
    address = reverse("reporting:edition-compare", args=[2027, 1])
    assert "Nothing differs." in client.get(address, {"with": "2027-1"}).content.decode()
    for unknown in ("2026-9", "x", "2026-1; DROP"):
        assert client.get(address, {"with": unknown}).status_code == 404
    first = reverse("reporting:edition-compare", args=[2026, 1])
    assert "There is no compiled edition" in client.get(first).content.decode()


def test_the_api_tells_the_same_differences(client, cast, editions):
    before, after = editions
    client.force_login(cast.us_poc)
    told = client.get(f"/api/v1/editions/{after.pk}/compare/").json()
    assert told["since"] == str(before.pk)
    assert [one["name"] for one in told["differences"]["changed"][0]["fields"]] == ["stage", "health", "end"]
    same = client.get(f"/api/v1/editions/{after.pk}/compare/?with={after.pk}").json()["differences"]
    assert not any(same.values())
    for bad in ("x", "00000000-0000-0000-0000-000000000000"):
        assert client.get(f"/api/v1/editions/{after.pk}/compare/?with={bad}").status_code == 404
    assert client.get(f"/api/v1/editions/{before.pk}/compare/").status_code == 404


def test_the_page_takes_few_statements(client, cast, editions):
    client.force_login(cast.us_poc)
    assert statements(client, reverse("reporting:edition-compare", args=[2027, 1])) <= 16

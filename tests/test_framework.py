"""The framework's reference data is loaded once, in both languages, and staff's edits of it stay."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from core.audience import Audience, acting_as
from core.models import Entry
from projects.models import Country, CountryGroup, Membership, PriorityArea, Theme
from reporting.models import Cycle

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_framework", stdout=out)
    return out.getvalue()


def test_the_six_areas_stand_in_the_frameworks_own_order():
    assert list(PriorityArea.objects.values_list("slug", "name_ko")) == [
        ("maritime-security", "해양안보"),
        ("multilateral-exercises", "다자연습"),
        ("capacity-building", "역량강화"),
        ("defense-industry", "방산협력"),
        ("technical-cooperation", "기술협력"),
        ("information-sharing", "정보공유"),
    ]
    assert Theme.objects.count() == 8


@pytest.mark.parametrize(("group", "members"), [("asean", 11), ("pif", 18)])
def test_both_groups_have_their_members_of_today(group, members):
    assert Membership.objects.filter(group=group, kind="member").valid_on(date(2026, 11, 1)).count() == members


def test_a_country_is_a_member_from_its_own_day_on():
    asean = Membership.objects.filter(group="asean", country="TL")
    assert not asean.valid_on(date(2025, 10, 25)).exists()
    assert asean.valid_on(date(2025, 10, 26)).get().kind == "member"


def test_one_country_is_in_two_groups_with_different_kinds():
    assert set(Membership.objects.filter(country="TL").values_list("group", "kind")) == {
        ("asean", "member"),
        ("pif", "observer"),
    }


def test_every_name_is_there_in_both_languages():
    for model in (PriorityArea, Theme, CountryGroup, Country):
        assert not model.objects.filter(name_en="").exists()
        assert not model.objects.filter(name_ko="").exists()
    assert Country.objects.get(pk="MM").name_en == "Myanmar"
    assert Country.objects.get(pk="PH").name_ko == "필리핀"


def test_every_membership_names_its_source():
    assert not Membership.objects.filter(source="").exists()


def test_what_was_not_found_about_a_year_is_left_empty():
    expected = Cycle.objects.get(year=2026)
    assert (expected.ordinal, expected.host, expected.scm_on) == (58, "", None)
    assert "not found" in expected.source


def test_a_second_run_adds_nothing():
    with acting_as(Audience.JOINT):
        before = Entry.objects.joint().count()
        assert "here already" in load()
        assert Entry.objects.joint().count() == before


def test_what_staff_edited_stays_and_is_told():
    with acting_as(Audience.JOINT):
        Country.objects.filter(pk="AU").update(name_ko="오스트레일리아")
        Cycle.objects.filter(year=2026).update(host="washington", source="Announced")
        told = load()
        assert Country.objects.get(pk="AU").name_ko == "오스트레일리아"
        assert Cycle.objects.get(year=2026).host == "washington"
    assert "Kept as it is: country AU, name_ko '오스트레일리아', not '호주'." in told


def test_a_row_that_is_missing_is_added_with_its_history():
    with acting_as(Audience.JOINT):
        Cycle.objects.filter(year=2022).delete()
        assert load().startswith("Added: cycles 1.")
        entry = Entry.objects.joint().order_by("-seq").first()
    assert (entry.table, entry.action, entry.operation) == ("reporting_cycle", "load-framework", "insert")

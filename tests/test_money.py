"""Money: how amounts are said, who records them, what they add up to, and which rate is behind a conversion."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from core import days, money
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.money import Currency
from core.sides import Side
from projects import actions
from projects.actions.keeping import StalePart
from projects.enums import Contribution, Stage
from projects.models import ExchangeRate, MoneyLine
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = days.today()
CASH = {
    "fiscal_year": 2026,
    "form": "cash",
    "currency": "USD",
    "planned": Decimal(1_200_000),
    "spent": Decimal(640_000),
}
KIND = {
    "fiscal_year": 2026,
    "form": "in-kind",
    "currency": "USD",
    "planned": Decimal(90_000),
    "description_en": "2 technical advisers for 6 months",
    "valuation_en": "Pay and travel by the rates of the department",
}
RATE = {"day": date(2026, 9, 1), "krw_per_usd": Decimal(1380), "source": "Bank of Korea"}


# --- how amounts are said ---


@pytest.mark.parametrize(
    ("value", "currency", "english", "korean"),
    [
        ("1200000", "USD", "US$1,200,000", "120만 달러"),
        ("1656000000", "KRW", "₩1,656,000,000", "16억 5,600만 원"),
        ("1500000000", "KRW", "₩1,500,000,000", "15억 원"),
        ("1234567.5", "USD", "US$1,234,567.50", "123만 4,567.50달러"),
        ("0", "USD", "US$0", "0달러"),
        ("0.05", "USD", "US$0.05", "0.05달러"),
        ("9999", "KRW", "₩9,999", "9,999원"),
        ("10000", "KRW", "₩10,000", "1만 원"),
        ("100000001", "KRW", "₩100,000,001", "1억 1원"),
        ("2000000000000", "KRW", "₩2,000,000,000,000", "2조 원"),
    ],
)
def test_a_whole_amount_is_said_in_each_language(value, currency, english, korean):
    for language, said in (("en", english), ("ko", korean)):
        with translation.override(language):
            assert money.amount(Decimal(value), currency).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("value", "currency", "english", "korean"),
    [
        ("14200000", "USD", "US$14.2 million", "1,420만 달러"),
        ("16900000000", "KRW", "₩16.9 billion", "169억 원"),
        ("1656000000", "KRW", "₩1.66 billion", "16억 5,600만 원"),
        ("1086956.52", "USD", "US$1.09 million", "109만 달러"),
        ("999999999", "KRW", "₩1 billion", "10억 원"),
        ("999500", "USD", "US$1 million", "100만 달러"),
        ("640000", "USD", "US$640,000", "64만 달러"),
        ("9999.6", "USD", "US$10,000", "1만 달러"),
        ("0", "KRW", "₩0", "0원"),
        ("0.4", "USD", "US$0", "0달러"),
        ("123456789012345", "KRW", "₩123 trillion", "123조 원"),
    ],
)
def test_a_rounded_amount_is_said_in_each_language(value, currency, english, korean):
    for language, said in (("en", english), ("ko", korean)):
        with translation.override(language):
            assert money.rounded(Decimal(value), currency).replace("\u00a0", " ") == said


def test_what_is_not_known_is_said_as_nothing():
    assert money.amount(None, "USD") == money.rounded(None, "KRW") == ""


def test_a_conversion_keeps_what_its_currency_keeps():
    assert money.converted(Decimal("0.01"), "USD", Decimal("1380.5")) == Decimal(14)
    assert money.converted(Decimal(1_500_000_000), "KRW", Decimal(1380)) == Decimal("1086956.52")


@pytest.mark.parametrize(
    ("side", "day", "year"),
    [
        (Side.US, date(2025, 9, 30), 2025),
        (Side.US, date(2025, 10, 1), 2026),
        (Side.US, date(2026, 1, 1), 2026),
        (Side.ROK, date(2025, 12, 31), 2025),
        (Side.ROK, date(2026, 1, 1), 2026),
    ],
)
def test_each_side_has_its_own_fiscal_year(side, day, year):
    assert side.fiscal_year_on(day) == year
    first, last = side.fiscal_span(year)
    assert first <= day <= last


# --- who records what ---


def add(project, by, **changes) -> MoneyLine:
    with acting_as(Audience.of(by.side)):
        return actions.add_money(project, CASH | changes, by=by)


def test_a_side_records_its_own_money_and_nobody_elses(cast, make_project):
    project = make_project()
    line = add(project, cast.us_poc)
    assert (line.side, line.audience) == (Side.US, Audience.JOINT)
    with acting_as(Audience.ROK), pytest.raises(NotAllowed, match="own money"):
        actions.revise_money(line, {"planned": Decimal(1)}, by=cast.rok_lead, seen_revision=1)
    for person in (cast.us_leader, cast.admin):
        with acting_as(Audience.of(person.side)), pytest.raises(NotAllowed):
            actions.add_money(project, CASH, by=person)


def test_bills_that_come_after_the_end_are_still_recorded(cast, make_project):
    assert add(make_project(stage=Stage.COMPLETED), cast.rok_poc, currency="KRW").pk


def test_a_year_has_one_cash_line_in_a_currency_and_any_number_in_kind(cast, make_project):
    project = make_project()
    add(project, cast.us_poc)
    add(project, cast.us_poc, currency="KRW")
    add(project, cast.rok_poc)
    for _again in range(2):
        add(project, cast.us_poc, **KIND)
    with pytest.raises(Malformed) as refused:
        add(project, cast.us_poc)
    assert set(refused.value.errors) == {"fiscal_year"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"planned": Decimal(-1)}, "0 or more"),
        ({"currency": "KRW", "planned": Decimal("1.50")}, "no decimals"),
        ({**KIND, "description_en": ""}, "Say what is given"),
        ({**KIND, "valuation_en": ""}, "how it was valued"),
        ({"valuation_en": "by weight"}, "cash is not valued"),
        ({"fiscal_year": 1999}, "2000"),
        ({"description_en": "advisers 😀"}, "cannot print"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(cast, make_project, changes, sentence):
    with pytest.raises(Malformed, match=sentence):
        add(make_project(), cast.us_poc, **changes)


def test_the_database_itself_refuses_won_with_decimals(cast, make_project):
    project = make_project()
    with acting_as(Audience.US), pytest.raises(IntegrityError), transaction.atomic():
        MoneyLine.objects.create(
            project=project, audience="JOINT", side="US", fiscal_year=2026, currency="KRW", planned=Decimal("1.5")
        )


def test_what_does_not_add_up_is_said_and_kept(client, cast, make_project):
    project = make_project()
    add(project, cast.us_poc, planned=Decimal(100), committed=Decimal(120), spent=Decimal(130))
    client.force_login(cast.rok_poc)
    page = unescape(client.get(reverse("projects:money", args=[project.reference])).content.decode())
    assert "More is committed than planned." in page and "More is spent than committed." in page
    assert "130%" in page


def test_two_who_change_one_line_see_both_versions(client, cast, make_project):
    project = make_project()
    line = add(project, cast.us_poc)
    address = reverse("projects:money-edit", args=[project.reference, line.pk])
    sent = {"fiscal_year": "2026", "form": "cash", "currency": "USD", "planned": "1,300,000", "seen": "1"}
    client.force_login(cast.us_poc)
    assert client.post(address, sent).status_code == 302
    client.force_login(cast.us_lead)
    answer = client.post(address, sent | {"planned": "1,400,000", "spent": "640,000.00"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "1,300,000" in page and "1,400,000" in page and 'name="seen" value="2"' in page


@pytest.mark.parametrize("typed", ["twelve", "1e9", "-5", "NaN", "1.2.3", "9" * 40])
def test_an_amount_that_is_no_number_is_refused_at_its_field(client, cast, make_project, typed):
    client.force_login(cast.us_poc)
    sent = {"fiscal_year": TODAY.year, "form": "cash", "currency": "USD", "planned": typed, "key": str(uuid.uuid4())}
    answer = client.post(reverse("projects:money-new", args=[make_project().reference]), sent)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"planned"}


def test_a_form_sent_twice_adds_one_line(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    sent = {"fiscal_year": TODAY.year, "currency": "USD", "planned": "500", "key": str(uuid.uuid4())}
    sent |= {"form": "in-kind", "description_en": "A boat", "valuation_en": "Bought"}
    address = reverse("projects:money-new", args=[project.reference])
    assert [client.post(address, sent).status_code for _time in range(2)] == [302, 302]
    with acting_as(Audience.US):
        assert MoneyLine.objects.count() == 1


# --- rates and sums ---


def enter(by, **changes) -> ExchangeRate:
    with acting_as(Audience.of(by.side)):
        return actions.enter_rate(RATE | changes, by=by)


def test_the_secretariat_of_either_side_enters_a_rate_and_the_other_corrects_it(cast):
    rate = enter(cast.us_staff)
    with acting_as(Audience.ROK):
        actions.correct_rate(rate, {"krw_per_usd": Decimal("1381.25")}, by=cast.rok_staff, seen_revision=1)
        with pytest.raises(StalePart):
            actions.correct_rate(rate, {"krw_per_usd": Decimal(1)}, by=cast.rok_staff, seen_revision=1)
    with pytest.raises(NotAllowed):
        enter(cast.us_lead, day=date(2026, 9, 2))
    with pytest.raises(Malformed, match="entered already"):
        enter(cast.rok_staff)
    with pytest.raises(Malformed, match="its day has come"):
        enter(cast.rok_staff, day=TODAY + timedelta(days=3))


def test_a_sum_takes_the_latest_rate_on_or_before_its_day(cast):
    for days_ago, won in ((10, 1300), (2, 1400)):
        enter(cast.us_staff, day=TODAY - timedelta(days=days_ago), krw_per_usd=Decimal(won))
    for days_ago, won in ((11, []), (10, [1300]), (3, [1300]), (2, [1400]), (0, [1400])):
        found = ExchangeRate.objects.for_day(TODAY - timedelta(days=days_ago))
        assert [rate.krw_per_usd for rate in found] == won


def money_page(client, project, name="money") -> str:
    page = client.get(reverse(f"projects:{name}", args=[project.reference])).content.decode()
    return unescape(page).replace("\u00a0", " ")


def test_each_side_stands_in_its_own_currency_with_the_other_beneath_and_the_rate_named(client, cast, make_project):
    project = make_project()
    add(project, cast.us_poc)
    add(project, cast.us_poc, **KIND)
    add(project, cast.rok_poc, currency="KRW", planned=Decimal(1_500_000_000), spent=Decimal(720_000_000))
    enter(cast.rok_staff)
    client.force_login(cast.us_poc)
    page = money_page(client, project, "detail")
    for said in ("₩1,380 to US$1 on 1 Sep 2026", "US$1,200,000", "₩1.66 billion", "₩1,500,000,000", "US$1.09 million"):
        assert said in page
    for said in (
        "FY2026",
        "Oct 2025 to Sep 2026",
        "Jan to Dec 2026",
        "53%",
        "48%",
        "2 technical advisers for 6 months",
    ):
        assert said in page
    page = money_page(client, project)
    assert "Bank of Korea" in page
    assert "US$2,286,957" in page  # both sides


def test_without_a_rate_nothing_is_converted_and_two_currencies_are_not_added(client, cast, make_project):
    project = make_project()
    add(project, cast.us_poc)
    add(project, cast.us_poc, currency="KRW", planned=Decimal(5_000_000))
    client.force_login(cast.rok_poc)
    assert "no rate is entered" in money_page(client, project, "detail")
    page = money_page(client, project)
    assert "No rate is entered, so nothing is converted." in page
    assert "Both sides" not in page
    enter(cast.us_staff)
    assert "Both sides" in money_page(client, project)


def test_the_rates_are_listed_with_day_source_and_side(client, cast):
    rate = enter(cast.us_staff)
    client.force_login(cast.rok_leader)
    page = client.get(reverse("projects:rates")).content.decode()
    assert "₩1,380" in page and "Bank of Korea" in page
    assert client.get(reverse("projects:rate-new")).status_code == 403
    client.force_login(cast.rok_staff)
    address = reverse("projects:rate-edit", args=[rate.pk])
    sent = {"day": "2026-09-01", "krw_per_usd": "1,382.5", "source": "Bank of Korea", "seen": "1"}
    assert client.post(address, sent).status_code == 302
    assert "₩1,382.5" in client.get(reverse("projects:rates")).content.decode()
    assert client.post(address, sent).status_code == 409


@pytest.mark.parametrize("name", ["money", "detail"])
def test_the_pages_take_as_many_statements_for_many_lines_as_for_one(client, cast, make_project, name):
    project = make_project()
    enter(cast.us_staff)
    client.force_login(cast.us_poc)
    address = reverse(f"projects:{name}", args=[project.reference])
    add(project, cast.us_poc)
    statements(client, address)
    few = statements(client, address)
    for year in range(2020, 2026):
        add(project, cast.us_poc, fiscal_year=year)
    assert statements(client, address) == few


# --- privacy, sharing, history ---


def test_money_is_as_private_as_its_project_and_shared_with_it(client, cast, make_project):
    project = make_project(audience=Audience.US)
    add(project, cast.us_poc, **KIND)
    client.force_login(cast.rok_poc)
    assert client.get(reverse("projects:money", args=[project.reference])).status_code == 404
    client.force_login(cast.us_poc)
    share = reverse("projects:share", args=[project.reference])
    page = client.get(share).content.decode().replace("\u00a0", " ")
    assert KIND["description_en"] in page and KIND["valuation_en"] in page and "US$90,000" in page
    address = client.post(share, {"seen": project.version}).url
    client.force_login(cast.rok_poc)
    assert KIND["description_en"] in client.get(f"{address}money/").content.decode()


def test_a_text_is_confirmed_through_the_door_of_all_parts(client, cast, make_project):
    project = make_project()
    line = add(project, cast.us_poc, **KIND, description_ko="기술자문 2명, 6개월")
    client.force_login(cast.rok_poc)
    page = client.get(reverse("projects:money", args=[project.reference]) + "?texts=both").content.decode()
    door = reverse("projects:text-confirm", args=[project.reference, "money", line.pk])
    assert door in page
    assert client.post(door, {"text": "description.ko", "seen": "1"}).status_code == 302
    with acting_as(Audience.ROK):
        line.refresh_from_db()
    assert line.text_state("description", "ko")["state"] == "confirmed"


def test_history_says_what_was_recorded_and_what_changed(client, cast, make_project):
    project = make_project()
    line = add(project, cast.us_poc)
    with acting_as(Audience.US):
        values = {"planned": Decimal(1_300_000), "committed": Decimal(0)}
        actions.revise_money(line, values, by=cast.us_lead, seen_revision=1)
    add(project, cast.us_poc, **KIND)
    client.force_login(cast.rok_poc)
    page = money_page(client, project, "history")
    assert "recorded money" in page and "changed money" in page
    assert "US FY2026, cash" in page and "US FY2026, in kind" in page
    assert "Planned: <del>US$1,200,000</del> → <ins>US$1,300,000</ins>" in page
    assert "Committed: <ins>US$0</ins>" in page


def test_the_api_takes_and_gives_the_same(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    address = f"/api/v1/projects/{project.reference}/money/"
    sent = {"fiscal_year": 2026, "currency": "USD", "planned": "1200000.00"}
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    made = [client.post(address, sent, content_type="application/json", headers=headers) for _time in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    one = made[1].json()
    assert (one["side"], one["form"], one["planned"], one["spent"]) == ("US", Contribution.CASH, "1200000.00", None)
    assert len(client.get(address).json()["results"]) == 1
    change, address = {"spent": "100.00", "side": "ROK"}, f"{address}{one['id']}/"
    changed = client.patch(address, change, content_type="application/json", headers={"If-Match": '"1"'})
    assert (changed.json()["spent"], changed.json()["side"], changed["ETag"]) == ("100.00", "US", '"2"')
    client.force_login(cast.rok_poc)
    again = client.patch(address, change, content_type="application/json", headers={"If-Match": '"2"'})
    assert again.status_code == 403


def test_the_api_of_rates(client, cast):
    client.force_login(cast.rok_staff)
    sent = {"day": "2026-09-01", "krw_per_usd": "1380", "source": "Bank of Korea"}
    made = client.post("/api/v1/rates/", sent, content_type="application/json")
    assert (made.status_code, made.json()["krw_per_usd"], made.json()["entered_side"]) == (201, "1380.0000", "ROK")
    assert client.post("/api/v1/rates/", sent, content_type="application/json").status_code == 400
    assert client.get(f"/api/v1/rates/{made.json()['id']}/").json()["source"] == "Bank of Korea"
    change = {"krw_per_usd": "1390.5"}
    address, headers = f"/api/v1/rates/{made.json()['id']}/", {"If-Match": '"1"'}
    assert client.patch(address, change, content_type="application/json", headers=headers).status_code == 200
    assert client.patch(address, change, content_type="application/json", headers=headers).status_code == 409


def test_currencies_are_the_sides_own():
    assert [Currency.of(side) for side in Side] == ["USD", "KRW"]

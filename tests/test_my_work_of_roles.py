"""My work: what is asked of leadership, of staff about exchange rates, and of a side about what it said."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from core.models import Concern, Question
from projects import actions
from projects.texts import SAID
from reporting.models import Cycle
from tests.factories import present
from tests.test_my_work import TODAY, answer, kinds_of, posts, whys, work_of  # noqa: F401 a fixture among them

pytestmark = pytest.mark.django_db


def test_leadership_is_asked_about_what_its_leads_let_pass_and_where_the_sides_do_not_agree(client, cast, make_project):
    late, split = (make_project(stage="review", title_en=name) for name in ("Late", "Split"))
    answer(late, cast.us_lead)
    answer(split, cast.us_lead)
    answer(split, cast.rok_lead, answer="non-concur", reason={"en": "Not now."})
    waits = {name: leadership(client, getattr(cast, name)) for name in ("us_leader", "rok_leader")}
    assert waits == {"us_leader": {("talk", "Split")}, "rok_leader": {("talk", "Split")}}
    with acting_as(Audience.JOINT):
        Question.objects.joint().filter(subject_id=str(late.pk)).update(due_on=TODAY - timedelta(days=2))
    assert leadership(client, cast.rok_leader) == {("talk", "Split"), ("overdue", "Late")}
    assert leadership(client, cast.us_leader) == {("talk", "Split")}, "its own leads have answered"
    page = unescape(client.get("/work/").content.decode())
    assert "Asked of you" in page and "Log an opportunity" not in page


def leadership(client, user) -> set[tuple[str, str]]:
    return {(task["kind"], task["title"]) for task in work_of(client, user)["tasks"] if task["kind"] != "cycle"}


def test_leadership_of_whom_nothing_is_asked_is_told_so(client, cast, make_project):
    assert kinds_of(client, cast.rok_leader) == {"cycle": 1}, "nothing is put before the SCM"
    present(Cycle.objects.get(year=2026), make_project(stage="active"))
    client.force_login(cast.rok_leader)
    assert "Nothing is asked of leadership now" in client.get("/work/").content.decode()


def test_staff_enter_the_rate_of_a_fiscal_year_that_has_cash_and_none(client, cast, make_project):
    project = make_project(stage="decided")
    with acting_as(Audience.ROK):
        cash = {"form": "cash", "currency": "KRW", "planned": Decimal(5)}
        for year in (TODAY.year - 1, TODAY.year + 1):
            actions.add_money(project, {"fiscal_year": year, **cash}, by=cast.rok_poc)
    sentence = f"No exchange rate is dated in a fiscal year that has cash: ROK {TODAY.year - 1}"
    assert sentence in {task["why"] for task in work_of(client, cast.us_staff)["tasks"]}
    assert not [task for task in work_of(client, cast.us_lead)["tasks"] if "exchange" in task["why"]]
    with acting_as(Audience.US):
        rate = {"day": date(TODAY.year - 1, 12, 31), "krw_per_usd": Decimal(1400), "source": "Bank of Korea"}
        actions.enter_rate(rate, by=cast.us_staff)
    assert sentence not in {task["why"] for task in work_of(client, cast.us_staff)["tasks"]}


def test_what_a_side_said_waits_for_itself_until_both_are_confirmed(client, cast, make_project, posts):  # noqa: F811
    project = make_project(stage="review", **posts)
    answer(project, cast.us_lead, answer="concerns", concerns=[{"en": "No ship in May."}])
    door = {"kind": "translate", "url": reverse("projects:decisions", args=[project.reference]) + "?texts=both"}
    tasks = [task for task in work_of(client, cast.us_poc)["tasks"] if "your side said" in task["why"]]
    assert door.items() <= tasks[0].items()
    assert said(client, cast.us_poc, "translate") == ["What your side said is in one language alone: 1 concern"]
    assert said(client, cast.rok_poc, "translate") == []
    with acting_as(Audience.US):
        kind, concern = SAID["concern"], Concern.objects.get()
        korean = {"language": "ko", "text": "5월에는 함정이 없습니다."}
        concern = actions.translate_said(kind, concern, "text", **korean, by=cast.us_poc, seen=concern.texts_version)
    [waits] = said(client, cast.us_poc, "confirm")
    assert waits.startswith("What your side said is not confirmed in both languages: 1 concern")
    with acting_as(Audience.US):
        actions.confirm_said(kind, concern, "text", by=cast.us_lead, seen=concern.texts_version)
    assert said(client, cast.us_poc, "translate") == []
    assert "concern" not in str(said(client, cast.us_poc, "confirm"))


def said(client, user, kind) -> list[str]:
    return [why for why in whys(client, user, kind) if why.startswith("What your side said")]

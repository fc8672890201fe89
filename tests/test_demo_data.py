"""The demonstration: illustrative projects as real actions would have made them, the same every time."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contacts.models import PointOfContact, Post, Tenure, User
from core import history
from core.audience import Audience, acting_as
from core.models import Answer, Concern, Concurrence, Entry, Question
from projects.enums import Stage
from projects.models import (
    FormerReference,
    Milestone,
    ProgressUpdate,
    Project,
    ProjectCountry,
    Remark,
    Sealed,
    Standing,
)
from reporting.demo import years
from reporting.management.commands import demo_data
from reporting.models import Cycle, Presentation
from tests.database import empty_tables
from tests.demo_states import STATES

AS_OF = date(2026, 11, 16)
STAGES = set(Stage)


def test_the_same_day_gives_the_same_rows(django_db_setup, django_db_blocker, monkeypatch):
    whole = demo_data._read
    monkeypatch.setattr(years, "PRESENTED", {})
    for others in ("events_of_acts", "events_of_agreed"):
        monkeypatch.setattr(demo_data, others, lambda *_told: [])
    monkeypatch.setattr(
        demo_data, "_read", lambda name: {**whole(name), "projects": whole(name).get("projects", [])[:1]}
    )
    with django_db_blocker.unblock():
        first, second = (tell_and_forget() for _time in range(2))
    assert first == second
    assert len(first[0]) == 6


def tell_and_forget() -> tuple[list, ...]:
    demo_data.tell(AS_OF, password="a password of the demonstration")
    with acting_as(Audience.JOINT):
        fields = ("id", "reference", "title_ko", "updated_at", "logged_at", "reported_on")
        rows = (
            list(Project.objects.joint().order_by("id").values(*fields)),
            list(ProgressUpdate.objects.order_by("id").values("id", "period", "reported_at")),
            list(PointOfContact.objects.order_by("name").values("name", "phone")),
        )
    empty_tables()
    return rows


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The demonstration of one day, committed."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO_PASSWORD", "a password of the demonstration")
        call_command("demo_data", as_of=AS_OF, stdout=StringIO())
        yield
        empty_tables()


@pytest.fixture
def joint(told):
    with acting_as(Audience.JOINT):
        yield Project.objects.joint()


def test_about_forty_projects_in_all_areas_and_stages(joint):
    assert 35 <= joint.count() <= 45
    assert set(joint.values_list("stage", flat=True)) == STAGES
    assert joint.values("area").distinct().count() == 6
    assert {reference[4:8] for reference in joint.values_list("reference", flat=True)} == {"2024", "2025", "2026"}


def test_every_state_is_shown_to_each_side_that_has_it(told):
    missing = []
    for side in ("US", "ROK"):
        with acting_as(Audience(side)):
            missing += [
                (side, state) for state, (sides, rows) in STATES.items() if side in sides and not rows(AS_OF, side)
            ]
    assert not missing


def test_decisions_show_every_state_of_a_question(joint):
    assert set(Question.objects.values_list("state", flat=True)) == {"open", "carried", "void", "withdrawn"}
    assert set(Concurrence.objects.values_list("answer", flat=True)) == set(Answer.values)
    assert Concern.objects.open().exists() and Concern.objects.filter(closed_at__isnull=False).exists()
    assert Question.objects.open().filter(due_on__lt=AS_OF).exists()


def test_scores_are_sealed_for_one_project_and_open_for_others(joint):
    assert Counter(Standing.objects.values_list("year", flat=True)) == {2025: 4, 2026: 3}
    sealed = Sealed.objects.exclude(project__in=Standing.objects.values("project"))
    assert [one.side for one in sealed] == ["ROK"]


def test_both_partner_groups_take_part(joint):
    assert joint.in_group("asean", day=AS_OF).count() > 10
    assert joint.in_group("pif", day=AS_OF).count() > 10


def test_a_country_that_was_not_yet_a_member_has_a_reason(joint):
    assert ProjectCountry.objects.filter(country="TL").exclude(reason="").exists()


@pytest.mark.parametrize("side", ["US", "ROK"])
def test_each_side_has_private_projects_and_remarks_of_its_own(told, side):
    with acting_as(Audience(side)):
        assert 2 <= Project.objects.filter(audience=side).count() <= 4
        assert Remark.objects.filter(audience=side).count() >= 2


def test_a_project_that_began_in_private_was_shared(told):
    with acting_as(Audience.ROK):
        assert FormerReference.objects.filter(project__audience="JOINT").exists()


def test_some_are_late_some_stale_and_every_health_is_shown(joint):
    assert joint.late(today=AS_OF).count() >= 3
    for health in ("on-track", "at-risk", "off-track", "stale"):
        assert joint.healthy_as(health, today=AS_OF).exists()


def test_korean_is_missing_here_and_out_of_date_there(joint):
    assert joint.filter(title_ko="").exists()
    assert joint.filter(title_en="").exists()
    assert joint.filter(text_states__summary_ko__state="out-of-date").exists()
    assert joint.filter(text_states__title_ko__state="confirmed").exists()


def test_korean_sentences_are_polite(joint):
    texts = [
        *joint.values_list("summary_ko", flat=True),
        *ProgressUpdate.objects.values_list("narrative_ko", flat=True),
    ]
    assert not [text for text in texts if text and not text.endswith("니다.")]


def test_both_years_have_their_presentations(joint):
    counts = {year: Presentation.objects.filter(cycle=year).count() for year in (2025, 2026)}
    assert counts == {2025: 3, 2026: 3}
    assert Cycle.objects.get(year=2026).source.startswith("Illustrative")


def test_nothing_happens_after_the_day_of_the_demonstration(joint):
    end = datetime(2026, 11, 17, tzinfo=UTC)
    assert not joint.filter(updated_at__gte=end).exists()
    assert not Milestone.objects.filter(actual_on__gt=AS_OF).exists()
    assert not Entry.objects.exclude(action="load-framework").filter(at__gte=end).exists()


def test_history_lies_months_apart_and_is_unbroken(joint):
    entries = Entry.objects.about(joint.get(title_en__startswith="Maritime domain awareness")).exclude(action="")
    assert entries.first().at - entries.last().at > timedelta(days=600)
    for audience in Audience:
        assert history.verify(audience)[1] is None


def test_history_is_signed_by_posts(joint):
    posts = set(Entry.objects.filter(action="start").values_list("post__ko", flat=True))
    assert posts == {"미국 측 해양안보 책임관", "한국 측 해양안보 책임관"}


def test_dates_of_history_are_told_by_the_database_again(told):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'demo_backdate'")
        assert cursor.fetchone() == (0,)
    assert abs(timezone.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)


def test_nine_accounts_hold_the_password(told):
    names = "us.poc us.lead us.staff us.leader rok.poc rok.lead rok.staff rok.leader admin"
    assert set(User.objects.values_list("username", flat=True)) == set(names.split())
    assert User.objects.get(username="rok.lead").check_password("a password of the demonstration")


def test_contacts_are_offices_and_posts_had_earlier_holders(told):
    offices = ("Point of contact, ", "Lead point of contact, ", "Secretariat, ", "Head, ")
    assert all(name.startswith(offices) for name in PointOfContact.objects.values_list("name", flat=True))
    held_before = Tenure.objects.filter(until__lte=AS_OF - timedelta(days=300)).values("post")
    assert set(Post.objects.exclude(pk__in=held_before).values_list("title_en", flat=True)) == {
        "ROK liaison officer, Pacific Islands Forum"
    }


def test_a_second_run_adds_nothing(told):
    out = StringIO()
    call_command("demo_data", stdout=out)
    assert out.getvalue() == "The demonstration data is here already; nothing was added.\n"


@pytest.mark.django_db
def test_without_a_password_the_command_says_what_to_set(settings):
    settings.DEMO_PASSWORD = ""
    with pytest.raises(CommandError, match="DEMO_PASSWORD is missing"):
        call_command("demo_data")

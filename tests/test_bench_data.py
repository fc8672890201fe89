"""Projects for measuring are what the actions would have made, but for their history."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from core import days, history
from core.audience import Audience, acting_as
from core.canonical import fingerprint
from core.models import Question, QuestionState
from projects import search
from projects.documents import TEXT_FIELDS, document_of
from projects.models import Indicator, IndicatorValue, JointText, PrivateText, Project, ProjectRevision
from reporting.bench.words import COMMON


@pytest.fixture
def loaded(committed):
    call_command("bench_data", projects=150, stdout=StringIO())


def every_project():
    for audience in Audience:
        with acting_as(audience):
            yield from Project.objects.filter(audience=audience)


def test_as_many_as_were_asked_for_and_a_fiftieth_private_to_each_side(loaded):
    counts = {audience: 0 for audience in Audience}
    for project in every_project():
        counts[project.audience] += 1
    assert counts == {Audience.JOINT: 150, Audience.US: 3, Audience.ROK: 3}


def test_words_are_those_that_the_actions_would_have_kept(loaded):
    for project in every_project():
        expected = search.lexemes(project.reference, *(getattr(project, name) for name in TEXT_FIELDS))
        with acting_as(project.audience), connection.cursor() as cursor:
            table = (PrivateText if project.is_private else JointText)._meta.db_table
            cursor.execute(f"SELECT tsvector_to_array(words) FROM {table} WHERE project_id = %s", [project.pk])
            assert sorted(cursor.fetchone()[0]) == expected


def test_each_row_is_whole(loaded):
    for project in every_project():
        with acting_as(project.audience):
            project.full_clean(validate_unique=False)
            kept = ProjectRevision.objects.get(project=project)
            assert (kept.version, kept.document) == (project.version, document_of(project))
            assert project.projectcountry_set.aggregate(total=Sum("share"))["total"] == 100
            assert project.stagechange_set.order_by("on").last().stage == project.stage
            for line in project.moneyline_set.all():
                line.full_clean(validate_unique=False)


def test_what_was_signed_is_the_text_of_its_project(loaded):
    projects = {str(project.pk): project for project in every_project()}
    with acting_as(Audience.JOINT):
        asked = list(Question.objects.all())
    assert asked
    for question in asked:
        project = projects[question.subject_id]
        with acting_as(Audience.JOINT):
            assert question.text_sha256 == fingerprint(document_of(project))
        assert question.state == QuestionState.CARRIED or question.version == project.version


def test_a_common_word_of_each_language_stands_in_about_half(loaded):
    with acting_as(Audience.JOINT):
        for word in COMMON:
            assert 55 <= search.matching(Project.objects.joint(), word).count() <= 85


def test_history_is_complete_and_kept_again_afterwards(loaded):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    assert all(history.verify(audience)[1] is None for audience in Audience)


@pytest.mark.django_db
def test_without_accounts_the_command_says_what_to_run_first():
    with pytest.raises(CommandError, match="demo_data"):
        call_command("bench_data", projects=1)


def test_some_projects_are_measured_and_some_of_these_lack_their_last_value(loaded):
    with acting_as(Audience.JOINT):
        for part in (*Indicator.objects.all(), *IndicatorValue.objects.all()):
            part.full_clean(validate_unique=False)
        measured = IndicatorValue.objects.values("indicator").distinct().count()
        assert measured == Indicator.objects.count() == 30
        assert 0 < IndicatorValue.objects.unmeasured(days.today()).count() < measured

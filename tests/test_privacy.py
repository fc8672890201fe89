"""Law 2: what one side keeps private does not exist for the other, held twice, each alone."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from core import rls
from core.audience import Audience, acting_as, current
from core.models import Entry
from core.sides import Side
from projects import actions, search
from projects.models import Project, ProjectRevision, Remark
from rcf_tracker import roles
from tests.factories import document

OPEN_TO_BOTH = {
    # the directory and reference data: public text or posts that both sides read
    "contacts.User", "contacts.Organisation", "contacts.PointOfContact", "contacts.Post", "contacts.Tenure",
    "contacts.Deputy",
    "projects.PriorityArea", "projects.Theme", "projects.CountryGroup", "projects.Country", "projects.Membership",
    "projects.Effort", "projects.EffortCountry", "projects.EffortReach",
    "projects.Ranking", "projects.Criterion",
    # joint by nature or by constraint
    "projects.ExchangeRate",
    "projects.Sealed", "projects.Standing",
    "projects.JointText", "reporting.Cycle", "reporting.Presentation", "reporting.Edition", "reporting.Snapshot",
    "reporting.Artifact", "reporting.FigureSet", "reporting.Section", "reporting.Consideration", "reporting.Seal",
    "reporting.Commitment", "reporting.Evidence", "reporting.Letterhead",
    # what both sides decide
    "core.Question", "core.Concurrence", "core.Concern",
    # no content
    "core.PeriodicRun", "contacts.NoticePreference",
}  # fmt: skip
VIEWS = {"projects.Overlap"}
"""They read with the rights of who asks, so each row is as private as the tables that it comes from."""


def test_every_model_is_private_by_audience_or_known_to_be_open():
    """A new model that is neither fails here, so that nobody forgets to ask."""
    own = [m for app in ("core", "contacts", "projects", "reporting") for m in apps.get_app_config(app).get_models()]
    protected = set(rls.protected_tables())
    unclassified = {
        model._meta.label
        for model in own
        if model._meta.db_table not in protected
        and model._meta.label not in VIEWS
        and getattr(model, "pgh_tracked_model", model)._meta.label not in OPEN_TO_BOTH
    }
    assert unclassified == set()


def test_the_application_role_cannot_pass_by_row_level_security(db):
    rls.refuse_unsafe()


@pytest.mark.parametrize("weaken", ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"])
def test_a_table_without_forced_row_level_security_stops_the_start(committed, weaken):
    with roles.connect(connections["owner"].settings_dict, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE projects_remark {weaken}")
        try:
            with pytest.raises(rls.Unsafe, match="projects_remark"):
                rls.refuse_unsafe()
        finally:
            owner.execute("ALTER TABLE projects_remark ENABLE ROW LEVEL SECURITY")
            owner.execute("ALTER TABLE projects_remark FORCE ROW LEVEL SECURITY")


def test_without_an_audience_no_row_exists(make_project):
    make_project()
    assert Project.objects.count() == 0


@pytest.mark.parametrize("side", Side)
def test_row_level_security_alone_hides_every_private_row(make_project, side):
    """With querysets that ask for everything, as if nobody had called visible_to."""
    make_project(audience=Audience.of(side), title_en="CANARY")
    with acting_as(Audience.of(side.other)):
        for model in apps.get_models():
            if model._meta.db_table in rls.protected_tables() or model._meta.label in VIEWS:
                assert not [row for row in model._default_manager.values() if row["audience"] == side], model
        assert search.matching(Project.objects.all(), "CANARY").count() == 0


def test_querysets_alone_hide_every_private_row(committed):
    """With row-level security taken away, as if the policy had been dropped."""
    with acting_as(Audience.US):
        project = actions.log_project(document(), by=committed.us_poc)
        actions.remark(project, "CANARY", audience=Audience.US, by=committed.us_poc)
    with roles.connect(connections["owner"].settings_dict, autocommit=True) as owner:
        for table in rls.protected_tables():
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        try:
            for model in (Project, Remark, ProjectRevision, Entry):
                assert model.objects.filter(audience=Audience.US).exists()
                for outsider in (committed.rok_lead, committed.admin):
                    assert not model.objects.visible_to(outsider).filter(audience=Audience.US).exists()
        finally:
            for table in rls.protected_tables():
                owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def test_nobody_writes_a_row_for_the_other_side(make_project, cast):
    project = make_project()
    with acting_as(Audience.ROK), pytest.raises(DatabaseError), transaction.atomic():
        Remark.objects.create(project=project, audience=Audience.US, by=cast.us_poc, side=Side.US, text="forged")


def test_a_part_cannot_have_another_audience_than_its_project(make_project):
    project = make_project()
    with acting_as(Audience.US), pytest.raises(DatabaseError), transaction.atomic():
        project.milestone_set.create(audience=Audience.US, name_en="hidden", planned_on="2026-12-01")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_inner_audience_does_not_outlive_its_block(db):
    with acting_as(Audience.US):
        with acting_as(Audience.ROK):
            assert current() == "JOINT,ROK"
        assert current() == "JOINT,US"


def test_references_of_a_side_leave_no_gap_in_the_joint_series(make_project, cast):
    first = make_project()
    for _ in range(3):
        make_project(audience=Audience.US)
    private = make_project(audience=Audience.US)
    with acting_as(Audience.US):
        shared = actions.share(private, by=cast.us_poc, seen=private.version)
    year, number = first.reference.split("-")[1:]
    assert shared.reference == f"RCF-{year}-{int(number) + 1:03d}"


def test_sharing_tells_the_other_side_nothing_of_the_time_before(make_project, cast):
    project = make_project(audience=Audience.US, title_en="CANARY draft")
    with acting_as(Audience.US):
        project = actions.revise(project, {"title_en": "Agreed title"}, by=cast.us_poc, seen=project.version)
        actions.remark(project, "CANARY remark", audience=Audience.US, by=cast.us_poc)
        private_reference = project.reference
        project = actions.share(project, by=cast.us_poc, seen=project.version)
    with acting_as(Audience.ROK):
        told = str(list(Entry.objects.visible_to(cast.rok_poc).values()))
        told += str(list(ProjectRevision.objects.visible_to(cast.rok_poc).values()))
        told += str(list(Remark.objects.visible_to(cast.rok_poc).values()))
    assert "Agreed title" in told
    assert "CANARY" not in told
    assert private_reference not in told


def test_what_is_joint_never_turns_private_again(make_project):
    project = make_project()
    with acting_as(Audience.US), pytest.raises(DatabaseError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(audience=Audience.US)

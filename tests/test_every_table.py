"""Law 2, table by table: each layer alone hides what a side keeps, and it stays where it is.

The tables come from the registry; a new one is asked here without a line of its own.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, models, transaction
from django.test import override_settings

from contacts.models import Deputy
from core import history, rls
from core.audience import Audience, acting_as
from core.models import Entry
from core.sides import Side
from projects import actions
from projects.models import Criterion, Effort, EffortCountry, Ranking
from reporting.models import Commitment, Cycle, Evidence, Letterhead
from tests.asking import open_to_all
from tests.canaries import DAY, NOT_SCORED, Scene, open_scene, plant, private_models, scores

LATER = 2099
PROTECTED = [model for model in apps.get_models() if model._meta.db_table in rls.protected_tables()]
EVENTS = history.event_models()
MAY_BE_PRIVATE_ABOUT_A_JOINT_ONE = {
    "projects.FormerReference.project", "projects.ProjectRevision.project", "projects.Remark.project",
    "projects.Document.project", "projects.Scoresheet.project", "projects.Score.project", "contacts.Notice.mail",
}  # fmt: skip
TIED_BY_ITS_PROJECT = {"projects.Issue.risk", "projects.IndicatorValue.indicator"}
TIES = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.fields
    if model not in EVENTS and model._meta.managed and any(one.name == "audience" for one in model._meta.fields)
    if field.is_relation and any(one.name == "audience" for one in field.related_model._meta.fields)
    if f"{model._meta.label}.{field.name}" not in MAY_BE_PRIVATE_ABOUT_A_JOINT_ONE | TIED_BY_ITS_PROJECT
]
"""Parts that are as private as the row that they belong to."""
HELD_BEFORE = (
    *("_is_joint", "_is_private_to_its_own_side", "_is_of_its_side_or_joint", "_pkey"),
    *("needs the signature of each side", "was not submitted", "a submitted score never changes"),
)
"""What refuses such a part before the tie to its parent is asked."""
by_label = {"ids": lambda one: one._meta.label if hasattr(one, "_meta") else one.name}


def begin(side: Side) -> Scene:
    """Everything that a side can hide, and scores that both have submitted."""
    scene = open_scene(side)
    plant(scene)
    for lead in (scene.lead, scene.outsiders[f"{side.other.lower()}_lead"]):
        with acting_as(lead.audience):
            actions.submit_scores(scene.open["others"][0], scores(3, "both"), by=lead, seen=NOT_SCORED)
    with acting_as(Audience.JOINT):
        commitment = Commitment.objects.create(cycle_id=2026, number=99, agreed_on=DAY, text_en="Both keep it.")
        shown = {name: scene.open[name] for name in ("project", "document")}
        Evidence.objects.create(commitment=commitment, added_by=scene.poc, **shown)
        Letterhead.objects.create(side=side)
        Cycle.objects.create(year=LATER, ordinal=99)
        Ranking.objects.create(year=LATER)
        Criterion.objects.create(year=LATER, number=1, name_en="Merit", name_ko="타당성")
        effort = Effort.objects.create(slug="new", name_en="New", lead_en="Quad")
        EffortCountry.objects.create(effort=effort, country_id="PH")
        post = scene.lead.contact.tenures.get().post
        Deputy.objects.create(post=post, deputy=scene.poc.contact, since=DAY)
    return scene


@pytest.fixture(scope="module", params=Side)
def planted(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    """A private row of a side in every table, made once for each side, and undone after its last test."""
    archive = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("archive"))
    with archive, django_db_blocker.unblock(), transaction.atomic():
        yield begin(request.param)
        transaction.set_rollback(True)


@pytest.fixture
def scene(planted) -> Iterator[Scene]:
    with transaction.atomic():
        yield planted
        transaction.set_rollback(True)


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """The database refuses what the block does, with one of these words."""
    with pytest.raises(DatabaseError) as raised, transaction.atomic():
        yield
    assert any(word in str(raised.value) for word in words), raised.value


def run(statement: str, *params: object) -> int:
    """Runs a statement and its deferred checks; gives the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return found


def copied(model: type[models.Model], like: str, **changed: object) -> tuple[str, list[object]]:
    """The statement that inserts a copy of a row, best of this audience, with another key and these columns changed."""
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    key, table = model._meta.pk, model._meta.db_table
    if isinstance(key, models.AutoField):
        changed[key.column] = -1
    elif isinstance(key, models.UUIDField):
        changed[key.column] = "00000000-0000-4000-8000-000000000000"
    of_this_audience = "to_jsonb(t) ->> 'audience' = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY {of_this_audience} DESC LIMIT 1", [like])
        [row] = cursor.fetchone()
    made = f"jsonb_populate_record(NULL::{table}, %s::jsonb || %s::jsonb)"
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {made}", [row, json.dumps(changed)]


@pytest.mark.parametrize("model", [*PROTECTED, *(one for one in private_models() if not one._meta.managed)], **by_label)
def test_the_database_alone_hides_what_a_side_keeps(scene, model):
    kept = model._base_manager.filter(audience=scene.side)
    with acting_as(Audience.of(scene.side)):
        assert kept.exists()
    for audience in (Audience.of(scene.side.other), Audience.JOINT):
        with acting_as(audience):
            assert not kept.exists()


@pytest.mark.parametrize("model", private_models(), **by_label)
def test_the_querysets_alone_hide_what_a_side_keeps(scene, model):
    rows = model._default_manager
    with open_to_all(""):
        assert rows.visible_to(scene.poc).filter(audience=scene.side).exists()
        for reader in scene.outsiders.values():
            assert not rows.visible_to(reader).filter(audience=scene.side).exists(), reader
        for found in (rows.readable_by(scene.side.other), rows.readable_by(""), rows.joint()):
            assert not found.filter(audience=scene.side).exists()
        assert not rows.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize("model", PROTECTED, **by_label)
def test_nobody_writes_changes_or_deletes_a_row_of_the_other_side(scene, model):
    table, side = model._meta.db_table, scene.side
    with open_to_all(""):
        statement, params = copied(model, side)
    with acting_as(Audience.of(side.other)):
        with refused(f'policy for table "{table}"', f"permission denied for table {table}"):
            run(statement, *params)
        for change in (f"UPDATE {table} SET audience = audience", f"DELETE FROM {table}"):
            with suppress(DatabaseError), transaction.atomic():
                assert run(f"{change} WHERE audience = %s", side) == 0


@pytest.mark.parametrize("model", PROTECTED, **by_label)
def test_no_row_is_moved_to_the_other_side_and_no_joint_one_back(scene, model):
    table, side = model._meta.db_table, scene.side
    for target, origin in ((side.other, side), (side, Audience.JOINT)):
        with open_to_all(""):
            if model._base_manager.filter(audience=origin).exists():
                with refused("never turns private again", f"permission denied for table {table}"):
                    run(f"UPDATE {table} SET audience = %s WHERE audience = %s", target, origin)


@pytest.mark.parametrize(("model", "field"), TIES, **by_label)
def test_a_part_is_as_private_as_what_it_belongs_to(scene, model, field):
    """Neither a joint part of a private row nor a private part of a joint one."""
    parents = field.related_model._base_manager
    with open_to_all(""):
        for origin, audience in ((scene.side, Audience.JOINT), (Audience.JOINT, scene.side)):
            if parent := parents.filter(audience=origin).first():
                statement, params = copied(model, origin, **{field.column: str(parent.pk), "audience": audience})
                with refused("_as_private_as_", *HELD_BEFORE):
                    run(statement, *params)


@pytest.mark.parametrize("event", EVENTS, **by_label)
def test_every_change_stands_in_a_chain(scene, event):
    """Those that were made, and one more."""
    with open_to_all(""):
        statement, params = copied(event, scene.side)
        run(statement, *params)
        events = set(event._base_manager.values_list("pgh_id", flat=True))
        entries = Entry.objects.filter(event_table=event._meta.db_table)
        assert events == set(entries.values_list("event_id", flat=True))

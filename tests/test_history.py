"""History is append-only and chained: whoever changes it afterwards, the owner of the tables included, is found out."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections

from core.audience import Audience, acting_as
from core.history import event_models, verify
from core.models import Entry
from projects import actions
from rcf_tracker import roles
from tests.factories import make_project


@pytest.fixture
def project(committed):
    """A joint project with eight entries or more in the joint chain, and a private one of each side."""
    for audience in (Audience.US, Audience.ROK):
        make_project(audience=audience)
    project = make_project(stage="concept")
    with acting_as(Audience.US):
        actions.remark(project, "Seen.", audience=Audience.JOINT, by=committed.us_poc)
    return project


@contextmanager
def owner_tampering(audience: Audience = Audience.JOINT):
    """The owner of the tables at work with every trigger off, which is more than the application can do."""
    with roles.connect(connections["owner"].settings_dict) as owner:
        owner.execute("SELECT set_config('rcf.audience', %s, false)", [str(audience)])
        for model in event_models():
            owner.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        for table in ("core_entry", "core_chain"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield owner
        for model in event_models():
            owner.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
        for table in ("core_entry", "core_chain"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verdict() -> str:
    """What the command says of the joint chain."""
    with pytest.raises(CommandError) as told:
        call_command("verify_history", audience="JOINT", stdout=StringIO())
    return str(told.value)


def entry_of(project, table: str) -> Entry:
    with acting_as(Audience.JOINT):
        return Entry.objects.joint().filter(table=table, subject_id=str(project.pk)).order_by("seq").first()


def test_an_honest_history_is_complete_in_each_chain(project):
    out = StringIO()
    call_command("verify_history", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == ["US", "ROK", "JOINT"]
    assert all(line.endswith("entries, the chain is complete.") for line in lines)
    assert all(verify(audience)[0] > 0 for audience in Audience)


def test_a_side_verifies_its_own_chain_without_the_other(project):
    out = StringIO()
    call_command("verify_history", audience="ROK", stdout=out)
    assert out.getvalue().startswith("ROK: ")
    assert len(out.getvalue().splitlines()) == 1


def test_a_changed_event_row_is_named(project):
    entry = entry_of(project, "projects_remark")
    with owner_tampering() as owner:
        owner.execute("UPDATE projects_remarkevent SET text = 'Never seen.'")
    assert verdict() == f"JOINT: broken at entry {entry.seq}. Its row in projects_remarkevent was changed."


def test_a_removed_event_row_is_named(project):
    entry = entry_of(project, "projects_remark")
    with owner_tampering() as owner:
        owner.execute("DELETE FROM projects_remarkevent")
    assert verdict() == f"JOINT: broken at entry {entry.seq}. Its row in projects_remarkevent was removed."


@pytest.mark.parametrize(
    "change", ["action = 'nothing'", "side = 'ROK'", "at = at - interval '1 day'", "changes = '{}'", "actor_id = 0"]
)
def test_a_changed_entry_is_named(project, change):
    entry = entry_of(project, "projects_project")
    with owner_tampering() as owner:
        owner.execute(f"UPDATE core_entry SET {change} WHERE audience = 'JOINT' AND seq = %s", [entry.seq])
    assert verdict() == f"JOINT: broken at entry {entry.seq}. The entry was changed."


def test_a_changed_entry_whose_hash_was_made_anew_breaks_the_next_one(project):
    entry = entry_of(project, "projects_project")
    with owner_tampering() as owner:
        owner.execute("UPDATE core_entry SET side = 'ROK' WHERE seq = %s AND audience = 'JOINT'", [entry.seq])
        owner.execute(
            "UPDATE core_entry e SET hash = core_entry_hash(e) WHERE seq = %s AND audience = 'JOINT'", [entry.seq]
        )
    assert verdict().startswith(f"JOINT: broken at entry {entry.seq + 1}.")


def test_a_removed_entry_is_named_by_the_one_after_it(project):
    entry = entry_of(project, "projects_project")
    with owner_tampering() as owner:
        owner.execute("DELETE FROM core_entry WHERE audience = 'JOINT' AND seq = %s", [entry.seq])
    assert verdict() == f"JOINT: broken at entry {entry.seq + 1}. The entry before it is not here."


def test_a_cut_tail_is_named(project):
    last = verify(Audience.JOINT)[0]
    with owner_tampering() as owner:
        owner.execute("DELETE FROM core_entry WHERE audience = 'JOINT' AND seq > %s", [last - 2])
        for model in event_models():
            owner.execute(f"DELETE FROM {model._meta.db_table} t WHERE NOT EXISTS (SELECT FROM core_entry e"
                          f" WHERE e.event_table = '{model._meta.db_table}' AND e.event_id = t.pgh_id)")  # fmt: skip
    expected = f"JOINT: broken at entry {last - 1}. The chain was cut: its last entries are not here."
    assert verdict() == expected


def test_a_cut_tail_whose_head_was_set_back_leaves_events_without_an_entry(project):
    last = verify(Audience.JOINT)[0]
    with owner_tampering() as owner:
        owner.execute("DELETE FROM core_entry WHERE audience = 'JOINT' AND seq = %s", [last])
        owner.execute(
            "UPDATE core_chain c SET seq = e.seq, hash = e.hash FROM core_entry e"
            " WHERE c.audience = 'JOINT' AND e.audience = 'JOINT' AND e.seq = %s",
            [last - 1],
        )
    assert "of projects_remarkevent is in no entry." in verdict()


def test_a_removed_head_is_named(project):
    last = verify(Audience.JOINT)[0]
    with owner_tampering() as owner:
        owner.execute("DELETE FROM core_chain WHERE audience = 'JOINT'")
    assert verdict().startswith(f"JOINT: broken at entry {last}. The head of the chain was changed")


def test_an_event_that_bypassed_the_chain_is_named(project):
    with owner_tampering() as owner:
        owner.execute(
            "INSERT INTO projects_remarkevent (pgh_created_at, pgh_label, pgh_obj_id, id, audience, project_id, text,"
            " by_id, side, at) SELECT pgh_created_at, 'insert', pgh_obj_id, id, audience, project_id, 'Forged', by_id,"
            " side, at FROM projects_remarkevent LIMIT 1"
        )
    assert "of projects_remarkevent is in no entry." in verdict()


def test_a_broken_chain_does_not_hide_that_the_others_are_complete(project):
    with owner_tampering() as owner:
        owner.execute("UPDATE projects_remarkevent SET text = 'Never seen.'")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_history", stdout=out)
    assert [line.split(":")[0] for line in out.getvalue().splitlines()] == ["US", "ROK"]


def tables_of_history() -> list[str]:
    return ["core_entry", "core_chain", *(model._meta.db_table for model in event_models())]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {}"])
def test_the_application_role_can_neither_change_nor_remove_history(statement):
    for table in tables_of_history():
        column = "seq" if table in ("core_entry", "core_chain") else "pgh_label"
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(Audience.US):
            connection.cursor().execute(statement.format(table, column, column))


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["core_entry", "core_chain"])
def test_the_application_role_cannot_write_the_chain_itself(table):
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(Audience.US):
        connection.cursor().execute(f"INSERT INTO {table} (audience) VALUES ('US')")

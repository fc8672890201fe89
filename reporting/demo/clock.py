"""Time for the demonstration alone: what happened months ago is made with the date of then.

Neither the application nor its role in the database can do this; it takes the owner of the tables.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, tzinfo
from types import SimpleNamespace
from unittest import mock

from django.db import connection, connections
from django.utils import timezone

from core.history import event_models

SETTING = "rcf.demo_moment"
BACKDATE = f"""
CREATE OR REPLACE FUNCTION demo_backdate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.pgh_created_at := coalesce(nullif(current_setting('{SETTING}', true), '')::timestamptz, NEW.pgh_created_at);
    RETURN NEW;
END $$;
"""


@contextmanager
def told_in_the_past(seed: int) -> Iterator[Callable[[datetime], None]]:
    """Gives a function that sets the moment at which everything then happens, in Python as in the history.

    Random UUIDs are the same for the same seed. Wrap the transaction: history is backdated by triggers that the owner
    role adds before it and drops after it.
    """
    moment = datetime.now(tz=timezone.get_default_timezone())

    class Told(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    def set_moment(value: datetime) -> None:
        nonlocal moment
        moment = value
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value.isoformat()])

    with ExitStack() as stack:
        stack.enter_context(_backdated_history())
        stack.enter_context(mock.patch.object(timezone, "datetime", Told))
        stack.enter_context(mock.patch.object(uuid, "os", SimpleNamespace(urandom=random.Random(seed).randbytes)))
        yield set_moment


@contextmanager
def _backdated_history() -> Iterator[None]:
    tables = [model._meta.db_table for model in event_models()]
    try:
        with connections["owner"].cursor() as cursor:
            cursor.execute(BACKDATE)
            for table in tables:
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER demo_backdate BEFORE INSERT ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION demo_backdate()"
                )
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS demo_backdate() CASCADE")

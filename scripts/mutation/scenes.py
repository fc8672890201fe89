"""The databases that mutants are asked in, each prepared once, and what the tests would else prepare for themselves.

`plain` holds reference data alone; in `planted` a side has hidden a row in every table.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

from django.db import connections
from django.test import override_settings

from core.sides import Side
from scripts.mutation.running import run
from tests import database, test_every_table

SIDE = Side.US
EVERY_TABLE = "tests/test_every_table.py"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Lets tests connect to one of the databases."""
    before = connections["default"].settings_dict["NAME"]
    database.use(PREPARED[name]())
    try:
        yield
    finally:
        database.use(before)


@cache
def planted() -> str:
    """A side has hidden a row in every table. The files of this scene stay where they are for all mutants."""
    override_settings(MEDIA_ROOT=Path(tempfile.mkdtemp(prefix="mutants-"))).enable()
    test_every_table.override_settings = lambda **changed: nullcontext()
    connections.close_all()
    database.create("mutants_planted", database.make())
    database.use("mutants_planted")
    logging.disable()  # jobs of a scene are none that a worker could do
    try:
        scene = test_every_table.begin(SIDE)
        test_every_table.begin = lambda side: scene
        if red := run([EVERY_TABLE, "-k", f"{SIDE}"])["red"]:
            raise SystemExit(f"Red before anything is taken away: {red}")
    finally:
        logging.disable(logging.NOTSET)
        connections.close_all()
        database.use(database.make())
    return "mutants_planted"


PREPARED = {"plain": database.make, "planted": planted}

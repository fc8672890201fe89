"""The databases that mutants are asked in, each prepared once, and what the tests would else prepare for themselves.

`plain` holds reference data alone; in `planted` a side has hidden a row in every table; in `walked` it has, after
everybody was asked everything, and requests there are asked without row-level security, as the walk does it; `open` is
like `plain`, but that the database hides nothing: querysets alone stand between the sides, in jobs and mails as well.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

from django.db import connections
from django.test import override_settings
from django.test.utils import setup_test_environment, teardown_test_environment

from core.sides import Side
from scripts.mutation import switches
from scripts.mutation.database import open_policies
from scripts.mutation.running import run
from tests import asking, database, test_every_table, test_walk

SIDE = Side.US
EVERY_TABLE, WALK = "tests/test_every_table.py", "tests/test_walk.py"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Lets tests connect to one of the databases."""
    before = connections["default"].settings_dict["NAME"]
    database.use(PREPARED[name]())
    try:
        yield
    finally:
        database.use(before)


@contextmanager
def copy_of_plain(name: str) -> Iterator[None]:
    """Makes another database and connects to it, for what is prepared in it."""
    connections.close_all()
    database.create(f"mutants_{name}", database.make())
    database.use(f"mutants_{name}")
    logging.disable()  # jobs of a scene are none that a worker could do
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        connections.close_all()
        database.use(database.make())


@contextmanager
def as_in_tests() -> Iterator[None]:
    """Lets the client of the tests ask outside of them."""
    setup_test_environment()
    try:
        yield
    finally:
        teardown_test_environment()


@cache
def one_archive() -> None:
    """Files that a scene keeps stay where they are for all mutants."""
    override_settings(MEDIA_ROOT=Path(tempfile.mkdtemp(prefix="mutants-"))).enable()
    for module in (test_walk, test_every_table):
        module.override_settings = lambda **changed: (
            nullcontext() if "MEDIA_ROOT" in changed else override_settings(**changed)
        )


@cache
def planted() -> str:
    """A side has hidden a row in every table."""
    one_archive()
    with copy_of_plain("planted"):
        scene = test_every_table.begin(SIDE)
        test_every_table.begin = lambda side: scene
        green(run([EVERY_TABLE, "-k", f"{SIDE}"]))
    return "mutants_planted"


def green(told: dict) -> dict[str, dict]:
    """What is known of tests that were run before anything was taken away; the end of all when one was red."""
    if told["red"]:
        raise SystemExit(f"Red before anything is taken away: {told['red']}")
    return told["tests"]


@cache
def opened() -> str:
    """Reference data alone, and the database hides nothing."""
    with copy_of_plain("open"):
        open_policies()
    return "mutants_open"


@cache
def walk() -> tuple[test_walk.Walk, dict[str, set[int]], dict[str, dict]]:
    """A walk that has begun, and which switches each address and each of the other tests reaches."""
    one_archive()
    with copy_of_plain("walked"):
        with as_in_tests():
            begun = test_walk.begin(SIDE)
            asking.forget_built_queries()
            name, asker = begun.first
            paths = {}
            with patch("core.http.acting_as", asking.open_to_all):
                for path in begun.before[name]:
                    switches.reached.clear()
                    asker.ask(path)
                    paths[path] = set(switches.reached)
        test_walk.begin = lambda side: begun
        return begun, paths, green(run([WALK, "-k", f"{SIDE} and querysets"]))


def ask_only(paths: list[str]) -> None:
    """Lets the walk ask these addresses alone, as the lead of the other side."""
    asking.forget_built_queries()
    begun, _paths, _tests = walk()
    name, asker = begun.first
    said = {path: begun.before[name][path] for path in paths}
    narrowed = replace(begun, askers={name: asker}, before={name: said})
    test_walk.begin = lambda side: narrowed


def walked() -> str:
    walk()
    return "mutants_walked"


PREPARED = {"plain": database.make, "planted": planted, "walked": walked, "open": opened}

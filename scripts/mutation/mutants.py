"""The mutants of each mode, and the tests that are the likeliest to see each."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps

from core.workflow import Step, Who
from projects.workflow import PROJECT, RANKING
from scripts.mutation import switches
from scripts.mutation.database import Guard, guards, without
from scripts.mutation.running import reach, run
from scripts.mutation.scenes import EVERY_TABLE, SIDE, connected_to
from tests.classified import private_models

Tests = Iterator[tuple[str, list[str]]]
"""Databases with tests in them, the likeliest to see a mutant first; the next are run when those before have passed."""
DECISIONS = [
    f"tests/test_{name}.py" for name in ("concurrence", "stages", "one_person", "ranking", "order", "scoring", "cycles")
]
PRIVACY = [f"tests/test_{name}.py" for name in ("privacy", "history", "notices", "digest", "mailing", "accounts")]
EDITIONS = [f"tests/test_{name}.py" for name in ("editions", "cycles", "verifying", "signing")]
OF_TABLES = {"contacts": [PRIVACY, DECISIONS], "reporting": [EDITIONS, DECISIONS]}
AT_RANDOM = "tests/test_stateful.py"
QUICKEST = 40
READS = ("visible_to", "readable_by", "joint")
EQUIVALENT = {
    "reporting_presentation_as_private_as_project": "the trigger that asks for both signatures refuses first",
    "projects_sealed_as_private_as_project": "the trigger that asks for a submitted sheet refuses first",
    "projects_standing_as_private_as_project": "the trigger that asks for both sheets refuses first",
    "concurrence_once_for_each_account": "an account signs for its own side alone, and a side signs once",
    "with or without administrator": "an administrator belongs to no side, and whoever acts for none is refused",
}
"""Why a mutant cannot be seen, by a part of its name."""


@dataclass
class Mutant:
    """The product without one guard."""

    mode: str
    name: str
    tests: Callable[[], Tests]
    begin: Callable[[], None] = lambda: None
    """Takes the guard away in the process of the tests."""
    around: Callable[[], AbstractContextManager[None]] = nullcontext
    """Takes it away in the database, and puts it back."""

    @property
    def equivalent(self) -> str:
        return next((reason for part, reason in EQUIVALENT.items() if part in self.name), "")

    def first_red_test(self) -> str:
        """The test that saw it; '' when it survived."""
        for database, tests in self.tests():
            with connected_to(database), self.around():
                if red := run(["-x", *tests], self.begin)["red"]:
                    return red
        return ""


def every(modes: Collection[str]) -> list[Mutant]:
    """The mutants of these modes."""
    found = [*of_database(), *of_querysets(), *of_own_rows(), *of_steps(), *of_switches()]
    return [one for mode in modes for one in found if one.mode == mode]


def of_database() -> Iterator[Mutant]:
    """Each policy, trigger and constraint dropped."""
    names = {model._meta.db_table: model.__name__ for model in apps.get_models()}
    for guard in guards():
        tests = partial(tests_of_guard, guard, names.get(guard.table, ""))
        yield Mutant(guard.mode, str(guard), tests, around=partial(without, guard))


def tests_of_guard(guard: Guard, model: str) -> Tests:
    if guard.mode == "tables":
        yield "planted", [EVERY_TABLE, "-k", f"{SIDE} and {model}"]
        yield "planted", [EVERY_TABLE, "-k", f"{SIDE}"]
    else:
        app = guard.table.partition("_")[0]
        yield from (("plain", tests) for tests in OF_TABLES.get(app, [DECISIONS, PRIVACY]))


def of_querysets() -> Iterator[Mutant]:
    """The way to the rows of each model that may be private, opened in each of its three forms."""
    for model in private_models():
        for name in READS:
            tests = [("planted", [EVERY_TABLE, "-k", f"{SIDE} and {model.__name__} and querysets"])]
            yield Mutant("tables", f"{model._meta.label}  {name}", partial(iter, tests), partial(opened, model, name))


def opened(model: Any, name: str) -> None:
    """Lets a queryset give all rows of this model."""
    queryset = type(model._default_manager.all())
    narrowed = getattr(queryset, name)

    def all_of_this(rows: Any, *args: Any) -> Any:
        return rows.all() if rows.model is model else narrowed(rows, *args)

    setattr(queryset, name, all_of_this)


def of_own_rows() -> Iterator[Mutant]:
    """What everybody reads of their own alone, opened to the others of their side."""
    for model in apps.get_models():
        queryset: Any = type(model._default_manager.all())
        if "visible_to" in vars(queryset) and not queryset.__module__.startswith("core."):
            wider = getattr(queryset.__base__, "visible_to", lambda rows, user: rows.all())
            tests, begin = partial(iter, [("plain", PRIVACY)]), partial(setattr, queryset, "visible_to", wider)
            yield Mutant("tables", f"{model._meta.label}  visible_to, of other people", tests, begin)


def of_steps() -> Iterator[Mutant]:
    """The tables of steps: who signs and asks, whether both sides must, whether reasons are needed."""
    tests = partial(iter, [("plain", ["tests/test_docs.py"]), ("plain", DECISIONS)])
    steps = [(workflow.name, step) for workflow in (PROJECT, RANKING) for step in workflow]
    for who in {id(one): one for _name, step in steps for one in (step.signers, step.askers) if one}.values():
        for role in switches.ROLES:
            name = f"workflow  {'/'.join(who.roles)} with or without {role}"
            yield Mutant("rights", name, tests, partial(change, who, "roles", tuple(set(who.roles) ^ {role})))
    for workflow, step in steps:
        for rule in ("both_sides", "reasons"):
            name = f"workflow  {workflow}: {step.name}, {rule} {not getattr(step, rule)}"
            yield Mutant("engine", name, tests, partial(change, step, rule, not getattr(step, rule)))


def change(frozen: Step | Who, name: str, value: Any) -> None:
    object.__setattr__(frozen, name, value)


def of_switches() -> Iterator[Mutant]:
    """Each guard of the sources."""
    for number, switch in enumerate(switches.switches):
        tests = partial(tests_of_switch, number, switch.mode)
        yield Mutant(switch.mode, str(switch), tests, partial(setattr, switches, "off", number))


def reaching(number: int) -> list[str]:
    """The tests in which this guard makes a difference, the quickest first."""
    found = {name: test["seconds"] for name, test in reach().items() if number in test["reached"]}
    return sorted(found, key=found.__getitem__)


def tests_of_switch(number: int, mode: str) -> Tests:
    found = reaching(number)
    for first in range(0, len(found), QUICKEST):
        yield "plain", found[first : first + QUICKEST]
    if mode == "engine":
        yield "plain", [AT_RANDOM]

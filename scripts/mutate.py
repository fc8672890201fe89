"""Takes away each guard of the product, one at a time, and sees that a test goes red (docs/how-to/mutate.md).

`tables`: policies, triggers and querysets of every table with an audience. `engine`: the rules by which two sides
decide. `rights`: who may do what. Exits with 1 when a mutant survives.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.mutation import switches  # noqa: E402

MODES = ("tables", "engine", "rights")


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modes", nargs="*", metavar="MODE", help=f"{', '.join(MODES)}; all when none is named")
    parser.add_argument("--only", default="", metavar="WORDS", help="those alone whose line has all of these words")
    parser.add_argument("--list", action="store_true", help="list the mutants and run none")
    given = parser.parse_args()
    if unknown := set(given.modes) - set(MODES):
        parser.error(f"unknown mode: {', '.join(sorted(unknown))}")
    with prepared():
        from scripts.mutation import mutants

        found = mutants.every(given.modes or MODES)
        chosen = [one for one in found if all(word in f"{one.mode} {one.name}" for word in given.only.split())]
        if given.list:
            print(*(f"{one.mode:<7} {one.name}" for one in chosen), sep="\n")
            return 0
        return run(chosen)


@contextmanager
def prepared() -> Iterator[None]:
    """The product with its switches, the servers it needs, and the tests' database."""
    os.chdir(ROOT)
    switches.install()
    from tests import conftest  # brings up the servers and Django
    from tests.database import make
    from tests.fixtures import collect_static

    try:
        make()
        collect_static()
        switches.load_all()
        for plugin in entry_points(group="pytest11"):
            plugin.load()
        yield
    finally:
        conftest.pytest_unconfigure()


def run(chosen: list) -> int:
    """Run the tests against each mutant, print what became of it, and count."""
    count: Counter[tuple[str, str]] = Counter()
    for one in chosen:
        begun = time.monotonic()
        red = one.first_red_test()
        if not red and one.equivalent:
            state, shown = "unseen", f"cannot be seen: {one.equivalent}"
        else:
            state, shown = ("killed", red) if red else ("SURVIVED", "SURVIVED")
        count[one.mode, state] += 1
        print(f"{one.mode:<7} {time.monotonic() - begun:5.1f} s  {one.name}\n{'':17}{shown}", flush=True)
    print(f"\n{'mode':<8}{'mutants':>8}{'killed':>8}{'unseen':>8}{'survived':>9}")
    for mode in MODES:
        killed, unseen, survived = (count[mode, state] for state in ("killed", "unseen", "SURVIVED"))
        if killed + unseen + survived:
            print(f"{mode:<8}{killed + unseen + survived:>8}{killed:>8}{unseen:>8}{survived:>9}")
    return 1 if any(state == "SURVIVED" for _mode, state in count) else 0


if __name__ == "__main__":
    sys.exit(main())

"""The annual report: its snapshot, its files, what they cost; each a row with its target.

`python -m tests.bench.reports PART` prints one JSON object; it runs in a process of its own, so that the memory of its
children is that of the compiles.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench import databases, workers
from tests.bench.tables import Figure

FEW, MANY = 1_000, 10_000
PRESENTED, LANGUAGES, PAIRS = 12, ("en", "ko", "both"), 3
SNAPSHOT, BARE, FILES, ANNEX = "report snapshot", "report PDF", "report files", "report annex"
NAMES = (SNAPSHOT, BARE, FILES, ANNEX)
BARE_COMPILE = """
import json, sys, time, typst
asked = json.load(sys.stdin); start = time.perf_counter()
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[asked["fonts"]])
made = typst.Compiler(asked["path"], root=asked["root"], font_paths=fonts, sys_inputs=asked["inputs"]).compile(
    format="pdf", pdf_standards=asked["standards"]
)
print(time.perf_counter() - start)
"""


def rows(only: list[str] | None) -> Iterator[Figure]:
    """The rows of which a name is wanted."""
    wanted = [name for name in NAMES if not only or any(words in name for words in only)]
    few: dict[str, float] = {}
    if wanted:
        with databases.at(FEW):
            _run("prepare")
            if SNAPSHOT in wanted:
                yield Figure(f"{SNAPSHOT}, {FEW:,}", _run("snapshot")["seconds"], "s", 1)
            if BARE in wanted or ANNEX in wanted:
                few = _run("pdf")
            if BARE in wanted:
                yield from _beside_the_bare(few)
            if FILES in wanted:
                yield from workers.files_of(FEW)
    if ANNEX in wanted:
        with databases.at(MANY):
            _run("prepare")
            yield from _of_many(few, _run("many"))


def _beside_the_bare(found: dict[str, float]) -> Iterator[Figure]:
    for language in LANGUAGES:
        took, bare = found[language], found[f"{language}, bare"]
        note = f"{took:.2f} s by {bare:.2f} s"
        yield Figure(f"{BARE}, {language}, by the bare compile", took / bare, "times", 1.2, note)
    yield Figure(f"{BARE}, memory of a compile", found["memory"] / 1e6, "MB", 700)


def _of_many(few: dict[str, float], many: dict[str, float]) -> Iterator[Figure]:
    for language in LANGUAGES:
        yield Figure(f"{ANNEX} of {MANY:,}, {language}", many[language], "s", 20)
        growth = many[language] / few[language] / (MANY / FEW)
        note = f"{few[language]:.2f} s at {FEW:,}; 1 is linear"
        yield Figure(f"{ANNEX}, growth, {language}", growth, "times", 1.2, note)
    yield Figure(f"{ANNEX} of {MANY:,}, memory of a compile", many["memory"] / 1e6, "MB", 3_000)


def _run(part: str) -> dict[str, float]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rcf_tracker.settings"}
    done = subprocess.run(
        [sys.executable, "-m", __name__, part], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"The report cannot be measured: {part}")
    return json.loads(done.stdout)


def prepare() -> dict[str, float]:
    """Six sections as long as people write them in both languages, and twelve projects that are presented."""
    from contacts.models import User
    from core.audience import Audience, acting_as
    from projects.enums import Stage
    from projects.models import Project
    from reporting import actions
    from reporting.actions.presenting import PRESENT
    from reporting.models import Cycle, Presentation, Section
    from tests.data.parts import CHAPTER

    with acting_as(Audience.JOINT):
        by, cycle = User.objects.get(username="us.staff"), Cycle.objects.get(year=2026)
        edition = actions.open_edition(cycle, by=by)
        for section in Section.objects.filter(edition=edition, text_en=""):
            values = dict(zip(("text_en", "text_ko"), ("\n\n".join([text] * 3) for text in CHAPTER), strict=True))
            actions.revise_section(section, values, by=by, seen_revision=section.revision)
        missing = PRESENTED - Presentation.objects.filter(cycle=cycle).count()
        fit = Project.objects.joint().filter(stage=Stage.ACTIVE).exclude(presentations__cycle=cycle).order_by("pk")
        for project in fit[: max(0, missing)]:
            for lead in User.objects.filter(username__in=("us.lead", "rok.lead")):
                actions.answer_presenting(cycle, project, PRESENT, by=lead, seen=project.version)
    return {}


def snapshot() -> dict[str, float]:
    took = []
    for _time in range(PAIRS):
        start = time.perf_counter()
        _content()
        took.append(time.perf_counter() - start)
    return {"seconds": median(took)}


def pdf() -> dict[str, float]:
    """Each language beside the bare compile of the same snapshot, in turn."""
    content = _content()
    for language in LANGUAGES:
        _made(content, language)
    found = _memory()
    for language in LANGUAGES:
        pairs = [(_made(content, language), _bare(content, language)) for _pair in range(PAIRS)]
        found[language], found[f"{language}, bare"] = (median(took) for took in zip(*pairs, strict=True))
    return found


def many() -> dict[str, float]:
    content = _content()
    return {language: _made(content, language) for language in LANGUAGES} | _memory()


def _memory() -> dict[str, float]:
    return {"memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}


def _content() -> dict[str, Any]:
    from core import days
    from reporting.models import Edition
    from reporting.snapshot import COMMAND_LINE, frozen, snapshot_of, words

    with frozen():
        edition = Edition.objects.select_related("cycle").get(cycle=2026, number=1)
        return snapshot_of(edition, revision=1, day=days.today(), compiled_by=words(COMMAND_LINE))


def _made(content: dict[str, Any], language: str) -> float:
    from django.conf import settings

    from reporting import render
    from reporting.compiling import ASSETS

    start = time.perf_counter()
    render.pdf(content, language=language, fonts=settings.FONTS, assets=ASSETS)
    return time.perf_counter() - start


def _bare(content: dict[str, Any], language: str) -> float:
    """Typst by itself, in a process of its own: no start, no hash, no canonical JSON is counted."""
    from django.conf import settings

    from reporting.compiling import ASSETS
    from reporting.render import child, compiler

    asked = {
        "fonts": str(settings.FONTS),
        "path": str(child.REPORT / "report.typ"),
        "root": str(child.REPORT),
        "standards": child.STANDARDS,
        "inputs": compiler.inputs(content, language=language, paper="a4", seal=None, assets=ASSETS),
    }
    call = [sys.executable, "-c", BARE_COMPILE]
    return float(subprocess.run(call, input=json.dumps(asked), check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    import django

    django.setup()
    parts = {"prepare": prepare, "snapshot": snapshot, "pdf": pdf, "many": many}
    print(json.dumps(parts[sys.argv[1]]()))

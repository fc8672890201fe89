"""The files of the report as production makes them: a Celery worker with two processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rcf_tracker.processes import wait_until
from tests.bench.databases import ROOT
from tests.bench.serving import OF_OWNER, memory_of_children
from tests.bench.tables import Figure

PROCESSES = 2
COMPILE = """
import time, django; django.setup()
from contacts.models import User
from core.audience import acting_as
from core.models import Job, JobState
from reporting import actions
from reporting.models import Artifact, Cycle
start = time.perf_counter()
with acting_as("JOINT"):
    job = actions.compile_edition(Cycle.objects.get(year=2026), by=User.objects.get(username="us.staff"))
state = JobState.QUEUED
while state in (JobState.QUEUED, JobState.RUNNING):
    time.sleep(0.05)
    with acting_as("JOINT"):
        state = Job.objects.get(pk=job.pk).state
took = time.perf_counter() - start
with acting_as("JOINT"):
    print(took, state, Artifact.objects.filter(snapshot__job=job.pk).count())
"""


def files_of(projects: int) -> Iterator[Figure]:
    """One compile to warm up, by whose end the worker has its size, then one that is measured."""
    with TemporaryDirectory() as archive, running(Path(archive)) as (environment, pid):
        _compiled(environment)
        before = memory_of_children(pid)
        took, files = _compiled(environment)
        after = memory_of_children(pid)
    yield Figure(f"report files, all {files} of {projects:,}, {PROCESSES} processes", took, "s", 12)
    sizes = " and ".join(", ".join(f"{size / 1e6:.0f}" for size in sorted(found)) for found in (before, after))
    growth = sum(after) / sum(before)
    yield Figure("report files, the worker after by before", growth, "times", 1.1, f"{sizes} MB")


@contextmanager
def running(folder: Path) -> Iterator[tuple[dict[str, str], int]]:
    """The environment of a worker that is ready, and the process id of its head."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_OWNER}
    environment |= {"DJANGO_SETTINGS_MODULE": "rcf_tracker.settings", "MEDIA_ROOT": str(folder)}
    log = folder / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "rcf_tracker", "worker", "--concurrency", str(PROCESSES)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--loglevel", "INFO"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        if not wait_until(lambda: b" ready." in log.read_bytes(), seconds=60):
            raise SystemExit(f"The worker does not start: {log.read_text()[-2000:]}")
        yield environment, process.pid
    finally:
        process.terminate()
        process.wait()


def _compiled(environment: dict[str, str]) -> tuple[float, int]:
    """How long a compile takes from being asked for to its end, and how many files it makes."""
    call = [sys.executable, "-c", COMPILE]
    done = subprocess.run(call, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    took, state, files = done.stdout.split()
    if state != "done":
        raise SystemExit(f"The compile is {state}.")
    return float(took), int(files)

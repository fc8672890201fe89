"""The annual report of 1,000 projects: snapshot, then PDF, beside the bare compile of the same data."""

import json
import os
import resource
import subprocess
import sys
import time
from statistics import median

TIMES = 3
BARE_BEFORE = {"en": 1.7, "ko": 1.7, "both": 2.2}
"""Seconds that the prototype's templates took for 1,000 projects on 2 cores, from the issue."""


def main() -> None:
    """Prints one JSON object; runs in a process of its own, so that its children's memory is the compile's."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from reporting import render
    from reporting.compiling import ASSETS
    from reporting.models import Cycle, Edition
    from reporting.snapshot import COMMAND_LINE, frozen, snapshot_of, words

    with frozen():
        start, cycle, today = time.perf_counter(), Cycle.objects.get(year=2026), timezone.localdate()
        content = snapshot_of(Edition(cycle=cycle, number=1), revision=1, day=today, compiled_by=words(COMMAND_LINE))
    found = {"snapshot": time.perf_counter() - start, "projects": len(content["projects"])}
    for language in BARE_BEFORE:
        took = []
        for _time in range(TIMES):
            start = time.perf_counter()
            made = render.pdf(content, language=language, fonts=settings.FONTS, assets=ASSETS)
            took.append(time.perf_counter() - start)
        found[language] = {"seconds": median(took), "bytes": len(made)}
    found["memory"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps(found))


def measure() -> dict:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rcf_tracker.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.reports"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"The report cannot be made: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()

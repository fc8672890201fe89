"""Checks the hash chains of history, and names the first bad row."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audience import Audience
from core.history import verify


class Command(BaseCommand):
    help = "Recomputes the chain of history of each audience, or of one; exits with 1 and names the first bad row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--audience", choices=Audience.values, help="one chain alone; all three by default")

    def handle(self, *args: Any, audience: str | None = None, **options: Any) -> None:
        broken = []
        for chain in [Audience(audience)] if audience else Audience:
            count, problem = verify(chain)
            if problem:
                broken.append(f"{chain}: broken at entry {problem.seq}. {problem.problem}")
            else:
                self.stdout.write(f"{chain}: {count} entries, the chain is complete.")
        if broken:
            raise CommandError("\n".join(broken))

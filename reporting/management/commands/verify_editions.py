"""Checks that every edition is what was compiled and sealed, and names what is not."""

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.audience import Audience, acting_as
from reporting.verifying import verify


class Command(BaseCommand):
    help = "Recounts the hashes of snapshots, files and seals, reads signatures; exits with 1, naming what was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = perf_counter()
        with acting_as(Audience.JOINT, read_only=True):
            found = verify(settings.MEDIA_ROOT)
        for sentence in found.open:
            self.stdout.write(sentence)
        for by, number in sorted(found.signers.items()):
            trust = "" if settings.SIGNING_TRUSTED else " SIGNING_TRUSTED names nobody: whether to trust that is yours."
            self.stdout.write(f"{number} signatures intact and over the whole file, by {by}.{trust}")
        counted = f"{found.snapshots} snapshots, {found.files} files, {found.seals} seals"
        if found.broken:
            raise CommandError("\n".join([*found.broken, f"Of {counted}."]))
        self.stdout.write(f"{counted}: all as compiled and sealed. {perf_counter() - begun:.1f} s.")

"""Checks that each signature on a project stands under the text that was signed, and names those that do not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audience import Audience, acting_as
from core.canonical import fingerprint
from core.models import Concurrence
from projects.models import ProjectRevision
from projects.workflow import PROJECT


class Command(BaseCommand):
    help = "Recomputes the SHA-256 of every signed text; exits with 1 and names the signatures that do not fit."

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(Audience.JOINT, read_only=True):
            signed = Concurrence.objects.filter(workflow=PROJECT.name).values_list(
                "subject_id", "question__version", "text_sha256", "side", "step"
            )
            texts: dict[tuple[str, str], str] = {}
            broken, count = [], 0
            for subject, version, sha256, side, step in signed.order_by("signed_at").iterator():
                count += 1
                key = (subject, version)
                if key not in texts:
                    kept = ProjectRevision.objects.joint().filter(project=subject, version=version).first()
                    texts[key] = fingerprint(kept.document) if kept else ""
                if texts[key] != sha256:
                    broken.append(f"{version}: the text is not the one that {side} signed for “{step}”.")
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"{count} signatures, each under the text that was signed.")

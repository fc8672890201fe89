"""Compiles the annual report from the shell: the same snapshot and the same files as the button, without a worker."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import archive
from core.audience import Audience, acting_as
from core.jobs import JobFailed
from reporting import compiling
from reporting.enums import FileFormat, Paper, ReportLanguage
from reporting.models import Artifact, Cycle


class Command(BaseCommand):
    help = "Compiles the next revision of a year's draft edition and writes one of its files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="the year of the SCM, such as 2026")
        parser.add_argument("--language", choices=ReportLanguage.values, default=ReportLanguage.BOTH)
        parser.add_argument("--out", type=Path, metavar="FILE", help="where to write; annual-report-YEAR-LANGUAGE.pdf")

    def handle(self, *args, year: int, language: str, out: Path | None, **options) -> None:
        out = out or Path(f"annual-report-{year}-{language}.pdf")
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}. Make it, or name another file.")
        with acting_as(Audience.JOINT):
            if not Cycle.objects.filter(year=year).exists():
                raise CommandError(f"There is no cycle {year}. Staff open it on the page /cycles/new/.")
        try:
            snapshot = compiling.make_edition(year, by=None, job=None, tell=self.tell)
        except JobFailed as failure:
            raise CommandError(str(failure)) from failure
        with acting_as(Audience.JOINT):
            artifact = Artifact.objects.get(snapshot=snapshot, language=language, format=FileFormat.PDF, paper=Paper.A4)
        content = archive.open_verified(settings.MEDIA_ROOT, artifact.path, artifact.sha256)
        try:
            archive.write_whole(out, content)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        edition = snapshot.edition
        self.stdout.write(
            f"Wrote {out}: {year}, edition {edition.number}, revision {snapshot.revision}, {len(content):,} bytes."
        )

    def tell(self, progress: int | None = None, step: str | None = None) -> None:
        if step:
            self.stderr.write(f"{progress:3d} % {step}")

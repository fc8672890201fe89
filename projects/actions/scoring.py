"""How a side scores a project alone, and how both sides' scores open at the same moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import Role
from contacts.models import User
from core.audience import Audience
from core.errors import Conflict, Malformed
from core.glyphs import unprintable
from core.history import record
from core.text import clean
from projects import policies, totals
from projects.actions import telling
from projects.actions.common import lock
from projects.models import Criterion, Project, Ranking, Score, Scoresheet, Sealed, Standing
from projects.models.scoring import LEAST, MOST
from projects.scoring import criteria_of, weights_of, year_of

LONGEST: int = Score._meta.get_field("reason").max_length or 0


@dataclass(frozen=True)
class Given:
    """A score with its reason; in a draft either may be missing."""

    value: int | None = None
    reason: str = ""


Scores = Mapping[int, Given]
"""By the number of the criterion."""


class StaleScores(Conflict):
    """Another lead of the same side saved first, or the criteria changed; carries what stands now."""

    def __init__(self, reason: str | Promise, saved: Scores, version: str):
        super().__init__(reason)
        self.saved, self.version = saved, version


def version_of(ranking: Ranking, sheet: Scoresheet | None) -> str:
    """Names what a lead has seen: the year, the side's draft and the criteria."""
    return f"{ranking.year}.{sheet.revision if sheet else 0}.{ranking.criteria_revision}"


@transaction.atomic
def save_scores(project: Project, scores: Scores, *, by: User, seen: str) -> None:
    """Keeps a draft of the side of `by`, in which scores and reasons may still be missing.

    Raises NotAllowed, Malformed with a sentence for each bad field, or StaleScores.
    """
    at_work = _Sheet(lock(project), by, seen)
    at_work.save(at_work.cleaned(scores, whole=False), "save-scores")


@transaction.atomic
def submit_scores(project: Project, scores: Scores, *, by: User, seen: str) -> bool:
    """Submits the scores of the side of `by`, which then never change; tells whether both sides' are open now.

    The other side learns that they are submitted, not what they are, until it has submitted its own. Raises
    NotAllowed, Malformed, also for a score or a reason that is missing, or StaleScores.
    """
    at_work = _Sheet(lock(project), by, seen)
    sheet = at_work.save(at_work.cleaned(scores, whole=True), "submit-scores", submitted=True)
    with record("submit-scores", by=by, needs=[Role.LEAD]):
        Sealed.objects.create(
            project=sheet.project,
            year=sheet.year,
            side=sheet.side,
            submitted_at=sheet.submitted_at,
            post=sheet.post,
            project_revision=sheet.project.revision,
        )
    opened = _open(sheet.project, at_work.criteria)
    telling.scored(project, opened=opened, by=by)
    return opened


class _Sheet:
    """The score sheet of a side, its project locked: what may be done with it now."""

    def __init__(self, project: Project, by: User, seen: str):
        self.project, self.by = project, by
        year = year_of(project) or 0  # no cycle has the year 0
        told = Sealed.objects.filter(project=project, year=year, side=by.side)
        policies.can_score(by, project, submitted=told.exists()).enforce()
        ranking = Ranking.objects.select_for_update(of=("self",), no_key=True).filter(year=year).first()
        if ranking is None:
            raise Conflict(_("No cycle is open that projects are scored for. The secretariats open one."))
        self.ranking, self.criteria = ranking, criteria_of(ranking.year)
        own = Scoresheet.objects.visible_to(by).filter(project=project, year=ranking.year, side=by.side)
        self.sheet = own.select_for_update(of=("self",)).first()
        self.rows = {row.number: row for row in self.sheet.scores.all()} if self.sheet else {}
        if seen != version_of(ranking, self.sheet):
            raise StaleScores(self._why(seen), given_in(self.rows.values()), version_of(ranking, self.sheet))

    def _why(self, seen: str) -> str | Promise:
        if seen.split(".")[0] != str(self.ranking.year) or seen.split(".")[-1] != str(self.ranking.criteria_revision):
            return _("The criteria changed after you opened this page. Read them again before you go on.")
        return _("Another lead of your side saved this score after you opened it.")

    def cleaned(self, scores: Scores, *, whole: bool) -> Scores:
        """The scores on this year's criteria, clean; raises Malformed, with `whole` also for what is missing."""
        errors: dict[str, Any] = {}
        found = {}
        for one in self.criteria:
            given = scores.get(one.number, Given())
            reason = clean(given.reason)
            if (given.value is not None and not LEAST <= given.value <= MOST) or (whole and given.value is None):
                errors[f"score_{one.number}"] = _("Give a score from 1 to 5.")
            if sentence := _wrong_reason(reason, whole):
                errors[f"reason_{one.number}"] = sentence
            found[one.number] = Given(given.value, reason)
        if errors:
            raise Malformed(errors)
        return found

    def save(self, scores: Scores, action: str, *, submitted: bool = False) -> Any:
        """Writes the scores and the sheet; a draft that says the same as before, or nothing, stays as it is."""
        before = given_in(self.rows.values()) or dict.fromkeys(scores, Given())
        if not submitted and scores == before:
            return self.sheet
        with record(action, by=self.by, needs=[Role.LEAD]):
            sheet = self.sheet or Scoresheet.objects.create(
                audience=Audience.of(self.by.side),
                project=self.project,
                year=self.ranking.year,
                side=self.by.side,
                revision=0,
            )
            self._write(sheet, scores)
            sheet.revision += 1
            if submitted:
                sheet.submitted_at, sheet.submitted_by = timezone.now(), self.by
                sheet.post = self.by.signing_as(Role.LEAD)
            sheet.save(update_fields=["revision", "submitted_at", "submitted_by", "post"])
        return sheet

    def _write(self, sheet: Scoresheet, scores: Scores) -> None:
        for number, row in self.rows.items():
            if number not in scores:
                row.delete()
        for number, given in scores.items():
            row = self.rows.get(number) or Score(
                sheet=sheet, project=self.project, audience=sheet.audience, number=number
            )
            if row._state.adding:
                row.value, row.reason = given.value, given.reason
                row.save(force_insert=True)
            elif (row.value, row.reason) != (given.value, given.reason):
                row.value, row.reason = given.value, given.reason
                row.save(update_fields=["value", "reason"])


def given_in(rows: Any) -> Scores:
    """The scores of a sheet's rows."""
    return {row.number: Given(row.value, row.reason) for row in rows}


def _wrong_reason(reason: str, whole: bool) -> str | Promise:
    if bad := unprintable(reason):
        return _("The report cannot print %(signs)s. Replace it.") % {"signs": " ".join(sorted(bad))}
    if len(reason) > LONGEST:
        return _("At most %(most)d characters; this has %(length)d.") % {"most": LONGEST, "length": len(reason)}
    return gettext_lazy("Say why, in a sentence.") if whole and not reason else ""


def _open(project: Project, criteria: list[Criterion]) -> bool:
    """Opens both sheets once both are submitted, and notes what they give."""
    year = criteria[0].year
    with record("open-scores", by=None), connection.cursor() as cursor:
        cursor.execute("CALL projects_open_scores(%s, %s)", [project.pk, year])
        (opened,) = cursor.fetchone()
    if opened:
        values: dict[str, dict[int, int]] = {"US": {}, "ROK": {}}
        rows = Score.objects.joint().filter(project=project, sheet__year=year)
        for side, number, value in rows.values_list("sheet__side", "number", "value"):
            values[side][number] = value or 0  # submitted, so there is one
        found = totals.result(values["US"], values["ROK"], weights_of(criteria))
        Standing.objects.create(
            project=project, year=year, reference=project.reference, opened_at=timezone.now(), **vars(found)
        )
    return opened

"""Who may do what in the year. The button, the API and the action all ask here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.enums import WORKING, Role
from contacts.models import User
from core.models import Job
from core.verdict import ALLOWED, Verdict
from projects.enums import Owner, Stage
from projects.models import Project
from reporting.enums import EditionStage
from reporting.models import Comment, Consideration, Cycle, Edition, Presentation

RENDER_SEALED = "reporting.tasks.render_sealed"


def can_open_cycle(user: User) -> Verdict:
    """May this user open the cycle of another year?"""
    return _staff(user, _("The secretariats open cycles. Ask that of your side."))


def can_revise_cycle(user: User, cycle: Cycle) -> Verdict:
    """May this user enter or change the dates of a cycle?"""
    return _staff(user, _("The secretariats keep the dates of a cycle. Ask that of your side."))


def can_remind_of_missing(user: User, is_missing: bool, was_reminded: bool) -> Verdict:
    """May this user remind the owners of what is missing at a side? Once a day is enough."""
    if not user.has_role(Role.STAFF, Role.LEAD):
        return Verdict(_("The secretariats and the leads remind of what is missing. Ask one of yours."))
    if not is_missing:
        return Verdict(_("Nothing is missing."))
    if was_reminded:
        return Verdict(_("They were reminded today. Once a day is enough."))
    return ALLOWED


def can_choose(user: User, cycle: Cycle) -> Verdict:
    """May this user choose what is presented at the SCM of this cycle?"""
    if not user.has_role(Role.LEAD):
        return Verdict(_("Lead points of contact choose what is presented at the SCM."))
    return ALLOWED


def can_present(user: User, cycle: Cycle, project: Project) -> Verdict:
    """May this user ask, or sign, that this project is put before the SCM of this cycle?"""
    if not (verdict := can_choose(user, cycle)):
        return verdict
    if project.is_private:
        return Verdict(_("Share the project first: only what both sides see is presented."))
    if project.stage == Stage.OPPORTUNITY:
        return Verdict(_("An opportunity is not presented yet. Develop it into a concept first."))
    if is_presented(cycle, project):
        return Verdict(_("Both sides have decided to present this project at this SCM already."))
    return ALLOWED


def can_hold_back(user: User, cycle: Cycle, project: Project) -> Verdict:
    """May this user ask, or sign, that a presented project is held back from the SCM after all?"""
    if not (verdict := can_choose(user, cycle)):
        return verdict
    if not is_presented(cycle, project):
        return Verdict(_("This project is not presented at this SCM."))
    return ALLOWED


def is_presented(cycle: Cycle, project: Project) -> bool:
    return Presentation.objects.filter(cycle=cycle.year, project=project.pk).exists()


def can_compile(user: User, cycle: Cycle) -> Verdict:
    """May this user compile the report of this cycle?"""
    if not (verdict := can_begin_edition(cycle)):
        return verdict
    return _staff(user, _("The secretariats compile the report. Ask that of your side."))


def can_cancel(user: User, job: Job) -> Verdict:
    """May this user stop this compiling? The secretariat of either side may; the files of a seal are always made."""
    if job.kind == RENDER_SEALED:
        return Verdict(_("The files of a sealed edition are always made. Nobody stops that."))
    return _staff(user, _("The secretariats compile the report. Ask that of your side."))


def can_make_sealed_files(user: User, is_due: bool) -> Verdict:
    """May this user have the files of a sealed edition made again, after that failed? Only while they are due."""
    if not is_due:
        return Verdict(_("The files of this edition are all in the archive."))
    return _staff(user, _("The secretariats compile the report. Ask that of your side."))


def can_export(user: User) -> Verdict:
    """May this user take the whole archive of editions away as one file?"""
    return _staff(user, _("The secretariats export the archive. Ask that of your side."))


def can_begin_edition(cycle: Cycle) -> Verdict:
    """May the edition of this cycle be compiled, or begun? Not once it is sealed, unless a correction is open."""
    stages = set(Edition.objects.filter(cycle=cycle.year).values_list("stage", flat=True))
    if stages == {EditionStage.SEALED}:
        return Verdict(_("The report of this year is sealed. To correct it, open a correction on the edition’s page."))
    return ALLOWED


def can_correct(user: User, edition: Edition) -> Verdict:
    """May this user open the edition that corrects a sealed one?"""
    if not edition.is_sealed:
        return Verdict(_("Only a sealed edition is corrected by another. Edit this one."))
    return _staff(user, _("The secretariats correct the report. Ask that of your side."))


def can_write(user: User, edition: Edition) -> Verdict:
    """May this user write, translate or confirm the narrative of an edition?"""
    if edition.is_sealed:
        return Verdict(_("This edition is sealed and never changes. What is wrong in it is corrected by the next."))
    return _staff(user, _("The secretariats write the report. Ask that of your side, or leave a comment."))


def can_comment(user: User) -> Verdict:
    """May this user comment on a section of the report?"""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff comment on the report."))
    return ALLOWED


def can_close_comment(user: User, comment: Comment) -> Verdict:
    """May this user close a comment with its answers? The side that made it does."""
    if comment.closed_at or comment.answers_id:
        return Verdict(
            _("This comment is closed already.") if comment.closed_at else _("Close the comment it answers.")
        )
    if comment.side != user.side:
        return Verdict(_("The side that made a comment closes it. Answer it instead."))
    return can_comment(user)


def can_climb(edition: Edition) -> Verdict:
    """Can both sides be asked about an edition, or sign it: is it compiled with the narrative as it stands?"""
    if not edition.compiled_revision:
        return Verdict(_("Compile the report first: a signature binds to what was compiled."))
    if not edition.is_current and not edition.is_sealed:
        return Verdict(_("The narrative has changed since the report was compiled. Compile it again, then sign."))
    return ALLOWED


def can_note_consideration(user: User) -> Verdict:
    """May this user note when a body met and what tasking followed?"""
    return _staff(user, _("The secretariats note what the bodies tasked. Ask that of your side."))


def can_settle_tasking(user: User, considered: Consideration) -> Verdict:
    """May this user say that what a body tasked is done, or open again? The side that carries it out does."""
    if not user.has_role(Role.STAFF, Role.LEAD):
        return Verdict(_("The secretariats and the leads say when a tasking is done. Tell one of yours."))
    if not considered.has_tasking:
        return Verdict(_("Nothing was tasked. The secretariats note what was."))
    if considered.owner not in (Owner.BOTH, user.side):
        return Verdict(_("The other side carries this tasking out and says when it is done."))
    return ALLOWED


def can_keep_commitments(user: User) -> Verdict:
    """May this user enter or change what was agreed at an SCM?"""
    return _staff(user, _("The secretariats enter what was agreed at the SCM. Ask that of your side."))


def can_keep_letterhead(user: User, side: str) -> Verdict:
    """May this user replace the name, words, marking or logo of this side on the report?"""
    if user.side != side:
        return Verdict(_("Each side keeps its own name, marking and logo on the report."))
    return _staff(user, _("The secretariats keep the cover of the report. Ask that of your side."))


def _staff(user: User, reason: str | Promise) -> Verdict:
    return ALLOWED if user.has_role(Role.STAFF) else Verdict(reason)

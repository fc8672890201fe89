"""Who may do what in the year. The button, the API and the action all ask here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.enums import Role
from contacts.models import User
from core.verdict import ALLOWED, Verdict
from projects.enums import Stage
from projects.models import Project
from reporting.models import Cycle, Presentation


def can_open_cycle(user: User) -> Verdict:
    """May this user open the cycle of another year?"""
    return _staff(user, _("The secretariats open cycles. Ask that of your side."))


def can_revise_cycle(user: User, cycle: Cycle) -> Verdict:
    """May this user enter or change the dates of a cycle?"""
    return _staff(user, _("The secretariats keep the dates of a cycle. Ask that of your side."))


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
    return _staff(user, _("The secretariats compile the report. Ask that of your side."))


def _staff(user: User, reason: str | Promise) -> Verdict:
    return ALLOWED if user.has_role(Role.STAFF) else Verdict(reason)

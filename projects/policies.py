"""Who may do what with a project. The button, the API and the action all ask here."""

from django.utils.translation import gettext as _

from contacts.enums import WORKING, Role
from contacts.models import User
from core.audience import Audience
from core.verdict import ALLOWED, Verdict
from projects.enums import ENDED, RiskState, Stage
from projects.models import Document, Project, Ranking, Risk


def can_log(user: User) -> Verdict:
    """May this user log an opportunity?"""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff log projects. Ask one of your side."))
    return ALLOWED


def can_edit(user: User, project: Project) -> Verdict:
    """May this user change the project's text, countries, posts and dates?"""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff edit projects. Ask one of your side."))
    if project.stage in ENDED:
        reason = _("The project is at the stage “%(stage)s”; its text no longer changes. Add a remark instead.")
        return Verdict(reason % {"stage": project.get_stage_display()})
    return ALLOWED


def can_share(user: User, project: Project) -> Verdict:
    """May this user make the project visible to the other side? Sharing cannot be undone."""
    if not project.is_private:
        return Verdict(_("Both sides see this project already."))
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff share projects. Ask one of your side."))
    return ALLOWED


def can_plan(user: User, project: Project) -> Verdict:
    """May this user add or change milestones?"""
    return can_edit(user, project)


def can_report(user: User, project: Project) -> Verdict:
    """May this user report progress?"""
    if project.stage != Stage.ACTIVE:
        return Verdict(_("Progress is reported while a project is active."))
    return can_edit(user, project)


def can_keep_results(user: User, project: Project) -> Verdict:
    """May this user add or change risks, issues and indicators?"""
    return can_edit(user, project)


def can_revise_risk(user: User, project: Project, risk: Risk) -> Verdict:
    """May this user change this risk?"""
    if risk.state == RiskState.HAPPENED:
        return Verdict(_("This risk has happened. Change the issue that it has become."))
    return can_keep_results(user, project)


def can_turn_into_issue(user: User, project: Project, risk: Risk) -> Verdict:
    """May this user say that this risk has happened?"""
    if not risk.is_open:
        return Verdict(_("Only an open risk turns into an issue."))
    return can_keep_results(user, project)


def can_keep_partners(user: User, project: Project) -> Verdict:
    """May this user enter what partner countries say, and links between businesses?"""
    return can_edit(user, project)


def can_fund(user: User, side: str) -> Verdict:
    """May this user record money of this side? At every stage: bills come after a project has ended."""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff record money. Ask one of your side."))
    if user.side != side:
        return Verdict(_("Each side records its own money."))
    return ALLOWED


def can_enter_rates(user: User) -> Verdict:
    """May this user enter and correct exchange rates, which hold for both sides?"""
    if not user.has_role(Role.STAFF):
        return Verdict(_("The secretariats of the two sides enter exchange rates."))
    return ALLOWED


def can_upload(user: User, project: Project) -> Verdict:
    """May this user upload a document? At every stage: final reports come after a project has ended."""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff keep documents. Ask one of your side."))
    return ALLOWED


def can_describe_document(user: User, document: Document) -> Verdict:
    """May this user change the title, the category or the language of a document? The other side translates too."""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff keep documents. Ask one of your side."))
    if document.withdrawn_at:
        return Verdict(_("This document is withdrawn."))
    return ALLOWED


def can_withdraw_document(user: User, document: Document) -> Verdict:
    """May this user say that a document is no longer valid?"""
    if user.side != document.side:
        return Verdict(_("The side that uploaded a document withdraws it."))
    return can_describe_document(user, document)


def can_share_document(user: User, document: Document) -> Verdict:
    """May this user make a private document joint? There is no way back."""
    if not document.is_private:
        return Verdict(_("Both sides see this document already."))
    if document.project.is_private:
        return Verdict(_("Share the project first."))
    return can_describe_document(user, document)


def can_keep_efforts(user: User) -> Verdict:
    """May this user enter and change efforts of others? Both sides keep one registry."""
    if not user.has_role(Role.LEAD, Role.STAFF):
        return Verdict(_("Leads and staff of either side keep the registry of efforts. Ask one of your side."))
    return ALLOWED


def can_answer(user: User, project: Project) -> Verdict:
    """May this user say how the project stands to an effort of others? At every stage, since efforts begin at any."""
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff answer overlaps. Ask one of your side."))
    return ALLOWED


def can_remark(user: User, project: Project) -> Verdict:
    """May this user add a remark?"""
    if not user.side:
        return Verdict(_("Administrators keep accounts; they do not write about projects."))
    return ALLOWED


def can_score(user: User, project: Project, *, submitted: bool = False) -> Verdict:
    """May this user write the score of the own side? `submitted` tells that the side has submitted it."""
    if project.stage != Stage.REVIEW:
        return Verdict(_("A project is scored while it is in review."))
    if not user.has_role(Role.LEAD):
        return Verdict(_("A lead point of contact scores for the side."))
    if submitted:
        return Verdict(_("Your side has submitted its score. It does not change any more."))
    return ALLOWED


def can_order(user: User, ranking: Ranking) -> Verdict:
    """May this user propose the order of a year's first places?"""
    if not user.has_role(Role.LEAD):
        return Verdict(_("Lead points of contact propose the order of a year."))
    if ranking.is_fixed:
        return Verdict(_("Both sides have fixed the order. Both release it before it changes."))
    return ALLOWED


def can_keep_criteria(user: User, *, submitted: bool = False) -> Verdict:
    """May this user change what a year's projects are scored on? `submitted` tells that a score of it is submitted."""
    if not user.has_role(Role.STAFF):
        return Verdict(_("The secretariats keep the criteria of a year. Ask that of your side."))
    if submitted:
        return Verdict(_("A score of this year is submitted. Its criteria do not change any more."))
    return ALLOWED


def can_confirm(user: User, project: Project) -> Verdict:
    """May this user confirm a translation against the other language?"""
    return can_edit(user, project)


def can_translate(user: User, side: str) -> Verdict:
    """May this user give what a side said in the other language, or confirm that both say the same?"""
    if user.side != side:
        return Verdict(_("The side that said it gives it in the other language."))
    if not user.has_role(*WORKING):
        return Verdict(_("Points of contact, leads and staff work on projects. Ask one of your side."))
    return ALLOWED


def audiences_for(user: User, project: Project) -> list[Audience]:
    """The audiences a remark or a document may have: the own side, and both once the project is joint."""
    own = Audience.of(user.side)
    return [own] if project.is_private else [Audience.JOINT, own]

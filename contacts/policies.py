"""Who keeps the directory and who keeps accounts. The button, the API and the action all ask here."""

from django.utils.translation import gettext_lazy as _

from contacts.enums import Role
from contacts.models import Post, User
from core.verdict import ALLOWED, Verdict

HANDING_OVER = (Role.LEAD, Role.STAFF)
"""Who says who acts for the posts of a side."""


def can_keep(user: User, side: str) -> Verdict:
    """May this user add or change entries of the directory that belong to `side`, '' for neither side's?"""
    if not user.has_role(Role.STAFF):
        return Verdict(_("The secretariat of each side keeps the directory. Ask yours."))
    if side not in ("", user.side):
        return Verdict(_("Each side’s secretariat keeps its own entries. Ask theirs."))
    return ALLOWED


def can_hand_over(user: User, side: str) -> Verdict:
    """May this user hand the posts of somebody of this side over to a successor?"""
    if side != user.side:
        return Verdict(_("Each side hands over its own posts. Ask a lead or the secretariat of that side."))
    if not user.has_role(*HANDING_OVER):
        return Verdict(_("Leads and the secretariat of a side hand posts over. Ask one of yours."))
    return ALLOWED


def can_deputise(user: User, post: Post) -> Verdict:
    """May this user say who deputises for this post?"""
    if post.side != user.side:
        return Verdict(_("Each side names its own deputies. Ask a lead or the secretariat of that side."))
    if not user.has_role(*HANDING_OVER) and post.pk not in {held["id"] for held in user.held_posts}:
        return Verdict(_("The holder of a post, a lead or the secretariat names its deputy. Ask one of your side."))
    return ALLOWED


def can_administer(user: User) -> Verdict:
    """May this user invite people, close accounts and give roles?"""
    if not user.has_role(Role.ADMINISTRATOR):
        return Verdict(_("Administrators keep accounts. Ask one to invite somebody or to change a role."))
    return ALLOWED


def can_close(user: User, person: User) -> Verdict:
    """May this user close or reopen this account?"""
    if person.pk == user.pk:
        return Verdict(_("You cannot close your own account. Another administrator can."))
    return can_administer(user)


def can_give_roles(user: User, person: User) -> Verdict:
    """May this user change the roles of this account? Its side is never changed: it would open private records."""
    if person.has_role(Role.ADMINISTRATOR):
        return Verdict(_("An administrator has no other role. Invite another account for the other work."))
    return can_administer(user)


def can_be_told(user: User) -> Verdict:
    """Is this user told of what happens, and may choose how?"""
    if not user.side:
        return Verdict(_("Administrators keep accounts; they are told nothing of what the two sides do."))
    return ALLOWED

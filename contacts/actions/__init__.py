"""The only writers of the directory and of accounts. HTML and API are doors to these."""

from contacts.actions.accounts import (
    close_account,
    give_roles,
    invite,
    invite_again,
    make_administrator,
    make_token,
    reopen_account,
    revoke_token,
    set_preferences,
)
from contacts.actions.deputies import end_deputy, name_deputy
from contacts.actions.directory import (
    StaleRow,
    add_contact,
    add_organisation,
    add_post,
    end_tenure,
    revise_contact,
    revise_organisation,
    revise_post,
    start_tenure,
    version_of,
)
from contacts.actions.handover import hand_over, tenures_version

__all__ = [
    "StaleRow",
    "add_contact",
    "add_organisation",
    "add_post",
    "close_account",
    "end_deputy",
    "end_tenure",
    "give_roles",
    "hand_over",
    "invite",
    "invite_again",
    "make_administrator",
    "make_token",
    "name_deputy",
    "reopen_account",
    "revise_contact",
    "revise_organisation",
    "revise_post",
    "revoke_token",
    "set_preferences",
    "start_tenure",
    "tenures_version",
    "version_of",
]

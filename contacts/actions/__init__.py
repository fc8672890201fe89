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
from contacts.actions.mailing import make_digests, send_waiting, tidy
from contacts.actions.notices import (
    SEND_MAIL,
    notify,
    read_all,
    read_notice,
    set_notice_preferences,
    settle,
)
from contacts.actions.telling import warn_of_ending_tenures
from contacts.actions.waiting import keep_waiting

__all__ = [
    "SEND_MAIL",
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
    "keep_waiting",
    "make_administrator",
    "make_digests",
    "make_token",
    "name_deputy",
    "notify",
    "read_all",
    "read_notice",
    "reopen_account",
    "revise_contact",
    "revise_organisation",
    "revise_post",
    "revoke_token",
    "send_waiting",
    "set_notice_preferences",
    "set_preferences",
    "settle",
    "start_tenure",
    "tenures_version",
    "tidy",
    "version_of",
    "warn_of_ending_tenures",
]

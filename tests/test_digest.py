"""The daily digest: when it goes, and what it gathers."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts import actions
from contacts.enums import Event, How
from core.audience import Audience, acting_as
from tests.test_notices import MONDAY, send, tell

pytestmark = pytest.mark.django_db


def digest_after(cast, at, moments: dict[str, int], person="us_poc") -> None:
    """Says how many mails go at these moments after a remark on Monday, 07:00 in Washington."""
    at(MONDAY)
    tell(Event.REMARKED, to=[getattr(cast, person)], by=cast.rok_lead)
    for moment, count in moments.items():
        at(datetime.fromisoformat(moment))
        assert len(send()) == count, moment


def test_a_digest_goes_once_at_eight_of_the_readers_morning(cast, at):
    digest_after(
        cast,
        at,
        {
            "2026-11-30T12:59:00Z": 0,
            "2026-11-30T13:00:30Z": 1,
            "2026-11-30T13:05:00Z": 0,
            "2026-12-01T13:05:00Z": 0,
        },
    )


def test_a_digest_waits_for_the_next_working_day_of_the_readers_capital(cast, at):
    """Told on a Monday evening in Seoul; Christmas is closed in both, 24 December works."""
    at(datetime(2026, 12, 24, 14, tzinfo=UTC))  # 09:00 in Washington, Christmas Eve
    tell(Event.REMARKED, to=[cast.us_poc], by=cast.rok_lead)
    for day, count in ((25, 0), (26, 0), (27, 0), (28, 1)):
        at(datetime(2026, 12, day, 13, 30, tzinfo=UTC))
        assert len(send()) == count, day


def test_a_digest_gathers_what_is_unread_and_names_nothing_private(cast, at):
    at(MONDAY)
    tell(Event.REMARKED, to=[cast.us_poc], by=cast.rok_lead)
    with acting_as(Audience.US):
        actions.set_notice_preferences({Event.ASKED: How.DAILY}, titles_only=False, by=cast.us_poc)
    tell(to=[cast.us_poc], audience=Audience.US, by=cast.us_lead, question="SECRET question")
    [read] = tell(Event.SHARED, to=[cast.us_poc], by=cast.rok_lead)
    with acting_as(Audience.US):
        actions.read_notice(read, by=cast.us_poc)
    at(MONDAY + timedelta(hours=2))
    [mail] = send()
    assert mail.body.count("CANARY radar training") == 1
    assert "one notice about what only your side sees" in mail.body
    assert "SECRET" not in mail.body


def test_two_sweeps_make_one_digest(cast, at):
    at(MONDAY)
    tell(Event.REMARKED, to=[cast.us_poc], by=cast.rok_lead)
    at(MONDAY + timedelta(hours=2))
    assert (actions.make_digests(), actions.make_digests()) == (1, 0)

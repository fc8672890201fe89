"""A double click does its work once."""

import threading
import uuid

import pytest
from django.db import connection

from core.audience import Audience, acting_as
from core.submissions import once


def test_two_submissions_at_the_same_moment_do_the_work_once(committed):
    key, done, answers = str(uuid.uuid4()), [], []

    def submit():
        with acting_as(Audience.US):
            answers.append(once(key, by=committed.us_poc, work=lambda: done.append(1) or "US-2026-001"))
        connection.close()

    clicks = [threading.Thread(target=submit) for _ in range(4)]
    [click.start() for click in clicks]
    [click.join() for click in clicks]
    assert done == [1]
    assert answers == ["US-2026-001"] * 4


def test_a_submission_that_failed_can_be_sent_again(cast):
    key = str(uuid.uuid4())
    with acting_as(Audience.US), pytest.raises(ZeroDivisionError):
        once(key, by=cast.us_poc, work=lambda: 1 / 0)
    with acting_as(Audience.US):
        assert once(key, by=cast.us_poc, work=lambda: "done") == "done"

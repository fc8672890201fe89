"""Law 7 on mails: whatever is killed while they leave, each arrives, and arrives once."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from contacts import actions
from contacts.enums import Event, MailState
from contacts.models import Outgoing, User
from core.audience import Audience, acting_as
from core.jobs import wake
from tests.postbox import Postbox, postbox
from tests.servers import Worker, wait_until

MAILS = 20
KILLS = 5


@pytest.fixture
def slow_postbox() -> Iterator[Postbox]:
    with postbox(seconds_for_each=0.1) as server:
        yield server


@pytest.fixture
def start(server_environment, committed, slow_postbox, tmp_path) -> Iterator[Callable[[], Worker]]:
    """Starts a real worker whose mails go to the postbox."""
    running: list[Worker] = []

    def begin() -> Worker:
        environment = {**server_environment, "EMAIL_URL": slow_postbox.url}
        running.append(Worker(environment, tmp_path / f"worker{len(running)}.log"))
        return running[-1]

    yield begin
    for worker in running:
        worker.stop()


def tell(people: list[User], times: int) -> None:
    for number in range(times):
        with acting_as(Audience.JOINT):
            words = {"title_en": f"Project {number}", "title_ko": f"사업 {number}", "question": "Carry it out?"}
            actions.notify(Event.ASKED, to=people, audience="JOINT", subject_id=number, url="/", by=None, **words)


def in_hand() -> set[str]:
    """The mails whose worker was killed; its lease has run out, as it would after two minutes."""
    with acting_as(Audience.JOINT):
        held = Outgoing.objects.filter(state=MailState.SENDING)
        found = {str(pk) for pk in held.values_list("pk", flat=True)}
        held.update(next_at=timezone.now())
    return found


def states() -> Counter:
    with acting_as(Audience.JOINT):
        return Counter(Outgoing.objects.values_list("state", flat=True))


def names(mails: Iterable[Any]) -> list[str]:
    """Whose Message-ID each mail has."""
    return [mail["Message-ID"].strip("<>").partition("@")[0] for mail in mails]


def test_a_worker_killed_while_it_sends_loses_no_mail_and_sends_none_twice(committed, start, slow_postbox):
    """Only a mail that was in the server's hands when its worker died may come again, under the same Message-ID."""
    seed = random.randrange(10**6)
    chance, held, arrived = random.Random(seed), set(), slow_postbox.mails
    tell([committed.us_lead], MAILS)
    for goal in sorted(chance.sample(range(1, MAILS - 1), KILLS)):
        worker = start()
        wake(actions.SEND_MAIL)
        wait_until(lambda goal=goal: len(arrived) >= goal, what="a mail")
        time.sleep(chance.uniform(0, 0.1))
        worker.kill()
        held |= in_hand()
    start()
    wake(actions.SEND_MAIL)
    wait_until(lambda: states() == {MailState.SENT: MAILS}, what=f"all mails, seed {seed}")
    with acting_as(Audience.JOINT):
        assert {str(pk) for pk in Outgoing.objects.values_list("pk", flat=True)} == set(names(arrived)), seed
    assert {name for name, count in Counter(names(arrived)).items() if count > 1} <= held, seed
    assert len({(mail["Message-ID"], mail["Subject"], mail.get_content()) for mail in arrived}) == MAILS, seed


def test_two_workers_at_once_send_each_mail_once(committed, start, slow_postbox):
    for _worker in range(2):
        start()
    tell([committed.us_lead, committed.rok_lead], MAILS // 2)
    for _worker in range(4):
        wake(actions.SEND_MAIL)
    wait_until(lambda: states() == {MailState.SENT: MAILS}, what="all mails")
    assert Counter(Counter(names(slow_postbox.mails)).values()) == {1: MAILS}

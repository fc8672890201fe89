"""What the demonstration starts it keeps alive, and it leaves nothing behind, even when it was killed itself."""

import json
import os
import signal
import socket
import sys

import pytest

from rcf_tracker import demo, supervisor
from rcf_tracker.processes import CannotStart, command_of, free_port, wait_until
from rcf_tracker.supervisor import Child, Supervisor, end_leftovers

# A process with a child of its own, as a worker has; both carry a word by which they are known.
PARENT = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)', 'rcf-test-word'])"
)


@pytest.fixture
def child(tmp_path):
    one = Child("sleeper", [sys.executable, "-c", PARENT, "rcf-test-word"], tmp_path / "log", dict(os.environ))
    yield one
    one.end()


@pytest.fixture
def kept(child, tmp_path):
    return Supervisor([child], tmp_path / "record.json")


def offspring(number: int) -> list[int]:
    """The processes that a process started."""
    with open(f"/proc/{number}/task/{number}/children", encoding="utf-8") as file:
        return [int(word) for word in file.read().split()]


def test_a_killed_process_is_started_again_after_a_pause(kept, child):
    kept.tend()
    first = child.process.pid
    assert wait_until(lambda: offspring(first))
    orphans = offspring(first)
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    kept.tend()
    assert child.process is None, "there is a pause first"
    assert wait_until(lambda: not any("rcf-test-word" in command_of(orphan) for orphan in orphans))
    child.due = 0
    kept.tend()
    assert child.process.pid != first
    assert json.loads(kept.record.read_text()) == {"sleeper": child.process.pid}


def test_the_pause_grows_with_each_early_end_up_to_a_bound(child):
    pauses = []
    for _end in range(8):
        child.start()
        child.process.kill()
        child.process.wait()
        child._note_end()
        pauses.append(child.pause)
    assert pauses == [2, 4, 8, 16, 30, 30, 30, 30]
    child.start()
    child.started -= supervisor.STEADY + 1
    child.process.kill()
    child.process.wait()
    child._note_end()
    assert child.pause == 1


def test_stopping_ends_all_and_forgets_them(kept, child):
    kept.tend()
    number = child.process.pid
    kept.stop()
    assert command_of(number) == ""
    assert not kept.record.exists()


def test_what_a_killed_supervisor_left_is_ended_at_the_next_start(kept, child):
    kept.tend()
    assert wait_until(lambda: offspring(child.process.pid))
    left = [child.process.pid, *offspring(child.process.pid)]
    end_leftovers(kept.record, "rcf-test-word")
    assert wait_until(lambda: not any("rcf-test-word" in command_of(number) for number in left))
    assert not kept.record.exists()


@pytest.mark.parametrize("content", ["", "{", "[1]", None])
def test_a_record_that_tells_nothing_is_passed_over(tmp_path, content):
    record = tmp_path / "record.json"
    if content is not None:
        record.write_text(content)
    end_leftovers(record, "rcf-test-word")


def test_a_process_that_only_took_over_the_number_is_left_alone(tmp_path):
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"web": os.getpid()}))
    end_leftovers(record, "a word that is in no command")


def test_a_taken_port_is_told_in_a_sentence():
    port = free_port()
    demo.refuse_taken(port)
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(CannotStart, match=f"^port {port} of 127.0.0.1 is taken"),
    ):
        demo.refuse_taken(port)


def test_the_error_is_picked_from_what_a_failed_command_said():
    said = "Traceback:\n  File x\ndjango.db.utils.ProgrammingError: no such table\nCONTEXT: line 4\n"
    assert demo.reason(said) == "django.db.utils.ProgrammingError: no such table"
    assert demo.reason("\n") == "it gave no reason"

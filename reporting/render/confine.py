"""What a short-lived process does first. It runs by its path, alone, and loads this by its path."""

import ctypes
import os
import resource
import signal
import sys

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def confine(memory: int, parent: int) -> None:
    """Cap the address space, and end when the parent ends, even by SIGKILL."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit("The process that asked for the report has ended.")

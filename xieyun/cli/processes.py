"""Child processes of `xieyun serve`: forked from the loaded parent, so that they share its memory."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, MAXIMUM_PAUSE = 0.2, 30.0


def die_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent process ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def fork(work: Callable[[], int]) -> int:
    """Run `work` in a child process and return the child's number; its result is the exit code."""
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        # Ctrl+C in a terminal goes to a whole process group; stopping in order is the parent's business.
        os.setpgrp()
        die_with(parent)
        code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: the parent's exit hooks, which stop the embedded database, are not the child's to run.
        os._exit(code)


@dataclass
class Child:
    """One supervised process: what it runs, its number while it lives, and when it started."""

    name: str
    work: Callable[[], int]
    pid: int = 0
    started: float = 0.0
    died: float = 0.0
    quick_deaths: int = field(default=0)

    def start(self) -> None:
        """Fork the process."""
        self.started = time.monotonic()
        self.pid = fork(self.work)

    def ended(self) -> int | None:
        """Return the exit code if the process has ended since the last call, else None."""
        if not self.pid:
            return None
        number, status = os.waitpid(self.pid, os.WNOHANG)
        if number == 0:
            return None
        self.pid, self.died = 0, time.monotonic()
        self.quick_deaths = self.quick_deaths + 1 if self.died - self.started < 10 else 0
        return os.waitstatus_to_exitcode(status)

    def pause(self) -> float:
        """Return how many seconds it rests after its death: longer and longer when it dies at once again and again."""
        return min(FIRST_PAUSE * 2.0**self.quick_deaths, MAXIMUM_PAUSE)

    def due(self) -> bool:
        """Whether it has ended and rested."""
        return not self.pid and time.monotonic() >= self.died + self.pause()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still lives."""
        if self.pid:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                self.pid = 0

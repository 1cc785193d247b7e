"""Supervised child processes."""

from __future__ import annotations

import os
import signal
import time

from xieyun.cli.processes import Child, fork


def wait_for_end(child: Child) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        code = child.ended()
        if code is not None:
            return code
        time.sleep(0.01)
    raise AssertionError("the child did not end")


def raise_system_exit() -> int:
    raise SystemExit(5)


def fail() -> int:
    raise ValueError("expected by the test")


def test_the_exit_code_is_the_result() -> None:
    for work, expected in ((lambda: 0, 0), (lambda: 3, 3), (raise_system_exit, 5), (fail, 1)):
        code = os.waitstatus_to_exitcode(os.waitpid(fork(work), 0)[1])
        assert code == expected


def test_a_child_reports_its_end_once() -> None:
    child = Child("test", lambda: 7)
    child.start()
    assert wait_for_end(child) == 7
    assert child.ended() is None


def test_a_child_is_stopped_by_a_signal() -> None:
    child = Child("test", lambda: time.sleep(60) or 0)
    child.start()
    assert child.ended() is None
    child.signal(signal.SIGTERM)
    assert wait_for_end(child) == -signal.SIGTERM
    child.signal(signal.SIGTERM)  # nothing is left to receive it


def test_quick_deaths_are_counted_until_it_lives_long() -> None:
    child = Child("test", lambda: 1)
    for expected in (1, 2, 3):
        child.start()
        wait_for_end(child)
        assert child.quick_deaths == expected
    child.start()
    child.started -= 60
    wait_for_end(child)
    assert child.quick_deaths == 0

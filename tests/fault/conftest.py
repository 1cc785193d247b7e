"""Fixtures of the fault tests: one durable PostgreSQL, and an installation that its tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fault import counted
from tests.fault.ground import Ground
from tests.fault.server import Server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many of each was done."""
    if said := counted.summary():
        terminalreporter.write_line(f"faults: {said}")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL with fsync on."""
    made = Server()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def _ground(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    made = Ground(server, tmp_path_factory.mktemp("ground") / "home")
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def ground(_ground: Ground) -> Iterator[Ground]:
    """The installation with its web processes running and no worker; afterwards every history must be sound."""
    _ground.serve()
    yield _ground
    _ground.assert_sound()

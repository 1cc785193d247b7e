"""Fixtures of the end-to-end tests: a served demo installation for the whole session, and an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Installation, create_database, drop_database


@pytest.fixture(scope="session")
def served_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a small demo group (6 companies, 120 people) until the session ends."""
    database = create_database("demo")
    installation = Installation(tmp_path_factory.mktemp("demo") / "home", database=database)
    try:
        assert installation.run("migrate").returncode == 0
        loaded = installation.run("demo", "load", "--companies", "6", "--people", "120", "--seed", "1")
        assert loaded.returncode == 0, loaded.stderr
        installation.start()
        yield installation
    finally:
        installation.stop()
        drop_database(database)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with an empty database; what the test starts is stopped after it."""
    database = create_database("empty")
    made = Installation(tmp_path / "home", database=database)
    try:
        yield made
    finally:
        made.stop()
        drop_database(database)

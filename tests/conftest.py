"""Fixtures of the end-to-end tests: a served demo installation for the whole session, and an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Installation, create_database, drop_database, serving_demo


@pytest.fixture(scope="session")
def served_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a small demo group (6 companies, 120 people) until the session ends."""
    with serving_demo(tmp_path_factory.mktemp("demo") / "home") as installation:
        yield installation


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

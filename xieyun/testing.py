"""Pytest plugin (`-p xieyun.testing`): a real PostgreSQL for the tests.

It is a plugin and not a conftest because Django's settings are read before any conftest is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xieyun.kernel.embedded import ensure_server


def _use_test_server() -> None:
    # One server for all parallel workers of one checkout; it stops when the last of them ends.
    folder = Path(tempfile.gettempdir()) / f"xieyun-test-{os.getuid()}"
    os.environ["XIEYUN_HOME"] = str(folder / "home")
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = ensure_server(folder)


_use_test_server()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give each parallel worker its own database, and tests plain connections instead of a pool."""
    from django.db import connections

    for connection in connections.all():
        connection.settings_dict["OPTIONS"].pop("pool", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the test runner empty the audit tables between tests that commit; nothing else may."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_auditrow DISABLE TRIGGER audit_no_truncate")
        cursor.execute("ALTER TABLE kernel_auditseal DISABLE TRIGGER seal_no_truncate")


@pytest.fixture
def at_instant() -> Callable[..., Any]:
    """Return the clock's `frozen`, for tests that depend on the date."""
    from xieyun.kernel import clock

    return clock.frozen

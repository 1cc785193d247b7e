"""Pytest plugin (`-p xieyun.testing`): a real PostgreSQL for the tests.

It is a plugin and not a conftest because Django's settings are read before any conftest is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings

from xieyun.kernel.embedded import ensure_server


def _use_test_server() -> None:
    if "DATABASE_URL" in os.environ:  # given from outside, or inherited from the run that started this worker
        if "XIEYUN_HOME" not in os.environ:
            os.environ["XIEYUN_HOME"] = tempfile.mkdtemp(prefix="xieyun-test-")
        return
    folder = Path(tempfile.mkdtemp(prefix="xieyun-test-"))
    folder.chmod(0o755)  # the server runs as another user when the tests run as root
    os.environ["XIEYUN_HOME"] = str(folder / "home")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server's own exit handler
    os.environ["DATABASE_URL"] = url = ensure_server(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        # A throw-away server need not survive a power cut; fault tests start durable servers of their own.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")


_use_test_server()
# How long an example takes says how busy the machine is; no test of ours asserts a time.
settings.register_profile("xieyun", deadline=None)
settings.load_profile("xieyun")


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


@pytest.fixture(autouse=True)
def records_emptied(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Empty the tables of records after a test that commits; Django's flush knows only those of models."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        return
    from django.db import connection

    from xieyun.records.naming import SCHEMA  # raw records: tests empty what they committed

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        tables = ", ".join(name for (name,) in cursor.fetchall())
        if tables:
            cursor.execute(f"TRUNCATE {tables} CASCADE")


@pytest.fixture
def at_instant() -> Callable[..., Any]:
    """Return the clock's `frozen`, for tests that depend on the date."""
    from xieyun.kernel import clock

    return clock.frozen

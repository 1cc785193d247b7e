"""Tests run on a real PostgreSQL: DATABASE_URL, or an embedded server of the test run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

if "DATABASE_URL" not in os.environ:
    # One server for all parallel workers; it stops when the last of them ends.
    _folder = Path(os.environ.get("XIEYUN_TEST_HOME") or tempfile.gettempdir()) / f"xieyun-test-{os.getuid()}"
    os.environ["XIEYUN_HOME"] = str(_folder)
    from xieyun.kernel.embedded import ensure_server

    os.environ["DATABASE_URL"] = ensure_server(_folder)
os.environ.setdefault("XIEYUN_HOME", tempfile.mkdtemp(prefix="xieyun-test-"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give each parallel worker its own database, and tests plain connections instead of a pool."""
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)


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

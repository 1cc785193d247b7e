"""Tests run on a real PostgreSQL: DATABASE_URL, or an embedded server of the test run."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

if "DATABASE_URL" not in os.environ:
    # One server for all parallel workers; it stops when the last of them ends.
    _folder = Path(os.environ.get("XIEYUN_TEST_HOME") or tempfile.gettempdir()) / f"xieyun-test-{os.getuid()}"
    os.environ["XIEYUN_HOME"] = str(_folder)
    from xieyun.kernel.embedded import ensure_server

    os.environ["DATABASE_URL"] = ensure_server(_folder)
os.environ.setdefault("XIEYUN_HOME", tempfile.mkdtemp(prefix="xieyun-test-"))

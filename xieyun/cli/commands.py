"""What the short commands do; the long-running ones have a file each."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from xieyun.cli.installation import connect_database, load_django, migrate, require_tables
from xieyun.cli.words import say


def run(command: str, options: argparse.Namespace) -> int:
    """Run a command with its parsed options and return its exit code."""
    match command:
        case "serve":
            from xieyun.cli import serve

            return serve.run(with_demo=options.demo)
        case "web":
            from xieyun.cli import web

            connect_database()
            return web.run()
        case "worker":
            from xieyun.cli import worker

            load_django(log_level="INFO")
            require_tables()
            return worker.run()
        case "doctor":
            from xieyun.cli import doctor

            return doctor.run()
        case "demo":
            from xieyun.cli import demo

            if options.action == "load":
                load_django()
                require_tables()
                demo.load(companies=options.companies, people=options.people, seed=options.seed)
            return demo.show_accounts()
        case "group":
            from xieyun.cli import group

            load_django()
            require_tables()
            return group.create(code=options.code, name=options.name)
        case "openapi":
            return _openapi(options.output)
        case "migrate":
            load_django()
            _migrate()
        case "audit":
            load_django()
            require_tables()
            return _verify_audit()
        case _:
            load_django()
            _shell()
    return 0


def _migrate() -> None:
    done = migrate()
    say(
        f"数据库表已更新（{done} 项）。" if done else "数据库表已是最新。",
        f"The database's tables are up to date now ({done} migrations)."
        if done
        else "The database's tables were up to date.",
    )


def _verify_audit() -> int:
    from xieyun.kernel import audit

    found = audit.verify()
    if found.sound:
        say(
            f"审计链完好：{found.rows} 条记录，{found.seals} 个封印，{found.unsealed} 条尚未封印。",
            f"The audit chain is sound: {found.rows} rows, {found.seals} seals, {found.unsealed} rows not sealed yet.",
        )
        return 0
    say(
        f"审计链在第 {found.broken_row} 条记录处断裂：{found.reason}。请从备份核对该记录及其后的记录。",
        f"The audit chain is broken at row {found.broken_row}: {found.reason}. Compare it with a backup.",
    )
    return 1


def _openapi(output: str | None) -> int:
    load_django(database=False)
    from xieyun.http.api import api

    text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"
    if output is None:
        print(text, end="")
    else:
        Path(output).write_text(text, encoding="utf-8")
    return 0


def _shell() -> None:
    import code

    code.interact(local={}, banner="Xieyun (Django is set up)", exitmsg="")

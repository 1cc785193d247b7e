"""The command `xieyun`: reads the command line and hands over; every command loads only what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from xieyun.cli.words import CommandError, choose, complain


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 found something wrong, 2 could not be done."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # No traceback for what people can mend; XIEYUN_TRACE=1 shows it to developers.
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except CommandError as error:
        complain(error.zh, error.en)
        return 2
    except Exception as error:
        if os.environ.get("XIEYUN_TRACE") == "1":
            raise
        complain(*_explain(error))
        return 2


def _run(arguments: list[str]) -> int:
    if arguments[:2] == ["process", "try"]:
        from xieyun.cli import process_try

        return process_try.run(arguments[2:])
    if arguments[:1] in (["process"], ["app"]) and arguments[1:] not in ([], ["-h"], ["--help"]):
        return _room_command(arguments[0], arguments[1:])
    options = _parser().parse_args(arguments)
    command: str = options.command
    if command in ("process", "app"):
        return _room_command(command, ["--help"])
    from xieyun.cli import commands

    return commands.run(command, options)


def _room_command(room: str, arguments: list[str]) -> int:
    from xieyun.cli.installation import load_django

    load_django()
    if room == "process":
        from xieyun.cli import process_commands

        return process_commands.run(arguments)
    from xieyun.cli import app_commands

    return app_commands.run(arguments)


def _explain(error: Exception) -> tuple[str, str]:
    from xieyun.kernel.errors import Problem

    if isinstance(error, Problem):
        problem = error.as_json()
        details = [(item["detail_zh"], item["detail_en"]) for item in problem["errors"]]
        zh = "；".join([problem["detail_zh"], *(zh for zh, _ in details)])
        return zh, " ".join([problem["detail_en"], *(en for _, en in details)])
    names = {kind.__name__ for kind in type(error).__mro__}
    if {"OperationalError", "InterfaceError", "PoolTimeout"} & names:
        return (
            f"数据库没有响应：{_first_line(error)}。请检查 DATABASE_URL，或运行 xieyun doctor。",
            f"The database does not answer: {_first_line(error)}. Check DATABASE_URL, or run `xieyun doctor`.",
        )
    what = f"{type(error).__name__}: {_first_line(error)}"
    return (
        f"命令未能完成（{what}）。请运行 xieyun doctor 检查安装；开发者可设 XIEYUN_TRACE=1 查看详情。",
        f"The command did not finish ({what}). Run `xieyun doctor`; XIEYUN_TRACE=1 shows developers more.",
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0].rstrip(".")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xieyun", description=choose("协运：协同运营平台", "Xieyun, a collaborative operation platform")
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", required=True, metavar=choose("命令", "COMMAND"))

    def add(name: str, zh: str, en: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=choose(zh, en), description=choose(zh, en))

    serve = add("serve", "运行整个系统：数据库、网页、后台任务", "run everything: database, web, background jobs")
    serve.add_argument(
        "--demo",
        action="store_true",
        help=choose("数据库为空时先装入演示集团", "load the demo group first when the database is empty"),
    )
    add("web", "只运行网页进程", "run the web processes only")
    add("worker", "只运行后台任务进程", "run the background jobs only")
    add("migrate", "建立或更新数据库表", "create or update the database's tables")
    add("doctor", "检查安装并说明怎样修复", "check the installation and say how to mend it")
    demo = add("demo", "演示数据：load 装入，accounts 显示演示账号", "demo data: load it, or show its accounts")
    demo.add_argument("action", choices=("load", "accounts"))
    demo.add_argument(
        "--companies", type=int, default=312, help=choose("公司数（默认 312）", "companies (default 312)")
    )
    demo.add_argument("--people", type=int, default=20400, help=choose("人数（默认 20400）", "people (default 20400)"))
    demo.add_argument(
        "--seed",
        type=int,
        default=1,
        help=choose("随机种子：相同的种子得到相同的数据", "the same seed gives the same data"),
    )
    group = add("group", "建立真实使用的集团和三位管理员", "create a group for real use, and its three administrators")
    group.add_argument("action", choices=("create",))
    group.add_argument("--code", required=True, help=choose("集团代码，例如 JH", "the group's code, for example JH"))
    group.add_argument("--name", required=True, help=choose("集团名称", "the group's name"))
    audit = add("audit", "审计链：verify 检查是否被改动", "the audit chain: verify that nothing was changed")
    audit.add_argument("action", choices=("verify",))
    openapi = add("openapi", "输出接口说明（OpenAPI 3.1）", "print the interface's description (OpenAPI 3.1)")
    openapi.add_argument("--output", help=choose("写入文件而不是屏幕", "write to this file instead of the screen"))
    add("shell", "打开 Python 命令行（供开发者使用）", "open a Python shell, for developers")
    add("process", "流程：try 试运行一个 BPMN 文件，verify 检查实例", "processes: try a BPMN file, verify instances")
    add("app", "应用包：lint、plan、apply、export", "app packages: lint, plan, apply, export")
    return parser


def _version() -> str:
    from xieyun import __version__

    return f"xieyun {__version__}"


if __name__ == "__main__":
    sys.exit(main())

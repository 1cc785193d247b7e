"""`xieyun app lint | plan | apply | export | list`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xieyun.cli.words import choose, complain, fail, say

if TYPE_CHECKING:
    from xieyun.kernel.actor import Actor
    from xieyun.kernel.errors import Problem
    from xieyun.packages.declarations import Package
    from xieyun.packages.planning import Change


def run(argv: Sequence[str]) -> int:
    """Run one subcommand and return its exit code: 0 done, 1 the package is refused."""
    from xieyun.kernel.errors import Problem

    options = _parser().parse_args(list(argv))
    try:
        match options.command:
            case "lint":
                return _lint(_read(options.folder), as_json=options.json)
            case "plan":
                return _plan(options)
            case "apply":
                return _apply(options)
            case "export":
                return _export(options)
            case _:
                return _list(options)
    except Problem as problem:
        _explain(problem)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xieyun app", description=choose("应用包", "App packages"))
    commands = parser.add_subparsers(dest="command", required=True)
    for name, zh, en in (
        ("lint", "检查应用包", "check a package"),
        ("plan", "显示应用它会做什么", "show what applying it would do"),
        ("apply", "应用到集团", "apply it to the group"),
        ("export", "把系统中的现状写回文件", "write what the system has now to files"),
        ("list", "列出已安装的应用包", "list the installed packages"),
    ):
        command = commands.add_parser(name, help=choose(zh, en))
        if name == "export":
            command.add_argument("code", help=choose("应用包代码", "code of the package"))
            command.add_argument("output", type=Path, help=choose("写入的文件夹", "folder to write to"))
        elif name != "list":
            command.add_argument(
                "folder", help=choose("文件夹，或自带应用包的名称", "folder, or name of a bundled package")
            )
        if name != "lint":
            command.add_argument(
                "--group", default="", help=choose("集团代码（只有一个集团时可省略）", "code of the group")
            )
        command.add_argument("--json", action="store_true", help=choose("输出 JSON", "print JSON"))
    return parser


def _read(name: str) -> Package:
    from xieyun.packages.bundled import folder_of
    from xieyun.packages.files import read_package

    folder = Path(name)
    if not (folder / "app.yaml").is_file():
        folder = folder_of(name) or folder
    return read_package(folder)


def _actor(code: str) -> Actor:
    from xieyun.kernel.actor import system_actor
    from xieyun.organization.models import OrgNode

    groups = OrgNode.objects.filter(kind="group")
    found = list(groups.filter(code=code) if code else groups.order_by("id")[:2])
    if len(found) != 1:
        codes = "、".join(groups.values_list("code", flat=True)) or "—"
        fail(f"请用 --group 指定集团（现有：{codes}）。", f"Name the group with --group (there are: {codes}).")
    return system_actor(found[0].id)


def _lint(package: Package, *, as_json: bool) -> int:
    from xieyun.packages.lint import lint
    from xieyun.records import catalogue

    faults = lint(package, catalogue.current())
    if as_json:
        print(json.dumps([fault.as_json() for fault in faults], ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            shown = fault.as_json()
            complain(f"{fault.path}：{shown['detail_zh']}", f"{fault.path}: {shown['detail_en']}")
        if not faults:
            say(
                f"应用包 {package.code} {package.version} 没有问题。",
                f"Package {package.code} {package.version} is sound.",
            )
    return 1 if faults else 0


def _plan(options: argparse.Namespace) -> int:
    from xieyun.packages.planning import plan
    from xieyun.records import catalogue

    package = _read(options.folder)
    actor = _actor(options.group)
    from xieyun.packages.lint import lint

    if lint(package, catalogue.current()):
        return _lint(package, as_json=options.json)
    changes = plan(actor, package)
    _print(changes, as_json=options.json)
    return 1 if any(change.verb == "refuse" for change in changes) else 0


def _apply(options: argparse.Namespace) -> int:
    from xieyun.packages.actions import apply_package

    package = _read(options.folder)
    changes = apply_package(actor=_actor(options.group), package=package)
    _print(changes, as_json=options.json)
    if not options.json:
        say(
            f"应用包 {package.code} {package.version} 已应用。", f"Package {package.code} {package.version} is applied."
        )
    return 0


def _export(options: argparse.Namespace) -> int:
    from xieyun.packages.files import write_package
    from xieyun.packages.selectors import export_package

    written = write_package(export_package(_actor(options.group), options.code), options.output)
    if options.json:
        print(json.dumps(written, ensure_ascii=False))
    else:
        say(
            f"已写入 {len(written)} 个文件到 {options.output}。",
            f"{len(written)} files were written to {options.output}.",
        )
    return 0


def _list(options: argparse.Namespace) -> int:
    from xieyun.packages.selectors import installed_packages

    found = installed_packages(_actor(options.group))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, default=str, indent=1))
    for one in () if options.json else found:
        print(f"{one['code']:20} {one['version']:10} {one['title']['zh']}")
    return 0


_VERBS = {
    "create": ("新建", "create"),
    "change": ("修改", "change"),
    "same": ("不变", "same"),
    "remove": ("移除", "remove"),
    "refuse": ("拒绝", "refuse"),
}
_KINDS = {
    "object": ("对象", "object"),
    "ledger": ("台账", "ledger"),
    "decision": ("决策表", "decision"),
    "process": ("流程", "process"),
    "role": ("角色", "role"),
}


def _print(changes: list[Change], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([change.as_json() for change in changes], ensure_ascii=False, indent=1))
        return
    for change in changes:
        print(f"{choose(*_VERBS[change.verb])}  {choose(*_KINDS[change.kind])}  {change.code}")
        for effect in change.effects:
            print(f"      {choose(*effect)}")
        for sql in change.sql:
            print(f"      SQL: {' '.join(sql.split())}")


def _explain(problem: Problem) -> None:
    shown = problem.as_json()
    complain(shown["detail_zh"], shown["detail_en"])
    for error in shown["errors"]:
        complain(f"  {error['field']}：{error['detail_zh']}", f"  {error['field']}: {error['detail_en']}")

"""`xieyun process ...`: proving and publishing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path


def run(arguments: Sequence[str]) -> int:
    """Run one of the process commands and return its exit code."""
    options = _parser().parse_args(list(arguments))
    return _verify() if options.command == "verify" else _publish(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xieyun process", description="流程：校验与发布 / processes: prove and publish"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("verify", help="重放全部流程历史并与数据库核对 / replay every history and compare")
    publish = commands.add_parser("publish", help="发布 BPMN 文件 / publish a BPMN file")
    publish.add_argument("file", type=Path)
    publish.add_argument("--code", required=True, help="流程编码 / the code of the process")
    publish.add_argument("--object-type", help="绑定的业务对象 / the object type that starts it")
    publish.add_argument("--group", help="集团标识（仅一个集团时可省略） / the group's id when there are several")
    return parser


def _verify() -> int:
    from xieyun.kernel.actor import system_actor
    from xieyun.process.verification import verify

    result = verify(system_actor())
    print(f"流程实例 {result.instances}，历史 {result.events} 条")
    print(f"{result.instances} instances, {result.events} history rows")
    for finding in result.findings:
        print(f"{finding.instance_id}  {finding.code}  {finding.text}")
    print("一致 / sound" if result.sound else f"发现 {len(result.findings)} 处不一致 / {len(result.findings)} findings")
    return 0 if result.sound else 1


def _publish(options: argparse.Namespace) -> int:
    from xieyun.cli.words import CommandError
    from xieyun.kernel.actor import system_actor
    from xieyun.kernel.identifiers import parse_id
    from xieyun.organization.selectors import group_ids
    from xieyun.process.actions import publish_definition

    groups = group_ids()
    group = parse_id(options.group or "") or (groups[0] if len(groups) == 1 else None)
    if group is None:
        raise CommandError("请用 --group 指明集团", "Name the group with --group")
    version = publish_definition(
        actor=system_actor(group), code=options.code, xml=options.file.read_bytes(), object_type=options.object_type
    )
    print(f"{options.code} 第 {version.version} 版已发布 / version {version.version} is published")
    return 0

"""What applying a package would do: every change with its effect on tables, data and running processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.packages import roles
from xieyun.packages.declarations import Declaration, Package
from xieyun.packages.models import InstalledPackage
from xieyun.records import catalogue, ddl
from xieyun.records.errors import DestructiveChange
from xieyun.records.reading import read_definition
from xieyun.rules.selectors import decision_table

# Beside the kinds, contents remember the posts that a role could not be granted to.
UNGRANTED = "ungranted"
Verb = Literal["create", "change", "same", "remove", "refuse"]


@dataclass(frozen=True)
class Change:
    """One part of the plan. `effects` are sentences (zh, en); `sql` the statements that change tables."""

    kind: str
    code: str
    verb: Verb
    effects: list[tuple[str, str]] = field(default_factory=list)
    sql: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The change for programs."""
        effects = [{"zh": zh, "en": en} for zh, en in self.effects]
        return {"kind": self.kind, "code": self.code, "verb": self.verb, "effects": effects, "sql": self.sql}


def plan(actor: Actor, package: Package) -> list[Change]:
    """The changes, in the order in which they would be applied; nothing is written."""
    if actor.group_id is None:
        raise Forbidden
    installed = InstalledPackage.objects.filter(group_id=actor.group_id, code=package.code).first()
    return [
        *_objects(package),
        *_ledgers(package),
        *_decisions(actor, package),
        *_processes(actor, package),
        *_roles(actor, package),
        *_removed(package, installed),
    ]


def plain(value: Any) -> Any:
    """`value` as it comes back from the database."""
    return json.loads(json.dumps(value), maximum_bytes=20_000_000)


def _objects(package: Package) -> Iterator[Change]:
    state = catalogue.current()
    for code, declared in package.objects.items():
        compiled = read_definition(declared)
        current = state.find(code)
        try:
            steps = ddl.plan(compiled)
        except DestructiveChange as refusal:
            params = refusal.params
            yield Change("object", code, "refuse", [(f"字段 {params['field']} 的类型变化会丢失数据", str(refusal))])
            continue
        effects = [(step.effect_zh, step.effect_en) for step in steps]
        if current is None:
            yield Change("object", code, "create", effects, [step.sql for step in steps])
        elif dict(current.definition) == plain(declared) and not steps:
            yield Change("object", code, "same")
        else:
            version = current.version + 1
            effects.insert(0, (f"定义升到第 {version} 版", f"the definition becomes version {version}"))
            gone = [found.code for found in current.fields if found.code not in compiled.by_code]
            effects += [
                (f"字段 {one} 不再显示，数据保留", f"field {one} is not shown any more, its data stays") for one in gone
            ]
            yield Change("object", code, "change", effects, [step.sql for step in steps])


def _compared(current: Any, declared: Declaration) -> Verb:
    if current is None:
        return "create"
    return "same" if current == plain(declared) else "change"


def _ledgers(package: Package) -> Iterator[Change]:
    current = catalogue.current().ledgers()
    for code, declared in package.ledgers.items():
        yield Change("ledger", code, _compared(current.get(code), declared))


def _decisions(actor: Actor, package: Package) -> Iterator[Change]:
    for code, declared in package.decisions.items():
        try:
            current = decision_table(actor.group_id, code)
        except NotFound:
            current = None
        yield Change("decision", code, _compared(current, declared))


def _processes(actor: Actor, package: Package) -> Iterator[Change]:
    for one in package.manifest.get("processes") or ():
        row = execute(
            "SELECT v.xml, v.version, (SELECT count(*) FROM process_instance i WHERE i.group_id = d.group_id "
            "AND i.definition_code = d.code AND i.status IN ('running', 'suspended')) FROM process_definition d "
            "JOIN process_definition_version v ON v.definition_id = d.id AND v.status = 'published' "
            "WHERE d.group_id = %s AND d.code = %s",
            [actor.group_id, one["code"]],
        ).first()
        if row is None:
            yield Change("process", one["code"], "create")
        elif bytes(row[0]) == package.processes[one["file"]]:
            yield Change("process", one["code"], "same")
        else:
            zh = f"发布第 {row[1] + 1} 版；{row[2]} 个运行中的流程继续使用原版本"
            en = f"version {row[1] + 1} is published; {row[2]} running instances keep theirs"
            yield Change("process", one["code"], "change", [(zh, en)])


def _roles(actor: Actor, package: Package) -> Iterator[Change]:
    if actor.group_id is None:
        return
    for code, declared in package.roles.items():
        current = roles.exported_role(actor.group_id, code)
        missing = roles.missing_posts(actor.group_id, declared)
        effects = [
            (f"集团没有岗位 {post}，暂不授权", f"the group has no post {post}, nothing is granted") for post in missing
        ]
        verb: Verb = "create" if current is None else "same" if same_role(current, declared, missing) else "change"
        yield Change("role", code, verb, effects)


def same_role(current: Declaration, declared: Declaration, missing: list[str]) -> bool:
    """Whether the role in force says the same; grants that the group added itself do not count."""
    granted = [tuple(sorted(grant.items())) for grant in current.get("grants") or ()]
    wanted = [tuple(sorted(one.items())) for one in declared.get("grants") or () if one.get("post") not in missing]
    parts = ("name", "description", "permissions", "fields")
    return set(wanted) <= set(granted) and all(
        (current.get(part) or "") == (declared.get(part) or "") for part in parts
    )


def _removed(package: Package, installed: InstalledPackage | None) -> Iterator[Change]:
    if installed is None:
        return
    for kind, present in contents_of(package).items():
        for code in installed.contents.get(kind, ()):
            if code not in present:
                effect = {
                    "object": (
                        "不再属于应用包；定义和数据保留",
                        "no longer part of the package; definition and data stay",
                    ),
                    "role": ("角色及其授权被删除", "the role and its grants are removed"),
                    "process": ("不能再发起；运行中的流程继续", "cannot be started any more; running ones go on"),
                }.get(kind, ("保留，不再由应用包维护", "stays, no longer kept by the package"))
                yield Change(kind, code, "remove", [effect])


def contents_of(package: Package) -> dict[str, list[str]]:
    """The codes that a package brings, by kind."""
    return {
        "object": list(package.objects),
        "ledger": list(package.ledgers),
        "decision": list(package.decisions),
        "process": [one["code"] for one in package.manifest.get("processes") or ()],
        "role": list(package.roles),
    }

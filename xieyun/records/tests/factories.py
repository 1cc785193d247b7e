"""A small world of object types for tests: a tree of kinds, pools, and a claim with lines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xieyun.access.actions import FieldRule, Permission, define_role, grant_role
from xieyun.kernel.actor import Actor, system_actor
from xieyun.organization.tests.factories import LONG_AGO, World, make_account, make_world
from xieyun.records import actions

KIND: dict[str, Any] = {
    "code": "test.kind",
    "title": {"zh": "类型", "en": "Kind"},
    "title_field": "name",
    "fields": [
        {"code": "name", "type": "text", "title": "名称", "required": True, "unique": True},
        {"code": "parent", "type": "lookup", "title": "上级", "target": "test.kind"},
    ],
}
POOL: dict[str, Any] = {
    "code": "test.pool",
    "title": {"zh": "额度池", "en": "Pool"},
    "title_field": "name",
    "fields": [
        {"code": "name", "type": "text", "title": "名称", "required": True},
        {"code": "kind", "type": "lookup", "title": "类型", "target": "test.kind", "required": True},
        {"code": "valid_from", "type": "date", "title": "起", "required": True},
        {"code": "valid_to", "type": "date", "title": "止", "required": True},
        {"code": "total", "type": "money", "title": "总额", "required": True, "min": 0},
        {"code": "adjusted", "type": "money", "title": "调整", "computed": {"ledger": "adjusted"}},
        {"code": "reserved", "type": "money", "title": "占用", "computed": {"ledger": "reserved"}},
        {"code": "consumed", "type": "money", "title": "核销", "computed": {"ledger": "consumed"}},
        {"code": "available", "type": "money", "title": "可用", "computed": {"ledger": "available"}},
    ],
}
CLAIM: dict[str, Any] = {
    "code": "test.claim",
    "title": {"zh": "报销单", "en": "Claim"},
    "title_field": "subject",
    "process": "test.claim",
    "summary_fields": ["subject", "amount"],
    "fields": [
        {"code": "number", "type": "serial_number", "title": "单号", "numbering": {"prefix": "BX-{year}-"}},
        {"code": "subject", "type": "text", "title": "事由", "required": True, "max_length": 50},
        {"code": "urgency", "type": "choice", "title": "紧急程度", "default": "normal", "options": [
            {"code": "normal", "title": "一般"}, {"code": "urgent", "title": "紧急"}]},
        {"code": "witness", "type": "person", "title": "证明人"},
        {"code": "secret", "type": "text", "title": "内部备注"},
        {"code": "scan", "type": "attachment", "title": "附件"},
        {"code": "lines", "type": "line_items", "title": "明细", "required": True, "fields": [
            {"code": "kind", "type": "lookup", "title": "类型", "target": "test.kind", "required": True},
            {"code": "day", "type": "date", "title": "日期", "required": True},
            {"code": "price", "type": "money", "title": "单价", "required": True, "min": "0.01"},
            {"code": "quantity", "type": "integer", "title": "数量", "required": True, "min": 1},
            {"code": "amount", "type": "money", "title": "金额", "computed": {"expression": "price * quantity"}},
            {"code": "invoice", "type": "text", "title": "发票号码", "unique": True, "pattern": "[0-9A-Z]{1,20}"},
        ]},
        {"code": "amount", "type": "money", "title": "合计", "indexed": True,
         "computed": {"rollup": {"lines": "lines", "function": "sum", "field": "amount"}}},
        {"code": "doubled", "type": "money", "title": "双倍", "computed": {"expression": "amount * 2"}},
    ],
    "checks": [{"expression": "amount <= 1000000", "field": "amount",
                "message": {"zh": "合计不能超过一百万", "en": "At most one million"}}],
}  # fmt: skip
LEDGER: dict[str, Any] = {
    "code": "test.quota",
    "title": {"zh": "额度", "en": "Quota"},
    "pool": {
        "object_type": "test.pool",
        "total": "total",
        "key": {"kind": "kind"},
        "climb": {"kind": "parent"},
        "period": {"from": "valid_from", "to": "valid_to"},
    },
    "bindings": [
        {
            "object_type": "test.claim",
            "lines": "lines",
            "amount": "amount",
            "date": "day",
            "key": {"kind": "kind"},
            "on": {
                "submitted": "reserve",
                "resubmitted": "reserve",
                "completed": "consume",
                "rejected": "release",
                "withdrawn": "release",
                "terminated": "release",
                "deleted": "release",
            },
            "short": "route",
            "missing": "route",
            "result": "over_quota",
        }
    ],
}
OPERATIONS = ("read", "create", "update", "delete", "export")


def publish(world: World, *, short: str = "route") -> Actor:
    """Publish the test types and the ledger, whose bindings refuse or route what is short."""
    actor = system_actor(world.group.id)
    for definition in (KIND, POOL, CLAIM):
        actions.publish_object_type(actor=actor, definition=definition)
    binding = {**LEDGER["bindings"][0], "short": short, "missing": short}
    actions.publish_ledger(actor=actor, definition={**LEDGER, "bindings": [binding]})
    return actor


def grant(world: World, role: str, *permissions: tuple[str, str, str], hidden: tuple[str, ...] = (), to: str) -> None:
    """Define a role and grant it to a named person; `hidden` are fields of claims."""
    actor = system_actor(world.group.id)
    rules = [FieldRule("test.claim", field, "hidden") for field in hidden]
    define_role(
        actor=actor, code=role, name=role, permissions=[Permission(*one) for one in permissions], field_rules=rules
    )
    grant_role(actor=actor, role_code=role, subject_kind="person", subject_id=world.person(to).id, valid_from=LONG_AGO)


def ready_world(*, short: str = "route") -> World:
    """A world in which clerks may claim, heads read their department, managers their company, auditors all."""
    world = make_world()
    publish(world, short=short)
    for name in ("clerk", "colleague", "other_clerk"):
        own = [("test.claim", operation, "self") for operation in OPERATIONS]
        reads = [("test.kind", "read", "group"), ("test.pool", "availability", "group")]
        grant(world, f"claimant-{name}", *own, *reads, to=name)
        make_account(world.person(name))
    grant(world, "head", ("test.claim", "read", "department"), hidden=("secret",), to="head")
    grant(
        world,
        "manager",
        ("test.claim", "read", "unit_and_below"),
        ("test.claim", "export", "unit"),
        to="company_manager",
    )
    grant(world, "auditor", ("test.claim", "read", "group"), ("test.pool", "read", "group"), to="auditor")
    grant(
        world, "budget", ("test.pool", "read", "group"), ("test.pool", "adjust", "group"),
        ("test.pool", "create", "group"), ("test.pool", "update", "group"), ("test.pool", "delete", "group"),
        to="finance_manager",
    )  # fmt: skip
    for name in ("head", "company_manager", "auditor", "finance_manager"):
        make_account(world.person(name))
    return world


def make_kind(world: World, name: str = "差旅", parent: Any = None) -> Any:
    """A kind of expense; returns its id."""
    values = {"name": name, "parent": str(parent) if parent else None}
    return actions.create_record(actor=system_actor(world.group.id), object_type="test.kind", values=values).id


def make_pool(world: World, kind: Any, total: str = "1000.00", year: int = 2026) -> Any:
    """A pool of a year; returns its id."""
    values = {
        "name": f"{year} 年额度",
        "kind": str(kind),
        "valid_from": f"{year}-01-01",
        "valid_to": f"{year}-12-31",
        "total": total,
    }
    return actions.create_record(actor=system_actor(world.group.id), object_type="test.pool", values=values).id


def line(kind: Any, price: str = "100.00", quantity: int = 1, day: str = "2026-03-02", **values: Any) -> dict[str, Any]:
    """A row of a claim."""
    return {"kind": str(kind), "day": day, "price": price, "quantity": quantity, **values}


def make_claim(actor: Actor, *lines: dict[str, Any], **values: Any) -> Any:
    """A draft claim of the actor."""
    given = {"subject": "出差南京", "lines": list(lines), **values}
    return actions.create_record(actor=actor, object_type="test.claim", values=given)


TODAY = dt.date(2026, 3, 2)

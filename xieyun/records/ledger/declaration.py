"""Declarations of ledgers (package files), read into frozen form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from xieyun.kernel.errors import FieldError
from xieyun.records.catalogue import Catalogue
from xieyun.records.definitions import ObjectType
from xieyun.records.errors import InvalidDefinition
from xieyun.records.reading import BALANCES

OPERATIONS: Final = frozenset({"reserve", "consume", "release"})
EVENTS: Final = frozenset(
    ("submitted", "resubmitted", "returned", "completed", "rejected", "withdrawn", "terminated", "deleted")
)
POLICIES: Final = frozenset({"refuse", "route"})


class ObjectTypes(Protocol):
    """Where object types are looked up: the catalogue, or a package that is being checked."""

    def find(self, code: str) -> ObjectType | None:
        """The object type, or None."""


@dataclass(frozen=True)
class Binding:
    """How records of an object type book on the ledger at events of their process.

    `key` gives for each key of the ledger the field it is read from: `expense_type` of the row, or
    `record.cost_centre`. Without `lines` the record itself is the one row. `short` and `missing` say what
    happens when a pool has too little or none applies: `refuse` the step, or `route` (the variable
    `result` becomes true and the excess waits for approval).
    """

    object_type: str
    lines: str
    amount: str
    day: str
    key: Mapping[str, str]
    on: Mapping[str, str]
    short: str
    missing: str
    result: str


@dataclass(frozen=True)
class Ledger:
    """A ledger: where its pools are and how a row finds its pool."""

    code: str
    title: Mapping[str, str]
    pool_type: str
    total: str
    key: Mapping[str, str]
    period: tuple[str, str] | None
    climb: Mapping[str, str]
    balance: Mapping[str, str]
    bindings: tuple[Binding, ...]


def read_ledger(declared: Mapping[str, Any], state: ObjectTypes) -> Ledger:
    """The ledger of a declaration. Raises InvalidDefinition with every fault."""
    faults: list[FieldError] = []

    def fault(path: str, zh: str, en: str) -> None:
        faults.append(FieldError(path, "definition-fault", {"reason_zh": zh, "reason_en": en}))

    pool = declared.get("pool") or {}
    kind = state.find(str(pool.get("object_type")))
    if kind is None:
        fault("pool.object_type", "额度池对象不存在", "the object type of the pools does not exist")
        raise InvalidDefinition(fields=faults, code=str(declared.get("code")))
    ledger = Ledger(
        code=str(declared.get("code")),
        title=declared.get("title") or {},
        pool_type=kind.code,
        total=str(pool.get("total")),
        key=dict(pool.get("key") or {}),
        period=_period(pool.get("period")),
        climb=dict(pool.get("climb") or {}),
        balance=_balance(kind),
        bindings=tuple(_binding(one) for one in declared.get("bindings") or ()),
    )
    for field in (ledger.total, *ledger.key.values(), *(ledger.period or ())):
        if field not in kind.by_code:
            fault("pool", f"额度池没有字段 {field}", f"pools have no field {field}")
    for name in sorted(BALANCES - set(ledger.balance)):
        fault("pool", f"额度池缺少余额字段 {name}", f"pools need a field computed by ledger: {name}")
    for index, binding in enumerate(ledger.bindings):
        for zh, en in _binding_faults(ledger, binding, state):
            fault(f"bindings[{index}]", zh, en)
    if faults:
        raise InvalidDefinition(fields=faults, code=ledger.code)
    return ledger


def _period(declared: Any) -> tuple[str, str] | None:
    return (str(declared["from"]), str(declared["to"])) if declared else None


def _balance(kind: ObjectType) -> dict[str, str]:
    return {field.computed.ledger: field.code for field in kind.stored if field.computed and field.computed.ledger}


def _binding(declared: Mapping[str, Any]) -> Binding:
    # YAML 1.1 reads the bare word `on` as true.
    on = declared.get("on") or declared.get(True) or {}  # type: ignore[call-overload]
    return Binding(
        object_type=str(declared.get("object_type")),
        lines=str(declared.get("lines") or ""),
        amount=str(declared.get("amount")),
        day=str(declared.get("date")),
        key=dict(declared.get("key") or {}),
        on=dict(on),
        short=str(declared.get("short") or "refuse"),
        missing=str(declared.get("missing") or "refuse"),
        result=str(declared.get("result") or "over_quota"),
    )


def _binding_faults(ledger: Ledger, binding: Binding, state: ObjectTypes) -> list[tuple[str, str]]:
    kind = state.find(binding.object_type)
    if kind is None:
        return [(f"对象 {binding.object_type} 不存在", f"object type {binding.object_type} does not exist")]
    faults: list[tuple[str, str]] = []
    for path in (binding.amount, binding.day, *binding.key.values()):
        full = (
            path.removeprefix("record.")
            if path.startswith("record.") or not binding.lines
            else f"{binding.lines}.{path}"
        )
        if kind.find(full) is None:
            faults.append((f"字段 {full} 不存在", f"field {full} does not exist"))
    if set(binding.key) != set(ledger.key):
        faults.append(("key 与额度池的 key 不一致", "its key differs from that of the pools"))
    if set(binding.on) - EVENTS or set(binding.on.values()) - OPERATIONS:
        faults.append(("on 中有不认识的事件或操作", "unknown event or operation in on"))
    if {binding.short, binding.missing} - POLICIES:
        faults.append(("short、missing 为 refuse 或 route", "short and missing are refuse or route"))
    return faults


def ledgers_of(state: Catalogue) -> dict[str, Ledger]:
    """All ledgers in force, by code."""
    return {code: read_ledger(declared, state) for code, declared in state.ledgers().items()}

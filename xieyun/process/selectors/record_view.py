"""The record inside a work item: what the activity's field rules and the actor's own rights leave of it."""

from __future__ import annotations

from typing import Any

from xieyun.kernel.actor import Actor
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.records_link import bound, field_rules
from xieyun.records import selectors as record_selectors

# Kinds of item whose handler may edit what the activity lets him edit.
ACTING = frozenset({"task", "pool", "before", "after", "parallel"})


def record_view(actor: Actor, draft: Draft) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return the record JSON narrowed to this activity, and the right on each of its fields.

    Without a rule a field is read; on an item that came back to the initiator the record's own rights count.
    """
    target = bound(draft)
    if target is None:
        return None, {}
    record = record_selectors.get_record(actor, *target)
    own: dict[str, str] = dict(record.get("rights", {}).get("fields", {}))
    assert draft.item is not None
    if draft.item.kind == "resubmit" and draft.item.status == "open":
        return record, own
    rules = field_rules(draft)
    acting = draft.item.status == "open" and draft.item.kind in ACTING
    rights = {code: _right(rules.get(code), level, acting) for code, level in own.items()}
    return _narrowed(record, rights), rights


def _right(rule: str | None, own: str, acting: bool) -> str:
    if own in ("hidden", "masked") and rule not in ("edit", "required", "read"):
        return own
    if rule in ("edit", "required"):
        return rule if acting else "read"
    return rule if rule in ("hidden", "masked") else "read"


def _narrowed(record: dict[str, Any], rights: dict[str, str]) -> dict[str, Any]:
    values = dict(record.get("values", {}))
    for path, right in rights.items():
        head, _, inner = path.partition(".")
        if right not in ("hidden", "masked") or head not in values:
            continue
        if not inner:
            values[head] = None if right == "hidden" else _mask(values[head])
            if right == "hidden":
                del values[head]
        elif isinstance(values[head], list):
            values[head] = [_narrowed_line(line, inner, right) for line in values[head]]
    shown = {code: ("edit" if right == "required" else right) for code, right in rights.items()}
    return record | {"values": values, "rights": record.get("rights", {}) | {"fields": shown}}


def _narrowed_line(line: dict[str, Any], code: str, right: str) -> dict[str, Any]:
    values = dict(line.get("values", {}))
    if code in values:
        if right == "hidden":
            del values[code]
        else:
            values[code] = _mask(values[code])
    return line | {"values": values}


def _mask(value: Any) -> Any:
    return None if value is None else "***"

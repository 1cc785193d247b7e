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
    The right of a field that the activity requires is "required".
    """
    target = bound(draft)
    item = draft.item
    if target is None or item is None:
        return None, {}
    if item.kind == "resubmit" and item.status == "open":
        record = record_selectors.get_record(actor, *target)
        return record, dict(record["rights"]["fields"])
    rules = dict(field_rules(draft))
    if item.status != "open" or item.kind not in ACTING:
        rules = {path: "read" if rule in ("edit", "required") else rule for path, rule in rules.items()}
    record = record_selectors.record_for_process(actor, *target, rules)
    rights: dict[str, str] = dict(record["rights"]["fields"])
    for path, rule in rules.items():
        if rule == "required" and rights.get(path) == "edit":
            rights[path] = "required"
    return record, rights

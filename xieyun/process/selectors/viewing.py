"""Which view of the record somebody has who may see an instance: his own rights, or those of his activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.process import definitions
from xieyun.records import catalogue
from xieyun.records import selectors as record_selectors
from xieyun.records.reach import reaches
from xieyun.records.versions import Moment

_ORDER = ("hidden", "masked", "read", "edit", "required")


@dataclass(frozen=True, slots=True)
class View:
    """What the viewer sees of the record; `rules` None leaves his own rights as they are."""

    object_type: str
    record_id: UUID
    rules: Mapping[str, str] | None


def view_of(actor: Actor, instance: Mapping[str, Any]) -> View | None:
    """Return the actor's view of the record of an instance that he may see; None when he sees no record.

    Who may read the record by his roles, as its owner, or by a work item that hides nothing, sees it as he does
    everywhere. Everybody else sees what his activities show, of several the most.
    """
    code, record_id = instance["object_type"], instance["record_id"]
    if code is None or record_id is None:
        return None
    if actor.is_system or reaches(actor, catalogue.object_type(code), record_id, "read"):
        return View(code, record_id, None)
    rules = _activity_rules(actor, instance)
    return None if rules is None else View(code, record_id, rules)


def _activity_rules(actor: Actor, instance: Mapping[str, Any]) -> dict[str, str] | None:
    activities = execute(
        "SELECT DISTINCT w.activity_id FROM work_item w WHERE w.instance_id = %(id)s AND (w.assignee_id = %(person)s "
        "OR (w.assignee_id IS NULL AND EXISTS (SELECT 1 FROM work_item_candidate c WHERE c.item_id = w.id "
        "AND c.person_id = %(person)s)))",
        {"id": instance["id"], "person": actor.person_id},
    ).scalars()
    if not activities:
        return None
    nodes = [definitions.find_activity(instance["definition_version_id"], one) for one in activities]
    found = [node.approval.fields for node in nodes if node is not None and node.approval]
    if len(found) < len(activities):
        return {}
    paths = {path for rules in found for path in rules}
    return {path: max((_rule(rules, path) for rules in found), key=_ORDER.index) for path in paths}


def _rule(rules: Mapping[str, str], path: str) -> str:
    return rules.get(path) or rules.get(path.partition(".")[0]) or "read"


def shown_record(actor: Actor, view: View | None, *, moment: Moment | None = None) -> dict[str, Any] | None:
    """Return the record JSON of a view for reading, now or as it was; None without a record."""
    if view is None:
        return None
    rules = None
    if view.rules is not None:
        rules = {path: "read" if rule in ("edit", "required") else rule for path, rule in view.rules.items()}
    return record_selectors.record_for_process(actor, view.object_type, view.record_id, rules, moment=moment)


def form_of(record: Mapping[str, Any] | None, rights: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    """Return the definition that renders a shown record: that by which it is shown; what is hidden is hidden here.

    What an activity's `rights` require is required in its form, too.
    """
    if record is None:
        return None
    kind = catalogue.object_type(record["object_type"])
    if record["definition"] != kind.version:
        kind = catalogue.current().past(kind.code).versions[record["definition"]]
    form = record_selectors.describe_with(kind, record["rights"]["fields"]) | record_selectors.ledger_roles(kind)
    for field in form["fields"]:
        _require(field, field["code"], rights or {})
        for column in field["fields"] or ():
            _require(column, f"{field['code']}.{column['code']}", rights or {})
    return form


def _require(field: dict[str, Any], path: str, rights: Mapping[str, str]) -> None:
    if rights.get(path) == "required":
        field["required"] = True

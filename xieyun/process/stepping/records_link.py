"""The record under a process: its values, status and ledgers follow the steps, in their transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.process.definitions import find_activity
from xieyun.process.errors import AlreadySubmitted, StepRefused
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.summary import instance_title, summary_of
from xieyun.process.stepping.values import plain
from xieyun.records import actions as record_actions
from xieyun.records import catalogue, ports, store, versions  # raw records: locks the status in a step
from xieyun.records import selectors as record_selectors
from xieyun.records.attachments.actions import attach
from xieyun.records.errors import RecordLocked
from xieyun.records.reach import require_reach

SUBMITTABLE = frozenset({"draft", "withdrawn", "returned"})
_EMPTY: tuple[Any, ...] = (None, "", [], {})
# Under this variable a service task leaves the status that the record keeps after the process has ended.
STATUS_VARIABLE = "record_status"
STATUS_AT_END = {
    "completed": "approved",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "terminated": "terminated",
    "failed": "terminated",
}


def bound(draft: Draft) -> tuple[str, UUID] | None:
    """Return the object type and record of the instance, or None for a process without record."""
    instance = draft.instance
    if instance.object_type is None or instance.record_id is None:
        return None
    return instance.object_type, instance.record_id


def field_rules(draft: Draft) -> Mapping[str, str]:
    """Return what the item's activity says about fields: hidden, masked, read, edit or required."""
    node = find_activity(draft.loaded.version_id, draft.entry.activity_id)
    return node.approval.fields if node is not None and node.approval is not None else {}


def variables_of(object_type: str, record_id: UUID) -> dict[str, Any]:
    """Return the values of a record as a process sees them."""
    found = record_selectors.process_variables(object_type, record_id)
    return {name: plain(value) for name, value in found.items()}


def write_values(draft: Draft, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write the fields that a handler changed and return the variables that follow from them.

    Raises InvalidInput for a field that the activity does not let him change.
    """
    target = bound(draft)
    if not values:
        return {}
    if target is None:
        raise InvalidInput(fields=[FieldError(f"values.{code}", "value-not-editable") for code in values])
    draft.enter_transaction()
    before = variables_of(*target)
    record_actions.write_process_fields(
        actor=draft.actor, object_type=target[0], record_id=target[1], values=values, rules=field_rules(draft)
    )
    note_signed(draft)
    return _reload(draft, target, before, values)


def note_signed(draft: Draft) -> None:
    """Note the version of the record that this step signs, after the step itself has written to it."""
    target = bound(draft)
    mark = versions.latest(target[1]) if target is not None else None
    if mark is not None:
        draft.entry.record_version, draft.entry.record_digest = mark.version, mark.digest


def _reload(
    draft: Draft, target: tuple[str, UUID], before: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    after = variables_of(*target)
    changes = {code: [before.get(code), after.get(code)] for code in values if before.get(code) != after.get(code)}
    draft.entry.changes = changes or None
    _summarise(draft, target)
    return after


def _summarise(draft: Draft, target: tuple[str, UUID]) -> None:
    summary = summary_of(draft.actor, *target)
    draft.summary = summary.fields
    draft.title = instance_title(draft.loaded, draft.instance.initiator_name, summary.title)


def attach_to_opinion(draft: Draft, ids: Sequence[UUID]) -> list[str]:
    """Attach files that the actor uploaded to the record of the instance, so that they follow its access.

    Raises InvalidInput for a file that is not there, not the actor's, or in use elsewhere.
    """
    target = bound(draft)
    if target is None:
        raise InvalidInput(fields=[FieldError("attachments", "value-not-editable")])
    draft.enter_transaction()
    attached = attach(actor=draft.actor, ids=list(ids), object_type=target[0], record_id=target[1], field="opinion")
    if attached != len(set(ids)):
        raise InvalidInput(fields=[FieldError("attachments", "value-not-found")])
    return [str(attachment) for attachment in dict.fromkeys(ids)]


def check_required(draft: Draft, changed: Mapping[str, Any]) -> None:
    """Raise InvalidInput for fields that the activity requires and that are still empty."""
    required = [code for code, right in field_rules(draft).items() if right == "required"]
    if not required:
        return
    known = {**draft.variables, **changed}
    missing = [place for path in required for place in _empty_places(known, path)]
    if missing:
        raise InvalidInput(fields=[FieldError(f"values.{place}", "field-required") for place in missing])


def _empty_places(known: Mapping[str, Any], path: str) -> list[str]:
    """Return where a required field is empty: `note`, or each row of `lines.invoice` as `lines[2].invoice`."""
    head, _, column = path.partition(".")
    if not column:
        return [path] if known.get(path) in _EMPTY else []
    rows = known.get(head) or []
    return [f"{head}[{index}].{column}" for index, row in enumerate(rows) if row.get(column) in _EMPTY]


def require_submittable(actor: Actor, object_type: str, record_id: UUID) -> None:
    """Lock the record, which the actor must be able to submit now.

    Raises NotFound, Forbidden, AlreadySubmitted or RecordLocked.
    """
    kind = catalogue.object_type(object_type)
    require_reach(actor, kind, record_id, "update")
    status = store.load(kind, record_id, group_id=actor.group_id, lock=True, lines=False).status
    if status in ("running", "suspended"):
        raise AlreadySubmitted
    if status not in SUBMITTABLE:
        raise RecordLocked(status=status)


def submitted(draft: Draft, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the records room that the record is being submitted; return what it adds to the variables."""
    target = bound(draft)
    if target is None:
        return {}
    note_signed(draft)
    added = _event(draft, "submitted", target, variables)
    _status(draft, target, "running")
    return added


def returned(draft: Draft) -> None:
    """The work came back to the initiator, who may change the record now."""
    target = bound(draft)
    if target is not None:
        draft.enter_transaction()
        _event(draft, "returned", target, draft.variables)
        _status(draft, target, "returned")


def resubmitted(draft: Draft, values: Mapping[str, Any]) -> dict[str, Any]:
    """The initiator submits again: his changes are written, validated in full, and reserved anew."""
    target = bound(draft)
    if target is None:
        return {}
    draft.enter_transaction()
    before = dict(draft.variables)
    if values:
        record_actions.write_process_fields(
            actor=draft.actor, object_type=target[0], record_id=target[1], values=values, rules=None
        )
        note_signed(draft)
    variables = variables_of(*target)
    if values:
        draft.entry.changes = {code: [before.get(code), variables.get(code)] for code in values}
    _summarise(draft, target)
    added = _event(draft, "resubmitted", target, variables)
    return {**variables, **added}


def running(draft: Draft) -> None:
    """The initiator has submitted again, or nobody asks him to any more: the record is the process's again."""
    target = bound(draft)
    if target is not None:
        _status(draft, target, "running")


def finished(draft: Draft) -> None:
    """The process ended: ledgers are consumed or released, the record gets its last status."""
    target = bound(draft)
    if target is None or draft.finished is None:
        return
    event = "terminated" if draft.finished == "failed" else draft.finished
    _event(draft, event, target, draft.variables)
    status = STATUS_AT_END[draft.finished]
    if draft.finished == "completed":
        status = str(draft.variables.get(STATUS_VARIABLE) or status)
    _status(draft, target, status)


def _event(draft: Draft, event: str, target: tuple[str, UUID], data: Mapping[str, Any]) -> dict[str, Any]:
    found = ports.on_process_event(
        event, actor=draft.actor, object_type=target[0], record_id=target[1], data=dict(data)
    )
    return {name: plain(value) for name, value in (found or {}).items()}


def _status(draft: Draft, target: tuple[str, UUID], status: str) -> None:
    record_actions.set_status(
        actor=draft.actor,
        object_type=target[0],
        record_id=target[1],
        status=status,
        process_instance_id=draft.instance.id,
    )


def require_record(draft: Draft) -> tuple[str, UUID]:
    """Return the record of the instance; raises StepRefused for a process without one."""
    target = bound(draft)
    if target is None:
        raise StepRefused(reason="no-record", reason_zh="该流程没有关联单据", reason_en="this process has no record")
    return target

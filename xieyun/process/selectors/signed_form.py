"""The form as it was when a step was signed, beside what it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.i18n import sentence
from xieyun.process.selectors.instances import find_instance
from xieyun.process.selectors.viewing import form_of, shown_record, view_of
from xieyun.records.versions import Moment


def signed_form(actor: Actor, instance_id: UUID, seq: int) -> dict[str, Any]:
    """Return the form as it was at a step, with the viewer's rights of now, and where it differs from now.

    Fields, labels and the titles of what it refers to are those of then.

    Raises NotFound for an instance that the actor may not see, a step that is not there, or a process without
    record.
    """
    instance = find_instance(actor, instance_id)
    step = execute(
        "SELECT at, verb, actor_id, actor_name, activity_name, record_version FROM process_event "
        "WHERE instance_id = %s AND seq = %s",
        [instance_id, seq],
    ).mappings()
    view = view_of(actor, instance)
    if not step or view is None or step[0]["record_version"] is None:
        raise NotFound
    row = step[0]
    then = shown_record(actor, view, moment=Moment(row["record_version"], row["at"]))
    now = shown_record(actor, view)
    if then is None or now is None:
        raise NotFound
    return {
        "seq": seq,
        "at": row["at"],
        "verb_title": sentence(f"verb-{row['verb']}", {}),
        "person": {"id": row["actor_id"], "name": row["actor_name"]},
        "activity_name": row["activity_name"],
        "record": then,
        "now": now,
        "field_rights": then["rights"]["fields"],
        "form": form_of(then),
        "differences": list(differences(then["values"], now["values"])),
    }


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield where two shown versions of a record differ: fields, cells of rows, rows that came or went since.

    Fields that the record no longer has are not compared, and another name of the same person is no difference.
    """
    for code, value in then.items():
        if code not in now:
            continue
        if _is_rows(value) or _is_rows(now[code]):
            yield from _rows(code, value or [], now[code] or [])
        elif _content(value) != _content(now[code]):
            yield {"field": code, "line": None, "column": None, "kind": "changed"}


def _content(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and "values" in value[0]


def _rows(code: str, then: list[Any], now: list[Any]) -> Iterator[dict[str, Any]]:
    later = {row["id"]: row["values"] for row in now}
    for row in then:
        if row["id"] not in later:
            yield {"field": code, "line": row["id"], "column": None, "kind": "removed"}
            continue
        for column, value in row["values"].items():
            present = later[row["id"]]
            if column in present and _content(value) != _content(present[column]):
                yield {"field": code, "line": row["id"], "column": column, "kind": "changed"}
    known = {row["id"] for row in then}
    for row in now:
        if row["id"] not in known:
            yield {"field": code, "line": row["id"], "column": None, "kind": "added"}

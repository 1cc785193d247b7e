"""Drafts: records of mine that wait to be submitted, of every object type with a process."""

from __future__ import annotations

from typing import Any

from xieyun.access.compiler import field_rights
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.held import hold
from xieyun.kernel.i18n import current_language
from xieyun.process.definitions import NARROWING
from xieyun.process.selectors import cursors
from xieyun.records import catalogue
from xieyun.records.definitions import ObjectType
from xieyun.records.store import full_name  # raw records: the actor's own drafts only, of all types at once

STATUSES = "('draft', 'withdrawn')"
CAP = 10_000


@hold()
def list_drafts(actor: Actor, *, query: str = "", cursor: str | None = None, page_size: int = 20) -> dict[str, Any]:
    """Return one page of the actor's unsubmitted records, last changed first; one query over all object types."""
    kinds = {kind.code: kind for kind in catalogue.current().all() if kind.process}
    if not kinds or actor.person_id is None:
        return {"items": [], "next_cursor": None}
    params: dict[str, Any] = {"person": actor.person_id, "group": actor.group_id, "limit": page_size + 1}
    conditions = ["TRUE"]
    after = cursors.decode(cursor)
    if after is not None:
        conditions.append("(d.updated_at, d.id) < (%(after_at)s, %(after_id)s)")
        params |= {"after_at": after[0], "after_id": after[1]}
    if query:
        kinds = {code: kind for code, kind in kinds.items() if _title_level(actor, kind) not in NARROWING}
        if not kinds:
            return {"items": [], "next_cursor": None}
        conditions.append("d.title ILIKE %(query)s")
        params["query"] = f"%{query}%"
    union = " UNION ALL ".join(_select(kind) for kind in kinds.values())
    rows = execute(
        f"SELECT d.* FROM ({union}) d WHERE {' AND '.join(conditions)} "
        "ORDER BY d.updated_at DESC, d.id DESC LIMIT %(limit)s",
        params,
    )
    shown = list(rows)[:page_size]
    more = len(rows) > page_size
    return {
        "items": [_draft_json(actor, kinds[row[1]], row) for row in shown],
        "next_cursor": cursors.encode((shown[-1][3], shown[-1][0])) if more else None,
    }


def count_drafts(actor: Actor) -> int:
    """Return the number of the actor's unsubmitted records, at most 10,000."""
    kinds = [kind for kind in catalogue.current().all() if kind.process]
    if not kinds or actor.person_id is None:
        return 0
    union = " UNION ALL ".join(_select(kind) for kind in kinds)
    found: int = execute(
        f"SELECT count(*) FROM (SELECT 1 FROM ({union}) d LIMIT {CAP}) d",
        {"person": actor.person_id, "group": actor.group_id},
    ).scalar()
    return found


def _select(kind: ObjectType) -> str:
    title = kind.title_field if kind.title_field in {field.code for field in kind.stored} else "id"
    return (
        f"SELECT id, '{kind.code}' AS object_type, {title}::text AS title, updated_at, status, process_instance_id "
        f"FROM {full_name(kind)} WHERE owner_id = %(person)s AND group_id = %(group)s AND deleted_at IS NULL "
        f"AND status IN {STATUSES}"
    )


def _title_level(actor: Actor, kind: ObjectType) -> str:
    return field_rights(actor, kind.code, [kind.title_field], owner_id=actor.person_id)[kind.title_field]


def _draft_json(actor: Actor, kind: ObjectType, row: tuple[Any, ...]) -> dict[str, Any]:
    record_id, code, title, updated_at, status, _ = row
    if _title_level(actor, kind) in NARROWING:
        title = ""
    name = kind.title.get(current_language()) or kind.title.get("zh", code)
    return {
        "id": record_id,
        "title": " · ".join(part for part in (name, title) if part),
        "process": kind.process,
        "process_title": name,
        "object_type": code,
        "record_id": record_id,
        "initiator": None,
        "unit_name": "",
        "status": status,
        "started_at": None,
        "updated_at": updated_at,
        "finished_at": None,
        "urge_count": 0,
        "current": [],
        "my_work_item_id": None,
        "verbs": [],
        "summary": [],
    }

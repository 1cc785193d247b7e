"""Instances: what I sent (where is it, with whom, since when), all of them for administrators, one in detail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.access.policies import administrator_kinds, require_administrator
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.held import hold
from xieyun.kernel.i18n import current_language
from xieyun.process import definitions
from xieyun.process.selectors import cursors, drafts, headlines
from xieyun.process.selectors.sent_verbs import sent_verbs
from xieyun.process.selectors.status import HAS_SHOWN_STATUS, SHOWN_STATUS
from xieyun.process.selectors.waiting import Waiting

MAXIMUM_PAGE = 100
_COLUMNS = (
    f"i.id, i.record_id, i.status, {SHOWN_STATUS} AS shown_status, i.unit_name, i.started_at, i.finished_at, "
    f"i.urge_count, i.urged_at, {headlines.COLUMNS}"
)


@hold()
def list_instances(
    actor: Actor,
    *,
    box: str = "sent",
    query: str = "",
    process: str = "",
    status: str = "",
    cursor: str | None = None,
    page_size: int = 20,
) -> dict[str, Any]:
    """Return one page of instances: `sent` by the actor, his `drafts`, or `all` for system administrators."""
    size = max(1, min(page_size, MAXIMUM_PAGE))
    if box == "drafts":
        return drafts.list_drafts(actor, query=query[:100], cursor=cursor, page_size=size)
    params: dict[str, Any] = {"group": actor.group_id}
    conditions = ["i.group_id = %(group)s"]
    if box == "sent":
        conditions.append("i.initiator_id = %(person)s")
        params["person"] = actor.person_id
    elif box == "all":
        require_administrator(actor, "system")
    else:
        raise InvalidInput(fields=[FieldError("box", "field-invalid", {"reason": box[:40]})])
    if process:
        conditions.append("i.definition_code = %(process)s")
        params["process"] = process
    if status:
        conditions.append(HAS_SHOWN_STATUS)
        params["status"] = status
    if query:
        conditions.append(headlines.SEARCH)
        params["query"] = headlines.pattern(query)

    def read(after: cursors.Position | None, limit: int) -> list[dict[str, Any]]:
        later = ["i.id < %(after)s"] if after is not None else []
        return execute(
            f"SELECT {_COLUMNS} FROM process_instance i WHERE {' AND '.join(conditions + later)} "
            "ORDER BY i.id DESC LIMIT %(limit)s",
            params | {"after": after[1] if after is not None else None, "limit": limit},
        ).mappings()

    items, position = headlines.readable_page(
        read,
        lambda row: (head := headlines.headline(actor, row, {}), {"row": row, **instance_json(row, head)}),
        lambda row: (row["started_at"], row["id"]),
        query=query,
        after=cursors.decode(cursor),
        size=size,
    )
    rows = [item.pop("row") for item in items]
    waiting = Waiting(actor, [row["id"] for row in rows])
    verbs = sent_verbs(rows, waiting.opened(), waiting.held()) if box == "sent" else {}
    current, mine = waiting.activities(), waiting.mine()
    return {
        "items": [
            item
            | {
                "current": current.get(item["id"], []),
                "my_work_item_id": mine.get(item["id"]),
                "verbs": verbs.get(item["id"], []),
            }
            for item in items
        ],
        "next_cursor": cursors.encode(position) if position else None,
    }


def find_instance(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return the row of an instance that the actor started, handles, handled or was notified of.

    Also whoever may read the record, and system administrators. Raises NotFound otherwise.
    """
    row = execute(
        f"SELECT {_COLUMNS}, EXISTS (SELECT 1 FROM work_item w WHERE w.instance_id = i.id "
        "AND w.assignee_id = %(person)s) OR EXISTS (SELECT 1 FROM work_item w "
        "JOIN work_item_candidate c ON c.item_id = w.id "
        "WHERE w.instance_id = i.id AND c.person_id = %(person)s) AS takes_part "
        "FROM process_instance i WHERE i.id = %(id)s AND i.group_id = %(group)s",
        {"id": instance_id, "group": actor.group_id, "person": actor.person_id},
    ).mappings()
    if not row:
        raise NotFound
    found = row[0]
    mine = actor.person_id is not None and (found["initiator_id"] == actor.person_id or found["takes_part"])
    if not (mine or actor.is_system or "system" in administrator_kinds(actor) or _reads_record(actor, found)):
        raise NotFound
    return found


def _reads_record(actor: Actor, row: dict[str, Any]) -> bool:
    from xieyun.records import catalogue
    from xieyun.records.reach import reaches

    if row["object_type"] is None or row["record_id"] is None:
        return False
    return reaches(actor, catalogue.object_type(row["object_type"]), row["record_id"], "read")


def instance_json(row: dict[str, Any], head: headlines.Headline) -> dict[str, Any]:
    """Return an instance as lists show it, without the activities that wait now."""
    loaded = definitions.load(row["definition_version_id"])
    language = current_language()
    return {
        "id": row["id"],
        "title": head.title,
        "process": loaded.code,
        "process_title": loaded.title.get(language) or loaded.title.get("zh", loaded.code),
        "object_type": row["object_type"],
        "record_id": row["record_id"],
        "initiator": {"id": row["initiator_id"], "name": row["initiator_name"]},
        "unit_name": row["unit_name"],
        "status": row["shown_status"],
        "started_at": row["started_at"],
        "updated_at": row["finished_at"] or row["started_at"],
        "finished_at": row["finished_at"],
        "seconds": round(((row["finished_at"] or clock.now()) - row["started_at"]).total_seconds()),
        "urge_count": row["urge_count"],
        "summary": head.summary,
    }

"""The lists of work items that everyone knows: to-do, waiting for others, done, to-read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import Rows, execute
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.kernel.held import hold
from xieyun.kernel.i18n import current_language
from xieyun.kernel.prepared import run
from xieyun.process import definitions
from xieyun.process.selectors import cursors, headlines
from xieyun.process.selectors.status import SHOWN_STATUS

MAXIMUM_PAGE = 100
BOXES = ("todo", "waiting", "done", "read")
# Box: (status of its items, column of the order).
_BOXES = {
    "todo": ("open", "received_at"),
    "waiting": ("held", "received_at"),
    "done": ("done", "finished_at"),
    "read": ("sent", "received_at"),
}
COLUMNS = (
    "w.id, w.instance_id, w.kind, w.status, w.activity_id, w.activity_name, w.assignee_id, w.for_person_id, w.urgent, "
    "w.received_at, w.due_at, w.read_at, w.finished_at, w.outcome, w.kept IS NOT NULL AS begun, "
    f"i.unit_name, {SHOWN_STATUS} AS instance_status, i.record_id, {headlines.COLUMNS}"
)


@hold()
def list_work_items(
    actor: Actor,
    *,
    box: str = "todo",
    query: str = "",
    process: str = "",
    sort: str = "",
    cursor: str | None = None,
    page_size: int = 20,
) -> dict[str, Any]:
    """Return one page of the actor's items with the cursor of the next; the same queries whatever the size.

    `sort` is "-received_at" (default), "received_at" or "due_at" (to-do only).
    """
    if box not in BOXES:
        raise InvalidInput(fields=[FieldError("box", "field-invalid", {"reason": box[:40]})])
    order, column = _order(box, sort), _order(box, sort)[0]

    def read(after: cursors.Position | None, limit: int) -> list[dict[str, Any]]:
        return _page(actor, box, order, limit, query=query, process=process, after=after).mappings()

    items, position = headlines.readable_page(
        read,
        lambda row: (head := item_headline(actor, row), item_json(row, head)),
        lambda row: (row[column] or _NEVER, row["id"]),
        query=query,
        after=cursors.decode(cursor),
        size=max(1, min(page_size, MAXIMUM_PAGE)),
    )
    return {"items": items, "next_cursor": cursors.encode(position) if position else None}


_NEVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


def _order(box: str, sort: str) -> tuple[str, str]:
    column = _BOXES[box][1]
    if sort in ("", f"-{column}"):
        return column, "DESC"
    if sort == column:
        return column, "ASC"
    if sort == "due_at" and box == "todo":
        return "due_at", "ASC"
    raise InvalidInput(fields=[FieldError("sort", "field-invalid", {"reason": sort[:40]})])


def _page(
    actor: Actor,
    box: str,
    order: tuple[str, str],
    limit: int,
    *,
    query: str = "",
    process: str = "",
    after: cursors.Position | None = None,
) -> Rows:
    column, direction = order
    expression = f"w.{column}" if column != "due_at" else "coalesce(w.due_at, '9999-12-31 00:00:00+00')"
    conditions = ["w.status = %(status)s"]
    params: dict[str, Any] = {"person": actor.person_id, "status": _BOXES[box][0], "limit": limit}
    if query:
        conditions.append(headlines.SEARCH)
        params["query"] = headlines.pattern(query)
    if process:
        conditions.append("w.definition_code = %(process)s")
        params["process"] = process
    if after is not None:
        conditions.append(f"({expression}, w.id) {'<' if direction == 'DESC' else '>'} (%(after_at)s, %(after_id)s)")
        params |= {"after_at": after[0], "after_id": after[1]}
    ordering = [expression, "w.id"]
    if column == "received_at":
        # Nothing in these boxes has finished; said here, because in their index it comes before what they go by.
        conditions.append("w.finished_at IS NULL")
        ordering.insert(0, "w.finished_at")
    where = " AND ".join(conditions)
    ordered = f"ORDER BY {', '.join(f'{one} {direction}' for one in ordering)} LIMIT %(limit)s"
    join = "JOIN process_instance i ON i.id = w.instance_id"
    parts = [f"(SELECT {COLUMNS} FROM work_item w {join} WHERE w.assignee_id = %(person)s AND {where} {ordered})"]
    if box == "todo":
        # Pool items stay in the lists of their candidates until somebody claims them.
        parts.append(
            f"(SELECT {COLUMNS} FROM work_item_candidate c JOIN work_item w ON w.id = c.item_id {join} "
            f"WHERE c.person_id = %(person)s AND w.assignee_id IS NULL AND {where} {ordered})"
        )
    return execute(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS w {ordered}", params)


def item_headline(actor: Actor, row: dict[str, Any], rights: Mapping[str, str] | None = None) -> headlines.Headline:
    """Return title and summary of an item's instance by the rules of its activity, or by the rights of its record."""
    rules = rights if rights is not None else headlines.rules_of(row["definition_version_id"], row["activity_id"])
    return headlines.headline(actor, row, rules)


def item_json(row: dict[str, Any], head: headlines.Headline) -> dict[str, Any]:
    """Return a work item as lists show it."""
    loaded = definitions.load(row["definition_version_id"])
    node = definitions.find_activity(loaded.version_id, row["activity_id"])
    language = current_language()
    due = row["due_at"]
    return {
        "id": row["id"],
        "instance_id": row["instance_id"],
        "kind": row["kind"],
        "title": head.title,
        "process": loaded.code,
        "process_title": loaded.title.get(language) or loaded.title.get("zh", loaded.code),
        "activity_id": row["activity_id"],
        "activity_name": row["activity_name"],
        "initiator": {"id": row["initiator_id"], "name": row["initiator_name"]},
        "unit_name": row["unit_name"],
        "object_type": row["object_type"],
        "record_id": row["record_id"],
        "received_at": row["received_at"],
        "finished_at": row["finished_at"],
        "due_at": due,
        "overdue": row["status"] == "open" and due is not None and due < clock.now(),
        "urgent": row["urgent"],
        "read": row["read_at"] is not None,
        "begun": row["begun"],
        "status": row["status"],
        "instance_status": row["instance_status"],
        "outcome": row["outcome"],
        "read_first": node is not None and node.approval is not None and not node.approval.batch,
        "claimable": row["kind"] == "pool" and row["assignee_id"] is None and row["status"] == "open",
        "summary": head.summary,
    }


_ORDER = "ORDER BY w.finished_at DESC, w.received_at DESC, w.id DESC LIMIT 2"
# Every command asks for it: without the columns of the list, a sixth of the work of an approval over HTTP is saved.
_NEWEST = (
    "SELECT id, received_at FROM ("
    "(SELECT w.id, w.received_at FROM work_item w "
    f"WHERE w.assignee_id = $1 AND w.status = 'open' AND w.finished_at IS NULL {_ORDER}) UNION ALL "
    "(SELECT w.id, w.received_at FROM work_item_candidate c JOIN work_item w ON w.id = c.item_id "
    f"WHERE c.person_id = $1 AND w.assignee_id IS NULL AND w.status = 'open' {_ORDER})"
    ") m ORDER BY received_at DESC, id DESC LIMIT 2"
)


def next_to_do(actor: Actor, *, after: UUID | None = None) -> UUID | None:
    """Return the newest open item of the actor (other than `after`), to be opened next."""
    return next((identifier for identifier, _ in run(_NEWEST, [actor.person_id]) if identifier != after), None)

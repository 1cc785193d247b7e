"""What must I do now? The figures above the fold of the home page."""

from __future__ import annotations

from typing import Any

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.held import hold
from xieyun.process.policies import administers_processes
from xieyun.process.selectors.drafts import count_drafts
from xieyun.process.selectors.incidents import count_incidents
from xieyun.process.selectors.work_items import COLUMNS, item_headline, list_work_items

CAP = 10_000
RECENT = 6
_MINE = (
    "SELECT w.id, w.due_at, w.urgent, w.read_at, w.received_at, w.instance_id FROM work_item w "
    "WHERE w.assignee_id = %(person)s AND w.status = 'open' "
    "UNION ALL SELECT w.id, w.due_at, w.urgent, w.read_at, w.received_at, w.instance_id FROM work_item_candidate c "
    "JOIN work_item w ON w.id = c.item_id WHERE c.person_id = %(person)s AND w.assignee_id IS NULL "
    "AND w.status = 'open'"
)


@hold()
def portal_summary(actor: Actor) -> dict[str, Any]:
    """Return counts (capped at 10,000), the oldest item and the newest ones; a fixed number of queries."""
    params = {"person": actor.person_id, "now": clock.now(), "cap": CAP + 1}
    todo, overdue, urgent, oldest = execute(
        "SELECT count(*), count(*) FILTER (WHERE due_at < %(now)s), count(*) FILTER (WHERE urgent), "
        f"(array_agg(id ORDER BY received_at))[1] FROM (SELECT * FROM ({_MINE}) m LIMIT %(cap)s) m",
        params,
    )[0]
    unread, sent_running = execute(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM work_item WHERE assignee_id = %(person)s AND status = 'sent' "
        "AND read_at IS NULL LIMIT %(cap)s) n), (SELECT count(*) FROM (SELECT 1 FROM process_instance "
        "WHERE initiator_id = %(person)s AND status IN ('running', 'suspended') LIMIT %(cap)s) r)",
        params,
    )[0]
    administers = administers_processes(actor)
    return {
        "todo": min(todo, CAP),
        "overdue": min(overdue, CAP),
        "urgent": min(urgent, CAP),
        "oldest": _oldest(actor, oldest),
        "unread": min(unread, CAP),
        "sent_running": min(sent_running, CAP),
        "drafts": count_drafts(actor),
        "recent": list_work_items(actor, page_size=RECENT)["items"],
        "administers_processes": administers,
        "incidents": count_incidents(actor) if administers and actor.group_id is not None else 0,
    }


def _oldest(actor: Actor, item_id: Any) -> dict[str, Any] | None:
    if item_id is None:
        return None
    rows = execute(
        f"SELECT {COLUMNS} FROM work_item w JOIN process_instance i ON i.id = w.instance_id WHERE w.id = %s", [item_id]
    ).mappings()
    return {"id": item_id, "title": item_headline(actor, rows[0]).title, "received_at": rows[0]["received_at"]}

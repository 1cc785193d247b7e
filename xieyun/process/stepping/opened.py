"""Whether the next handler has opened what a step brought to him."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xieyun.kernel.clock import LOCAL_ZONE
from xieyun.kernel.database import execute
from xieyun.organization.selectors import person_cards
from xieyun.process.stepping.draft import Draft


def opened_by_next(draft: Draft) -> dict[str, Any] | None:
    """Return name and time of who has opened an item that is open now, or None when nobody has.

    On a work item only what it led to counts: items received when it was finished or later.
    """
    since: dt.datetime | None = None
    if draft.item is not None:
        since = execute("SELECT finished_at FROM work_item WHERE id = %s", [draft.item.id]).scalar()
    row = execute(
        "SELECT assignee_id, read_at FROM work_item WHERE instance_id = %s AND status IN ('open', 'held') "
        "AND kind <> 'notice' AND read_at IS NOT NULL AND assignee_id IS DISTINCT FROM %s "
        "AND (%s::timestamptz IS NULL OR received_at >= %s) ORDER BY read_at LIMIT 1",
        [draft.instance.id, draft.actor.person_id, since, since],
    ).first()
    if row is None:
        return None
    card = person_cards(draft.instance.group_id, [row[0]]).get(row[0])
    return {"name": card.name if card else "", "at": row[1].astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M")}

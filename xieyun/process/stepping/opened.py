"""Whether somebody has opened what a step brought to him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from xieyun.kernel.clock import local
from xieyun.kernel.database import execute
from xieyun.organization.selectors import person_cards
from xieyun.process.stepping.draft import Draft


def opened_by_others(draft: Draft, numbers: Sequence[int] | None = None) -> dict[str, Any] | None:
    """Return name and time of who else has opened an item that is open now, or None when nobody has.

    `numbers` narrows it to these items of the engine: what one decision led to, not the other branches.
    """
    row = execute(
        "SELECT assignee_id, read_at FROM work_item WHERE instance_id = %s AND status IN ('open', 'held') "
        "AND kind <> 'notice' AND read_at IS NOT NULL AND assignee_id IS DISTINCT FROM %s "
        "AND (%s::int[] IS NULL OR number = ANY(%s)) ORDER BY read_at LIMIT 1",
        [draft.instance.id, draft.actor.person_id, None if numbers is None else list(numbers), list(numbers or ())],
    ).first()
    if row is None:
        return None
    card = person_cards(draft.instance.group_id, [row[0]]).get(row[0])
    return opened_words(card.name if card else "", row[1])


def opened_words(name: str, at: dt.datetime) -> dict[str, Any]:
    """Return who opened it and when, for the sentence."""
    return {"name": name, "at": local(at).strftime("%Y-%m-%d %H:%M")}

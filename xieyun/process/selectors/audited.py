"""An instance as a matter to audit: all that its audit rows may name, and who has opened it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xieyun.access.ports import Matter, MatterName, Mention, Opening
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.held import hold
from xieyun.organization.selectors import person_cards
from xieyun.process.input import group_of
from xieyun.process.selectors import headlines
from xieyun.records.attachments.selectors import attachments_of


def find_matter(actor: Actor, instance_id: UUID) -> Matter | None:
    """Return an instance of the actor's group for who audits it, None when there is none; the caller checks the right.

    Opening is what a work item's own `read_at` says: it is written once and leaves no audit row.
    """
    row = execute(
        f"SELECT i.id, i.record_id, i.started_at, i.finished_at, {headlines.COLUMNS} FROM process_instance i "
        "WHERE i.id = %s AND i.group_id = %s",
        [instance_id, actor.group_id],
    ).mappings()
    if not row:
        return None
    found = row[0]
    items = execute(
        "SELECT id, assignee_id, activity_name, received_at, read_at FROM work_item WHERE instance_id = %s "
        "ORDER BY received_at, id",
        [instance_id],
    ).mappings()
    return Matter(
        title=headlines.headline(actor, found, {}).title,
        initiator=found["initiator_name"],
        started_at=found["started_at"],
        finished_at=found["finished_at"],
        openings=_openings(actor, items),
        targets=tuple(_targets(found, items)),
    )


@hold()
def name_matters(actor: Actor, mentions: Sequence[Mention]) -> list[MatterName | None]:
    """Return, for each mention, the instance that it names: itself, a piece of its work, its record; one query.

    What is about an instance but named by something else (a message, an incident) says so in its content.
    """
    named = [_identifier(mention) for mention in mentions]
    rows = execute(
        f"SELECT n.id AS named, i.id, {headlines.COLUMNS} FROM unnest(%s::uuid[]) AS n(id) "
        "LEFT JOIN work_item w ON w.id = n.id LEFT JOIN LATERAL (SELECT id FROM process_instance "
        "WHERE record_id = n.id ORDER BY id DESC LIMIT 1) r ON TRUE "
        "JOIN process_instance i ON i.id = coalesce(w.instance_id, r.id, n.id) WHERE i.group_id = %s",
        [list({identifier for identifier in named if identifier is not None}), actor.group_id],
    ).mappings()
    found = {row["named"]: MatterName(row["id"], headlines.headline(actor, row, {}).title) for row in rows}
    return [found.get(identifier) if identifier is not None else None for identifier in named]


def _identifier(mention: Mention) -> UUID | None:
    content = mention.content if isinstance(mention.content, dict) else {}
    try:
        return UUID(str(content.get("instance") or content.get("instance_id") or mention.target_id))
    except ValueError:
        return None


def _openings(actor: Actor, items: Sequence[dict[str, Any]]) -> tuple[Opening, ...]:
    held = [item for item in items if item["assignee_id"] is not None]
    cards = person_cards(group_of(actor), {item["assignee_id"] for item in held})
    return tuple(
        Opening(cards[item["assignee_id"]].name, item["activity_name"], item["received_at"], item["read_at"])
        for item in held
        if item["assignee_id"] in cards
    )


def _targets(instance: dict[str, Any], items: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    targets = [("process_instance", instance["id"]), *(("work_item", item["id"]) for item in items)]
    kind, record = instance["object_type"], instance["record_id"]
    if kind is not None and record is not None:
        targets += [(kind, record), *(("attachment", file) for file in attachments_of(kind, record))]
    return [(name, str(identifier)) for name, identifier in targets]

"""Title and summary of instances as one viewer may read them: the only way that these leave the room.

Both are made from fields of the record (`stepping.summary`), which the viewer's own policies or the rules of his
activity may hide or mask. Every selector that shows an instance selects `COLUMNS` and asks here; searching finds
only what the viewer would be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.access.compiler import field_rights
from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.held import hold
from xieyun.kernel.i18n import current_language
from xieyun.process import definitions
from xieyun.process.definitions import NARROWING
from xieyun.process.stepping.summary import instance_title
from xieyun.records.rights import masked_text

COLUMNS = (
    "i.title, i.summary::text AS summary, i.definition_version_id, i.object_type, i.node_id, i.initiator_id, "
    "i.initiator_name"
)
SEARCH = "i.title ILIKE %(query)s"
MAXIMUM_QUERY = 100
# What a search reads again when the viewer may not see why rows were found, and how often.
_REFILL, _ROUNDS = 500, 20
Levels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Headline:
    """What a viewer reads of an instance in lists; `narrowed` when the title leaves something out for him."""

    title: str
    summary: list[dict[str, str]]
    narrowed: bool


def headline(actor: Actor, row: Mapping[str, Any], rules: Levels) -> Headline:
    """Return title and summary of a row with `COLUMNS`.

    `rules` are those of the activity by which the viewer sees the instance (empty for who sees it otherwise), or the
    levels of the record that he is shown. His own policies may hide or mask more. Within `held.hold()` many rows cost
    one query.
    """
    entries = json.loads(row["summary"].encode())
    levels = _levels(actor, row, rules, {entry["code"] for entry in entries})
    about = [entry for entry in entries if entry.get("about")]
    narrowed = any(levels[entry["code"]] in NARROWING for entry in about)
    title = row["title"]
    if narrowed:
        parts = [shown for entry in about if (shown := _value(entry, levels)) is not None]
        loaded = definitions.load(row["definition_version_id"])
        title = instance_title(loaded, row["initiator_name"], " ".join(parts))
    return Headline(title, list(_summary(entries, levels)), narrowed)


def rules_of(version_id: UUID, activity_id: str) -> Levels:
    """Return what an activity says about fields."""
    node = definitions.find_activity(version_id, activity_id)
    return node.approval.fields if node is not None and node.approval is not None else {}


def _levels(actor: Actor, row: Mapping[str, Any], rules: Levels, codes: set[str]) -> dict[str, str]:
    if not codes or row["object_type"] is None:
        return {code: rules.get(code, "read") for code in codes}
    own = field_rights(actor, row["object_type"], codes, owner_id=row["initiator_id"], node_id=row["node_id"])
    return {code: level if level in NARROWING else rules.get(code, "read") for code, level in own.items()}


def _summary(entries: Sequence[Mapping[str, Any]], levels: Levels) -> Iterator[dict[str, str]]:
    language = current_language()
    for entry in entries:
        value = None if entry.get("about") else _value(entry, levels)
        if value is not None:
            title = entry["title"].get(language) or entry["title"].get("zh", entry["code"])
            yield {"title": title, "value": value, "type": entry.get("type", "text")}


def _value(entry: Mapping[str, Any], levels: Levels) -> str | None:
    level = levels[entry["code"]]
    if level == "hidden":
        return None
    value = str(entry["value"])
    return masked_text(entry.get("type", "text"), value) if level == "masked" else value


def pattern(query: str) -> str:
    """Return the parameter of `SEARCH`."""
    text = query[:MAXIMUM_QUERY].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{text}%"


def readable_page(
    read: Callable[[Any, int], list[dict[str, Any]]],
    show: Callable[[dict[str, Any]], tuple[Headline, dict[str, Any]]],
    position: Callable[[dict[str, Any]], Any],
    *,
    query: str,
    after: Any,
    size: int,
) -> tuple[list[dict[str, Any]], Any]:
    """Return one page of shown rows, and the position after which the next begins; None at the end.

    `read(after, limit)` gives rows in order. A row that a search found by what the viewer may not see is left out as
    if it were not there, so neither the rows nor their number tell it.
    """
    wanted, found, limit = query[:MAXIMUM_QUERY].casefold(), [], size + 1
    for _ in range(_ROUNDS):
        rows = read(after, limit)
        for row in rows:
            head, shown = show(row)
            if not head.narrowed or wanted in head.title.casefold():
                found.append((row, shown))
            if len(found) > size:
                return [shown for _, shown in found[:size]], position(found[size - 1][0])
        if len(rows) < limit:
            break
        after, limit = position(rows[-1]), _REFILL
    return [shown for _, shown in found], None


@hold()
def headlines_of(actor: Actor, named: Sequence[tuple[UUID, UUID | None]]) -> dict[tuple[UUID, UUID | None], str]:
    """Return the titles of instances for messages to the actor about them; one query.

    Named by instance and, when the message is about a work item, that item: its activity's rules count.
    """
    rows = execute(
        f"SELECT i.id, w.id AS item_id, w.activity_id, {COLUMNS} "
        "FROM unnest(%s::uuid[], %s::uuid[]) AS n(instance_id, item_id) "
        "JOIN process_instance i ON i.id = n.instance_id "
        "LEFT JOIN work_item w ON w.id = n.item_id WHERE i.group_id = %s",
        [[instance for instance, _ in named], [item for _, item in named], actor.group_id],
    ).mappings()
    return {
        (row["id"], row["item_id"]): headline(
            actor, row, rules_of(row["definition_version_id"], row["activity_id"]) if row["activity_id"] else {}
        ).title
        for row in rows
    }

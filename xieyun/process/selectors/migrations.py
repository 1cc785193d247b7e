"""Moving instances to another version: which can move and why not, and how a batch comes along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import clock, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.held import hold
from xieyun.kernel.i18n import current_language, sentence
from xieyun.process import definitions
from xieyun.process.engine import Context, Definition, State, codec
from xieyun.process.evaluator import RulesEvaluator
from xieyun.process.input import group_of
from xieyun.process.migration_plan import check_mapping, require_pair
from xieyun.process.policies import require_process_administrator
from xieyun.process.selectors.headlines import COLUMNS, headline
from xieyun.process.stepping.migrating import CannotMove, Move, step_of

# One request looks at so many instances; the counts say how many that were.
MAXIMUM_CHECKED = 3000
BATCH = 300
MAXIMUM_PAGE = 100
SHOWN = ("all", "movable", "blocked")
_STATUSES = ("waiting", "moved", "refused", "back", "kept")
# An activity that people or programs work on; events and gateways follow by their id.
_MAPPED = frozenset(
    {
        "userTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "manualTask", "businessRuleTask", "task",
        "callActivity", "subProcess", "adHocSubProcess", "transaction", "intermediateCatchEvent",
    }
)  # fmt: skip


def suggested_mapping(actor: Actor, from_version_id: UUID, to_version_id: UUID) -> dict[str, Any]:
    """Return, for each activity of a version, what it becomes in another one: same id, else same unique name."""
    require_process_administrator(actor)
    old, new = _compiled(actor, from_version_id), _compiled(actor, to_version_id)
    by_name: dict[tuple[str, str], list[str]] = {}
    for node in new.activities.values():
        if node.name:
            by_name.setdefault((node.type, node.name), []).append(node.id)
    rows = []
    for node in old.activities.values():
        if node.type not in _MAPPED:
            continue
        same = new.activities.get(node.id)
        named = by_name.get((node.type, node.name), [])
        target = node.id if same is not None and same.type == node.type else named[0] if len(named) == 1 else None
        rows.append(
            {
                "id": node.id, "name": node.name or node.id, "type": node.type, "suggested": target,
                "by": None if target is None else "id" if target == node.id else "name",
            }
        )  # fmt: skip
    targets = [
        {"id": node.id, "name": node.name or node.id, "type": node.type}
        for node in new.activities.values()
        if node.type in _MAPPED
    ]
    return {"activities": rows, "targets": targets}


def _compiled(actor: Actor, version_id: UUID) -> Definition:
    found = execute(
        "SELECT 1 FROM process_definition_version v JOIN process_definition d ON d.id = v.definition_id "
        "WHERE v.id = %s AND d.group_id = %s",
        [version_id, group_of(actor)],
    )
    if not found:
        raise NotFound
    return definitions.load(version_id).compiled


@hold()
def migration_preview(
    actor: Actor,
    *,
    from_version_id: UUID,
    to_version_id: UUID,
    mapping: Mapping[str, str],
    show: str = "all",
    after: UUID | None = None,
    page_size: int = 20,
) -> dict[str, Any]:
    """Return which running instances of a version could move, with the reason for each that could not.

    The newest 3,000 after the cursor are looked at and counted (`checked`); `total` counts all. `show`: all,
    movable or blocked. Nothing changes. Raises NotFound, InvalidInput.
    """
    require_process_administrator(actor)
    require_pair(actor, from_version_id, to_version_id)
    check_mapping(from_version_id, to_version_id, mapping)
    if show not in SHOWN:
        raise InvalidInput(fields=[FieldError("show", "field-invalid", {"reason": show[:40]})])
    size = max(1, min(page_size, MAXIMUM_PAGE))
    move = Move(from_version_id, to_version_id, mapping)
    total: int = execute(
        "SELECT count(*) FROM process_instance WHERE definition_version_id = %s AND status IN ('running', 'suspended')",
        [from_version_id],
    ).scalar()
    context = Context(clock.local(clock.now()), RulesEvaluator(group_of(actor)))
    counts = {"checked": 0, "movable": 0, "blocked": 0}
    items: list[dict[str, Any]] = []
    for row in _running(from_version_id, after):
        found = _obstacle(move, codec.load_state(bytes(row["state"]), row["variables"].encode()), context)
        counts["checked"] += 1
        counts["movable" if found is None else "blocked"] += 1
        if len(items) <= size and show in ("all", "movable" if found is None else "blocked"):
            reason = None if found is None else found.params[f"reason_{current_language()}"]
            items.append(_line(actor, row) | {"movable": found is None, "reason": reason})
        if after is not None and len(items) > size:
            break  # a later page need not be counted
    more = len(items) > size
    return counts | {"total": total, "items": items[:size], "next_after": items[size - 1]["id"] if more else None}


def _obstacle(move: Move, state: State, context: Context) -> CannotMove | None:
    """What would refuse the move of an instance: it is tried, and nothing of it carried out."""
    try:
        step_of(move, state, context)
    except CannotMove as refusal:
        return refusal
    return None


def _running(version_id: UUID, after: UUID | None) -> Iterator[dict[str, Any]]:
    """Running instances of a version, the newest first, read in batches so that few states are in memory."""
    left, last = MAXIMUM_CHECKED, after
    while left > 0:
        rows = execute(
            f"SELECT i.id, i.unit_name, i.started_at, i.status, i.state, {COLUMNS}, "
            "i.variables::text AS variables FROM process_instance i WHERE i.definition_version_id = %(version)s "
            "AND i.status IN ('running', 'suspended') AND (%(last)s::uuid IS NULL OR i.id < %(last)s) "
            "ORDER BY i.id DESC LIMIT %(limit)s",
            {"version": version_id, "last": last, "limit": min(BATCH, left)},
        ).mappings()
        yield from rows
        if len(rows) < min(BATCH, left):
            return
        left, last = left - len(rows), rows[-1]["id"]


def _line(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("id", "initiator_name", "unit_name", "started_at", "status")}
    return named | {"title": headline(actor, row, {}).title}


def list_migrations(actor: Actor, code: str) -> dict[str, Any]:
    """Return the newest 50 migration batches of a definition. Raises NotFound."""
    require_process_administrator(actor)
    ids = execute(
        "SELECT m.id FROM process_migration m JOIN process_definition d ON d.id = m.definition_id "
        "WHERE d.group_id = %s AND d.code = %s ORDER BY m.id DESC LIMIT 50",
        [group_of(actor), code],
    ).scalars()
    return {"items": [migration_detail(actor, identifier) for identifier in ids]}


def migration_detail(actor: Actor, migration_id: UUID) -> dict[str, Any]:
    """Return a batch with its counts. Raises NotFound."""
    require_process_administrator(actor)
    rows = execute(
        "SELECT m.id, m.status, m.reason, m.created_at, m.finished_at, m.undo_reason, m.undone_at, "
        "m.mapping::text AS mapping, m.actor->>'person_name' AS actor_name, "
        "m.undo_actor->>'person_name' AS undo_actor_name, f.id AS from_version_id, f.version AS from_version, "
        "t.id AS to_version_id, t.version AS to_version, d.code FROM process_migration m "
        "JOIN process_definition_version f ON f.id = m.from_version_id "
        "JOIN process_definition_version t ON t.id = m.to_version_id "
        "JOIN process_definition d ON d.id = m.definition_id "
        "WHERE m.id = %s AND m.group_id = %s",
        [migration_id, group_of(actor)],
    ).mappings()
    if not rows:
        raise NotFound
    counted: dict[str, int] = dict(
        execute(
            "SELECT status, count(*) FROM process_migration_line WHERE migration_id = %s GROUP BY status",
            [migration_id],
        )
    )
    counts = {status: counted.get(status, 0) for status in _STATUSES}
    return rows[0] | {
        "mapping": json.loads(rows[0]["mapping"].encode()),
        "counts": counts,
        "total": sum(counts.values()),
        "undoable": rows[0]["status"] == "moved" and counts["moved"] > 0,
    }


@hold()
def migration_lines(
    actor: Actor, migration_id: UUID, *, status: str = "", after: UUID | None = None, page_size: int = 20
) -> dict[str, Any]:
    """Return the instances of a batch with what became of them. Raises NotFound."""
    migration_detail(actor, migration_id)
    size = max(1, min(page_size, MAXIMUM_PAGE))
    rows = execute(
        "SELECT l.instance_id AS id, l.status, l.code, l.params::text AS params, "
        f"i.unit_name, i.started_at, {COLUMNS} FROM process_migration_line l "
        "JOIN process_instance i ON i.id = l.instance_id "
        "WHERE l.migration_id = %(id)s AND (%(status)s = '' OR l.status = %(status)s) "
        "AND (%(after)s::uuid IS NULL OR l.instance_id < %(after)s) ORDER BY l.instance_id DESC LIMIT %(limit)s",
        {"id": migration_id, "status": status, "after": after, "limit": size + 1},
    ).mappings()
    items = [
        _line(actor, row)
        | {"reason": sentence(row["code"], json.loads(row["params"].encode())) if row["code"] else None}
        for row in rows[:size]
    ]
    return {"items": items, "next_after": items[-1]["id"] if len(rows) > size else None}

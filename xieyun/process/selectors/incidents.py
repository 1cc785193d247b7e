"""Everything that stands still in the group, with its cause; for those who administer processes."""

from __future__ import annotations

from typing import Any

from xieyun.access.policies import administrator_kinds
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.kernel.i18n import current_language
from xieyun.process import definitions
from xieyun.process.incidents import STANDS
from xieyun.process.input import group_of
from xieyun.process.models.incident import ANSWER, KINDS, STOPPED
from xieyun.process.policies import require_process_administrator
from xieyun.process.selectors import cursors
from xieyun.process.selectors.outside import ANSWERABLE

MAXIMUM_PAGE = 100
CAP = 10_000
_OPEN = f"i.group_id = %(group)s AND i.open AND {STANDS}"
_FROM = "FROM process_incident i LEFT JOIN process_instance p ON p.id = i.instance_id"


def list_incidents(
    actor: Actor,
    *,
    kind: str = "",
    process: str = "",
    cause: str = "",
    query: str = "",
    cursor: str | None = None,
    page_size: int = 20,
) -> dict[str, Any]:
    """Return one page of open incidents, the newest first, with how many there are by kind and process.

    Raises NotFound for others than those who administer processes, InvalidInput for an unknown kind.
    """
    require_process_administrator(actor)
    if kind and kind not in KINDS:
        raise InvalidInput(fields=[FieldError("kind", "field-invalid", {"reason": kind[:40]})])
    size = max(1, min(page_size, MAXIMUM_PAGE))
    conditions, params = [_OPEN], {"group": group_of(actor), "limit": size + 1}
    for name, column, value in (
        ("kind", "kind", kind),
        ("process", "definition_code", process),
        ("cause", "cause", cause),
    ):
        if value:
            conditions.append(f"i.{column} = %({name})s")
            params[name] = value[:400]
    if query:
        conditions.append("(p.title ILIKE %(query)s OR i.zh ILIKE %(query)s OR i.en ILIKE %(query)s)")
        params["query"] = f"%{query[:100]}%"
    after = cursors.decode(cursor)
    if after is not None:
        conditions.append("(i.since, i.id) < (%(since)s, %(after)s)")
        params |= {"since": after[0], "after": after[1]}
    rows = execute(
        "SELECT i.id, i.kind, i.subject, i.instance_id, i.definition_code, i.token, i.activity_id, i.activity_name, "
        "i.code, i.zh, i.en, i.cause, i.attempts, i.since, i.last_at, p.title, p.status AS instance_status, "
        "p.definition_version_id, c.attempts - c.attempts_before AS call_attempts, c.handler "
        f"{_FROM} LEFT JOIN process_service_call c ON c.instance_id = i.instance_id AND c.number = i.token "
        f"AND i.kind = '{STOPPED}' WHERE {' AND '.join(conditions)} ORDER BY i.since DESC, i.id DESC LIMIT %(limit)s",
        params,
    ).mappings()
    shown = rows[:size]
    alike = _alike(params["group"], {row["cause"] for row in shown})
    titles = _titles(params["group"], {row["definition_code"] for row in shown})
    return {
        "items": [_shown(row, alike, titles) for row in shown],
        "next_cursor": cursors.encode((shown[-1]["since"], shown[-1]["id"])) if len(rows) > size else None,
        **_counts(params["group"]),
        "administers_system": actor.is_system or "system" in administrator_kinds(actor),
    }


def count_incidents(actor: Actor) -> int:
    """Return how many incidents are open (capped); for who administers processes."""
    found = execute(
        f"SELECT count(*) FROM (SELECT 1 FROM process_incident i WHERE {_OPEN} LIMIT %(cap)s) o",
        {"group": group_of(actor), "cap": CAP + 1},
    ).scalar()
    return min(int(found), CAP)


def _shown(row: dict[str, Any], alike: dict[str, int], titles: dict[str, str]) -> dict[str, Any]:
    node = None
    if row["definition_version_id"] is not None:
        node = definitions.find_activity(row["definition_version_id"], row["activity_id"])
    return {
        "id": row["id"],
        "kind": row["kind"],
        "subject": row["subject"],
        "instance_id": row["instance_id"],
        "title": row["title"] or "",
        "instance_status": row["instance_status"],
        "process": row["definition_code"],
        "process_title": titles.get(row["definition_code"], row["definition_code"]),
        "token": row["token"],
        "activity": row["activity_id"],
        "name": row["activity_name"] or row["activity_id"],
        "code": row["code"],
        "zh": row["zh"],
        "en": row["en"],
        "cause": row["cause"],
        "alike": alike.get(row["cause"], 1),
        "attempts": row["call_attempts"] or row["attempts"],
        "since": row["since"],
        "last_at": row["last_at"],
        "answerable": row["kind"] in (STOPPED, ANSWER) and node is not None and node.type in ANSWERABLE,
    }


def _alike(group_id: Any, causes: set[str]) -> dict[str, int]:
    """Return, by cause, how many open incidents have it."""
    rows = execute(
        f"SELECT i.cause, count(*) FROM process_incident i WHERE {_OPEN} AND i.cause = ANY(%(causes)s) GROUP BY 1",
        {"group": group_id, "causes": list(causes)},
    )
    return dict(iter(rows))


def _titles(group_id: Any, codes: set[str]) -> dict[str, str]:
    """Return the titles of processes by code, in the language of the request."""
    rows = execute(
        "SELECT DISTINCT ON (d.code) d.code, v.id FROM process_definition d "
        "JOIN process_definition_version v ON v.definition_id = d.id WHERE d.group_id = %s AND d.code = ANY(%s) "
        "ORDER BY d.code, v.version DESC",
        [group_id, list(codes)],
    )
    language = current_language()
    found = {}
    for code, version_id in rows:
        title = definitions.load(version_id).title
        found[code] = title.get(language) or title.get("zh", code)
    return found


def _counts(group_id: Any) -> dict[str, Any]:
    rows = execute(
        f"SELECT kind, definition_code, count(*) FROM (SELECT i.kind, i.definition_code FROM process_incident i "
        f"WHERE {_OPEN} LIMIT %(cap)s) o GROUP BY 1, 2",
        {"group": group_id, "cap": CAP + 1},
    )
    kinds: dict[str, int] = {}
    processes: dict[str, int] = {}
    for kind, code, count in rows:
        kinds[kind] = kinds.get(kind, 0) + count
        if code:
            processes[code] = processes.get(code, 0) + count
    titles = _titles(group_id, set(processes))
    return {
        "total": min(sum(kinds.values()), CAP),
        "kinds": [{"kind": kind, "count": kinds[kind]} for kind in KINDS if kind in kinds],
        "processes": [
            {"code": code, "title": titles.get(code, code), "count": count}
            for code, count in sorted(processes.items(), key=lambda found: (-found[1], found[0]))
        ],
    }

"""What an instance has to do with other systems, for those who look after it; and the connections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.process import engine
from xieyun.process.actions.connections import described
from xieyun.process.engine.errors import EngineError
from xieyun.process.engine.state import Token
from xieyun.process.input import group_of
from xieyun.process.models import Connection
from xieyun.process.policies import require_system_administrator
from xieyun.process.selectors.loading import draft_for_reading
from xieyun.process.stepping.draft import Draft

ANSWERABLE = frozenset({"serviceTask", "sendTask", "businessRuleTask", "receiveTask", "intermediateCatchEvent"})
MAXIMUM_INCIDENTS = 100


def instance_outside(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return open incidents, calls that are not answered and messages that are waited for. Raises NotFound.

    For system administrators only.
    """
    require_system_administrator(actor)
    draft = draft_for_reading(actor, instance_id)
    state = draft.state
    tokens = {} if state is None or state.finished else dict(state.tokens)
    calls = _calls(draft, tokens)
    return {
        "incidents": _incidents(draft, tokens, calls),
        "calls": [call for call in calls.values() if tokens[call["token"]].phase == "wait"],
        "waits": _waits(draft, tokens),
    }


def _calls(draft: Draft, tokens: dict[int, Token]) -> dict[int, dict[str, Any]]:
    rows = execute(
        "SELECT number, activity_id, activity_name, kind, handler, status, attempts - attempts_before, "
        "maximum_attempts, next_at, last_error->>'zh', last_error->>'en', created_at, held FROM process_service_call "
        "WHERE instance_id = %s AND number = ANY(%s) AND status NOT IN ('done', 'cancelled') "
        "ORDER BY created_at, number",
        [draft.instance.id, list(tokens)],
    )
    return {
        row[0]: {
            "token": row[0], "activity": row[1], "name": row[2], "kind": row[3], "to": row[4], "status": row[5],
            "attempts": row[6], "maximum_attempts": row[7], "next_at": row[8], "error_zh": row[9], "error_en": row[10],
            "since": row[11], "held": row[12],
        }
        for row in rows
    }  # fmt: skip


def _incidents(draft: Draft, tokens: dict[int, Token], calls: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    parked = {number: token for number, token in tokens.items() if token.phase == "parked"}
    if not parked:
        return []
    told: dict[int, tuple[Any, dict[str, Any]]] = {}
    for at, found in execute(
        "SELECT e.at, i.value::text FROM process_event e, jsonb_array_elements(e.details->'incidents') AS i(value) "
        "WHERE e.instance_id = %s AND e.details ? 'incidents' ORDER BY e.seq",
        [draft.instance.id],
    ):
        incident = _json(found)
        told[int(incident["token"])] = (at, incident)
    shown = []
    for number, token in list(parked.items())[:MAXIMUM_INCIDENTS]:
        at, incident = told.get(number, (None, {}))
        node = draft.node(token.node)
        call = calls.get(number, {})
        shown.append(
            {
                "token": number,
                "activity": token.node,
                "name": draft.loaded.activity_name(token.node) or token.node,
                "code": (token.data or {}).get("code", ""),
                "zh": incident.get("zh", ""),
                "en": incident.get("en", ""),
                "since": at,
                "attempts": call.get("attempts"),
                "answerable": node is not None and node.type in ANSWERABLE and (token.data or {}).get("at") != "leave",
            }
        )
    return shown


def _json(text: str) -> dict[str, Any]:
    from xieyun.kernel import json

    found: dict[str, Any] = json.loads(text.encode())
    return found


def _waits(draft: Draft, tokens: dict[int, Token]) -> list[dict[str, Any]]:
    if draft.state is None or not engine.waits_outside(draft.loaded.compiled):
        return []
    try:
        found = engine.waits(draft.loaded.compiled, draft.state, draft.context)
    except (EngineError, ValueError):
        return []
    since = {
        (row[0], row[1]): row[2]
        for row in execute(
            "SELECT token, element, since FROM process_event_subscription WHERE instance_id = %s", [draft.instance.id]
        )
    }
    shown = []
    for wait in sorted(found, key=lambda wait: (wait.token, wait.element, wait.name)):
        token = tokens.get(wait.token)
        node = draft.node(wait.element)
        own = token is not None and token.phase == "wait" and token.node == wait.element
        shown.append(
            {
                "token": wait.token,
                "activity": wait.element,
                "name": draft.loaded.activity_name(wait.element) or wait.element,
                "kind": wait.kind,
                "message": wait.name,
                "key": wait.key,
                "since": since.get((wait.token, wait.element)),
                "answerable": own and node is not None and node.type in ANSWERABLE,
            }
        )
    return shown


def list_connections(actor: Actor) -> list[dict[str, Any]]:
    """Return the connections of the group, without their secrets. Raises NotFound for others than administrators."""
    require_system_administrator(actor)
    rows = list(Connection.objects.filter(group_id=group_of(actor)).order_by("code"))
    busy = _busy([row.id for row in rows])
    return [connection_json(row, busy) for row in rows]


def connection_json(row: Connection, busy: dict[UUID, tuple[int, int]] | None = None) -> dict[str, Any]:
    """Return a connection as the page shows it, with how many calls run and how many are held back."""
    running, held = (_busy([row.id]) if busy is None else busy).get(row.id, (0, 0))
    return described(row) | {
        "id": row.id, "has_secret": row.secret is not None, "changed_at": row.changed_at, "running": running,
        "held": held, "failures": row.failures, "open_until": row.open_until,
    }  # fmt: skip


def _busy(connections: list[UUID]) -> dict[UUID, tuple[int, int]]:
    rows = execute(
        "SELECT connection_id, count(*) FILTER (WHERE status = 'running'), count(*) FILTER (WHERE held) "
        "FROM process_service_call WHERE connection_id = ANY(%s) "
        "AND status IN ('waiting', 'running', 'failed', 'answered') GROUP BY 1",
        [connections],
    )
    return {connection_id: (running, held) for connection_id, running, held in rows}

"""What stands still and needs repair: written where it fails, gone when it goes on.

A token that the engine parked is an incident at once; its row changes in the step that parks or frees it. A delivery
(a due timer, a message, a signal, the answer of a service) is tried again by itself, and becomes an incident when it
has failed `PATIENCE` times. Whether such a row still stands for anything is asked of what it is about (`STANDS`), so
that a delivery that succeeds pays nothing for it; `forget` removes what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError

from xieyun.kernel import clock, outbox
from xieyun.kernel.database import execute, in_transaction
from xieyun.kernel.errors import Problem
from xieyun.kernel.identifiers import new_id
from xieyun.process import engine
from xieyun.process.models.incident import ANSWER, CONNECTION, MESSAGE, SIGNAL, STOPPED, TIMER
from xieyun.process.store.rows import Instance

PATIENCE = 3
MAXIMUM_TEXT = 1000
# Not the fault of what was tried: the database went away, and comes back.
PASSING = (OperationalError, InterfaceError)
STANDS = (
    f"CASE i.kind WHEN '{STOPPED}' THEN TRUE "
    f"WHEN '{TIMER}' THEN EXISTS (SELECT 1 FROM process_timer t WHERE t.instance_id = i.instance_id "
    "AND t.number = i.token AND t.status = 'waiting') "
    f"WHEN '{MESSAGE}' THEN EXISTS (SELECT 1 FROM process_message m WHERE m.id = i.subject::uuid "
    "AND m.status IN ('pending', 'matched')) "
    f"WHEN '{SIGNAL}' THEN EXISTS (SELECT 1 FROM process_signal_receipt r "
    "WHERE r.signal_id = split_part(i.subject, ':', 1)::uuid AND r.target_id = split_part(i.subject, ':', 2)::uuid) "
    f"WHEN '{ANSWER}' THEN EXISTS (SELECT 1 FROM process_service_call c WHERE c.id = i.subject::uuid "
    "AND c.status IN ('running', 'answered') AND c.answer IS NOT NULL) "
    f"WHEN '{CONNECTION}' THEN EXISTS (SELECT 1 FROM process_connection n WHERE n.id = i.subject::uuid "
    "AND n.open_until IS NOT NULL) END"
)
_UPSERT = (
    "INSERT INTO process_incident AS i (id, group_id, kind, subject, instance_id, definition_code, token, activity_id, "
    "activity_name, code, zh, en, cause, attempts, open, since, last_at) VALUES (%(id)s, %(group)s, %(kind)s, "
    "%(subject)s, %(instance)s, %(definition)s, %(token)s, %(activity)s, %(name)s, %(code)s, %(zh)s, %(en)s, "
    "%(cause)s, 1, %(patience)s <= 1, %(at)s, %(at)s) ON CONFLICT (kind, subject) DO UPDATE SET "
    "attempts = i.attempts + 1, open = i.attempts + 1 >= %(patience)s, code = EXCLUDED.code, zh = EXCLUDED.zh, "
    "en = EXCLUDED.en, cause = EXCLUDED.cause, instance_id = EXCLUDED.instance_id, "
    "activity_id = EXCLUDED.activity_id, activity_name = EXCLUDED.activity_name, last_at = EXCLUDED.last_at "
    "RETURNING attempts"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What an incident is about, and where."""

    kind: str
    subject: str
    group_id: UUID
    instance_id: UUID | None = None
    definition_code: str = ""
    token: int | None = None
    activity_id: str = ""
    activity_name: str = ""
    # What failed, when it is not told by process and activity: a message's name, a connection's code.
    about: str = ""


def parked(state: engine.State | None) -> frozenset[int]:
    """Return the tokens of a state that an incident stopped."""
    if state is None or state.finished:
        return frozenset()
    return frozenset([number for number, token in state.tokens.items() if token.phase == "parked"])


def change(
    instance: Instance, at: Any, freed: Iterable[int], stopped: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> None:
    """Write the difference of one step, in its transaction. `stopped`: incidents as the trail has them."""
    ended = [_subject(instance.id, token) for token in freed]
    if ended:
        execute("DELETE FROM process_incident WHERE kind = %s AND subject = ANY(%s)", [STOPPED, ended])
    for found in sorted(stopped, key=lambda found: int(found["token"])):
        token, activity = int(found["token"]), str(found["activity"])
        place = Place(
            STOPPED, _subject(instance.id, token), instance.group_id, instance.id, instance.definition_code, token,
            activity, names.get(activity, ""),
        )  # fmt: skip
        _write(place, found["code"], found["zh"], found["en"], patience=1, at=at)


def _subject(instance_id: UUID, token: int) -> str:
    return f"{instance_id}:{token}"


def failed(place: Place, error: Exception) -> None:
    """Note, in a transaction of its own, that a delivery failed; after `PATIENCE` times it is an incident."""
    if isinstance(error, PASSING):
        return
    code, zh, en = told(error)
    with in_transaction():
        attempts = _write(place, code, zh, en, patience=PATIENCE)
        if attempts == PATIENCE:
            announce(place, code, zh, en)


def stands(place: Place, code: str, zh: str, en: str) -> None:
    """Note an incident that is one at once, in the transaction of whoever found it."""
    if _write(place, code, zh, en, patience=1) == 1:
        announce(place, code, zh, en)


def announce(place: Place, code: str, zh: str, en: str) -> None:
    """Tell whoever listens."""
    outbox.publish(
        kind="process.incident", group_id=place.group_id, subject_type="process_incident", subject_id=place.subject,
        payload={
            "kind": place.kind, "instance_id": place.instance_id, "activity": place.activity_id, "code": code,
            "zh": zh, "en": en,
        },
    )  # fmt: skip


def ended(kind: str, subject: str) -> None:
    """Forget an incident that is over."""
    execute("DELETE FROM process_incident WHERE kind = %s AND subject = %s", [kind, subject])


def forget() -> int:
    """Delete rows that stand for nothing any more; return how many."""
    return execute(f"DELETE FROM process_incident i WHERE NOT coalesce({STANDS}, FALSE)").rowcount


def told(error: Exception) -> tuple[str, str, str]:
    """Return the code of an error and its sentences."""
    if isinstance(error, Problem):
        found = error.as_json()
        return str(error.params.get("reason") or error.code), found["detail_zh"], found["detail_en"]
    reason = f"{type(error).__name__}: {error}"[:300]
    zh = f"处理时出现内部错误（{reason}）。请先重试；仍失败时，请系统管理员查看服务日志。"
    return "unexpected", zh, f"An internal error ({reason}). Retry first; if it fails again, read the server's log."


def _write(place: Place, code: str, zh: str, en: str, *, patience: int, at: Any = None) -> int:
    cause = ":".join((place.kind, place.about or place.definition_code, place.activity_id, code))
    attempts: int = execute(
        _UPSERT,
        {
            "id": new_id(), "group": place.group_id, "kind": place.kind, "subject": place.subject,
            "instance": place.instance_id, "definition": place.definition_code, "token": place.token,
            "activity": place.activity_id, "name": place.activity_name, "code": code, "zh": zh[:MAXIMUM_TEXT],
            "en": en[:MAXIMUM_TEXT], "cause": cause[:400], "patience": patience, "at": at or clock.now(),
        },
    ).scalar()  # fmt: skip
    return attempts

"""The audit trail: rows that cannot be changed unnoticed.

Every row carries an HMAC-SM3 over its content, written in the transaction of the action. A sealer
chains committed rows into `AuditSeal` links a moment later. Chaining at commit would make every
write of the installation wait for one row; see docs/decisions/0003-audit-chain.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import clock, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.crypto import installation_key, sm3_hmac
from xieyun.kernel.database import execute, in_transaction
from xieyun.kernel.identifiers import text_of
from xieyun.kernel.locks import AdvisoryLock, try_lock

CONTENT = (
    "at", "group_id", "account_id", "person_id", "actor_text", "action", "target_type", "target_id",
    "outcome", "channel", "address", "request_id", "before", "after",
)  # fmt: skip
COLUMNS = (*CONTENT, "digest")
TABLE = "kernel_auditrow"
_INSERT = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
SEAL_BATCH = 1000


def row(
    *,
    actor: Actor,
    action: str,
    target_type: str,
    target_id: str | UUID,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    outcome: str = "success",
    at: dt.datetime | None = None,
) -> tuple[Any, ...]:
    """Return the values of one audit row in the order of `COLUMNS`, for a caller that inserts it itself.

    `at`: when it happened, now unless told.
    """
    content = (
        at or clock.now(), actor.group_id, actor.account_id, actor.person_id, actor.described(), action, target_type,
        target_id if isinstance(target_id, str) else text_of(target_id), outcome, actor.channel, actor.address,
        actor.request_id, _text(before), _text(after),
    )  # fmt: skip
    return (*content, _digest(content))


def record(
    *,
    actor: Actor,
    action: str,
    target_type: str,
    target_id: str | UUID,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    outcome: str = "success",
) -> None:
    """Write one audit row in the caller's transaction; if it cannot be written, the action fails."""
    values = row(
        actor=actor,
        action=action,
        target_type=target_type,
        target_id=target_id,
        before=before,
        after=after,
        outcome=outcome,
    )
    execute(_INSERT, values)


def seal() -> int:
    """Chain the committed rows that no seal covers yet; return their number.

    Does nothing while another process seals.
    """
    sealed = 0
    while (count := _seal_batch()) > 0:
        sealed += count
    return sealed


@dataclass(frozen=True)
class Verification:
    """Result of `verify`: rows and seals read, rows not yet sealed, and the first broken row, if any."""

    rows: int
    seals: int
    unsealed: int
    broken_row: int | None = None
    reason: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed or slipped in."""
        return self.broken_row is None


def verify() -> Verification:
    """Recompute every digest and the whole chain, and name the first row that does not fit."""
    rows, previous, expected = 0, "", 1
    numbers = execute("SELECT number FROM kernel_auditseal ORDER BY number").scalars()
    for number in numbers:
        ids, digest = execute("SELECT rows::text, digest FROM kernel_auditseal WHERE number = %s", [number])[0]
        ids = json.loads(ids.encode())
        found = _rows_by_id(ids)
        for identifier in ids:
            if identifier not in found:
                return Verification(rows, number, 0, identifier, "the row was removed")
            if not _intact(found[identifier]):
                return Verification(rows, number, 0, identifier, "the row was changed")
            rows += 1
        if number != expected or digest != _link(previous, number, [(i, found[i][-1]) for i in ids]):
            return Verification(rows, number, 0, ids[0], f"seal {number} does not follow the seal before it")
        previous, expected = digest, number + 1
    stray = execute(
        f"SELECT id FROM {TABLE} a WHERE seal IS NOT NULL AND NOT EXISTS (SELECT FROM kernel_auditseal s "
        "WHERE s.number = a.seal) ORDER BY id LIMIT 1"
    ).scalar()
    if stray is not None:
        return Verification(rows, len(numbers), 0, stray, "the seal of the row was removed")
    return _verify_unsealed(rows, len(numbers))


def _verify_unsealed(rows: int, seals: int) -> Verification:
    newest = execute(f"SELECT id FROM {TABLE} WHERE seal IS NULL ORDER BY id").scalars()
    for start in range(0, len(newest), SEAL_BATCH):
        for identifier, content in _rows_by_id(newest[start : start + SEAL_BATCH]).items():
            if not _intact(content):
                return Verification(rows, seals, len(newest), identifier, "the row was changed")
    return Verification(rows + len(newest), seals, len(newest))


def _seal_batch() -> int:
    with in_transaction():
        if not try_lock(AdvisoryLock.AUDIT_SEAL):
            return 0
        batch = execute(f"SELECT id, digest FROM {TABLE} WHERE seal IS NULL ORDER BY id LIMIT %s", [SEAL_BATCH])
        if not batch:
            return 0
        number, previous = execute(
            "SELECT number, digest FROM kernel_auditseal ORDER BY number DESC LIMIT 1"
        ).first() or (0, "")
        pairs = [(identifier, digest) for identifier, digest in batch]
        ids = [identifier for identifier, _ in pairs]
        execute(
            "INSERT INTO kernel_auditseal (number, at, rows, digest) VALUES (%s, %s, %s, %s)",
            [number + 1, clock.now(), json.dumps(ids).decode(), _link(previous, number + 1, pairs)],
        )
        execute(f"UPDATE {TABLE} SET seal = %s WHERE id = ANY(%s)", [number + 1, ids])
        return len(pairs)


def _rows_by_id(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    rows = execute(f"SELECT id, {', '.join(COLUMNS)} FROM {TABLE} WHERE id = ANY(%s)", [ids])
    return {identifier: tuple(content) for identifier, *content in rows}


def _intact(values: tuple[Any, ...]) -> bool:
    return bool(_digest(values[:-1]) == values[-1])


def _text(content: Mapping[str, Any] | None) -> str | None:
    return None if content is None else json.dumps(content).decode()


def _digest(content: tuple[Any, ...]) -> str:
    at: dt.datetime = content[0]
    return sm3_hmac(installation_key("audit"), json.dumps([at.astimezone(dt.UTC), *content[1:]]))


def _link(previous: str, number: int, pairs: list[tuple[int, str]]) -> str:
    return sm3_hmac(installation_key("audit"), json.dumps([previous, number, pairs]))

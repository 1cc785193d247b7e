"""Commands that may be sent twice: the answer is kept in the transaction of the command itself.

`claim` inserts the key; a second request with the same key waits in the database until the first
has committed or rolled back, so a command can neither run twice nor be answered differently.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.crypto import digest
from xieyun.kernel.database import execute
from xieyun.kernel.errors import BadRequest, Problem

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT = dt.timedelta(days=7)


class KeyReused(Problem):
    """The key belongs to another request."""

    status, code = 422, "idempotency-key-reused"


class KeyInvalid(BadRequest):
    """The key is empty, too long or has unprintable characters."""

    code = "idempotency-key-invalid"


@dataclass(frozen=True)
class Answer:
    """The status and JSON body that the command was answered with."""

    status: int
    body: bytes


def request_digest(method: str, path: str, body: bytes) -> str:
    """Return what tells two different requests under one key apart."""
    return digest(b"\n".join((method.encode(), path.encode(), body)))


def claim(account_id: UUID, key: str, request: str) -> Answer | None:
    """Take the key for this request, or return the answer it already has.

    Must run inside the transaction of the command. Raises KeyInvalid, or KeyReused when the key
    was used for a different request.
    """
    if not _KEY.fullmatch(key):
        raise KeyInvalid
    taken = execute(
        "INSERT INTO kernel_idempotencykey (account_id, key, request_digest, status, body) VALUES (%s, %s, %s, 0, '') "
        "ON CONFLICT (account_id, key) DO NOTHING RETURNING id",
        [account_id, key, request],
    )
    if taken:
        return None
    stored, status, body = execute(
        "SELECT request_digest, status, body FROM kernel_idempotencykey WHERE account_id = %s AND key = %s",
        [account_id, key],
    )[0]
    if stored != request:
        raise KeyReused
    return Answer(status, bytes(body))


def keep(account_id: UUID, key: str, status: int, body: bytes) -> None:
    """Store the answer of a claimed key."""
    execute(
        "UPDATE kernel_idempotencykey SET status = %s, body = %s WHERE account_id = %s AND key = %s",
        [status, body, account_id, key],
    )


def release(account_id: UUID, key: str) -> None:
    """Give a claimed key back: its command ran, but the answer must not be kept."""
    execute("DELETE FROM kernel_idempotencykey WHERE account_id = %s AND key = %s", [account_id, key])


def forget_old() -> int:
    """Delete keys older than `KEPT`; return their number."""
    return execute("DELETE FROM kernel_idempotencykey WHERE created_at < %s", [clock.now() - KEPT]).rowcount

"""The lock order, and the registry of advisory locks. Never reuse or renumber a value.

Order within one transaction (architecture.md, rule 6):
1. advisory locks, by number;
2. the idempotency key row;
3. the process instance row (it guards its work items, timers and state);
4. the record row, then its line items;
5. ledger balance rows, by id;
6. message addresses (`lock_addresses`): whoever holds one locks no instance afterwards;
7. everything else is only inserted.
Rows of one table are locked in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from hashlib import sha256

from xieyun.kernel.database import execute


class AdvisoryLock(IntEnum):
    """What an advisory lock guards. Values are permanent."""

    AUDIT_SEAL = 1
    PACKAGE_APPLY = 2
    DEFINITION_CHANGE = 3
    DEMO_LOAD = 4
    MIGRATE = 5


_NAMESPACE = 0x5859  # "XY": keeps our locks apart from those of other users of the database


def lock(what: AdvisoryLock) -> None:
    """Wait for the lock; it is held until the transaction ends."""
    execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NAMESPACE, int(what)])


def lock_addresses(addresses: Iterable[str]) -> None:
    """Wait for the locks of names (of messages, with group and key); they are held until the transaction ends."""
    numbers = sorted({int.from_bytes(sha256(text.encode()).digest()[:8], signed=True) for text in addresses})
    if numbers:
        execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])


def try_lock(what: AdvisoryLock) -> bool:
    """Take the lock until the transaction ends, or return False when another transaction holds it."""
    return bool(execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_NAMESPACE, int(what)]).scalar())


@contextmanager
def held(what: AdvisoryLock) -> Iterator[None]:
    """Wait for the lock and hold it through the block, over as many transactions as it has."""
    execute("SELECT pg_advisory_lock(%s, %s)", [_NAMESPACE, int(what)])
    try:
        yield
    finally:
        execute("SELECT pg_advisory_unlock(%s, %s)", [_NAMESPACE, int(what)])

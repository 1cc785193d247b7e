"""Approve many items at once, with a summary of what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput, Problem
from xieyun.process.actions.decide import approve

MAXIMUM_ITEMS = 100


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of one item of a batch: approved, or the problem that left it out."""

    item_id: UUID
    problem: Problem | None


def approve_batch(*, actor: Actor, item_ids: Sequence[UUID], opinion: str = "") -> list[BatchLine]:
    """Approve each item in a transaction of its own; one refusal does not stop the others."""
    if not 0 < len(item_ids) <= MAXIMUM_ITEMS:
        raise InvalidInput(fields=[FieldError("item_ids", "batch-size", {"limit": MAXIMUM_ITEMS})])
    return [_approve_one(actor, item_id, opinion) for item_id in dict.fromkeys(item_ids)]


def _approve_one(actor: Actor, item_id: UUID, opinion: str) -> BatchLine:
    try:
        with _apart():
            approve(actor=actor, item_id=item_id, opinion=opinion)
    except Problem as problem:
        return BatchLine(item_id, problem)
    return BatchLine(item_id, None)


def _apart() -> transaction.Atomic:
    # Inside a surrounding transaction this is a savepoint, so that a refused item undoes only itself.
    return transaction.atomic()

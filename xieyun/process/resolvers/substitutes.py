"""Standing deputies: who acts for whom now, for which process, up to which amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.recent import Recent

MAXIMUM_CHAIN = 5
AMOUNT_NAMES = ("amount", "total_amount", "total")


@dataclass(frozen=True, slots=True)
class Deputy:
    """One substitution as it is applied."""

    person_id: UUID
    deputy_id: UUID
    valid_from: dt.datetime
    valid_to: dt.datetime
    definition_codes: frozenset[str]
    maximum_amount: Decimal | None


_deputies: Recent[dict[UUID, list[Deputy]]] = Recent(capacity=256)


def substitute(
    group_id: UUID,
    token: UUID | None,
    person_id: UUID,
    *,
    at: dt.datetime,
    definition_code: str,
    variables: dict[str, Any],
    not_by: UUID | None,
    works_here: Callable[[UUID], bool],
) -> list[Deputy]:
    """Return the chain of substitutions from a person to who acts now; empty when he acts himself.

    `token` is that of the group as read with the instance; without one the substitutions are read anew.
    A chain stops before it would return to somebody in it or come to `not_by` (the initiator must not
    become his own approver), and passes over deputies who have left (`works_here`).
    """
    deputies = _read(group_id) if token is None else _deputies.get(token, lambda: _read(group_id))
    chain: list[Deputy] = []
    if not deputies or person_id not in deputies:
        return chain
    seen = {person_id, not_by}
    current = person_id
    while len(chain) < MAXIMUM_CHAIN:
        found = next(
            (
                d
                for d in deputies.get(current, ())
                if d.deputy_id not in seen and _applies(d, at, definition_code, variables) and works_here(d.deputy_id)
            ),
            None,
        )
        if found is None:
            break
        chain.append(found)
        seen.add(found.deputy_id)
        current = found.deputy_id
    return chain


def _applies(deputy: Deputy, at: dt.datetime, code: str, variables: dict[str, Any]) -> bool:
    if not deputy.valid_from <= at < deputy.valid_to:
        return False
    if deputy.definition_codes and code not in deputy.definition_codes:
        return False
    if deputy.maximum_amount is None:
        return True
    amount = _amount(variables)
    return amount is not None and amount <= deputy.maximum_amount


def _amount(variables: dict[str, Any]) -> Decimal | None:
    for name in AMOUNT_NAMES:
        if variables.get(name) is not None:
            try:
                amount = Decimal(str(variables[name]))
            except InvalidOperation:
                return None
            return amount if amount.is_finite() else None
    return None


def _read(group_id: UUID) -> dict[UUID, list[Deputy]]:
    found: dict[UUID, list[Deputy]] = {}
    for person, deputy, begins, ends, codes, amount in execute(
        "SELECT person_id, deputy_id, valid_from, valid_to, definition_codes::text, maximum_amount "
        "FROM process_substitution WHERE group_id = %s AND revoked_at IS NULL ORDER BY created_at, id",
        [group_id],
    ):
        codes_read = frozenset(json.loads(codes.encode()))
        found.setdefault(person, []).append(Deputy(person, deputy, begins, ends, codes_read, amount))
    return found

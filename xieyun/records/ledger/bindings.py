"""Bindings: which booking an event of a process causes, as the package declares."""

from __future__ import annotations

from typing import Any

from xieyun.kernel.actor import Actor
from xieyun.records import catalogue
from xieyun.records.definitions import ObjectType
from xieyun.records.ledger import booking
from xieyun.records.ledger.declaration import Binding, Ledger, ledgers_of
from xieyun.records.ledger.pools import Place
from xieyun.records.lines import Line
from xieyun.records.store import Stored


def bindings_of(object_type: str) -> list[tuple[Ledger, Binding]]:
    """The bindings of records of the type, in the order of their ledgers' codes."""
    ledgers = ledgers_of(catalogue.current())
    return [
        (ledgers[code], binding)
        for code in sorted(ledgers)
        for binding in ledgers[code].bindings
        if binding.object_type == object_type
    ]


def run(event: str, *, actor: Actor, object_type: ObjectType, stored: Stored) -> dict[str, Any]:
    """Book what the event asks for; the answer goes into the variables of the process. Raises QuotaShort."""
    answer: dict[str, Any] = {}
    for ledger, binding in bindings_of(object_type.code):
        answer |= _book(binding.on.get(event), actor, ledger, binding, stored)
    return answer


def follow_change(*, actor: Actor, object_type: ObjectType, stored: Stored) -> dict[str, Any]:
    """Reserve anew after the amounts of a record with open reservations changed. Raises QuotaShort."""
    answer: dict[str, Any] = {}
    for ledger, binding in bindings_of(object_type.code):
        if booking.open_bookings(ledger, booking.Cause(object_type.code, stored.id)):
            answer |= _book("reserve", actor, ledger, binding, stored)
    return answer


def _book(operation: str | None, actor: Actor, ledger: Ledger, binding: Binding, stored: Stored) -> dict[str, Any]:
    cause = booking.Cause(binding.object_type, stored.id)
    if operation == "reserve":
        over = booking.reserve(
            actor=actor,
            ledger=ledger,
            cause=cause,
            requests=requests(ledger, binding, stored),
            short=binding.short,
            missing=binding.missing,
        )
        return {binding.result: over}
    if operation == "consume":
        booking.consume(actor=actor, ledger=ledger, cause=cause)
    elif operation == "release":
        booking.release(actor=actor, ledger=ledger, cause=cause)
    return {}


def requests(ledger: Ledger, binding: Binding, stored: Stored) -> list[booking.Request]:
    """What the rows of the record ask for; rows without a positive amount ask for nothing."""
    rows = stored.lines.get(binding.lines, []) if binding.lines else [Line(stored.id, stored.values)]
    found: list[booking.Request] = []
    for index, row in enumerate(rows):
        amount = _value(binding.amount, row, stored)
        if not amount or amount <= 0:
            continue
        key = tuple(_value(binding.key[name], row, stored) for name in ledger.key)
        path = f"{binding.lines}[{index}].{binding.amount}" if binding.lines else binding.amount
        found.append(booking.Request(str(row.id), Place(key, _value(binding.day, row, stored)), amount, path))
    return found


def _value(path: str, row: Line, stored: Stored) -> Any:
    if path.startswith("record."):
        return stored.values.get(path.removeprefix("record."))
    return row.values.get(path)

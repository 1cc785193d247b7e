"""What must hold between the state of instances and the rows that tie them to other systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.database import execute
from xieyun.process import definitions, engine
from xieyun.process.definitions import Loaded
from xieyun.process.engine import codec
from xieyun.process.engine.context import Context
from xieyun.process.engine.processors.services import calling
from xieyun.process.engine.waiting import Wait
from xieyun.process.evaluator import RulesEvaluator


def check(batch: Sequence[dict[str, Any]]) -> Iterator[tuple[UUID, str, str]]:
    """Return (instance, code, text) of what does not fit: subscriptions, and calls that nobody makes any more."""
    ids = [row["id"] for row in batch]
    subscribed: dict[UUID, set[Wait]] = {}
    for instance_id, token, element, kind, name, key in execute(
        "SELECT instance_id, token, element, kind, name, key FROM process_event_subscription "
        "WHERE instance_id = ANY(%s)",
        [ids],
    ):
        subscribed.setdefault(instance_id, set()).add(Wait(token, element, kind, name, key or None))
    calls = execute(
        "SELECT instance_id, number FROM process_service_call WHERE instance_id = ANY(%s) "
        "AND status IN ('waiting', 'running', 'failed', 'answered')",
        [ids],
    )
    called = {(instance_id, number) for instance_id, number in calls}
    for row in batch:
        instance_id = row["id"]
        loaded = definitions.load(row["definition_version_id"])
        if instance_id not in subscribed and not engine.waits_outside(loaded.compiled) and not _calls(loaded):
            continue
        state = codec.load_state(bytes(row["state"]), row["variables"].encode())
        context = Context(clock.local(clock.now()), RulesEvaluator(loaded.group_id))
        expected = engine.waits(loaded.compiled, state, context)
        found = subscribed.get(instance_id, set())
        if found != expected:
            text = f"by the state {sorted(map(str, expected))}, by the rows {sorted(map(str, found))}"
            yield instance_id, "subscriptions-differ", text
        lost = [number for number in _waiting_for_calls(loaded, state) if (instance_id, number) not in called]
        if lost:
            yield instance_id, "call-lost", f"the tokens {lost} wait for calls that nobody makes"


def _calls(loaded: Loaded) -> bool:
    return any(node.service and node.service.webhook for node in loaded.compiled.activities.values())


def _waiting_for_calls(loaded: Loaded, state: engine.State) -> Iterator[int]:
    """The tokens that wait for the answer of a webhook, which is always a call of its own."""
    for number, token in state.tokens.items():
        node = loaded.compiled.activities.get(token.node)
        service = node.service if node is not None else None
        if token.phase != "wait" or service is None or service.webhook is None:
            continue
        if service.wait is None or calling(token):
            yield number

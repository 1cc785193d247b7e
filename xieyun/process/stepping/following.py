"""What a step brings along beside its own rows: calls to make, messages and signals to wait for, incidents.

Found without touching the database; a process that has nothing to do with others pays two look-ups in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xieyun.process import engine, incidents
from xieyun.process.definitions import Loaded
from xieyun.process.engine.waiting import Wait
from xieyun.process.stepping.draft import Draft
from xieyun.process.store.rows import NewCall

NOTHING: frozenset[Wait] = frozenset()


@dataclass(frozen=True, slots=True)
class Following:
    """Calls of the step, and how the subscriptions and incidents of the instance change with it."""

    calls: tuple[NewCall, ...]
    ended: frozenset[Wait]
    begun: frozenset[Wait]
    freed: frozenset[int]
    stopped: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, draft: Draft) -> Following | None:
        """Return what follows from a step that is about to be written, None when nothing does."""
        loaded, state = draft.before
        parked_before, parked = incidents.parked(state), incidents.parked(draft.state)
        outside = engine.waits_outside(loaded.compiled) or engine.waits_outside(draft.loaded.compiled)
        if not (draft.calls or parked_before or parked or outside):
            return None
        tokens = draft.live.tokens
        calls = tuple(call for call in draft.calls.values() if call.number in tokens)
        before = waits_of(draft, loaded, state)
        after = waits_of(draft, draft.loaded, draft.state)
        stopped = {found["token"]: found for found in draft.details.get("incidents", ()) if found["token"] in parked}
        if not calls and before == after and not stopped and parked_before == parked:
            return None
        return cls(calls, before - after, after - before, parked_before - parked, tuple(stopped.values()))

    def write(self, draft: Draft) -> None:
        """Write it, in the transaction of the step and after it."""
        # Imported late: jobs take steps, too.
        from xieyun.process.outside import calls, subscriptions

        if self.calls:
            calls.place(draft, self.calls)
        if self.ended or self.begun:
            subscriptions.change(draft.instance, draft.at, self.ended, self.begun)
        if self.freed or self.stopped:
            names = {str(found["activity"]): draft.loaded.activity_name(found["activity"]) for found in self.stopped}
            incidents.change(draft.instance, draft.at, self.freed, self.stopped, names)


def waits_of(draft: Draft, loaded: Loaded, state: engine.State | None) -> frozenset[Wait]:
    """Return what an instance waits for in a state of it."""
    if state is None or not engine.waits_outside(loaded.compiled):
        return NOTHING
    return engine.waits(loaded.compiled, state, draft.context)

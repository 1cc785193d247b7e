"""What a step brings along for other systems: calls to make, messages and signals to wait for.

Found without touching the database; a process that has nothing to do with others pays two look-ups in memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from xieyun.process import engine
from xieyun.process.definitions import Loaded
from xieyun.process.engine.context import Context
from xieyun.process.engine.waiting import Wait
from xieyun.process.stepping.draft import Draft
from xieyun.process.store.rows import NewCall

NOTHING: frozenset[Wait] = frozenset()


@dataclass(frozen=True, slots=True)
class Following:
    """Calls of the step, and how the subscriptions of the instance change with it."""

    calls: tuple[NewCall, ...]
    ended: frozenset[Wait]
    begun: frozenset[Wait]

    @classmethod
    def of(cls, draft: Draft) -> Following | None:
        """Return what follows from a step that is about to be written, None when nothing does."""
        tokens = draft.live.tokens
        calls = tuple(call for call in draft.calls.values() if call.number in tokens)
        loaded, state = draft.before
        before = waits_of(draft, loaded, state)
        after = waits_of(draft, draft.loaded, draft.state)
        if not calls and before == after:
            return None
        return cls(calls, before - after, after - before)

    def write(self, draft: Draft) -> None:
        """Write it, in the transaction of the step and after it."""
        # Imported late: jobs take steps, too.
        from xieyun.process.outside import calls, subscriptions

        if self.calls:
            calls.place(draft, self.calls)
        if self.ended or self.begun:
            subscriptions.change(draft.instance, draft.at, self.ended, self.begun)


def waits_of(draft: Draft, loaded: Loaded, state: engine.State | None) -> frozenset[Wait]:
    """Return what an instance waits for in a state of it."""
    if state is None or not engine.waits_outside(loaded.compiled):
        return NOTHING
    return engine.waits(loaded.compiled, state, Context(draft.at, draft.evaluator))

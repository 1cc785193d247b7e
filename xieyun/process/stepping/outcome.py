"""What an action of this room returns."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from xieyun.process import engine
from xieyun.process.stepping.draft import Draft


class Outcome(NamedTuple):
    """The instance after the step, and the work items that the step opened.

    `status` is that of the lists (`selectors.status`): what is back with its initiator is returned, not under way.
    """

    instance_id: UUID
    status: str
    seq: int
    opened: tuple[UUID, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the `instance` member of an answer."""
        return {"id": self.instance_id, "status": self.status, "seq": self.seq}


def outcome_of(draft: Draft) -> Outcome:
    """Return the outcome of a written draft."""
    status = draft.status or draft.instance.status
    back = status == "running" and draft.state is not None and engine.asks_again(draft.state)
    return Outcome(
        instance_id=draft.instance.id,
        status="returned" if back else status,
        seq=1 if draft.new else draft.instance.seq + 1,
        opened=tuple([item.id for item in draft.opened.values() if item.status == "open"]),
    )

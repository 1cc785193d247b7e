"""A draft that is only looked at: for dry runs, predictions and pictures."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import NotFound
from xieyun.process.policies import is_participant
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.runner import on_instance, on_item, remember_read


def draft_for_reading(actor: Actor, instance_id: UUID) -> Draft:
    """Return an unlocked draft of an instance. Raises NotFound."""
    return on_instance(actor, instance_id, "look")(ExitStack(), False)


def item_for_reading(actor: Actor, item_id: UUID) -> Draft:
    """Return an unlocked draft of a work item, remembered: who looks at an item acts on it next. Raises NotFound."""
    draft = on_item(actor, item_id, "look")(ExitStack(), False)
    remember_read(draft)
    return draft


def require_participant(draft: Draft) -> None:
    """Raise NotFound unless the item is or was the actor's, or is offered to him."""
    # Who was in the pool may look who took it.
    if not (is_participant(draft) or draft.candidate):
        raise NotFound

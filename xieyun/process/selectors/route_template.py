"""What keeping the route of an instance as a template would ask for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.process.errors import VerbRefused
from xieyun.process.policies import require_process_administrator
from xieyun.process.route_template import freezing_refusal, template_steps
from xieyun.process.selectors.instances import find_instance
from xieyun.process.selectors.loading import draft_for_reading


def route_template(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Return the steps of an instance's route with the ways to name who handles each.

    Raises NotFound for whoever does not administer processes or may not see the instance, VerbRefused for an
    instance without a free route.
    """
    require_process_administrator(actor)
    find_instance(actor, instance_id)
    draft = draft_for_reading(actor, instance_id)
    refusal = freezing_refusal(draft)
    if refusal is not None:
        raise VerbRefused(refusal.code, **refusal.params)
    return {
        "steps": [
            {
                "name": step.name,
                "kind": step.kind,
                "beside": step.beside,
                "people": list(step.people),
                "choices": [{"id": choice.id, "name": choice.name} for choice in step.choices],
            }
            for step in template_steps(draft)
        ],
    }

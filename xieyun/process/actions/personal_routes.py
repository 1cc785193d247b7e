"""Routes that a person keeps for himself, to begin a free process with."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xieyun.kernel import audit, clock, json, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, Forbidden, InvalidInput, NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.process.actions.free_route import Step, checked
from xieyun.process.input import clean_text, group_of

MAXIMUM_ROUTES = 50
MAXIMUM_NAME = 40


@action
def keep_personal_route(*, actor: Actor, name: str, steps: Sequence[Step]) -> UUID:
    """Keep a route under a name; one of the same name is replaced.

    Raises Forbidden for who is no person, InvalidInput for a name that is empty or over 40 characters, for steps that
    could not be sent, and over 50 routes.
    """
    if actor.person_id is None:
        raise Forbidden
    name = clean_text(name, maximum=MAXIMUM_NAME, field="name").strip()
    if not name:
        raise InvalidInput(fields=[FieldError("name", "field-required")])
    made = checked(group_of(actor), steps)
    others = execute(
        "SELECT count(*) FROM process_personal_route WHERE person_id = %s AND name <> %s", [actor.person_id, name]
    ).scalar()
    if others >= MAXIMUM_ROUTES:
        raise InvalidInput(fields=[FieldError("name", "personal-routes-full", {"limit": MAXIMUM_ROUTES})])
    kept = [
        {"name": given.name.strip(), "kind": given.kind, "beside": step.beside, "people": list(step.persons)}
        for given, step in zip(steps, made, strict=True)
    ]
    identifier: UUID = execute(
        "INSERT INTO process_personal_route (id, group_id, person_id, name, steps, updated_at) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (person_id, name) DO UPDATE SET steps = EXCLUDED.steps, "
        "updated_at = EXCLUDED.updated_at RETURNING id",
        [new_id(), group_of(actor), actor.person_id, name, json.dumps(kept).decode(), clock.now()],
    ).scalar()
    _note(actor, "process.keep_personal_route", identifier, {"name": name, "steps": len(kept)})
    return identifier


@action
def remove_personal_route(*, actor: Actor, route_id: UUID) -> None:
    """Forget a route of one's own. Raises NotFound for any other."""
    name = execute(
        "DELETE FROM process_personal_route WHERE id = %s AND person_id = %s RETURNING name",
        [route_id, actor.person_id],
    ).scalar()
    if name is None:
        raise NotFound
    _note(actor, "process.remove_personal_route", route_id, {"name": name})


def _note(actor: Actor, verb: str, identifier: UUID, after: dict[str, object]) -> None:
    audit.record(actor=actor, action=verb, target_type="personal_route", target_id=str(identifier), after=after)
    outbox.publish(
        kind=verb, group_id=group_of(actor), subject_type="personal_route", subject_id=identifier,
        payload={"person_id": actor.person_id},
    )  # fmt: skip

"""Free routes: laid out by the initiator at the start, and extended by him and by every handler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.clock import LOCAL_ZONE, now
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.i18n import sentence
from xieyun.organization.relations import Anchor
from xieyun.process.actions.handling import begin, note_opinion, number_of
from xieyun.process.engine.approval.free_route import KINDS, MAXIMUM_PERSONS, MAXIMUM_STEPS
from xieyun.process.engine.commands import ExtendRoute, RouteStep
from xieyun.process.errors import InstanceNotRunning
from xieyun.process.input import clean_text
from xieyun.process.resolvers.kinds import find
from xieyun.process.resolvers.registry import Question
from xieyun.process.stepping.conductor import advance
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_instance, on_item, take

MAXIMUM_NAME = 60
Where = Literal["next", "beside", "end"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody puts on a route: `kind` all, any, sequence or cc; `beside` the step before it."""

    person_ids: tuple[UUID, ...]
    kind: str = "all"
    name: str = ""
    beside: bool = False


def extend_route(
    *, actor: Actor, item_id: UUID, steps: Sequence[Step], where: Where = "next", opinion: str = ""
) -> Outcome:
    """Add steps to the route from the work item that the actor handles.

    `where`: next (after what runs now), beside (at the same time) or end. Raises VerbRefused where the process is
    not free, InvalidInput, StepRefused over the limits.
    """

    def act(draft: Draft) -> None:
        item = begin(draft, "extend-route", opinion)
        _extend(draft, steps, where, number_of(item))

    return outcome_of(take(on_item(actor, item_id, "extend-route"), act))


def extend_own_route(
    *, actor: Actor, instance_id: UUID, steps: Sequence[Step], where: Where = "end", opinion: str = ""
) -> Outcome:
    """Add steps to the route of a process that the actor started, at any time while it runs.

    Raises NotFound for somebody else's, InstanceNotRunning, InvalidInput, StepRefused.
    """

    def act(draft: Draft) -> None:
        if actor.person_id is None or draft.instance.initiator_id != actor.person_id:
            raise NotFound
        if draft.instance.status != "running":
            raise InstanceNotRunning(status=draft.instance.status)
        note_opinion(draft, "extend-route", opinion)
        _extend(draft, steps, where, None)

    return outcome_of(take(on_instance(actor, instance_id, "extend-route"), act))


def _extend(draft: Draft, steps: Sequence[Step], where: Where, item: int | None) -> None:
    made = checked(draft.instance.group_id, steps)
    draft.details |= {
        "where": where,
        "people": list(dict.fromkeys(person for step in made for person in step.persons)),
        "steps": [{"name": step.name, "kind": step.kind, "people": list(step.persons)} for step in made],
    }
    advance(draft, ExtendRoute(draft.by, made, item, where))


def checked(group_id: UUID, steps: Sequence[Step]) -> tuple[RouteStep, ...]:
    """Return the steps as the engine takes them. Raises InvalidInput that names the step and what is wrong."""
    wrong: list[FieldError] = []
    if not steps:
        wrong.append(FieldError("steps", "route-needed"))
    if len(steps) > MAXIMUM_STEPS:
        raise InvalidInput(fields=[FieldError("steps", "field-too-long", {"limit": MAXIMUM_STEPS})])
    for place, step in enumerate(steps):
        wrong += _wrong(group_id, f"steps[{place}]", step)
    if wrong:
        raise InvalidInput(fields=wrong)
    return tuple(_as_command(place, step) for place, step in enumerate(steps))


def _wrong(group_id: UUID, path: str, step: Step) -> Iterable[FieldError]:
    if step.kind not in KINDS:
        yield FieldError(f"{path}.kind", "field-invalid", {"reason": step.kind[:40]})
    if not step.person_ids:
        yield FieldError(f"{path}.person_ids", "field-required")
    if len(step.person_ids) > MAXIMUM_PERSONS:
        yield FieldError(f"{path}.person_ids", "field-too-long", {"limit": MAXIMUM_PERSONS})
        return
    clean_text(step.name, maximum=MAXIMUM_NAME, field=f"{path}.name")
    for position, person_id in enumerate(step.person_ids):
        if not _is_here(group_id, person_id):
            yield FieldError(f"{path}.person_ids[{position}]", "person-not-available")


def _is_here(group_id: UUID, person_id: UUID) -> bool:
    nobody = Anchor()
    question = Question(
        group_id=group_id, as_of=now().astimezone(LOCAL_ZONE).date(), activity_id="", assignment={}, variables={},
        initiator=nobody, actor=nobody,
    )  # fmt: skip
    return bool(find("person", question, nobody, {"person_id": str(person_id)}))


def _as_command(place: int, step: Step) -> RouteStep:
    people = tuple(dict.fromkeys(map(str, step.person_ids)))
    kind = "one" if len(people) == 1 and step.kind != "cc" else step.kind
    name = step.name.strip() or sentence(f"route-kind-{kind}", {}, "zh")
    return RouteStep(name, people, step.kind, step.beside and place > 0)


def route_variable(group_id: UUID, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return a route as the variable that a free process starts with. Raises InvalidInput."""
    made = checked(group_id, steps)
    if all(step.kind == "cc" for step in made):
        raise InvalidInput(fields=[FieldError("steps", "route-only-told")])
    return [
        {"name": step.name, "persons": list(step.persons), "kind": step.kind, "beside": step.beside} for step in made
    ]

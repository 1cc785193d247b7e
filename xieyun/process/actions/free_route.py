"""Free routes: laid out by the initiator, at the start and when it comes back, and extended by every handler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.clock import today
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.kernel.i18n import sentence
from xieyun.organization.relations import Anchor
from xieyun.process import signatures
from xieyun.process.actions.handling import begin, note_opinion, number_of
from xieyun.process.engine.approval.free_route import KINDS, MAXIMUM_PERSONS, MAXIMUM_STEPS, to_lay
from xieyun.process.engine.commands import ExtendRoute, LayRoute, RouteStep
from xieyun.process.errors import not_running
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
    *,
    actor: Actor,
    item_id: UUID,
    steps: Sequence[Step],
    where: Where = "next",
    opinion: str = "",
    sign: bool = False,
) -> Outcome:
    """Add steps to the route from the work item that the actor handles.

    `where`: next (after what runs now), beside (at the same time) or end. Raises VerbRefused where the process is
    not free, InvalidInput, StepRefused over the limits.
    """

    def act(draft: Draft) -> None:
        item = begin(draft, "extend-route", opinion, signed=sign)
        _extend(draft, steps, where, number_of(item))

    return outcome_of(take(on_item(actor, item_id, "extend-route"), act))


def extend_own_route(
    *,
    actor: Actor,
    instance_id: UUID,
    steps: Sequence[Step],
    where: Where = "end",
    opinion: str = "",
    sign: bool = False,
) -> Outcome:
    """Add steps to the route of a process that the actor started, at any time while it runs.

    Raises NotFound for somebody else's, InstanceNotRunning, InstanceSuspended, InvalidInput, StepRefused.
    """

    def act(draft: Draft) -> None:
        if actor.person_id is None or draft.instance.initiator_id != actor.person_id:
            raise NotFound
        if draft.instance.status != "running":
            raise not_running(draft.instance.status)
        note_opinion(draft, "extend-route", opinion)
        signatures.sign(draft, "extend-route", wanted=sign)
        _extend(draft, steps, where, None)

    return outcome_of(take(on_instance(actor, instance_id, "extend-route"), act))


def lay_route(*, actor: Actor, item_id: UUID, steps: Sequence[Step], opinion: str = "", sign: bool = False) -> Outcome:
    """Lay out anew what is still to be walked of a route that came back to its initiator.

    That is all of it when it starts again, and the steps to come when it goes straight back to who returned it: these
    may be none. Raises VerbRefused for any other item, InvalidInput, StepRefused over the limits.
    """

    def act(draft: Draft) -> None:
        item = begin(draft, "lay-route", opinion, signed=sign)
        whole = to_lay(draft.loaded.compiled, draft.live).token is None
        made = checked(draft.instance.group_id, steps) if steps or whole else ()
        if whole:
            _require_others(made, draft.by)
        _note(draft, made)
        advance(draft, LayRoute(draft.by, made, number_of(item)))

    return outcome_of(take(on_item(actor, item_id, "lay-route"), act))


def _note(draft: Draft, made: Sequence[RouteStep]) -> None:
    """Note for the trail which steps were laid out, and for whom."""
    draft.details |= {
        "people": list(dict.fromkeys(person for step in made for person in step.persons)),
        "steps": [{"name": step.name, "kind": step.kind, "people": list(step.persons)} for step in made],
    }


def _extend(draft: Draft, steps: Sequence[Step], where: Where, item: int | None) -> None:
    made = checked(draft.instance.group_id, steps)
    draft.details["where"] = where
    _note(draft, made)
    advance(draft, ExtendRoute(draft.by, made, item, where))


def checked(group_id: UUID, steps: Sequence[Step], *, field: str = "steps") -> tuple[RouteStep, ...]:
    """Return the steps as the engine takes them. Raises InvalidInput that names the step and what is wrong."""
    wrong: list[FieldError] = []
    if not steps:
        wrong.append(FieldError(field, "route-needed"))
    if len(steps) > MAXIMUM_STEPS:
        raise InvalidInput(fields=[FieldError(field, "field-too-many", {"limit": MAXIMUM_STEPS})])
    together: set[UUID] = set()
    for place, step in enumerate(steps):
        together = together if step.beside and place else set()
        wrong += _wrong(group_id, f"{field}[{place}]", step, together)
    if wrong:
        raise InvalidInput(fields=wrong)
    return tuple(_as_command(place, step) for place, step in enumerate(steps))


def _wrong(group_id: UUID, path: str, step: Step, together: set[UUID]) -> Iterable[FieldError]:
    """What is wrong with a step; `together` are the people of the steps that run at the same time before it."""
    if step.kind not in KINDS:
        yield FieldError(f"{path}.kind", "field-invalid", {"reason": step.kind[:40]})
    if not step.person_ids:
        yield FieldError(f"{path}.person_ids", "field-required")
    if len(step.person_ids) > MAXIMUM_PERSONS:
        yield FieldError(f"{path}.person_ids", "field-too-many", {"limit": MAXIMUM_PERSONS})
        return
    clean_text(step.name, maximum=MAXIMUM_NAME, field=f"{path}.name")
    for position, person_id in enumerate(step.person_ids):
        if person_id in together:
            yield FieldError(f"{path}.person_ids[{position}]", "route-person-twice")
        elif not _is_here(group_id, person_id):
            yield FieldError(f"{path}.person_ids[{position}]", "person-not-available")
        together.add(person_id)


def _require_others(steps: Sequence[RouteStep], initiator: str, *, field: str = "steps") -> None:
    """Raise InvalidInput for a whole route on which nobody but the initiator acts."""
    acting = {person for step in steps if step.kind != "cc" for person in step.persons}
    if not acting:
        raise InvalidInput(fields=[FieldError(field, "route-only-told")])
    if acting == {initiator}:
        raise InvalidInput(fields=[FieldError(field, "route-only-yourself")])


def _is_here(group_id: UUID, person_id: UUID) -> bool:
    nobody = Anchor()
    question = Question(
        group_id=group_id, as_of=today(), activity_id="", assignment={}, variables={},
        initiator=nobody, actor=nobody,
    )  # fmt: skip
    return bool(find("person", question, nobody, {"person_id": str(person_id)}))


def _as_command(place: int, step: Step) -> RouteStep:
    people = tuple(dict.fromkeys(map(str, step.person_ids)))
    kind = "one" if len(people) == 1 and step.kind != "cc" else step.kind
    name = step.name.strip() or sentence(f"route-kind-{kind}", {}, "zh")
    return RouteStep(name, people, step.kind, step.beside and place > 0)


def route_variable(group_id: UUID, steps: Sequence[Step], initiator: str) -> list[dict[str, Any]]:
    """Return a route as the variable that a free process starts with. Raises InvalidInput."""
    made = checked(group_id, steps, field="route")
    _require_others(made, initiator, field="route")
    return [
        {"name": step.name, "persons": list(step.persons), "kind": step.kind, "beside": step.beside} for step in made
    ]

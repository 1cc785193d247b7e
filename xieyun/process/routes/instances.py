"""Submitting, and what can be seen of and done to an instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from ninja import Router

from xieyun.kernel.request import Request
from xieyun.process import actions, schemas, schemas_commands, schemas_guidance, schemas_instances, selectors
from xieyun.process.routes.answers import step_done
from xieyun.process.routes.work_items import Code, Cursor, PageSize, Words


def submit(request: Request, body: schemas_commands.SubmitIn) -> Any:
    """Submit a record: the process bound to its object type starts."""
    outcome = actions.submit_record(
        actor=request.actor,
        object_type=body.object_type,
        record_id=body.record_id,
        comment=body.comment,
        route=[as_step(step) for step in body.route],
        sign=body.sign,
        process=body.process,
    )
    return selectors.instance_detail(request.actor, outcome.instance_id)


def as_step(step: schemas_commands.RouteStepIn) -> actions.RouteStep:
    """Return a step of a free route as the actions take it."""
    return actions.RouteStep(tuple(step.person_ids), step.kind, step.name, step.beside)


def get_start(request: Request, object_type: str) -> Any:
    """Say what submitting a record of a type starts, and whether I lay out its route."""
    return selectors.start_of(request.actor, object_type)


def get_last_route(request: Request, record_id: UUID) -> Any:
    """Return the route on which I last sent a record, to lay out the next from when I withdrew it."""
    return {"steps": selectors.last_route(request.actor, record_id)}


def list_instances(
    request: Request,
    box: Literal["sent", "drafts", "all"] = "sent",
    query: Words = "",
    process: Code = "",
    status: schemas.InstanceStatus | Literal[""] = "",
    cursor: Cursor = None,
    page_size: PageSize = 20,
) -> Any:
    """List what I sent (where is it, with whom, since when), my drafts, or everything (system administrators)."""
    return selectors.list_instances(
        request.actor, box=box, query=query, process=process, status=status, cursor=cursor, page_size=page_size
    )


def get_instance(request: Request, instance_id: UUID) -> Any:
    """Return an instance with its trail, its path and my verbs."""
    return selectors.instance_detail(request.actor, instance_id)


def get_diagram(request: Request, instance_id: UUID) -> Any:
    """Return the process diagram: done, current, next, with handlers."""
    return selectors.diagram(request.actor, instance_id)


def get_signed_form(request: Request, instance_id: UUID, seq: int) -> Any:
    """Return the form as it was when a step was signed, with my rights, and where it differs from now."""
    return selectors.signed_form(request.actor, instance_id, seq)


def withdraw(request: Request, instance_id: UUID, body: schemas_commands.SignableIn) -> Any:
    """Withdraw what I submitted, while the next handler has not opened it."""
    outcome = actions.withdraw(actor=request.actor, instance_id=instance_id, opinion=body.opinion, sign=body.sign)
    return step_done(request.actor, outcome)


def urge(request: Request, instance_id: UUID, body: schemas_commands.NoteIn) -> Any:
    """Ask the handlers to hurry, as often as the process allows (once in 30 minutes unless it says otherwise)."""
    outcome = actions.urge(actor=request.actor, instance_id=instance_id, opinion=body.opinion)
    return step_done(request.actor, outcome)


def extend_route(request: Request, instance_id: UUID, body: schemas_commands.ExtendRouteIn) -> Any:
    """Add steps to the free route of what I started."""
    outcome = actions.extend_own_route(
        actor=request.actor,
        instance_id=instance_id,
        steps=[as_step(step) for step in body.steps],
        where=body.where,
        opinion=body.opinion,
        sign=body.sign,
    )
    return step_done(request.actor, outcome)


def suspend(request: Request, instance_id: UUID, body: schemas_commands.ReasonIn) -> Any:
    """Halt an instance (system administrators, with a reason)."""
    return step_done(request.actor, actions.suspend(actor=request.actor, instance_id=instance_id, reason=body.opinion))


def resume(request: Request, instance_id: UUID, body: schemas_commands.ReasonIn) -> Any:
    """Let a suspended instance go on (system administrators)."""
    return step_done(request.actor, actions.resume(actor=request.actor, instance_id=instance_id, reason=body.opinion))


def terminate(request: Request, instance_id: UUID, body: schemas_commands.ReasonIn) -> Any:
    """End an instance (system administrators, with a reason)."""
    return step_done(
        request.actor, actions.terminate(actor=request.actor, instance_id=instance_id, reason=body.opinion)
    )


def jump(request: Request, instance_id: UUID, body: schemas_commands.JumpIn) -> Any:
    """Move an instance to another activity (system administrators, with a reason)."""
    outcome = actions.jump(
        actor=request.actor, instance_id=instance_id, target=body.target, token=body.token, reason=body.opinion
    )
    return step_done(request.actor, outcome)


def retry(request: Request, instance_id: UUID, body: schemas_commands.RetryIn) -> Any:
    """Try again where an incident stopped an instance (system administrators)."""
    outcome = actions.retry(actor=request.actor, instance_id=instance_id, token=body.token, reason=body.opinion)
    return step_done(request.actor, outcome)


VERBS: dict[str, Callable[..., Any]] = {
    "withdraw": withdraw, "urge": urge, "extend-route": extend_route,
    "suspend": suspend, "resume": resume, "terminate": terminate, "jump": jump,
    "retry": retry,
}  # fmt: skip


def add_to(router: Router) -> None:
    """Add the routes."""
    one = "/process-instances/{uuid:instance_id}"
    router.post("/process-instances", response=schemas_instances.InstanceDetailOut, operation_id="submit_record")(
        submit
    )
    router.get("/process-instances", response=schemas_instances.InstancePageOut, operation_id="list_process_instances")(
        list_instances
    )
    router.get("/process-starts/{object_type}", response=schemas_instances.StartOut, operation_id="get_process_start")(
        get_start
    )
    router.get(
        "/process-starts/records/{uuid:record_id}/route", response=schemas.RouteOut, operation_id="get_last_route"
    )(get_last_route)
    router.get(one, response=schemas_instances.InstanceDetailOut, operation_id="get_process_instance")(get_instance)
    router.get(f"{one}/diagram", response=schemas_instances.DiagramOut, operation_id="get_process_diagram")(get_diagram)
    router.get(
        f"{one}/events/{{int:seq}}/form", response=schemas_guidance.SignedFormOut, operation_id="get_signed_form"
    )(get_signed_form)
    for verb, handler in VERBS.items():
        name = f"process_instance_{verb.replace('-', '_')}"
        router.post(f"{one}/{verb}", response=schemas.StepDoneOut, operation_id=name)(handler)

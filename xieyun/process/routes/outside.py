"""Messages and signals from programs, connections, and what an instance has to do with other systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from xieyun.kernel.request import Request
from xieyun.process import actions, selectors
from xieyun.process import schemas_outside as schemas
from xieyun.process.routes.answers import step_done
from xieyun.process.schemas import StepDoneOut


def deliver_message(request: Request, body: schemas.MessageIn) -> Any:
    """Deliver a message to the one instance that waits for its name and correlation key, or begin a process by it.

    Send an Idempotency-Key, so that the same message sent again is not delivered again.
    """
    return actions.deliver_message(actor=request.actor, **body.model_dump())


def broadcast_signal(request: Request, body: schemas.SignalIn) -> Status[Any]:
    """Broadcast a signal to all instances of the group that wait for it; they are told soon afterwards."""
    delivery_id, told = actions.broadcast_signal(actor=request.actor, name=body.name, values=body.values)
    return Status(202, {"delivery_id": delivery_id, "told": told})


def get_outside(request: Request, instance_id: UUID) -> Any:
    """Return incidents, unanswered calls and awaited messages of an instance (system administrators)."""
    return selectors.instance_outside(request.actor, instance_id)


def answer(request: Request, instance_id: UUID, body: schemas.AnswerIn) -> Any:
    """Answer in place of another system, so that the instance goes on (system administrators)."""
    outcome = actions.answer_by_hand(
        actor=request.actor, instance_id=instance_id, token=body.token, values=body.values, reason=body.opinion
    )
    return step_done(request.actor, outcome)


def list_connections(request: Request) -> Any:
    """List the connections to other systems (system administrators)."""
    return {"items": selectors.list_connections(request.actor)}


def create_connection(request: Request, body: schemas.ConnectionIn) -> Status[Any]:
    """Set up a connection (system administrators)."""
    made = actions.create_connection(actor=request.actor, **body.model_dump(exclude_none=True))
    return Status(201, selectors.connection_json(made))


def change_connection(request: Request, connection_id: UUID, body: schemas.ConnectionChangeIn) -> Any:
    """Change, disable or enable a connection (system administrators)."""
    made = actions.change_connection(
        actor=request.actor, connection_id=connection_id, **body.model_dump(exclude_none=True)
    )
    return selectors.connection_json(made)


def resume_connection(request: Request, connection_id: UUID) -> Any:
    """Try now whether a system that failed again and again is back (system administrators)."""
    return selectors.connection_json(actions.resume_connection(actor=request.actor, connection_id=connection_id))


def add_to(router: Router) -> None:
    """Add the routes."""
    one = "/process-instances/{uuid:instance_id}"
    router.post("/process-messages", response=schemas.MessageOut, operation_id="deliver_process_message")(
        deliver_message
    )
    router.post("/process-signals", response={202: schemas.SignalOut}, operation_id="broadcast_process_signal")(
        broadcast_signal
    )
    router.get(f"{one}/outside", response=schemas.OutsideOut, operation_id="get_process_instance_outside")(get_outside)
    router.post(f"{one}/answer", response=StepDoneOut, operation_id="process_instance_answer")(answer)
    router.get("/connections", response=schemas.ConnectionsOut, operation_id="list_connections")(list_connections)
    router.post("/connections", response={201: schemas.ConnectionOut}, operation_id="create_connection")(
        create_connection
    )
    router.patch("/connections/{uuid:connection_id}", response=schemas.ConnectionOut, operation_id="change_connection")(
        change_connection
    )
    router.post(
        "/connections/{uuid:connection_id}/resume", response=schemas.ConnectionOut, operation_id="resume_connection"
    )(resume_connection)

"""The verbs on a work item. Each takes an Idempotency-Key; the loser of a race gets 409 `already-handled`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from ninja import Router

from xieyun.kernel.request import Request
from xieyun.process import actions, schemas, schemas_commands
from xieyun.process.routes.answers import step_done
from xieyun.process.routes.instances import as_step


def approve(request: Request, item_id: UUID, body: schemas_commands.DecisionIn) -> Any:
    """Approve; on an item that came back to me as the initiator, submit again."""
    outcome = actions.approve(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome, item_id=item_id)


def reject(request: Request, item_id: UUID, body: schemas_commands.DecisionIn) -> Any:
    """Reject, with a reason."""
    outcome = actions.reject(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome, item_id=item_id)


def send_back(request: Request, item_id: UUID, body: schemas_commands.ReturnIn) -> Any:
    """Return the work to the initiator, the previous or any passed activity, with a reason."""
    outcome = actions.send_back(
        actor=request.actor,
        item_id=item_id,
        target=body.target,
        then=body.then,
        opinion=body.opinion,
        values=body.values,
        attachments=body.attachments,
        hidden=body.hidden,
        sign=body.sign,
    )
    return step_done(request.actor, outcome, item_id=item_id)


def transfer(request: Request, item_id: UUID, body: schemas_commands.PersonIn) -> Any:
    """Hand the item to another person for good."""
    outcome = actions.transfer(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome, item_id=item_id)


def delegate(request: Request, item_id: UUID, body: schemas_commands.PersonIn) -> Any:
    """Let another person prepare the answer; it comes back to me."""
    outcome = actions.delegate(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome, item_id=item_id)


def consult(request: Request, item_id: UUID, body: schemas_commands.PeopleIn) -> Any:
    """Ask people for advice without moving the flow."""
    outcome = actions.consult(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome)


def reply(request: Request, item_id: UUID, body: schemas_commands.HideableIn) -> Any:
    """Answer a consultation or a delegated item."""
    outcome = actions.reply(actor=request.actor, item_id=item_id, **body.dict())
    return step_done(request.actor, outcome, item_id=item_id)


def notify(request: Request, item_id: UUID, body: schemas_commands.PeopleIn) -> Any:
    """Send the matter to people for reading."""
    outcome = actions.notify(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome)


def claim(request: Request, item_id: UUID) -> Any:
    """Take an item of my pool."""
    return step_done(request.actor, actions.claim(actor=request.actor, item_id=item_id))


def unclaim(request: Request, item_id: UUID) -> Any:
    """Put a claimed item back."""
    return step_done(request.actor, actions.unclaim(actor=request.actor, item_id=item_id))


def add_signers(request: Request, item_id: UUID, body: schemas_commands.AddSignersIn) -> Any:
    """Add people who sign before me, after me or beside me."""
    outcome = actions.add_signers(actor=request.actor, item_id=item_id, **body.model_dump())
    return step_done(request.actor, outcome)


def extend_route(request: Request, item_id: UUID, body: schemas_commands.ExtendRouteIn) -> Any:
    """Add steps to the free route: after what runs now, beside it, or at the end."""
    outcome = actions.extend_route(
        actor=request.actor,
        item_id=item_id,
        steps=[as_step(step) for step in body.steps],
        where=body.where,
        opinion=body.opinion,
        sign=body.sign,
    )
    return step_done(request.actor, outcome)


def lay_route(request: Request, item_id: UUID, body: schemas_commands.LayRouteIn) -> Any:
    """Lay out anew what is still to be walked of the free route that came back to me."""
    outcome = actions.lay_route(
        actor=request.actor,
        item_id=item_id,
        steps=[as_step(step) for step in body.steps],
        opinion=body.opinion,
        sign=body.sign,
    )
    return step_done(request.actor, outcome)


def remove_signer(request: Request, item_id: UUID, body: schemas_commands.RemoveSignerIn) -> Any:
    """Remove another signer of my activity, or take back what I delegated."""
    outcome = actions.remove_signer(
        actor=request.actor, item_id=item_id, person_id=body.person_id, opinion=body.opinion
    )
    return step_done(request.actor, outcome)


def take_back(request: Request, item_id: UUID) -> Any:
    """Take my decision back before the next handler opens it."""
    return step_done(request.actor, actions.take_back(actor=request.actor, item_id=item_id))


def withdraw(request: Request, item_id: UUID, body: schemas_commands.SignableIn) -> Any:
    """Withdraw the whole process from the item that came back to me as its initiator."""
    outcome = actions.withdraw_from_item(actor=request.actor, item_id=item_id, opinion=body.opinion, sign=body.sign)
    return step_done(request.actor, outcome, item_id=item_id)


def save(request: Request, item_id: UUID, body: schemas_commands.KeepIn) -> Any:
    """Keep what I wrote so far; nothing is decided."""
    actions.save(actor=request.actor, item_id=item_id, **body.model_dump())
    return {"saved": True}


VERBS: dict[str, Callable[..., Any]] = {
    "approve": approve,
    "reject": reject,
    "return": send_back,
    "transfer": transfer,
    "delegate": delegate,
    "consult": consult,
    "reply": reply,
    "notify": notify,
    "claim": claim,
    "unclaim": unclaim,
    "add-signers": add_signers,
    "remove-signer": remove_signer,
    "extend-route": extend_route,
    "lay-route": lay_route,
    "take-back": take_back,
    "withdraw": withdraw,
}


def add_to(router: Router) -> None:
    """Add the routes."""
    for verb, handler in VERBS.items():
        router.post(
            f"/work-items/{{uuid:item_id}}/{verb}",
            response=schemas.StepDoneOut,
            operation_id=f"work_item_{verb.replace('-', '_')}",
        )(handler)
    router.post("/work-items/{uuid:item_id}/save", response=schemas.SavedOut, operation_id="work_item_save")(save)

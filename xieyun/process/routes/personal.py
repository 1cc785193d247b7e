"""What belongs to one person: quick phrases, substitutions, the signature, routes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router

from xieyun.kernel.request import Request
from xieyun.process import actions, schemas_commands, schemas_personal, schemas_routes, selectors, signatures
from xieyun.process.actions import signature
from xieyun.process.routes.instances import as_step


def get_phrases(request: Request) -> Any:
    """Return my quick phrases and those of the group."""
    return selectors.quick_phrases(request.actor)


def put_phrases(request: Request, body: schemas_commands.PhrasesIn) -> Any:
    """Replace my quick phrases."""
    actions.replace_quick_phrases(actor=request.actor, phrases=[(one.text, one.fits) for one in body.phrases])
    return selectors.quick_phrases(request.actor)


def get_substitutions(request: Request) -> Any:
    """List the substitutions that I gave or that make me a deputy."""
    return {"items": selectors.substitutions(request.actor)}


def post_substitution(request: Request, body: schemas_commands.SubstitutionIn) -> Any:
    """Let somebody handle my work in a period."""
    actions.substitute(
        actor=request.actor,
        deputy_id=body.deputy_id,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        person_id=body.person_id,
        definition_codes=body.processes,
        maximum_amount=body.maximum_amount,
        reason=body.reason,
    )
    return {"items": selectors.substitutions(request.actor)}


def delete_substitution(request: Request, substitution_id: UUID) -> Any:
    """End a substitution now."""
    actions.revoke_substitution(actor=request.actor, substitution_id=substitution_id)
    return {"items": selectors.substitutions(request.actor)}


def get_signature(request: Request) -> Any:
    """Return my own signature."""
    return {"attachment_id": signatures.own_signature(request.actor)}


def put_signature(request: Request, body: schemas_commands.SignatureIn) -> Any:
    """Make an uploaded PNG my signature; what I have signed before keeps the one I had."""
    kept = signature.keep_signature(actor=request.actor, attachment_id=body.attachment_id)
    return {"attachment_id": kept.attachment_id}


def delete_signature(request: Request) -> Any:
    """Forget my signature."""
    signature.remove_signature(actor=request.actor)
    return {"attachment_id": None}


def get_personal_routes(request: Request) -> Any:
    """List the routes that I keep."""
    return {"items": selectors.personal_routes(request.actor)}


def keep_personal_route(request: Request, body: schemas_routes.PersonalRouteIn) -> Any:
    """Keep a route for myself under a name."""
    actions.keep_personal_route(actor=request.actor, name=body.name, steps=[as_step(step) for step in body.steps])
    return {"items": selectors.personal_routes(request.actor)}


def remove_personal_route(request: Request, route_id: UUID) -> Any:
    """Forget a route that I keep."""
    actions.remove_personal_route(actor=request.actor, route_id=route_id)
    return {"items": selectors.personal_routes(request.actor)}


def add_to(router: Router) -> None:
    """Add the routes."""
    router.get("/quick-phrases", response=schemas_personal.PhrasesOut, operation_id="get_quick_phrases")(get_phrases)
    router.put("/quick-phrases", response=schemas_personal.PhrasesOut, operation_id="replace_quick_phrases")(
        put_phrases
    )
    path = "/substitutions"
    router.get(path, response=schemas_personal.SubstitutionsOut, operation_id="list_substitutions")(get_substitutions)
    router.post(path, response=schemas_personal.SubstitutionsOut, operation_id="substitute")(post_substitution)
    router.delete(
        path + "/{uuid:substitution_id}", response=schemas_personal.SubstitutionsOut, operation_id="revoke_substitution"
    )(delete_substitution)
    path = "/signature"
    router.get(path, response=schemas_personal.SignatureOut, operation_id="get_signature")(get_signature)
    router.put(path, response=schemas_personal.SignatureOut, operation_id="keep_signature")(put_signature)
    router.delete(path, response=schemas_personal.SignatureOut, operation_id="remove_signature")(delete_signature)
    path, kept = "/personal-routes", schemas_routes.PersonalRoutesOut
    router.get(path, response=kept, operation_id="list_personal_routes")(get_personal_routes)
    router.post(path, response=kept, operation_id="keep_personal_route")(keep_personal_route)
    router.delete(path + "/{uuid:route_id}", response=kept, operation_id="remove_personal_route")(remove_personal_route)

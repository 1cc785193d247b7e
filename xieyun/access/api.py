"""Routes of the access room: API keys and the audit trail."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from xieyun.access import actions, schemas, selectors
from xieyun.access.models import ApiKey
from xieyun.kernel.request import Request

router = Router(tags=["access"])
Text = Annotated[str, Query(max_length=200)]


@router.get("/api-keys", response=schemas.ApiKeysOut, operation_id="list_api_keys")
def list_api_keys(request: Request) -> Any:
    """List my API keys, without their secrets."""
    return {"items": [_shown(key) for key in selectors.api_keys(request.actor)]}


@router.post("/api-keys", response={201: schemas.NewApiKeyOut}, operation_id="create_api_key")
def create_api_key(request: Request, body: schemas.ApiKeyIn, response: HttpResponse) -> Status[Any]:
    """Create an API key; the answer alone tells its secret."""
    response["Cache-Control"] = "no-store"
    new = actions.create_api_key(
        actor=request.actor, name=body.name, expires_at=body.expires_at, account_id=body.account_id
    )
    return Status(201, {**_shown(new.key), "secret": new.secret})


@router.delete("/api-keys/{key_id}", response={204: None}, operation_id="revoke_api_key")
def revoke_api_key(request: Request, key_id: UUID) -> Status[None]:
    """End an API key at once."""
    actions.revoke_api_key(actor=request.actor, key_id=key_id)
    return Status(204, None)


@router.get("/audit/actions", response=list[schemas.AuditActionOut], operation_id="list_audit_actions")
def list_audit_actions(request: Request) -> Any:
    """List the actions that the audit trail knows by name; for audit administrators."""
    return selectors.audit_actions(request.actor)


@router.get("/audit", response=schemas.AuditPageOut, operation_id="list_audit")
def list_audit(
    request: Request,
    actor: Text = "",
    action: Text = "",
    target: Text = "",
    outcome: Text = "",
    matter: UUID | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    cursor: Text = "",
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    """Read the audit trail, the newest first, also of one matter and of some days; for audit administrators."""
    return selectors.audit_entries(
        request.actor,
        by=actor,
        action=action,
        target=target,
        outcome=outcome,
        matter=matter,
        since=since,
        until=until,
        cursor=cursor,
        size=page_size,
    )


@router.get("/audit/matters/{uuid:matter_id}", response=schemas.AuditMatterOut, operation_id="get_audit_matter")
def get_audit_matter(request: Request, matter_id: UUID) -> Any:
    """Tell what a matter is, to whom it came and who has opened it; for audit administrators."""
    return selectors.find_matter(request.actor, matter_id)


def _shown(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id, "name": key.name, "prefix": key.prefix, "login": key.account.login,
        "created_at": key.created_at, "expires_at": key.expires_at, "revoked_at": key.revoked_at,
    }  # fmt: skip

"""What stands still, over all instances, and trying it again."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router

from xieyun.kernel.request import Request
from xieyun.process import actions, selectors
from xieyun.process import schemas_incidents as schemas
from xieyun.process.routes.work_items import Code, Cursor, PageSize, Words

KindFilter = Literal["", "stopped", "timer", "message", "signal", "answer", "connection"]


def list_incidents(
    request: Request,
    kind: KindFilter = "",
    process: Code = "",
    cause: Annotated[str, Query(max_length=400, description="`cause` of an incident: all that are alike.")] = "",
    query: Words = "",
    cursor: Cursor = None,
    page_size: PageSize = 20,
) -> Any:
    """List what stands still in the group and needs repair (for those who administer processes)."""
    return selectors.list_incidents(
        request.actor, kind=kind, process=process, cause=cause, query=query, cursor=cursor, page_size=page_size
    )


def retry_incident(request: Request, incident_id: UUID, body: schemas.RetryIncidentIn) -> Any:
    """Try one incident again; a delivery is tried soon afterwards."""
    actions.retry_incident(actor=request.actor, incident_id=incident_id, reason=body.opinion)
    return {"retried": 1, "refused": [], "left": 0}


def retry_cause(request: Request, body: schemas.RetryCauseIn) -> Any:
    """Try all incidents of one cause again, at most 100 at a time."""
    done = actions.retry_cause(actor=request.actor, cause=body.cause, reason=body.opinion)
    refused = [(line.incident_id, line.problem.as_json()) for line in done.lines if line.problem is not None]
    return {
        "retried": len(done.lines) - len(refused),
        "refused": [{"id": one, "zh": found["detail_zh"], "en": found["detail_en"]} for one, found in refused],
        "left": done.left,
    }


def discard_incident(request: Request, incident_id: UUID, body: schemas.DiscardIn) -> Any:
    """Give up a message or a signal whose receiver keeps failing (system administrators, with a reason)."""
    actions.discard_incident(actor=request.actor, incident_id=incident_id, reason=body.opinion)
    return {"discarded": True}


def add_to(router: Router) -> None:
    """Add the routes."""
    router.get("/process-incidents", response=schemas.OpenIncidentsOut, operation_id="list_process_incidents")(
        list_incidents
    )
    router.post("/process-incidents/retry", response=schemas.RetriedOut, operation_id="retry_process_incidents")(
        retry_cause
    )
    router.post(
        "/process-incidents/{uuid:incident_id}/retry",
        response=schemas.RetriedOut,
        operation_id="retry_process_incident",
    )(retry_incident)
    router.post(
        "/process-incidents/{uuid:incident_id}/discard",
        response=schemas.DiscardedOut,
        operation_id="discard_process_incident",
    )(discard_incident)

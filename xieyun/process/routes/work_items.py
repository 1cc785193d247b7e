"""Reading work items, and handling many at once."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router

from xieyun.kernel.request import Request
from xieyun.process import actions, schemas_batch, schemas_personal, schemas_work_items, selectors

Words = Annotated[str, Query(max_length=100, description="A part of the title.")]
Code = Annotated[str, Query(max_length=200, description="Only of this process definition, by its code.")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")]
PageSize = Annotated[int, Query(ge=1, le=100)]


def list_work_items(
    request: Request,
    box: Literal["todo", "waiting", "done", "read"] = "todo",
    query: Words = "",
    process: Code = "",
    sort: Annotated[
        str, Query(max_length=40, description="received_at, finished_at or due_at; with a minus, the latest first.")
    ] = "",
    cursor: Cursor = None,
    page_size: PageSize = 20,
) -> Any:
    """List my work items: to-do (newest first), waiting for others, done, or sent to me for reading."""
    return selectors.list_work_items(
        request.actor, box=box, query=query, process=process, sort=sort, cursor=cursor, page_size=page_size
    )


def get_work_item(request: Request, item_id: UUID) -> Any:
    """Open a work item: the record as this activity shows it, the trail, what I may do. Marks it read."""
    found = selectors.work_item_detail(request.actor, item_id)
    if not found["read"]:
        actions.mark_read(actor=request.actor, item_id=item_id)
    return found


def get_batch_verbs(request: Request, item_ids: Annotated[list[UUID], Query(min_length=1, max_length=100)]) -> Any:
    """Say what can be done to several items at once: each verb with how many, and why not the others."""
    return {"verbs": selectors.batch_verbs(request.actor, item_ids)}


def handle_batch(request: Request, body: schemas_batch.BatchIn) -> Any:
    """Approve, reject, return, transfer or mark as read several items; each stands or falls by itself."""
    batch = actions.Batch(**body.model_dump(exclude={"item_ids"}))
    lines = actions.handle_batch(actor=request.actor, item_ids=body.item_ids, batch=batch)
    return {
        "verb": body.verb,
        "done": sum(line.problem is None for line in lines),
        "lines": [
            {
                "item_id": line.item_id,
                "done": line.problem is None,
                "code": line.problem.code if line.problem else None,
                "reason": line.reason,
            }
            for line in lines
        ],
    }


def get_portal(request: Request) -> Any:
    """Tell what I must do now, in figures."""
    return selectors.portal_summary(request.actor)


def add_to(router: Router) -> None:
    """Add the routes."""
    router.get("/portal/summary", response=schemas_personal.PortalOut, operation_id="get_portal_summary")(get_portal)
    router.get("/work-items", response=schemas_work_items.WorkItemPageOut, operation_id="list_work_items")(
        list_work_items
    )
    router.get("/work-items/batch", response=schemas_batch.BatchVerbsOut, operation_id="get_batch_verbs")(
        get_batch_verbs
    )
    router.post("/work-items/batch", response=schemas_batch.BatchOut, operation_id="handle_batch")(handle_batch)
    router.get(
        "/work-items/{uuid:item_id}", response=schemas_work_items.WorkItemDetailOut, operation_id="get_work_item"
    )(get_work_item)

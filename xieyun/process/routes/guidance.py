"""What a task shows beside its form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse
from ninja import Router

from xieyun.kernel.request import Request
from xieyun.process import schemas_guidance
from xieyun.process.actions import read_related
from xieyun.records.attachments import storage


def get_guidance(request: Request, item_id: UUID) -> Any:
    """Return regulations, reference figures and related records, by the authority of the process."""
    return read_related.read_guidance(actor=request.actor, item_id=item_id)


def get_related_record(request: Request, item_id: UUID, index: int, record_id: UUID) -> Any:
    """Open a related record: only what the task names, as long as I may read the work item."""
    return read_related.read_related_record(actor=request.actor, item_id=item_id, index=index, record_id=record_id)


def get_related_file(request: Request, item_id: UUID, index: int, record_id: UUID, attachment_id: UUID) -> FileResponse:
    """Download a file of a related record."""
    found = read_related.read_related_file(
        actor=request.actor, item_id=item_id, index=index, record_id=record_id, attachment_id=attachment_id
    )
    file = storage.path_of(found.digest).open("rb")
    return FileResponse(file, as_attachment=True, filename=found.name, content_type=found.content_type)


def add_to(router: Router) -> None:
    """Add the routes."""
    item = "/work-items/{uuid:item_id}"
    one = f"{item}/related/{{int:index}}/{{uuid:record_id}}"
    router.get(f"{item}/guidance", response=schemas_guidance.GuidanceOut, operation_id="get_task_guidance")(
        get_guidance
    )
    router.get(one, response=schemas_guidance.RelatedRecordOut, operation_id="get_related_record")(get_related_record)
    router.get(f"{one}/attachments/{{uuid:attachment_id}}", operation_id="get_related_attachment")(get_related_file)

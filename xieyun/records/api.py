"""Routes of records, attachments, exports and ledgers."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from xieyun.kernel.errors import NotFound, PreconditionRequired, StaleVersion
from xieyun.kernel.request import Request
from xieyun.records import actions, attachments, background, exports, filters, selectors
from xieyun.records.attachments import storage
from xieyun.records.errors import InvalidRecord
from xieyun.records.ledger import booking
from xieyun.records.ledger import selectors as ledgers
from xieyun.records.ledger.pools import Balance
from xieyun.records.models import Attachment, BackgroundJob
from xieyun.records.schemas import (
    AdjustmentIn,
    AttachmentOut,
    AvailabilitiesOut,
    AvailabilityIn,
    AvailabilityOut,
    CountOut,
    ExportIn,
    HistoryOut,
    JobOut,
    JobsOut,
    MovementsOut,
    ObjectTypesOut,
    OptionsOut,
    RecordIn,
    RecordOut,
    RecordPage,
)
from xieyun.records.values import Refused, read_number

router = Router(tags=["records"])
PageSize = Annotated[int, Query(ge=1, le=200)]


@router.get("/object-types", response=ObjectTypesOut, operation_id="list_object_types")
def list_object_types(request: Request) -> dict[str, Any]:
    """List the object types that I may use."""
    return {"items": selectors.object_types(request.actor)}


@router.get("/object-types/{code}", response=dict[str, Any], operation_id="get_object_type")
def get_object_type(request: Request, code: str) -> dict[str, Any]:
    """Get a definition with my rights: what forms and lists are rendered from."""
    return selectors.describe(request.actor, code)


@router.get("/lookups/{object_type}/{field}", response=OptionsOut, operation_id="list_lookup_options")
def list_lookup_options(
    request: Request, object_type: str, field: str, query: str = "", page_size: Annotated[int, Query(ge=1, le=100)] = 20
) -> dict[str, Any]:
    """List what I may choose in a lookup field (`cost_centre`, `lines.expense_type`)."""
    return {"items": selectors.lookup_options(request.actor, object_type, field, query, page_size)}


@router.get("/records/{object_type}", response=RecordPage, exclude_unset=True, operation_id="list_records")
def list_records(
    request: Request,
    object_type: str,
    filter: str | None = None,  # noqa: A002
    sort: str | None = None,
    columns: str | None = None,
    cursor: str | None = None,
    page_size: PageSize = 20,
) -> dict[str, Any]:
    """List the records that I may read."""
    page = selectors.list_records(
        request.actor,
        object_type,
        filter=filters.parse_filter(filter),
        sort=sort,
        columns=columns.split(",") if columns else None,
        cursor=cursor,
        page_size=page_size,
    )
    return {"items": page.items, "next_cursor": page.next_cursor}


@router.get("/records/{object_type}/count", response=CountOut, operation_id="count_records")
def count_records(request: Request, object_type: str, filter: str | None = None) -> CountOut:  # noqa: A002
    """Count the records that I may read, up to 10,000."""
    count, capped = selectors.count_records(request.actor, object_type, filter=filters.parse_filter(filter))
    return CountOut(count=count, capped=capped)


@router.post("/records/{object_type}", response={201: RecordOut}, operation_id="create_record")
def create_record(request: Request, response: HttpResponse, object_type: str, body: RecordIn) -> Status[Any]:
    """Create a record of my department; a type with a process starts as a draft."""
    stored = actions.create_record(actor=request.actor, object_type=object_type, values=body.values)
    return Status(201, _with_tag(response, selectors.show_stored(request.actor, object_type, stored)))


@router.post("/records/{object_type}/exports", response={202: JobOut}, operation_id="export_records")
def export_records(request: Request, object_type: str, body: ExportIn) -> Status[JobOut]:
    """Export a list to Excel in the background."""
    job = exports.export_records(
        actor=request.actor, object_type=object_type, filter=body.filter, sort=body.sort, columns=body.columns
    )
    return Status(202, _job(job))


@router.get("/records/{object_type}/{record_id}", response=RecordOut, operation_id="get_record")
def get_record(request: Request, response: HttpResponse, object_type: str, record_id: UUID) -> dict[str, Any]:
    """Get a record with my rights; its version is the ETag."""
    return _with_tag(response, selectors.get_record(request.actor, object_type, record_id))


@router.patch("/records/{object_type}/{record_id}", response=RecordOut, operation_id="update_record")
def update_record(
    request: Request, response: HttpResponse, object_type: str, record_id: UUID, body: RecordIn
) -> dict[str, Any]:
    """Change fields of a record; If-Match names the version that is changed."""
    stored = actions.update_record(
        actor=request.actor, object_type=object_type, record_id=record_id, version=_version(request), values=body.values
    )
    return _with_tag(response, selectors.show_stored(request.actor, object_type, stored))


@router.delete("/records/{object_type}/{record_id}", response={204: None}, operation_id="delete_record")
def delete_record(request: Request, object_type: str, record_id: UUID) -> Status[None]:
    """Delete a record; If-Match names the version that is deleted."""
    actions.delete_record(actor=request.actor, object_type=object_type, record_id=record_id, version=_version(request))
    return Status(204, None)


@router.get("/records/{object_type}/{record_id}/history", response=HistoryOut, operation_id="record_history")
def record_history(request: Request, object_type: str, record_id: UUID) -> dict[str, Any]:
    """List who changed what in a record, newest first."""
    return {"items": selectors.history(request.actor, object_type, record_id)}


@router.get("/jobs", response=JobsOut, operation_id="list_jobs")
def list_jobs(request: Request) -> dict[str, Any]:
    """List my background work, newest first."""
    return {"items": [_job(job) for job in background.own_jobs(request.actor)]}


@router.get("/jobs/{job_id}", response=JobOut, operation_id="get_job")
def get_job(request: Request, job_id: UUID) -> JobOut:
    """Get the progress of my background work."""
    return _job(background.own_job(request.actor, job_id))


@router.get("/jobs/{job_id}/file", response=None, operation_id="get_job_file")
def get_job_file(request: Request, job_id: UUID) -> FileResponse:
    """Fetch the file of my finished background work."""
    job = background.own_job(request.actor, job_id)
    path = background.file_path(job.id)
    if not job.file_name or not path.is_file():
        raise NotFound
    return FileResponse(path.open("rb"), as_attachment=True, filename=job.file_name)


@router.post("/attachments", response={201: AttachmentOut}, operation_id="upload_attachment")
def upload_attachment(request: Request, file: File[UploadedFile]) -> Status[Attachment]:
    """Upload a file (at most 50 MiB); name its id in a record to attach it."""
    return Status(201, attachments.upload(actor=request.actor, name=file.name or "", chunks=file.chunks()))


@router.get("/attachments/{attachment_id}", response=None, operation_id="get_attachment")
def get_attachment(request: Request, attachment_id: UUID) -> FileResponse:
    """Fetch a file that I may read."""
    found = attachments.readable_attachment(request.actor, attachment_id)
    file = storage.path_of(found.digest).open("rb")
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["ETag"] = f'"{found.digest}"'
    return response


@router.get("/ledgers/{code}/availability", response=AvailabilityOut, operation_id="get_availability")
def get_availability(request: HttpRequest, code: str) -> AvailabilityOut:
    """Get the pool that a row with these key fields and `date` would book on; 404 when none applies."""
    actor = request.actor  # type: ignore[attr-defined]
    found = ledgers.availability(actor, code, [request.GET.dict()])[0]
    if found is None:
        raise NotFound
    return _balance(found)


@router.post("/ledgers/{code}/availability", response=AvailabilitiesOut, operation_id="get_availabilities")
def get_availabilities(request: Request, code: str, body: AvailabilityIn) -> AvailabilitiesOut:
    """Get the pools of many rows at once; null where none applies."""
    asked = [{"date": body.date, **key} for key in body.keys]
    found = ledgers.availability(request.actor, code, asked)
    return AvailabilitiesOut(items=[None if balance is None else _balance(balance) for balance in found])


@router.get("/ledgers/{code}/pools/{pool_id}/movements", response=MovementsOut, operation_id="list_movements")
def list_movements(request: Request, code: str, pool_id: UUID) -> dict[str, Any]:
    """List the newest bookings of a pool."""
    rows = ledgers.movements(request.actor, code, pool_id)
    return {"items": [{**row, "amount": format(row["amount"], "f")} for row in rows]}


@router.post("/ledgers/{code}/pools/{pool_id}/adjustments", response=AvailabilityOut, operation_id="adjust_pool")
def adjust_pool(request: Request, code: str, pool_id: UUID, body: AdjustmentIn) -> AvailabilityOut:
    """Raise or lower a pool, with a reason."""
    try:
        amount = round(read_number(body.amount), 2)
    except Refused as refusal:
        raise InvalidRecord(fields=[refusal.at("amount")]) from refusal
    ledger = ledgers.find_ledger(code)
    return _balance(
        booking.adjust(actor=request.actor, ledger=ledger, pool_id=pool_id, amount=amount, reason=body.reason)
    )


def _with_tag(response: HttpResponse, shown: dict[str, Any]) -> dict[str, Any]:
    response["ETag"] = f'"{shown["version"]}"'
    return shown


def _version(request: HttpRequest) -> int:
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionRequired
    text = given.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise StaleVersion
    return int(text)


def _balance(balance: Balance) -> AvailabilityOut:
    return AvailabilityOut(
        pool_id=balance.pool_id,
        title=balance.title,
        total=format(balance.total, "f"),
        adjusted=format(balance.adjusted, "f"),
        available=format(balance.available, "f"),
        reserved=format(balance.reserved, "f"),
        consumed=format(balance.consumed, "f"),
    )


def _job(job: BackgroundJob) -> JobOut:
    return JobOut.model_validate(
        {
            "id": job.id,
            "kind": job.kind,
            "title": job.title,
            "status": job.status,
            "progress": {"done": job.done, "total": job.total},
            "file": {"name": job.file_name, "size": job.file_size} if job.file_name else None,
            "failure": job.failure or None,
            "created_at": job.created_at,
            "finished_at": job.finished_at,
        }
    )

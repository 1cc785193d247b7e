"""Export of a list to Excel as a background job, in constant memory, under the rights of who asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xieyun.kernel import audit, clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.i18n import sentence
from xieyun.records import background, catalogue, selectors
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.errors import ExportTooLarge
from xieyun.records.models import BackgroundJob
from xieyun.records.presenting import Presenter

KIND: Final = "records.export"
BATCH: Final = 1_000
MAXIMUM_SHEET_ROWS: Final = 1_048_575  # what a worksheet holds below its header
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
SYSTEM_COLUMNS: Final = (
    ("status", "状态"),
    ("owner", "填报人"),
    ("node", "部门"),
    ("unit", "单位"),
    ("created_at", "创建时间"),
)
STATUS_TITLES: Final = {
    "draft": "草稿",
    "running": "审批中",
    "approved": "已通过",
    "rejected": "未通过",
    "withdrawn": "已撤回",
    "returned": "已退回",
    "terminated": "已终止",
    "paid": "已支付",
    "active": "有效",
}


@action
def export_records(
    *,
    actor: Actor,
    object_type: str,
    filter: Any,  # noqa: A002
    sort: str | None,
    columns: Sequence[str] | None,
) -> BackgroundJob:
    """Ask for an export of the list. Raises what the list would raise, so that no job starts in vain."""
    query = selectors.compile_query(actor, object_type, operation="export", filter=filter, sort=sort, columns=columns)
    job = background.ask(
        actor=actor,
        kind=KIND,
        title=sentence("export-title", {"title": query.kind.title["zh"]}, "zh"),
        arguments={"object_type": object_type, "filter": filter, "sort": sort, "columns": columns},
    )
    audit.record(
        actor=actor,
        action="records.export-requested",
        target_type=object_type,
        target_id=job.id,
        after={"filter": filter, "sort": sort, "columns": columns},
    )
    from xieyun.records.tasks import export

    export.defer(job_id=str(job.id))
    return job


def run_export(job_id: UUID) -> None:
    """Write the file of a queued export. Safe to repeat: a second run writes the same file again."""
    job = BackgroundJob.objects.get(id=job_id)
    if job.status == BackgroundJob.Status.DONE:
        return
    actor = background.actor_of(job)
    path = background.file_path(job.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    BackgroundJob.objects.filter(id=job.id).update(status=BackgroundJob.Status.RUNNING, done=0)
    try:
        rows = _write(job, actor, partial)
    except Exception as error:
        partial.unlink(missing_ok=True)
        BackgroundJob.objects.filter(id=job.id).update(
            status=BackgroundJob.Status.FAILED, failure=str(error)[:500], finished_at=clock.now()
        )
        raise
    partial.replace(path)
    _finish(job, actor, rows, path)


@action
def _finish(job: BackgroundJob, actor: Actor, rows: int, path: Path) -> None:
    title = catalogue.object_type(job.arguments["object_type"]).title["zh"]
    BackgroundJob.objects.filter(id=job.id).update(
        status=BackgroundJob.Status.DONE,
        done=rows,
        total=rows,
        file_name=f"{title}-{clock.today():%Y%m%d}.xlsx",
        file_size=path.stat().st_size,
        failure="",
        finished_at=clock.now(),
    )
    audit.record(
        actor=actor,
        action="records.exported",
        target_type=job.arguments["object_type"],
        target_id=job.id,
        after={"rows": rows},
    )


def _write(job: BackgroundJob, actor: Actor, path: Path) -> int:
    arguments = job.arguments
    query = selectors.compile_query(
        actor,
        arguments["object_type"],
        operation="export",
        filter=arguments["filter"],
        sort=arguments["sort"],
        columns=arguments["columns"],
    )
    count, capped = selectors.count_records(actor, arguments["object_type"], filter=arguments["filter"])
    if not capped:
        BackgroundJob.objects.filter(id=job.id).update(total=count)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        return _Sheet(book, query.kind, query.columns).fill(_batches(actor, query, job.id))


def _batches(actor: Actor, query: selectors.Query, job_id: UUID) -> Iterator[list[dict[str, Any]]]:
    cursor: str | None = None
    done = 0
    while True:
        rows, cursor = selectors.fetch_page(query, cursor, BATCH)
        presenter = Presenter(actor, query.kind, query.columns)
        presenter.prepare(rows)
        yield [presenter.show(row, selectors.levels_on(query, row)) for row in rows]
        done += len(rows)
        BackgroundJob.objects.filter(id=job_id).update(done=done)
        if cursor is None:
            return


class _Sheet:
    """One worksheet; a record with line items takes one row per line."""

    def __init__(self, book: xlsxwriter.Workbook, kind: ObjectType, columns: Sequence[str]) -> None:
        self.kind = kind
        self.fields = [kind.by_code[code] for code in columns if not kind.by_code[code].is_lines]
        self.lines = [kind.by_code[code] for code in columns if kind.by_code[code].is_lines]
        self.sheet: Worksheet = book.add_worksheet(_sheet_name(kind.title["zh"]))
        # The quote prefix makes a spreadsheet treat the cell as text, also after editing or saving as CSV.
        self.text = book.add_format({"quote_prefix": True})
        self.bold = book.add_format({"bold": True})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.datetime = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.sheet.freeze_panes(1, 0)

    def fill(self, batches: Iterator[list[dict[str, Any]]]) -> int:
        """Write the header and all rows; returns the number of records."""
        titles = [field.title["zh"] for field in self.fields] + [title for _, title in SYSTEM_COLUMNS]
        titles += [f"{lines.title['zh']}·{inner.title['zh']}" for lines in self.lines for inner in lines.fields]
        for column, title in enumerate(titles):
            self.sheet.write_string(0, column, title, self.bold)
        row = records = 0
        for batch in batches:
            for record in batch:
                records += 1
                for line in self._lines(record):
                    row += 1
                    if row > MAXIMUM_SHEET_ROWS:
                        raise ExportTooLarge(limit=MAXIMUM_SHEET_ROWS)
                    self._row(row, record, line)
        return records

    def _lines(self, record: Mapping[str, Any]) -> list[dict[str, Any] | None]:
        rows = [
            {"field": lines.code, **row["values"]}
            for lines in self.lines
            for row in record["values"].get(lines.code) or ()
        ]
        return list(rows) or [None]

    def _row(self, row: int, record: Mapping[str, Any], line: Mapping[str, Any] | None) -> None:
        column = 0
        for field in self.fields:
            self._cell(row, column, field, record["values"].get(field.code))
            column += 1
        for code, _ in SYSTEM_COLUMNS:
            value = record[code]
            shown = value["name"] if isinstance(value, dict) else value
            self._write(row, column, STATUS_TITLES.get(str(shown), shown) if code == "status" else shown)
            column += 1
        for lines in self.lines:
            for inner in lines.fields:
                mine = line is not None and line["field"] == lines.code
                self._cell(row, column, inner, line.get(inner.code) if mine and line is not None else None)
                column += 1

    def _cell(self, row: int, column: int, field: Field, value: Any) -> None:
        if isinstance(value, dict):
            value = value.get("title")
        elif isinstance(value, list):
            value = "、".join(str(one.get("name", "")) for one in value)
        elif field.type == "choice":
            value = next((option.title["zh"] for option in field.options if option.code == value), value)
        elif field.type == "boolean" and isinstance(value, bool):
            value = "是" if value else "否"
        self._write(row, column, value, self.money if field.type == "money" else None)

    def _write(self, row: int, column: int, value: Any, style: Any = None) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.datetime):
            self.sheet.write_datetime(row, column, clock.local(value).replace(tzinfo=None), self.datetime)
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.date)
        elif isinstance(value, int | Decimal) and len(str(value).lstrip("-").replace(".", "")) <= 15:
            self.sheet.write_number(row, column, value, style)
        else:
            text = str(value)
            self.sheet.write_string(row, column, text[:32_000], self.text if text.startswith(_DANGEROUS) else style)


def _sheet_name(title: str) -> str:
    return "".join(character for character in title if character not in "[]:*?/\\")[:31] or "Sheet1"

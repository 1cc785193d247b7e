"""Exports: the same rows and columns as the list, safe cells, progress and failure."""

from __future__ import annotations

import zipfile

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from xieyun.kernel.errors import NotFound
from xieyun.kernel.models import AuditRow
from xieyun.records import background, exports
from xieyun.records.errors import FieldNotUsable
from xieyun.records.models import BackgroundJob
from xieyun.records.tests.factories import line, make_claim, make_kind, ready_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    return ready_world()


def exported(actor, **options):
    given = {"filter": None, "sort": None, "columns": None, **options}
    job = exports.export_records(actor=actor, object_type="test.claim", **given)
    exports.run_export(job.id)
    job = BackgroundJob.objects.get(id=job.id)
    rows = CalamineWorkbook.from_path(str(background.file_path(job.id))).get_sheet_by_index(0).to_python()
    return job, rows


def test_the_file_holds_what_the_list_shows(world):
    clerk, kind = world.actor("clerk"), make_kind(world)
    make_claim(clerk, line(kind, "12.50"), line(kind, "7.50"), subject="甲")
    make_claim(world.actor("other_clerk"), line(kind), subject="别人的")
    job, rows = exported(clerk, columns=["number", "subject", "amount", "urgency", "lines"])
    assert job.status == "done"
    assert (job.done, job.total) == (1, 1)
    assert job.file_name.endswith(".xlsx")
    assert rows[0][:4] == ["单号", "事由", "合计", "紧急程度"]
    assert "明细·单价" in rows[0]
    assert len(rows) == 3
    assert rows[1][1:4] == ["甲", 20.0, "一般"]
    assert "草稿" in rows[1]
    price = rows[0].index("明细·单价")
    assert [row[price] for row in rows[1:]] == [12.5, 7.5]


def test_formulas_are_disarmed(world):
    clerk = world.actor("clerk")
    dangerous = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)"]
    for subject in dangerous:
        make_claim(clerk, line(make_kind(world, subject)), subject=subject)
    job, rows = exported(clerk, columns=["subject"], sort="subject")
    assert sorted(row[0] for row in rows[1:]) == sorted(dangerous)
    with zipfile.ZipFile(background.file_path(job.id)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in book.read("xl/styles.xml")


def test_hidden_fields_are_not_exported(world):
    with pytest.raises(FieldNotUsable):
        exports.export_records(
            actor=world.actor("head"), object_type="test.claim", filter=None, sort=None, columns=["secret"]
        )


def test_only_records_that_may_be_exported_are(world):
    make_claim(world.actor("clerk"), line(make_kind(world)))
    _, rows = exported(world.actor("head"))
    assert len(rows) == 1
    _, rows = exported(world.actor("company_manager"))
    assert len(rows) == 2


def test_a_job_belongs_to_who_asked(world):
    clerk = world.actor("clerk")
    job, _ = exported(clerk)
    assert background.own_job(clerk, job.id).id == job.id
    assert [one.id for one in background.own_jobs(clerk)] == [job.id]
    with pytest.raises(NotFound):
        background.own_job(world.actor("colleague"), job.id)
    assert background.own_jobs(world.actor("colleague")) == []


def test_asking_enqueues_and_audits(world):
    job = exports.export_records(
        actor=world.actor("clerk"), object_type="test.claim", filter=None, sort=None, columns=None
    )
    assert ProcrastinateJob.objects.filter(task_name="records.export", args={"job_id": str(job.id)}).exists()
    assert AuditRow.objects.filter(action="records.export-requested", target_id=str(job.id)).exists()
    exports.run_export(job.id)
    exports.run_export(job.id)
    assert AuditRow.objects.filter(action="records.exported", target_id=str(job.id)).count() == 1


def test_a_failure_is_told_and_leaves_no_file(world, monkeypatch):
    job = exports.export_records(
        actor=world.actor("clerk"), object_type="test.claim", filter=None, sort=None, columns=None
    )
    BackgroundJob.objects.filter(id=job.id).update(arguments={**job.arguments, "columns": ["gone"]})
    with pytest.raises(FieldNotUsable):
        exports.run_export(job.id)
    job.refresh_from_db()
    assert (job.status, background.file_path(job.id).exists()) == ("failed", False)
    assert "gone" in job.failure

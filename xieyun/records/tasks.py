"""Background jobs of the room."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel.jobs import job
from xieyun.records.exports import run_export


@job(name="records.export")
def export(job_id: str) -> None:
    """Write the file of a requested export."""
    run_export(UUID(job_id))

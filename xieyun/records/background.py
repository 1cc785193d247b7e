"""Background work that a person waits for: asking for it, looking at it, fetching its file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.records.models import BackgroundJob


def ask(*, actor: Actor, kind: str, title: str, arguments: Mapping[str, Any]) -> BackgroundJob:
    """Note the wish in the caller's transaction; the caller enqueues the job of its kind."""
    if actor.group_id is None:
        raise Forbidden
    return BackgroundJob.objects.create(
        group_id=actor.group_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        kind=kind,
        title=title,
        actor=json.loads(json.dumps(dataclasses.asdict(actor))),
        arguments=json.loads(json.dumps(arguments)),
    )


def own_jobs(actor: Actor) -> list[BackgroundJob]:
    """The actor's newest jobs, at most 50."""
    if actor.account_id is None or actor.group_id is None:
        return []
    return list(
        BackgroundJob.objects.filter(group_id=actor.group_id, account_id=actor.account_id).order_by("-created_at")[:50]
    )


def own_job(actor: Actor, job_id: UUID) -> BackgroundJob:
    """The actor's job. Raises NotFound."""
    if actor.account_id is None or actor.group_id is None:
        raise NotFound
    found = BackgroundJob.objects.filter(id=job_id, group_id=actor.group_id, account_id=actor.account_id).first()
    if found is None:
        raise NotFound
    return found


def file_path(job_id: UUID) -> Path:
    """Where the file of a job is kept."""
    return Path(settings.FILES_FOLDER) / "jobs" / str(job_id)


def actor_of(job: BackgroundJob) -> Actor:
    """The actor who asked, as he was then; his rights are those of now."""
    stored = dict(job.actor)
    for name, value in stored.items():
        if name.endswith("_id") and name != "request_id" and value is not None:
            stored[name] = UUID(value)
    return Actor(**stored)

"""What rooms above tell: which single records an actor may reach beyond his scopes, and what belongs to a matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CompoundSelect, Select

from xieyun.kernel.actor import Actor

RecordIds = Select[tuple[object]] | CompoundSelect[tuple[object]]
ExplicitSource = Callable[[Actor, str, str], "RecordIds | None"]

_sources: dict[str, ExplicitSource] = {}


def register_explicit_source(name: str, function: ExplicitSource) -> None:
    """Register `function(actor, object_type, operation)` under a permanent name.

    It returns a select of one column of record ids (uuid), or None when it has nothing to say about
    the operation. The select follows from the arguments alone and may be kept; what changes with time is a
    parameter that is bound at each use. Example: "records whose work items I have or had" (process), for `read`.
    """
    _sources[name] = function


def explicit_sources() -> tuple[ExplicitSource, ...]:
    """Return the registered sources in the order of their names."""
    return tuple(_sources[name] for name in sorted(_sources))


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody to whom a matter came, and when he first opened it; `opened_at` None when he has not."""

    name: str
    activity: str
    received_at: dt.datetime
    opened_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter that went through people's hands, for whoever audits it.

    `targets`: type and id of all that its audit rows may name: itself, its pieces of work, its record and files.
    """

    title: str
    initiator: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    openings: tuple[Opening, ...]
    targets: tuple[tuple[str, str], ...]


MatterFinder = Callable[[Actor, UUID], "Matter | None"]
_finders: list[MatterFinder] = []


def register_matter_finder(function: MatterFinder) -> None:
    """Register `function(actor, id)`, which returns a matter of the actor's group, or None when it knows none.

    It is asked for audit administrators only, so it checks no right of its own.
    """
    _finders.append(function)


def find_matter(actor: Actor, matter_id: UUID) -> Matter | None:
    """Return the matter with an id from whoever knows it."""
    return next((found for finder in _finders if (found := finder(actor, matter_id)) is not None), None)

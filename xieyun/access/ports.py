"""What rooms above tell: which single records an actor may reach beyond his scopes, and what belongs to a matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
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


@dataclass(frozen=True, slots=True)
class Mention:
    """What an audit row says that may lead to a matter: its target, and what was written down afterwards."""

    target_type: str
    target_id: str
    content: Any


@dataclass(frozen=True, slots=True)
class MatterName:
    """The matter to which an audit row belongs, as a list shows it."""

    id: UUID
    title: str


MatterFinder = Callable[[Actor, UUID], "Matter | None"]
MatterNamer = Callable[[Actor, Sequence[Mention]], "Sequence[MatterName | None]"]
_matters: list[tuple[MatterFinder, MatterNamer]] = []


def register_matters(find: MatterFinder, name: MatterNamer) -> None:
    """Register `find(actor, id)`, which returns a matter of the actor's group, and `name(actor, mentions)`.

    Both return None where they know none, `name` for each mention in turn. They are asked for audit administrators
    only, so they check no right of their own.
    """
    _matters.append((find, name))


def find_matter(actor: Actor, matter_id: UUID) -> Matter | None:
    """Return the matter with an id from whoever knows it."""
    return next((found for find, _ in _matters if (found := find(actor, matter_id)) is not None), None)


def name_matters(actor: Actor, mentions: Sequence[Mention]) -> list[MatterName | None]:
    """Return, for each mention, the matter to which it belongs, from the first who knows it."""
    answers = [name(actor, mentions) for _, name in _matters]
    return [
        next((answer[place] for answer in answers if answer[place] is not None), None) for place in range(len(mentions))
    ]

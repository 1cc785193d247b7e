"""Explicit sources: rooms above tell which single records an actor may reach beyond his scopes."""

from __future__ import annotations

from collections.abc import Callable

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

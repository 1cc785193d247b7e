"""What rooms above tell this one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

DocumentSource = Callable[[UUID, str, str], "str | None"]
_sources: dict[str, DocumentSource] = {}


def register_documents(name: str, function: DocumentSource) -> None:
    """Register `function(group_id, process_code, document)`, which returns the text of a regulation or None."""
    _sources[name] = function


def document(group_id: UUID, process_code: str, name: str) -> str | None:
    """Return the text of a document that a process names; None when no source has it."""
    for source in _sources.values():
        found = source(group_id, process_code, name)
        if found is not None:
            return found
    return None

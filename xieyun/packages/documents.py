"""Documents of packages (`documents/`): regulations that processes show to their handlers."""

from __future__ import annotations

from uuid import UUID

from xieyun.packages.models import InstalledPackage
from xieyun.process.ports import register_documents

FOLDER = "documents/"


def bind() -> None:
    """Let processes show the documents of the package that brought them."""
    register_documents("packages", text_of)


def text_of(group_id: UUID, process_code: str, name: str) -> str | None:
    """Return a document of the package of a process (`expense.claim` is of `expense`); None when there is none."""
    code = process_code.partition(".")[0]
    files = InstalledPackage.objects.filter(group_id=group_id, code=code).values_list("files", flat=True).first()
    found = (files or {}).get(f"{FOLDER}{name}")
    return found if isinstance(found, str) else None

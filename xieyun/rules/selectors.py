"""Reads of stored decision tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound


@dataclass(frozen=True)
class StoredTable:
    """A decision table as published."""

    code: str
    version: int
    content: dict[str, Any]


def decision_table(group_id: UUID | None, code: str) -> dict[str, Any]:
    """The content in force for a group, for `decisions.decide`. Raises NotFound."""
    return stored_decision_table(group_id, code).content


def stored_decision_table(group_id: UUID | None, code: str, version: int | None = None) -> StoredTable:
    """The table in force for a group: its own, else the installation's; or one version of it. Raises NotFound."""
    row = execute(
        "SELECT t.code, v.version, v.content::text FROM rules_decisiontable t JOIN rules_decisiontableversion v "
        "ON v.table_id = t.id AND v.version = coalesce(%s, t.current_version) "
        "WHERE t.code = %s AND (t.group_id = %s OR t.group_id IS NULL) ORDER BY t.group_id NULLS LAST LIMIT 1",
        [version, code, group_id],
    ).first()
    if row is None:
        raise NotFound
    return StoredTable(row[0], row[1], json.loads(row[2].encode()))

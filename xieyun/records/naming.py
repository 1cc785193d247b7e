"""Names of tables, columns and indexes of user data: derived from codes, never from user text."""

from __future__ import annotations

import hashlib
import re
from typing import Final

SCHEMA: Final = "data"
OBJECT_CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,19}\.[a-z][a-z0-9-]{0,29}")
FIELD_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
RECORD_COLUMNS: Final = (
    "id",
    "version",
    "group_id",
    "unit_id",
    "node_id",
    "owner_id",
    "status",
    "process_instance_id",
    "created_at",
    "updated_at",
    "deleted_at",
)
LINE_COLUMNS: Final = ("id", "record_id", "group_id", "position", "live")
RESERVED: Final = frozenset((*RECORD_COLUMNS, *LINE_COLUMNS, "owner", "node", "unit", "values", "rights"))


def table_name(object_code: str) -> str:
    """The table of an object type: `expense.quota-pool` lives in `data.expense_quota_pool`."""
    return object_code.replace(".", "_").replace("-", "_")


def line_table_name(object_code: str, field_code: str) -> str:
    """The table of a line-items field."""
    return short(f"{table_name(object_code)}__{field_code}")


def short(name: str) -> str:
    """`name`, or a shortened one with a digest when PostgreSQL (63 bytes) would cut it."""
    if len(name) <= 63:
        return name
    return f"{name[:50]}_{hashlib.sha256(name.encode()).hexdigest()[:12]}"

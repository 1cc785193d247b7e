"""Serial numbers from database sequences: fast and never twice; a rolled-back record leaves a gap."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.database import execute
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.records import naming
from xieyun.records.definitions import Numbering


def next_number(
    numbering: Numbering, *, object_type: str, group_id: UUID, unit_id: UUID | None, day: dt.date | None = None
) -> str:
    """The next serial number on `day` (today by default)."""
    day = day or clock.today()
    name = sequence_name(numbering, object_type, group_id, unit_id, day)
    number = execute("SELECT nextval(to_regclass(%s))", [name]).scalar()
    if number is None:
        lock(AdvisoryLock.DEFINITION_CHANGE)
        execute(f"CREATE SEQUENCE IF NOT EXISTS {name}")
        number = execute("SELECT nextval(to_regclass(%s))", [name]).scalar()
    return written(numbering, day, number)


def last_given(name: str) -> int:
    """The last number that a sequence gave; 0 when it gave none or does not exist."""
    if execute("SELECT to_regclass(%s)", [name]).scalar() is None:
        return 0
    return int(execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}").scalar())


def advance(
    numbering: Numbering, *, object_type: str, group_id: UUID, unit_id: UUID | None, day: dt.date, to: int
) -> None:
    """Make sure that numbers up to `to` are not given again (bulk loading)."""
    name = sequence_name(numbering, object_type, group_id, unit_id, day)
    lock(AdvisoryLock.DEFINITION_CHANGE)
    execute(f"CREATE SEQUENCE IF NOT EXISTS {name}")
    execute(f"SELECT setval('{name}', greatest(%s, (SELECT last_value FROM {name})))", [to])


def written(numbering: Numbering, day: dt.date, number: int) -> str:
    """`number` with its prefix: BX-2026-000123."""
    prefix = numbering.prefix.format(year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}")
    return f"{prefix}{number:0{numbering.digits}d}"


def sequence_name(numbering: Numbering, object_type: str, group_id: UUID, unit_id: UUID | None, day: dt.date) -> str:
    """The sequence of one scope and period; its name is a digest, so any prefix is safe."""
    period = {"day": f"{day:%Y%m%d}", "month": f"{day:%Y%m}", "year": f"{day:%Y}", "never": ""}[numbering.period]
    scope = unit_id if numbering.scope == "unit" else group_id
    digest = hashlib.sha256(f"{object_type}|{numbering.prefix}|{scope}|{period}".encode()).hexdigest()
    return f"{naming.SCHEMA}.number_{digest[:32]}"

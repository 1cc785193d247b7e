"""The audit trail: nothing is changed, removed or slipped in unnoticed."""

import pytest
from django.db import DatabaseError, connection, transaction

from xieyun.kernel import audit
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import new_id

pytestmark = pytest.mark.django_db


def _write(count: int) -> list[int]:
    for number in range(count):
        audit.record(
            actor=system_actor(new_id()),
            action="test.write",
            target_type="test",
            target_id=str(number),
            before={"金额": "1.00", "b": None},
            after={"金额": "2.50", "b": [1, {"c": "中"}]},
        )
    return execute("SELECT id FROM kernel_auditrow ORDER BY id").scalars()


def _tamper(sql: str, *params: object) -> None:
    """Do what an intruder with the database owner's rights could do."""
    execute("ALTER TABLE kernel_auditrow DISABLE TRIGGER USER")
    execute("ALTER TABLE kernel_auditseal DISABLE TRIGGER USER")
    execute(sql, params)


def test_sealed_and_unsealed_rows_verify() -> None:
    _write(5)
    assert audit.seal() == 5
    assert audit.seal() == 0
    _write(3)
    result = audit.verify()
    assert result.sound
    assert (result.rows, result.seals, result.unsealed) == (8, 1, 3)


def test_rows_cannot_be_changed_or_deleted() -> None:
    _write(1)
    for sql in (
        "UPDATE kernel_auditrow SET action = 'other'",
        "UPDATE kernel_auditrow SET seal = 1, action = 'other'",
        "DELETE FROM kernel_auditrow",
        "DELETE FROM kernel_auditseal",
    ):
        audit.seal()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_seal_once_set_stays() -> None:
    _write(1)
    audit.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute("UPDATE kernel_auditrow SET seal = 2")


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("column", ["action", "before", "actor_text", "target_id"])
def test_a_changed_row_is_named(column: str, sealed: bool) -> None:
    ids = _write(4)
    if sealed:
        audit.seal()
    _tamper(f"UPDATE kernel_auditrow SET {column} = 'forged' WHERE id = %s", ids[2])
    result = audit.verify()
    assert (result.broken_row, result.reason) == (ids[2], "the row was changed")


def test_a_removed_row_is_named() -> None:
    ids = _write(4)
    audit.seal()
    _tamper("DELETE FROM kernel_auditrow WHERE id = %s", ids[1])
    assert audit.verify().broken_row == ids[1]


def test_a_removed_seal_is_noticed() -> None:
    ids = _write(2)
    audit.seal()
    _write(2)
    audit.seal()
    _tamper("DELETE FROM kernel_auditseal WHERE number = 1")
    assert audit.verify().broken_row is not None
    _tamper("DELETE FROM kernel_auditseal")
    assert audit.verify().broken_row == ids[0]


def test_a_copied_digest_does_not_vouch_for_another_row() -> None:
    ids = _write(2)
    _tamper(
        "UPDATE kernel_auditrow SET digest = (SELECT digest FROM kernel_auditrow WHERE id = %s) WHERE id = %s",
        ids[0],
        ids[1],
    )
    assert audit.verify().broken_row == ids[1]

"""Refusals of the records room. Their sentences are in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import Conflict, InvalidInput, Problem


class InvalidDefinition(InvalidInput):
    """A definition cannot be published; each error names the place."""

    code = "definition-invalid-object"


class InvalidRecord(InvalidInput):
    """Values of a record are wrong or missing; each error stands beside its field."""

    code = "record-invalid"


class DuplicateValue(Conflict):
    """A value that may exist once belongs to another record, which is named."""

    code = "record-duplicate"


class RecordLocked(Conflict):
    """The record is in a process or closed: it changes only through the process."""

    code = "record-locked"


class RecordInUse(Conflict):
    """The record is referred to by bookings and cannot be deleted or moved."""

    code = "record-in-use"


class FieldNotUsable(Problem):
    """A filter, sort or column names a field that is unknown or not readable: the two are not told apart."""

    status, code = 400, "field-not-usable"


class InvalidFilter(Problem):
    """The filter, sort or cursor is not well formed."""

    status, code = 400, "filter-invalid"


class QuotaShort(Conflict):
    """A pool has less available than a line asks for, and the rule is to refuse."""

    code = "ledger-short"


class BalanceTooLow(Conflict):
    """An adjustment or a smaller total would make the balance negative."""

    code = "ledger-balance-too-low"


class ExportTooLarge(Problem):
    """The list has more rows than a worksheet holds."""

    status, code = 422, "export-too-large"


class FileRefused(InvalidInput):
    """The file's type is not allowed, or its content is not what its name says."""

    code = "attachment-refused"


class DestructiveChange(Conflict):
    """A new definition would lose data or cannot be converted."""

    code = "definition-destructive"

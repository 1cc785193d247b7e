"""Problems of the access room; their sentences stand in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import Conflict, Forbidden, InvalidInput


class AdministratorRequired(Forbidden):
    """Only an administrator of the kind may do this."""

    code = "administrator-required"


class SelfGrant(Forbidden):
    """Nobody grants himself anything (GB/T 22239 8.1.4.2 d)."""

    code = "self-grant"


class DutiesCollide(Conflict):
    """One person cannot be two of system, security and audit administrator."""

    code = "duties-collide"


class UnknownSubject(InvalidInput):
    """The subject of a grant or share does not exist in the group."""

    code = "unknown-subject"


class ApiKeyPeriodWrong(InvalidInput):
    """An API key must end within a year."""

    code = "api-key-period"

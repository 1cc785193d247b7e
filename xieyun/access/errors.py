"""Problems of the access room; their sentences stand in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import Conflict, Forbidden, InvalidInput
from xieyun.kernel.i18n import sentence


class AdministratorRequired(Forbidden):
    """Only an administrator of the kind may do this."""

    code = "administrator-required"

    def __init__(self, *, kind: str) -> None:
        """Say which kind: system, security or audit."""
        name = f"administrator-{kind}"
        super().__init__(kind=kind, kind_zh=sentence(name, {}, "zh"), kind_en=sentence(name, {}, "en"))


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

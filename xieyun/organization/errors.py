"""Problems of the organisation room; their sentences stand in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import Conflict, InvalidInput, Problem, TooManyRequests


class UnknownRelation(InvalidInput):
    """No organisation relation of this kind is registered."""

    code = "unknown-relation"


class RelationParameterWrong(InvalidInput):
    """A parameter of an organisation relation is missing or has the wrong form."""

    code = "relation-parameter-wrong"


class SignInFailed(Problem):
    """The login, password or code does not fit; which of them is not told."""

    status, code = 401, "sign-in-failed"


class OneTimeCodeRequired(Problem):
    """Password accepted; the account also wants a one-time code."""

    status, code = 401, "totp-required"


class SecondFactorActive(Conflict):
    """The account has a second factor already."""

    code = "second-factor-active"


class TooManySignIns(TooManyRequests):
    """Five failures within ten minutes, for the account or from the address (GB/T 22239 8.1.4.1 b)."""

    code = "too-many-sign-ins"


class CodeTaken(Conflict):
    """The code, number or login is in use already."""

    code = "code-taken"


class TreeLoop(Conflict):
    """A node cannot be moved below itself."""

    code = "tree-loop"


class PeriodsOverlap(Conflict):
    """The person has a primary assignment in this period already."""

    code = "primary-assignments-overlap"


class NodeNotEmpty(Conflict):
    """The node still has valid children or people."""

    code = "node-not-empty"


class GroupExists(Conflict):
    """The installation has this group already."""

    code = "group-exists"


class DemoTooSmall(InvalidInput):
    """The demo needs headquarters and one company."""

    code = "demo-too-small"

"""Refusals of the process room. Their sentences are in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Problem


class AlreadyHandled(Conflict):
    """Somebody closed the work item first; names who, by which verb and when."""

    code = "already-handled"


class ItemClosed(Conflict):
    """The work item was closed without anybody acting on it (others decided, withdrawn, returned)."""

    code = "work-item-closed"


class InstanceNotRunning(Conflict):
    """The process has ended."""

    code = "process-not-running"


class InstanceSuspended(Conflict):
    """An administrator halted the process; it goes on when he lets it."""

    code = "process-suspended"


def not_running(status: str) -> Conflict:
    """Return why nothing can be done in an instance of this status, which is not that of a running one."""
    return InstanceSuspended() if status == "suspended" else InstanceNotRunning(status=status)


class NobodyWaits(NotFound):
    """No instance waits for the message, and no process begins by it."""

    code = "nobody-waits"


class SeveralWait(Conflict):
    """More than one instance waits for the message: its correlation key tells them not apart."""

    code = "several-wait"


class InstanceChanged(Conflict):
    """So many others changed the instance at the same time that the step gave up."""

    code = "process-busy"


class AlreadySubmitted(Conflict):
    """The record has an active process."""

    code = "record-already-submitted"


class NoProcess(Problem):
    """No published process is bound to the object type."""

    status, code = 409, "no-published-process"


class VerbRefused(Conflict):
    """The verb is not possible now; `reason` says why."""

    code = "conflict"  # replaced by the reason

    def __init__(self, reason: str, /, **params: object) -> None:
        super().__init__()
        self.params = params
        self.code = reason  # type: ignore[misc]


class NotYours(Forbidden):
    """The actor sees the item or instance, but this is for somebody else to do."""

    code = "verb-not-yours"


class OpinionRequired(InvalidInput):
    """The verb needs an opinion."""

    code = "opinion-required"


class StepRefused(Conflict):
    """The engine refused the command; its sentence is passed on."""

    code = "step-refused"


class InvalidDefinition(InvalidInput):
    """The BPMN file cannot be published; the engine's sentence says why and where."""

    code = "definition-invalid"


class UnknownAssignment(Conflict):
    """The definition assigns an activity in a way that no registered resolver knows."""

    code = "assignment-unknown"


class VotesInvalid(Conflict):
    """The definition gives votes to signers in a way that cannot be read."""

    code = "votes-invalid"


class UrgedTooSoon(Problem):
    """Urging is limited, so that it keeps its weight."""

    status, code = 429, "urged-too-soon"


class UrgedEnough(Problem):
    """The process lets nobody urge more often in one day."""

    status, code = 429, "urged-enough-today"


class NobodyToUrge(Problem):
    """Nobody holds anything that he could hurry with."""

    status, code = 409, "nobody-to-urge"


class InvalidSubstitution(InvalidInput):
    """The substitution contradicts itself or another one."""

    code = "substitution-invalid"


class VersionIsDraft(Conflict):
    """A draft is in use nowhere; it cannot be retired."""

    code = "version-is-draft"


class MigrationUnderWay(Conflict):
    """The instances of this version are being moved already."""

    code = "migration-under-way"


class MigrationNotDone(Conflict):
    """Only a finished migration can be undone, once."""

    code = "migration-not-done"

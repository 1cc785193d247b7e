"""What a user task declares about approval: assignment, completion and what happens in the special cases.

Read from `<xieyun:...>` extension elements (see `docs/bpmn.md`) or, as far as they say the same, from the
extensions of other engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from .notation import Source
from .task_form import NO_GUIDANCE, USUAL_OPINIONS, Guidance, OpinionPolicy


@dataclass(frozen=True, slots=True)
class Completion:
    """When a countersign is decided.

    `kind`: all, any, ratio (share of `ratio` by heads), weight (share of `ratio` by weights), sequence (one
    after the other, all must approve). `first_reject`: a single rejection decides (the default for all and
    sequence).
    """

    kind: str = "all"
    ratio: float = 1.0
    first_reject: bool = True


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long handlers have. `action`: remind, escalate, transfer, approve or reject."""

    duration: Source
    working: bool = False
    action: str = "remind"
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class Urging:
    """How often the initiator may urge: not sooner than `interval` after the last time, `per_day` times (0: any)."""

    interval: timedelta = timedelta(minutes=30)
    per_day: int = 0


USUAL_URGING = Urging()


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval policy of one user task.

    `assignment` None: the model names nobody. `empty`: skip, administrator, superior or error. `duplicates`:
    keep, skip_consecutive (handled the step before), skip (handled any earlier step) or merge (the same, and the
    earlier vote counts here as it was cast). `initiator`: keep,
    skip, superior (when the initiator would be their own approver). `rejection`: end, return_initiator or
    flow (continue, a gateway decides on `outcome_variable`). `fields` maps field codes to hidden, masked,
    read, edit or required; `verbs` maps a verb to its settings. `batch`: whether an item may be handled together with
    others, without its form being opened. `signature`: none, optional or required.
    """

    assignment: Mapping[str, Source] | None = None
    completion: Completion = Completion()
    empty: str = "error"
    duplicates: str = "keep"
    initiator: str = "keep"
    rejection: str = "end"
    outcome_variable: str | None = None
    time_limits: tuple[TimeLimit, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    verbs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    batch: bool = True
    due: Source | None = None
    priority: Source | None = None
    form: str | None = None
    guidance: Guidance = NO_GUIDANCE
    opinions: OpinionPolicy = USUAL_OPINIONS
    signature: str = "none"
    texts: Mapping[str, str] = field(default_factory=dict)

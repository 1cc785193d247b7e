"""Shapes of batch handling."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import OpinionRule, Strict

Text = Annotated[str, Field(max_length=4000)]


class BatchIn(Strict):
    """One verb for several items. `target` and `then` belong to a return, `person_id` to a transfer."""

    verb: Literal["approve", "reject", "return", "transfer", "read"]
    item_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    opinion: Text = ""
    target: Literal["previous", "initiator"] = "initiator"
    then: Literal["run_again", "straight_back"] = "run_again"
    person_id: UUID | None = None


class BatchTargetOut(Schema):
    """Where so many of the selected items can go back to."""

    id: str
    name: str
    count: int


class LeftOutOut(Schema):
    """An item that a verb would leave out, and why."""

    item_id: UUID
    reason: str


class BatchVerbOut(Schema):
    """What would succeed for `count` of the selected items; `opinion` is required when one of these requires it."""

    verb: str
    title: str
    count: int
    opinion: OpinionRule
    """Whether the verb needs an opinion."""
    targets: list[BatchTargetOut] | None
    left_out: list[LeftOutOut]


class BatchVerbsOut(Schema):
    """The verbs for the selected items, each possible for at least one of them."""

    verbs: list[BatchVerbOut]


class BatchLineOut(Schema):
    """What became of one item: done, or why it was left out."""

    item_id: UUID
    done: bool
    code: str | None
    """The code of the refusal, as problem documents have it."""
    reason: str | None


class BatchOut(Schema):
    """The outcome of a batch."""

    verb: str
    done: int
    lines: list[BatchLineOut]

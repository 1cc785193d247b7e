"""Bodies of the verbs and of what a person sets for himself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from xieyun.process.schemas import Strict

Text = Annotated[str, Field(max_length=4000)]
People = Annotated[list[UUID], Field(min_length=1, max_length=500)]


class RouteStepIn(Strict):
    """A step of a free route: all, any or sequence of its people act, or they are only told (cc)."""

    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    kind: Literal["all", "any", "sequence", "cc"] = "all"
    name: Annotated[str, Field(max_length=60)] = ""
    beside: bool = False
    """Walk it at the same time as the step before it."""


class SubmitIn(Strict):
    """Submit a record to the process of its object type; a free process takes the route that I laid out."""

    object_type: Annotated[str, Field(max_length=200)]
    record_id: UUID
    comment: Text = ""
    """Stands in the trail as my opinion."""
    route: Annotated[list[RouteStepIn], Field(max_length=200)] = []
    sign: bool = False
    process: Annotated[str, Field(max_length=200)] = ""
    """Another published process for the type; empty: the bound one."""


class NoteIn(Strict):
    """A few words."""

    opinion: Text = ""


class SignableIn(NoteIn):
    """An opinion under which `sign` puts my own signature, where the verb takes one."""

    sign: bool = False
    """Put my own signature under it."""


class OpinionIn(SignableIn):
    """An opinion, and attachments to it: files that I uploaded."""

    attachments: Annotated[list[UUID], Field(max_length=20)] = []
    """Ids of files that I uploaded before."""


class HideableIn(OpinionIn):
    """An opinion that may be hidden: then its writer, administrators and the audience of the activity read it."""

    hidden: bool = False


class DecisionIn(HideableIn):
    """A decision with the fields that the handler changed."""

    values: dict[str, Any] = {}
    """Field: new value, for fields that the activity lets me edit."""


class KeepIn(NoteIn):
    """What I wrote so far; it is not checked before I decide."""

    attachments: Annotated[list[UUID], Field(max_length=20)] = []
    hidden: bool = False
    values: dict[str, Any] = {}


class ReturnIn(DecisionIn):
    """`target`: "initiator", "previous" or the id of a passed activity."""

    target: Annotated[str, Field(max_length=500)]
    then: Literal["run_again", "straight_back"] = "run_again"
    """run_again: all activities from there on are walked anew; straight_back: it comes straight back to me."""


class PersonIn(OpinionIn):
    """One person."""

    person_id: UUID


class RemoveSignerIn(NoteIn):
    """Who shall not sign any more."""

    person_id: UUID


class PeopleIn(OpinionIn):
    """Several people."""

    person_ids: People


class AddSignersIn(PeopleIn):
    """Where the added people sign: before me, after me or beside me."""

    position: Literal["before", "after", "parallel"]


class ExtendRouteIn(SignableIn):
    """Steps to add to a free route: next, beside what runs now, or at the end."""

    steps: Annotated[list[RouteStepIn], Field(min_length=1, max_length=200)]
    where: Literal["next", "beside", "end"] = "next"


class LayRouteIn(SignableIn):
    """The steps that take the place of those still to be walked."""

    steps: Annotated[list[RouteStepIn], Field(max_length=200)]


class ReasonIn(Strict):
    """Why an administrator intervenes."""

    opinion: Text = ""


class JumpIn(ReasonIn):
    """The activity to go on at."""

    target: Annotated[str, Field(max_length=500)]
    token: int | None = None
    """Which live position moves, where there are several."""


class RetryIn(ReasonIn):
    """The token that an incident parked."""

    token: int


class PhraseIn(Strict):
    """A quick phrase, and the opinions that it fits: any, agree (approving), object (rejecting, returning)."""

    text: Annotated[str, Field(max_length=200)]
    fits: Literal["any", "agree", "object"] = "any"


class PhrasesIn(Strict):
    """My quick phrases, in order."""

    phrases: Annotated[list[PhraseIn], Field(max_length=50)]


class SubstitutionIn(Strict):
    """Who handles my work in a period; only these processes and only up to this amount when given."""

    deputy_id: UUID
    valid_from: dt.datetime
    valid_to: dt.datetime
    person_id: UUID | None = None
    """For whom, when an administrator sets it; else for me."""
    processes: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    """Codes of definitions; empty: all."""
    maximum_amount: Decimal | None = None
    reason: Annotated[str, Field(max_length=200)] = ""


class SignatureIn(Strict):
    """An uploaded PNG image."""

    attachment_id: UUID

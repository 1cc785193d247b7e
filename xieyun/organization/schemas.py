"""Shapes of the organisation API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from xieyun.kernel.schema import Schema

Secret = Annotated[str, Field(min_length=1, max_length=256)]


class Strict(Schema):
    """A request body: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class SignInIn(Strict):
    """Login and password; `totp` when the account has a second factor (code `totp-required` asks for it)."""

    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Secret
    totp: Annotated[str, Field(max_length=32)] = ""


class AccountOut(Schema):
    """The account that is signed in."""

    id: UUID
    login: str
    kind: str
    second_factor: bool = Field(description="Whether sign-in asks for a one-time code.")


class PersonOut(Schema):
    """The person behind the account."""

    id: UUID
    name: str
    number: str


class GroupOut(Schema):
    """The group (tenant) of the account."""

    id: UUID
    name: str


class ActingOut(Schema):
    """One of the assignments that I may act in today."""

    id: UUID
    kind: str
    post: str
    node: str
    node_id: UUID
    unit: str


class SessionOut(Schema):
    """Who is signed in; `account` is null when nobody is. The CSRF token goes into X-CSRF-Token."""

    account: AccountOut | None = None
    person: PersonOut | None = None
    assignments: list[ActingOut] = []
    acting_assignment_id: UUID | None = None
    group: GroupOut | None = None
    administrator: bool = False
    administrator_kinds: list[str] = []
    csrf_token: str


class AssignmentIn(Strict):
    """The assignment to act in from now on."""

    assignment_id: UUID


class PasswordIn(Strict):
    """My current password and the new one."""

    current: Secret
    new: Secret


class EnrolmentOut(Schema):
    """A new second factor, not active before its first code is confirmed."""

    secret: str
    url: str
    svg: str


class CodeIn(Strict):
    """A one-time code."""

    code: Annotated[str, Field(min_length=6, max_length=16)]


class RecoveryCodesOut(Schema):
    """Codes that replace the one-time code, each once; shown this once."""

    recovery_codes: list[str]


class PasswordAgainIn(Strict):
    """My password, to confirm a step that weakens the account."""

    password: Secret


class PersonCardOut(Schema):
    """A person as lists and pickers show one."""

    id: UUID
    name: str
    number: str
    post_name: str
    node_id: UUID | None
    node_name: str
    unit_name: str


class PeoplePageOut(Schema):
    """A page of people, the nearest to me first."""

    items: list[PersonCardOut]
    next_cursor: str | None


class HeldOut(Schema):
    """One of a person's assignments of today."""

    id: UUID
    kind: str
    post_name: str
    rank_name: str
    node_id: UUID
    node_name: str
    unit_name: str
    is_head: bool
    valid_from: dt.date


class PersonPageOut(Schema):
    """A colleague's page."""

    id: UUID
    name: str
    number: str
    mobile: str
    email: str
    assignments: list[HeldOut]


class NodeOut(Schema):
    """A node of the tree; `people` counts primary assignments at it and below."""

    id: UUID
    parent_id: UUID | None
    kind: str
    code: str
    name: str
    short_name: str
    grade: int | None
    children: int
    people: int


class NodePageOut(Schema):
    """A page of nodes in the order of the tree."""

    items: list[NodeOut]
    next_cursor: str | None


class PostOut(Schema):
    """A post of the group."""

    id: UUID
    code: str
    name: str


class PostsOut(Schema):
    """All posts of the group."""

    items: list[PostOut]
    next_cursor: str | None = None

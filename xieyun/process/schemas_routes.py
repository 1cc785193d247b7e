"""Shapes of the routes that a person keeps for himself."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from xieyun.kernel.schema import Schema
from xieyun.process.schemas import PersonRef, Strict
from xieyun.process.schemas_commands import RouteStepIn


class PersonalRouteIn(Strict):
    """A route to keep; one of mine with the same name is replaced."""

    name: Annotated[str, Field(max_length=200)]
    steps: Annotated[list[RouteStepIn], Field(min_length=1, max_length=200)]


class PersonalStepOut(Schema):
    """A step of a kept route."""

    name: str
    kind: Literal["all", "any", "sequence", "cc"]
    beside: bool
    people: list[PersonRef]


class PersonalRouteOut(Schema):
    """A route that I keep."""

    id: UUID
    name: str
    steps: list[PersonalStepOut]


class PersonalRoutesOut(Schema):
    """The routes that I keep, by name."""

    items: list[PersonalRouteOut]

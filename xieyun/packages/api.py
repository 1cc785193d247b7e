"""Routes of the room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Router

from xieyun.kernel.request import Request
from xieyun.kernel.schema import Schema
from xieyun.packages import selectors

router = Router(tags=["packages"])


class PackageOut(Schema):
    """An installed package and what it brought, by kind."""

    code: str
    version: str
    title: dict[str, str]
    applied_at: dt.datetime
    contents: dict[str, list[str]]


class PackagesOut(Schema):
    """The installed packages."""

    items: list[PackageOut]


@router.get("/packages", response=PackagesOut, operation_id="list_packages")
def list_packages(request: Request) -> dict[str, Any]:
    """List the app packages of the group; for system administrators."""
    return {"items": selectors.installed_packages(request.actor)}

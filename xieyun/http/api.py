"""Assembly of the one API, `/api/v1`, from the routers of the rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from xieyun import __version__
from xieyun.access.api import router as access
from xieyun.http.problems import exception_response
from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import MalformedJson, Unauthenticated
from xieyun.messaging.api import router as messaging
from xieyun.organization.api import router as organization
from xieyun.packages.api import router as packages
from xieyun.process.api import router as process
from xieyun.records.api import router as records


class StrictParser(Parser):
    """Reads bodies through the kernel's strict JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body's JSON value; raises MalformedJson."""
        if not request.body:
            raise MalformedJson(reason_zh="内容为空", reason_en="the body is empty")
        return cast(dict[str, Any], json.loads(request.body))


class Renderer(BaseRenderer):
    """Writes answers with the kernel's JSON: decimals as strings."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """Return the answer's bytes."""
        return json.dumps(data)


def signed_in(request: HttpRequest) -> Actor:
    """Return the actor of a request; raises Unauthenticated when nobody is signed in."""
    actor = cast(Actor | None, getattr(request, "actor", None))
    if actor is None:
        raise Unauthenticated
    return actor


api = NinjaAPI(
    title="Xieyun 协运",
    version=__version__,
    description="Collaborative operation platform. Commands take an Idempotency-Key; refusals are problem+json.",
    parser=StrictParser(),
    renderer=Renderer(),
    auth=cast(Callable[[HttpRequest], Any], signed_in),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)
for prefix, router in (
    ("/v1", organization),
    ("/v1", access),
    ("/v1", records),
    ("/v1", process),
    ("/v1", messaging),
    ("/v1", packages),
):
    api.add_router(prefix, router)
api.add_exception_handler(Exception, exception_response)

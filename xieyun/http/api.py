"""Assembly of the one API, `/api/v1`, from the routers of the rooms."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie, HttpBearer

from xieyun import __version__
from xieyun.access.api import router as access
from xieyun.http.problems import exception_response
from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import MalformedJson
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


class SessionCookie(APIKeyCookie):
    """A person's browser: the session cookie, CSRF checked by the middleware."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def __call__(self, request: HttpRequest) -> Actor | None:
        return None if "Authorization" in request.headers else _actor(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return _actor(request)


class ApiKey(HttpBearer):
    """A program: `Authorization: Bearer <API key>`."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        return _actor(request) if "Authorization" in request.headers else None

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return _actor(request)


def _actor(request: HttpRequest) -> Actor | None:
    # Found out once, by http.middleware, before any handler runs.
    return cast(Actor | None, getattr(request, "actor", None))


api = NinjaAPI(
    title="Xieyun 协运",
    version=__version__,
    description="Collaborative operation platform. Commands take an Idempotency-Key; refusals are problem+json.",
    parser=StrictParser(),
    renderer=Renderer(),
    auth=[SessionCookie(), ApiKey()],
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
# ninja has handlers of its own for these; all answers are problems here.
for kind in (Exception, HttpError, ValidationError, Http404):
    api.add_exception_handler(kind, exception_response)

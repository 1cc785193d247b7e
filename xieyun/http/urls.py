"""Routes of the web process."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from xieyun.http import operations, single_page
from xieyun.http.api import api
from xieyun.http.problems import Unexpected, as_problem, problem_response
from xieyun.kernel.errors import BadRequest, NotFound


def not_found(request: HttpRequest, path: str = "", exception: Exception | None = None) -> HttpResponse:
    """Answer an unknown API address."""
    return problem_response(request, NotFound())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses (host header, suspicious input)."""
    return problem_response(request, BadRequest())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what went wrong outside the API's own handling: a defect, or a database that does not answer."""
    error = sys.exc_info()[1]
    return problem_response(request, as_problem(error) if isinstance(error, Exception) else Unexpected())


urlpatterns = [
    path("healthz", operations.alive),
    path("readyz", operations.ready),
    path("metrics", operations.metrics),
    path("api/", api.urls),
    re_path(r"^api(?P<path>/.*)?$", not_found),
    re_path(r"^(?P<path>.*)$", single_page.page),
]
handler400 = "xieyun.http.urls.bad_request"
handler404 = "xieyun.http.urls.not_found"
handler500 = "xieyun.http.urls.server_error"

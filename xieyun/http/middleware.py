"""What every request passes: context, problems, identity, CSRF, idempotency."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from xieyun.access.authentication import authenticate
from xieyun.http.operations import observe
from xieyun.http.problems import MethodNotAllowed, problem_response
from xieyun.kernel import idempotency
from xieyun.kernel.errors import FieldError, Forbidden, InvalidInput, NotFound, Problem, TooLarge
from xieyun.kernel.i18n import language_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SESSION_PATH = "/api/v1/session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
OPERATION_PAGES = frozenset({"/healthz", "/readyz", "/metrics"})  # asked by address, not by name
log = structlog.get_logger("xieyun.request")


class RequestContextMiddleware:
    """Give the request an id and a language, log one line, count it, set the security headers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        with language_of(request.headers.get("Accept-Language", "zh-CN")):
            response = self.get_response(request)
        seconds = time.perf_counter() - started
        response["X-Request-Id"] = request_id
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = "geolocation=(), microphone=()"
        route = request.resolver_match.route if request.resolver_match else "static"
        observe(request.method or "", route, response.status_code, seconds)
        if request.path.startswith("/api/"):
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
            )
        return response


CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return problem_response(request, CsrfRefused(reason=reason))


class CsrfRefused(Forbidden):
    """The request does not come from our own page."""

    code = "csrf-refused"


class ApiSecurityMiddleware:
    """Refuse oversized bodies unread, set `request.actor`, and check CSRF unless an API key is used."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.csrf = _Csrf(lambda request: HttpResponse())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in OPERATION_PAGES:
            request.get_host()  # refuses a foreign Host header
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        try:
            _check_address(request)
            _check_size(request)
            request.actor = authenticate(request)  # type: ignore[attr-defined]
        except Problem as problem:
            return problem_response(request, problem)
        # Also for reads: without the cookie's secret every answer with a token would replace the cookie.
        self.csrf.process_request(request)
        if request.method not in SAFE_METHODS and "Authorization" not in request.headers:
            refusal = self.csrf.process_view(request, _not_exempt, (), {})
            if refusal is not None:
                return refusal
        response = self.get_response(request)
        if response.status_code == 405:
            response = problem_response(request, MethodNotAllowed())
        return self.csrf.process_response(request, response)


def _not_exempt(request: HttpRequest) -> HttpResponse:
    """Stand in for the view: ninja's views are CSRF exempt, our check must not be."""
    return HttpResponse()


class LengthRequired(Problem):
    """A body whose end is not known beforehand could be of any size; it is refused unread."""

    status, code = 411, "length-required"


def _check_address(request: HttpRequest) -> None:
    """Refuse NUL characters, which the database does not take: nothing has one in its name."""
    if "\0" in request.path:
        raise NotFound
    if "%00" in request.META.get("QUERY_STRING", ""):
        unsafe = [name for name, values in request.GET.lists() if "\0" in "".join(values)]
        if unsafe:
            raise InvalidInput(fields=[FieldError(name.replace("\0", ""), "field-unsafe-text") for name in unsafe])


def _check_size(request: HttpRequest) -> None:
    if "Transfer-Encoding" in request.headers:
        raise LengthRequired
    length = int(request.headers.get("Content-Length") or 0)
    multipart = (request.content_type or "").startswith("multipart/")
    # A little more than the file itself: boundaries and part headers.
    limit = settings.MAXIMUM_ATTACHMENT_BYTES + 64 * 1024 if multipart else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length > limit:
        # A sender that finds the connection closed sees no answer; what is not far too large is read and dropped.
        while length <= 2 * settings.MAXIMUM_ATTACHMENT_BYTES - 1 and request.read(1024 * 1024):
            pass
        raise TooLarge(limit=f"{limit // (1024 * 1024)} MiB")


def _told_apart_by(request: HttpRequest) -> bytes:
    # A file is streamed: it was read when the CSRF token was looked for, and is not held in memory for a digest.
    if (request.content_type or "").startswith("multipart/"):
        return request.headers.get("Content-Length", "").encode()
    return request.body


class IdempotencyMiddleware:
    """Run a command that carries an Idempotency-Key at most once, whole, and repeat its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        actor: Any = getattr(request, "actor", None)
        if key is None or request.method in SAFE_METHODS or actor is None or actor.account_id is None:
            return self.get_response(request)
        if request.path.startswith(SESSION_PATH):
            # A failed sign-in must count and stay in the audit trail: it is never rolled back.
            return self.get_response(request)
        try:
            return self._run_once(request, actor.account_id, key)
        except Problem as problem:
            return problem_response(request, problem)

    def _run_once(self, request: HttpRequest, account_id: uuid.UUID, key: str) -> HttpResponseBase:
        digest = idempotency.request_digest(request.method or "", request.get_full_path(), _told_apart_by(request))
        with transaction.atomic():
            answer = idempotency.claim(account_id, key, digest)
            if answer is not None:
                return HttpResponse(
                    answer.body,
                    status=answer.status,
                    content_type="application/json",
                    headers={"Idempotency-Replayed": "true"},
                )
            response = self.get_response(request)
            if response.status_code >= 400 or not isinstance(response, HttpResponse):
                # A refused command may be repeated; nothing of it stays.
                transaction.set_rollback(True)
            elif "no-store" in response.get("Cache-Control", ""):
                idempotency.release(account_id, key)  # the answer tells a secret once
            else:
                idempotency.keep(account_id, key, response.status_code, response.content)
            return response

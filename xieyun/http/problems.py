"""Answers for everything that goes wrong: RFC 9457 problem documents, never a stack trace."""

from __future__ import annotations

from typing import Any

import psycopg
import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from psycopg_pool import PoolTimeout

from xieyun.kernel import json
from xieyun.kernel.errors import BadRequest, FieldError, InvalidInput, NotFound, Problem, TooLarge, Unauthenticated

log = structlog.get_logger(__name__)
RETRY_SECONDS = 2
CODES = {
    "extra_forbidden": "field-unknown",
    "missing": "field-required",
    "string_too_long": "field-too-long",
    "too_long": "field-too-many",
    "too_short": "field-too-few",
    "literal_error": "field-choice",
}
# What a type is called, by the first word of pydantic's errors about it.
EXPECTED = {
    "uuid": ("编号（UUID）", "an id (UUID)"),
    "int": ("整数", "a whole number"),
    "float": ("数字", "a number"),
    "decimal": ("数字", "a number"),
    "bool": (" true 或 false", "true or false"),
    "string": ("文字", "text"),
    "date": ("日期，例如 2026-11-22", "a date such as 2026-11-22"),
    "datetime": ("时间，例如 2026-11-22T09:00:00+08:00", "a time such as 2026-11-22T09:00:00+08:00"),
    "list": ("列表", "a list"),
    "dict": ("对象", "an object"),
    "model": ("对象", "an object"),
}


class Unexpected(Problem):
    """A defect of ours: the log has the rest under the request id."""

    status, code = 500, "unexpected"


class Unavailable(Problem):
    """The database does not answer."""

    status, code = 503, "unavailable"


class MethodNotAllowed(Problem):
    """The route exists, the method does not."""

    status, code = 405, "method-not-allowed"


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the problem as application/problem+json."""
    body = json.dumps(problem.as_json(getattr(request, "request_id", "")))
    response = HttpResponse(body, status=problem.status, content_type="application/problem+json")
    if problem.status == 429:
        response["Retry-After"] = str(problem.params.get("seconds", 60))
    elif problem.status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def as_problem(error: Exception) -> Problem:
    """Translate any exception of a request; what we do not know is `Unexpected`."""
    if isinstance(error.__cause__, Problem):  # ninja wraps what our parser raises
        return error.__cause__
    match error:
        case Problem():
            return error
        case ValidationError():
            return InvalidInput(fields=[_field_error(item) for item in error.errors])
        case Http404():
            return NotFound()
        case RequestDataTooBig() | TooManyFilesSent():
            return TooLarge(limit="2 MiB")
        case HttpError(status_code=401):
            return Unauthenticated()
        case HttpError() if error.status_code < 500:
            return BadRequest()
        case OperationalError() | InterfaceError() | PoolTimeout() | psycopg.OperationalError():
            return Unavailable()
        case _:
            return Unexpected()


def exception_response(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer any exception; defects are logged with their trace."""
    problem = as_problem(error if isinstance(error, Exception) else error())
    if problem.status >= 500:
        log.error("request failed", exc_info=error, path=request.path)
    return problem_response(request, problem)


def _field_error(item: dict[str, Any]) -> FieldError:
    location = list(item["loc"])
    # ninja puts ("body", <parameter name>) or ("query",) in front of the caller's own path.
    del location[: 2 if location[:1] == ["body"] and len(location) > 1 else 1]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".") or "body"
    code = CODES.get(item["type"], "field-type")
    bounds = item.get("ctx", {})
    limit = bounds.get("max_length", bounds.get("min_length", ""))
    zh, en = EXPECTED.get(item["type"].partition("_")[0], ("接口说明中的格式", "the form that the API describes"))
    choices = str(bounds.get("expected", "")).replace("'", "")
    params = {
        "limit": limit, "expected_zh": zh, "expected_en": en, "choices_en": choices,
        "choices_zh": choices.replace(" or ", "、").replace(", ", "、"),
    }  # fmt: skip
    return FieldError(path, code, params)

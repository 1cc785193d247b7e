"""Problems that callers can mend, answered as RFC 9457 `application/problem+json`.

A room subclasses `Problem`, gives it a status and a code, and puts the code's sentences into its
`texts.yaml`. The sentence says what happened and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from xieyun.kernel.i18n import sentence


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one input: `path` like `lines[0].amount`, a sentence code and its parameters."""

    path: str
    code: str
    params: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, str]:
        """Return the error as the `errors[]` member of a problem."""
        return {"field": self.path, "code": self.code, **_sentences(self.code, self.params)}


class Problem(Exception):
    """A refusal with an HTTP status, a stable code, sentences in two languages and field errors."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"

    def __init__(self, *, fields: Sequence[FieldError] = (), **params: object) -> None:
        super().__init__(self.code, params)
        self.fields = tuple(fields)
        self.params = params

    def __str__(self) -> str:
        errors = "; ".join(f"{error.path}: {sentence(error.code, error.params, 'en')}" for error in self.fields)
        return sentence(self.code, self.params, "en") + (f" ({errors})" if errors else "")

    def as_json(self, request_id: str = "") -> dict[str, Any]:
        """Return the problem document (RFC 9457, with our members `code`, `detail_zh`, `detail_en`, `errors`)."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.code,
            "status": self.status,
            "code": self.code,
            **_sentences(self.code, self.params),
            "params": {key: str(value) for key, value in self.params.items()},
            "request_id": request_id,
            "errors": [error.as_json() for error in self.fields],
        }


def _sentences(code: str, params: dict[str, object]) -> dict[str, str]:
    return {
        "detail": sentence(code, params),
        "detail_zh": sentence(code, params, "zh"),
        "detail_en": sentence(code, params, "en"),
    }


class BadRequest(Problem):
    """The request cannot be read."""


class MalformedJson(Problem):
    """The body is not the strict JSON that the interface takes."""

    code = "malformed-json"


class Unauthenticated(Problem):
    """Nobody is signed in."""

    status, code = 401, "unauthenticated"


class Forbidden(Problem):
    """The actor is known to see the thing but may not do this to it."""

    status, code = 403, "forbidden"


class NotFound(Problem):
    """Absent, or not for this actor: the two are never told apart."""

    status, code = 404, "not-found"


class Conflict(Problem):
    """The state of the thing does not allow this."""

    status, code = 409, "conflict"


class StaleVersion(Problem):
    """Somebody changed the thing since the caller read it."""

    status, code = 412, "stale-version"


class TooLarge(Problem):
    """The input is larger than the interface takes."""

    status, code = 413, "too-large"


class InvalidInput(Problem):
    """Some fields are wrong; each error stands beside its field."""

    status, code = 422, "invalid-input"


class PreconditionRequired(Problem):
    """A change must say which version it changes."""

    status, code = 428, "precondition-required"


class TooManyRequests(Problem):
    """The caller must wait."""

    status, code = 429, "too-many-requests"

"""Making one call: a registered handler, or a request to another system. Knows nothing of rows and attempts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from xieyun.kernel import json
from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Problem
from xieyun.process import services
from xieyun.process.outside import webhooks
from xieyun.process.stepping.values import plain
from xieyun.process.store import read

if TYPE_CHECKING:
    from xieyun.process.outside.calls import Call

log = structlog.get_logger(__name__)
MARGIN = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Completed:
    """It answered: variables, or the answer of a webhook that the model makes variables of."""

    values: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Thrown:
    """It answered with a BPMN error."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not answer; later it may. `not_before`: the other system asked to be left alone that long."""

    zh: str
    en: str
    not_before: dt.timedelta = dt.timedelta()


@dataclass(frozen=True, slots=True)
class GaveUp:
    """It cannot succeed, however often it is tried. `answered`: so the other system said itself."""

    zh: str
    en: str
    answered: bool = False


Result = Completed | Thrown | Failed | GaveUp
_KINDS: dict[str, Any] = {"completed": Completed, "thrown": Thrown, "gave_up": GaveUp}


def perform(call: Call) -> Result:
    """Make the call, or return what an earlier attempt brought that could not be written yet."""
    if call.answer is not None:
        return load(call.answer)
    try:
        return webhooks.perform(call) if call.kind == "webhook" else run_handler(call)
    except Exception as error:
        # Whatever it was, the row of the call must learn of it; the log has the rest.
        log.exception("a service call failed", call=str(call.id), handler=call.handler)
        return failure(error)


def failure(error: Exception) -> Failed:
    """Return what is told of an attempt that ended by an exception."""
    if isinstance(error, Problem):
        found = error.as_json()
        return Failed(found["detail_zh"], found["detail_en"])
    reason = f"{type(error).__name__}: {error}"[:300]
    return Failed(reason, reason)


def stands_alone(call: Call) -> bool:
    """Whether the call is made outside the step that takes its answer, as everything that may take long."""
    handler = services.handler_of(call.handler) if call.kind == "handler" else None
    return call.answer is not None or handler is None or handler.asynchronous


def run_handler(call: Call) -> Result:
    """Run a registered handler. Raises what it raises, but for its BPMN errors and refusals."""
    handler = services.handler_of(call.handler)
    instance = read.instance(call.instance_id, lock=False)
    if handler is None or instance is None:
        return GaveUp(f"没有注册服务“{call.handler}”", f"no handler {call.handler!r} is registered")
    given = services.ServiceCall(
        system_actor(call.group_id), instance, call.activity_id, call.input, call.idempotency_key, call.attempts
    )
    try:
        found = handler.function(given)
    except services.ServiceError as error:
        return Thrown(error.code, str(error)[:500])
    except services.ServiceRefused as error:
        return GaveUp(str(error)[:500], str(error)[:500])
    values = {name: plain(value) for name, value in (found or {}).items()}
    json.loads(
        json.dumps(values)
    )  # what cannot be kept is told as a failure, instead of failing each time it is written
    return Completed(values)


def lease(kind: str, handler: str, content: Mapping[str, Any]) -> dt.timedelta:
    """Return after how long a call that was begun counts as lost with its worker."""
    if kind == "webhook":
        return dt.timedelta(seconds=float(content.get("timeout") or webhooks.TIMEOUT)) + MARGIN
    found = services.handler_of(handler)
    return found.lease if found is not None else services.LEASE


def answered(result: Result) -> bool | None:
    """Whether the other system answered; None when it was not asked."""
    if isinstance(result, Failed):
        return False
    return True if not isinstance(result, GaveUp) or result.answered else None


def dump(result: Result) -> dict[str, Any] | None:
    """Return a result as JSON; None for one that is asked for again."""
    for name, kind in _KINDS.items():
        if isinstance(result, kind):
            return {"kind": name, **asdict(result)}
    return None


def load(stored: dict[str, Any]) -> Result:
    """Return the result that `dump` wrote."""
    values = dict(stored)
    made: Result = _KINDS[values.pop("kind")](**values)
    return made

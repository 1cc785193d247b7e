"""Requests to other systems, through a connection that an administrator has set up.

The secret of a connection is opened here, for the one request, and goes nowhere else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from xieyun import __version__
from xieyun.kernel import clock, json, outbound
from xieyun.kernel.crypto import sha256_hmac, sm3_hmac, unseal
from xieyun.kernel.database import execute

if TYPE_CHECKING:
    from xieyun.process.outside.calls import Call
    from xieyun.process.outside.performing import Result

SEALED_FOR = "process-connection"
TIMEOUT = 15.0
LONGEST_REST = dt.timedelta(hours=1)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_PASSING = frozenset({408, 425, 429})
_SIGNERS = {"hmac-sha256": sha256_hmac, "hmac-sm3": sm3_hmac}


@dataclass(frozen=True, slots=True)
class Connected:
    """An active connection as a call needs it."""

    id: UUID
    base_url: str
    authentication: str
    sealed: bytes | None
    private_allowed: bool
    maximum_calls: int
    calls_per_minute: int
    open_until: dt.datetime | None

    @property
    def secret(self) -> bytes:
        """The secret, opened."""
        return b"" if self.sealed is None else unseal(SEALED_FOR, bytes(self.sealed))


def perform(call: Call) -> Result:
    """Send the request of a call and say what its answer means."""
    from xieyun.process.outside.performing import Completed, Failed, GaveUp

    content = call.input
    connected = find_connection(call.group_id, content)
    if connected is None:
        named = content.get("connection") or content.get("address") or ""
        return GaveUp(
            f"没有可用的连接“{named}”，请管理员在“外部连接”中添加或启用",
            f"there is no active connection {named!r}; an administrator must add or enable it",
        )
    try:
        answer = outbound.send(_request(call, connected))
    except outbound.OutboundRefused as refused:
        return GaveUp(refused.zh, refused.en)
    except outbound.OutboundFailed as failed:
        return Failed(failed.zh, failed.en)
    found = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body, "text": answer.text}
    if 200 <= answer.status < 300 or answer.status in content.get("error_statuses", ()):
        return Completed(answer=found)
    shown = " ".join(answer.text.split())[:200]
    zh, en = f"对方系统答复 {answer.status}：{shown}", f"the other system answered {answer.status}: {shown}"
    if answer.status in _PASSING or answer.status >= 500:
        return Failed(zh, en, _rest(answer.headers.get("retry-after", "")))
    return GaveUp(zh, en, answered=True)


def _rest(text: str) -> dt.timedelta:
    return min(LONGEST_REST, dt.timedelta(seconds=int(text))) if text.isdigit() and len(text) < 9 else dt.timedelta()


def find_connection(group_id: UUID, content: Mapping[str, Any]) -> Connected | None:
    """Return the active connection that a call names, or else the one below whose base URL its address lies."""
    code, address = content.get("connection"), str(content.get("address") or "")
    rows = execute(
        "SELECT code, id, base_url, authentication, secret, private_allowed, maximum_calls, calls_per_minute, "
        "open_until FROM process_connection WHERE group_id = %s AND active ORDER BY length(base_url) DESC, code",
        [group_id],
    )
    for row in rows:
        if row[0] == code if code else _lies_below(row[2], address):
            return Connected(*row[1:])
    return None


def _lies_below(base_url: str, address: str) -> bool:
    if "://" not in address:
        return False
    try:
        outbound.target_of(base_url, address)
    except outbound.OutboundRefused:
        return False
    return True


def _request(call: Call, connected: Connected) -> outbound.Request:
    content = call.input
    body, kind = _body(content.get("body"))
    headers = {
        name: value for name, value in (content.get("headers") or {}).items() if _TOKEN.fullmatch(name)
    }  # fmt: skip
    if body and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = kind
    headers["User-Agent"] = f"Xieyun/{__version__}"
    headers["Idempotency-Key"] = call.idempotency_key
    request = outbound.Request(
        connected.base_url, str(content.get("address") or ""), str(content.get("method") or "POST"), headers, body,
        float(content.get("timeout") or TIMEOUT), connected.private_allowed,
    )  # fmt: skip
    headers.update(signature(connected.authentication, connected.secret, request))
    return request


def _body(value: Any) -> tuple[bytes, str]:
    if value is None:
        return b"", ""
    if isinstance(value, str):
        return value.encode(), "text/plain; charset=utf-8"
    return json.dumps(value), "application/json"


def signature(authentication: str, secret: bytes, request: outbound.Request) -> dict[str, str]:
    """Return the headers by which the other system knows us.

    Signed are the instant (so that an old request cannot be sent again), method, path with query, and body, each
    on a line of its own.
    """
    if authentication == "bearer":
        return {"Authorization": f"Bearer {secret.decode()}"}
    signer = _SIGNERS.get(authentication)
    if signer is None:
        return {}
    instant = str(int(clock.now().timestamp()))
    target = outbound.target_of(request.base_url, request.address)
    message = "\n".join((instant, request.method, target)).encode() + b"\n" + request.body
    return {"X-Xieyun-Timestamp": instant, "X-Xieyun-Signature": f"{authentication}={signer(secret, message)}"}

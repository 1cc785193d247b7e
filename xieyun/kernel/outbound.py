"""HTTP requests to other systems: only below an allowed base URL, to an address that was checked, with hard limits.

The name is resolved once, every address it has is checked, and the connection goes to a checked address (so that a
second answer of the name server cannot lead elsewhere). Redirects are never followed. The whole exchange has one
deadline, however slowly the other side sends.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from xieyun.kernel import json

MAXIMUM_ANSWER_BYTES = 1024 * 1024
MAXIMUM_REQUEST_BYTES = 1024 * 1024
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_PORTS = {"http": 80, "https": 443}
# Networks that carry IPv4 addresses inside: what they lead to cannot be told from the address itself.
_CARRIERS = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32"))
_OWN_HEADERS = frozenset({"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "upgrade"})


class OutboundRefused(Exception):
    """The request may not be sent at all; trying again would change nothing. Carries a reason in two languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class OutboundFailed(Exception):
    """The other system could not be reached or did not answer properly; it may do so later."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other system answered; `body` is the JSON value, or the text when it is no JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `address` is a path below `base_url`, or a whole URL that lies below it; `timeout` in seconds."""

    base_url: str
    address: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    timeout: float = 15.0
    private_allowed: bool = False


def checked_base(url: str) -> SplitResult:
    """Return the parts of a base URL. Raises OutboundRefused for anything but http(s)://host[:port][/path]."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _not_an_address(url) from None
    if (
        parts.scheme not in _PORTS or not parts.hostname or parts.username is not None or parts.query or parts.fragment
    ) or (port == 0 or any(character.isspace() or ord(character) < 33 for character in url)):
        raise _not_an_address(url)
    return parts


def _not_an_address(url: str) -> OutboundRefused:
    return OutboundRefused(
        f"地址“{url[:200]}”不正确，应为 https://主机[:端口][/路径]",
        f"the address {url[:200]!r} is not of the form https://host[:port][/path]",
    )


def target_of(base_url: str, address: str) -> str:
    """Return the path and query that a request goes to. Raises OutboundRefused when it leaves the base URL."""
    base = checked_base(base_url)
    prefix = base.path.rstrip("/")
    if "://" in address or address.startswith("//"):
        parts = urlsplit(address)
        try:
            same = (parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme), parts.username) == (
                base.scheme, base.hostname, base.port or _PORTS[base.scheme], None
            )  # fmt: skip
        except ValueError:
            same = False
        if not same:
            raise _outside(address, base_url)
        path, query = parts.path, parts.query
    else:
        path, _, query = address.partition("?")
        path = f"{prefix}/{path.lstrip('/')}" if path else (prefix or "/")
    path = quote(path or "/", safe="/%:@!$&'()*+,;=~-._")
    steps = path.replace("%2e", ".").replace("%2E", ".").replace("\\", "/").lower().replace("%2f", "/").split("/")
    inside = path == prefix or path.startswith(f"{prefix}/")
    if not inside or ".." in steps or "%5c" in path.lower():
        raise _outside(address, base_url)
    return f"{path}?{quote(query, safe='/%:@!$&()*+,;=~-._?')}" if query else path


def _outside(address: str, base_url: str) -> OutboundRefused:
    return OutboundRefused(
        f"地址“{address[:200]}”不在连接“{base_url}”之内", f"{address[:200]!r} does not lie below {base_url}"
    )


def send(request: Request) -> Answer:
    """Send a request and return its answer, whatever its status (redirects are answers, too).

    Raises OutboundRefused or OutboundFailed.
    """
    base = checked_base(request.base_url)
    target = target_of(request.base_url, request.address)
    if request.method not in METHODS:
        raise OutboundRefused(f"不支持请求方法 {request.method[:20]}", f"the method {request.method[:20]} is not known")
    if len(request.body) > MAXIMUM_REQUEST_BYTES:
        raise OutboundRefused("请求内容超过 1 MiB", "the request is larger than 1 MiB")
    deadline = time.monotonic() + request.timeout
    host, port = str(base.hostname), base.port or _PORTS[base.scheme]
    try:
        addresses = _checked_addresses(host, port, private_allowed=request.private_allowed)
        plain = _connect(addresses, deadline)
        with plain:
            channel = plain if base.scheme == "http" else _encrypted(plain, host, deadline)
            with channel:
                return _exchange(channel, base, target, request, deadline)
    except TimeoutError:
        raise OutboundFailed(
            f"{request.timeout:g} 秒内没有答复", f"there was no answer within {request.timeout:g} seconds"
        ) from None
    except ValueError as error:
        raise OutboundRefused(
            "请求头或地址里有不允许的字符", f"the request cannot be written: {error}"[:300]
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise OutboundFailed(*_reason(error)) from error


def _reason(error: Exception) -> tuple[str, str]:
    """Return what broke, as an administrator can act on it."""
    if isinstance(error, socket.gaierror):
        return "找不到主机，请检查连接的地址", "the host was not found; check the address of the connection"
    if isinstance(error, ssl.SSLCertVerificationError):
        said = error.verify_message
        return f"对方的证书未通过校验（{said}）", f"the certificate was not accepted ({said})"
    if isinstance(error, ConnectionRefusedError):
        return "对方拒绝连接，可能没有启动", "the connection was refused; the other system may be down"
    said = f"{type(error).__name__}: {error}"[:300]
    return f"连接或应答中断（{said}）", f"the connection broke ({said})"


def _checked_addresses(host: str, port: int, *, private_allowed: bool) -> list[tuple[Any, ...]]:
    found = [(entry[0], entry[4]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for _, address in found:
        if not is_allowed(str(address[0]), private_allowed=private_allowed):
            raise OutboundRefused(
                f"主机 {host} 的地址不允许访问（内网地址须由管理员在连接中允许）",
                f"the address of {host} may not be reached (an administrator must allow private addresses)",
            )
    return found


def is_allowed(address: str, *, private_allowed: bool) -> bool:
    """Whether an IP address may be reached: public ones, and private and loopback ones when that was allowed.

    Never those that name no host, are shared by many, or (link-local) give away a cloud machine's credentials.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in carrier for carrier in _CARRIERS):
            return False
    if found.is_unspecified or found.is_multicast or found.is_link_local or found in _BROADCAST:
        return False
    return found.is_global or private_allowed


_BROADCAST = frozenset({ipaddress.ip_address("255.255.255.255")})


def _connect(addresses: list[tuple[Any, ...]], deadline: float) -> socket.socket:
    failure: OSError = OSError("the host has no address")
    for family, address in addresses:
        channel = socket.socket(family, socket.SOCK_STREAM)
        try:
            channel.settimeout(_left(deadline))
            channel.connect(address)
        except OSError as error:
            channel.close()
            failure = error
        else:
            return channel
    raise failure


def _encrypted(channel: socket.socket, host: str, deadline: float) -> socket.socket:
    channel.settimeout(_left(deadline))
    return ssl.create_default_context().wrap_socket(channel, server_hostname=host)


def _exchange(channel: socket.socket, base: SplitResult, target: str, request: Request, deadline: float) -> Answer:
    standard = base.port is None or base.port == _PORTS[base.scheme]
    host = f"[{base.hostname}]" if ":" in str(base.hostname) else str(base.hostname)
    connection = http.client.HTTPConnection(host)
    connection.sock = _Timed(channel, deadline)
    headers = {name: value for name, value in request.headers.items() if name.lower() not in _OWN_HEADERS}
    connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", host if standard else f"{host}:{base.port}")
    connection.putheader("Connection", "close")
    connection.putheader("Accept-Encoding", "identity")
    for name, value in headers.items():
        connection.putheader(name, value.encode("utf-8"))
    if request.body or request.method != "GET":
        connection.putheader("Content-Length", str(len(request.body)))
    connection.endheaders(request.body or None)
    response = connection.getresponse()
    content = response.read(MAXIMUM_ANSWER_BYTES + 1)
    if len(content) > MAXIMUM_ANSWER_BYTES:
        raise OutboundRefused("应答内容超过 1 MiB", "the answer is larger than 1 MiB")
    return _answer(response, content)


def _answer(response: http.client.HTTPResponse, content: bytes) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    text = content.decode("utf-8", errors="replace").replace("\x00", "�")
    body: Any = text
    if content and (kind == "application/json" or kind.endswith("+json")):
        try:
            body = json.loads(content)
        except Exception as error:
            raise OutboundFailed("应答不是正确的 JSON", "the answer is no proper JSON") from error
    return Answer(response.status, headers, body, text)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed:
    """A socket whose every operation ends at the deadline; what http.client needs of one."""

    def __init__(self, channel: socket.socket, deadline: float) -> None:
        self.channel, self.deadline = channel, deadline

    def sendall(self, content: Any) -> None:
        """Send everything before the deadline."""
        self.channel.settimeout(_left(self.deadline))
        self.channel.sendall(content)

    def makefile(self, mode: str, buffering: int = -1) -> io.BufferedReader:
        """Return the stream of what arrives."""
        return io.BufferedReader(_Arriving(self.channel, self.deadline))

    def close(self) -> None:
        """The sender closes the socket itself."""


class _Arriving(io.RawIOBase):
    def __init__(self, channel: socket.socket, deadline: float) -> None:
        self.channel, self.deadline = channel, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.channel.settimeout(_left(self.deadline))
        return self.channel.recv_into(buffer)

"""Requests to other systems: nothing outside the base URL, nothing at addresses that were not allowed."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from xieyun.kernel import outbound
from xieyun.kernel.crypto import seal, unseal

BASE = "https://erp.example.com:8443/api"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/vouchers", "/api/vouchers"),
        ("vouchers/1?year=2026", "/api/vouchers/1?year=2026"),
        ("", "/api"),
        ("https://erp.example.com:8443/api/x", "/api/x"),
        ("/凭证", "/api/%E5%87%AD%E8%AF%81"),
    ],
)
def test_an_address_lies_below_the_base(address, target):
    assert outbound.target_of(BASE, address) == target


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.com/api/x",
        "//evil.example.com/api/x",
        "http://erp.example.com:8443/api/x",
        "https://erp.example.com/api/x",
        "https://user@erp.example.com:8443/api/x",
        "https://erp.example.com:8443/apix",
        "https://erp.example.com:8443.evil.example.com/api/x",
        "/../admin",
        "/x/%2e%2e/%2E%2e/admin",
        "/x/..%2fadmin",
        "/x\\..\\admin",
    ],
)
def test_an_address_outside_the_base_is_refused(address):
    with pytest.raises(outbound.OutboundRefused):
        outbound.target_of(BASE, address)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example", "https://", "https://user:x@a.example", "https://a.example/?x", "https://a b", "file:///x"],
)
def test_a_base_is_a_plain_web_address(url):
    with pytest.raises(outbound.OutboundRefused):
        outbound.checked_base(url)


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("93.184.215.14", True, True),
        ("2606:4700::1111", True, True),
        ("10.1.2.3", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("100.64.0.1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:a9fe:a9fe::1", False, False),
    ],
)
def test_which_addresses_may_be_reached(address, public, private):
    assert outbound.is_allowed(address, private_allowed=False) is public
    assert outbound.is_allowed(address, private_allowed=True) is private


def test_one_forbidden_address_of_a_name_forbids_the_name(monkeypatch):
    """A name server that answers with a good and a bad address gets no request at all."""
    found = [(socket.AF_INET, None, None, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: found)
    with pytest.raises(outbound.OutboundRefused):
        outbound.send(outbound.Request("https://two-faced.example", "/"))


def test_a_slow_drip_ends_at_the_deadline():
    """One byte now and then keeps every single read alive, but not the whole exchange."""
    stopping = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            channel, _ = server.accept()
            with channel:
                channel.recv(65536)
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
                    if stopping.wait(0.1):
                        return
                    try:
                        channel.sendall(bytes([byte]))
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        started = time.monotonic()
        request = outbound.Request(
            f"http://127.0.0.1:{server.getsockname()[1]}", "/", timeout=1.0, private_allowed=True
        )
        with pytest.raises(outbound.OutboundFailed):
            outbound.send(request)
        assert time.monotonic() - started < 30  # 1000 bytes would take 100 s
        stopping.set()
        thread.join()


def test_headers_cannot_be_smuggled():
    with socket.create_server(("127.0.0.1", 0)) as server:
        request = outbound.Request(
            f"http://127.0.0.1:{server.getsockname()[1]}", "/", headers={"X-A": "1\r\nX-B: 2"}, private_allowed=True
        )
        with pytest.raises(outbound.OutboundRefused):
            outbound.send(request)


def test_what_is_sealed_is_opened_only_for_its_purpose():
    sealed = seal("one", b"secret")
    assert b"secret" not in sealed
    assert seal("one", b"secret") != sealed
    assert unseal("one", sealed) == b"secret"
    for purpose, content in (("two", sealed), ("one", sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(ValueError, match="does not fit"):
            unseal(purpose, content)

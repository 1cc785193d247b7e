"""The one-time code as a person sets it up: each request in a transaction of its own."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.api.client import Client
from tests.harness import Installation

LOGIN = "security-administrator"
PATH = "/api/v1/session/totp"


def test_a_second_factor_is_set_up_asked_for_and_given_up(served_demo: Installation) -> None:
    password = served_demo.accounts()[LOGIN]["password"]
    browser = Client(served_demo).sign_in(LOGIN)
    begun = browser.post(PATH)
    assert begun.status == 200, begun.body.decode()
    code = format_hotp_value(hotp_value(begun.json()["secret"], int(time.time()) // 30))
    confirmed = browser.put(PATH, {"code": code})
    assert confirmed.status == 200, confirmed.body.decode()
    recovery = confirmed.json()["recovery_codes"][0]
    try:
        assert browser.post(PATH).status == 409
        other = Client(served_demo)
        other.token = other.get("/api/v1/session").json()["csrf_token"]
        asked = other.post("/api/v1/session", {"login": LOGIN, "password": password})
        assert (asked.status, asked.json()["code"]) == (401, "totp-required")
        answer = other.post("/api/v1/session", {"login": LOGIN, "password": password, "totp": recovery})
        assert answer.status == 200, answer.body.decode()
    finally:
        assert browser.send("DELETE", PATH, f'{{"password": "{password}"}}'.encode()).status == 204
    Client(served_demo).sign_in(LOGIN)

"""Signing in, the session and its limits, through the HTTP interface."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization import actions
from xieyun.organization.tests.factories import make_account, make_assignment, make_world

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def world():
    cache.clear()
    return make_world()


@pytest.fixture
def account(world):
    return make_account(world.person("clerk"), login="clerk", password=PASSWORD)


def post_session(client, login="clerk", password=PASSWORD, **more):
    body = {"login": login, "password": password, **more}
    return client.post("/api/v1/session", body, content_type="application/json")


def test_nobody_is_signed_in_at_first(client, db):
    answer = client.get("/api/v1/session")
    assert answer.status_code == 200
    assert answer.json()["account"] is None
    assert answer.json()["csrf_token"]


def test_sign_in_tells_who_i_am(client, world, account):
    answer = post_session(client, login=" Clerk ")
    assert answer.status_code == 200, answer.content
    session = client.get("/api/v1/session").json()
    assert session["account"] == {"id": str(account.id), "login": "clerk", "kind": "person", "second_factor": False}
    assert session["person"]["name"] == world.person("clerk").name
    assert session["group"]["id"] == str(world.group.id)
    assert [one["node"] for one in session["assignments"]] == ["业务一部"]
    assert session["acting_assignment_id"] == str(world.assignments["clerk"].id)
    assert session["administrator"] is False


def test_the_session_key_changes_at_sign_in_and_cookies_are_safe(client, world, account):
    client.get("/api/v1/session")
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["xieyun_session"] = session.session_key
    answer = post_session(client)
    cookie = answer.cookies["xieyun_session"]
    assert cookie.value != session.session_key
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not Session.objects.filter(session_key=session.session_key).exists()


@pytest.mark.parametrize("login,password", [("clerk", "wrong"), ("nobody", PASSWORD), ("clerk\u3000", "wrong")])
def test_whatever_is_wrong_the_answer_is_the_same(client, world, account, login, password):
    answer = post_session(client, login, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-failed")
    rows = execute("SELECT action, outcome FROM kernel_auditrow WHERE action = 'sign_in'")
    assert list(rows) == [("sign_in", "failure")]


def test_an_account_without_password_cannot_sign_in(client, world):
    make_account(world.person("head"), login="head")
    assert post_session(client, "head", "").status_code == 422
    assert post_session(client, "head", "!").json()["code"] == "sign-in-failed"


def test_five_failures_lock_the_account_even_for_the_right_password(world, account):
    for number in range(5):
        assert post_session(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="wrong").status_code == 401
    locked = post_session(Client(REMOTE_ADDR="10.0.0.99"))
    assert (locked.status_code, locked.json()["code"]) == (429, "too-many-sign-ins")
    assert locked.headers["Retry-After"] == "600"
    make_account(world.person("head"), login="head", password=PASSWORD)
    assert post_session(Client(REMOTE_ADDR="10.0.0.99"), "head").status_code == 200


def test_failures_from_one_address_lock_the_address(world, account, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/10m/key,5/10m/ip"}
    attacker = Client(REMOTE_ADDR="10.1.1.1")
    for number in range(5):
        assert post_session(attacker, f"guess-{number}", "wrong").status_code == 401
    assert post_session(attacker).status_code == 429
    assert post_session(Client(REMOTE_ADDR="10.1.1.2")).status_code == 200


def test_right_passwords_do_not_use_up_attempts(world, account):
    for _ in range(7):
        assert post_session(Client()).status_code == 200


def test_sign_out_ends_the_session(client, world, account):
    post_session(client)
    key = client.cookies["xieyun_session"].value
    assert client.delete("/api/v1/session").status_code == 204
    stolen = Client()
    stolen.cookies["xieyun_session"] = key
    assert stolen.get("/api/v1/people").status_code == 401


def test_disabling_the_account_ends_its_sessions_with_the_next_request(client, world, account):
    post_session(client)
    assert client.get("/api/v1/people").status_code == 200
    actions.disable_account(actor=system_actor(world.group.id), account_id=account.id)
    assert client.get("/api/v1/people").status_code == 401
    assert post_session(Client()).json()["code"] == "sign-in-failed"


def test_a_leaver_is_out_with_the_next_request(client, world, account, at_instant):
    post_session(client)
    actions.end_employment(
        actor=system_actor(world.group.id), person_id=account.person_id, on=clock.today() + dt.timedelta(days=1)
    )
    assert client.get("/api/v1/people").status_code == 200
    with at_instant(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        assert client.get("/api/v1/people").status_code == 401


def test_an_idle_session_ends(client, world, account, at_instant):
    post_session(client)
    start = dt.datetime.now(dt.UTC)
    with at_instant(start + dt.timedelta(minutes=29)):
        assert client.get("/api/v1/people").status_code == 200
    with at_instant(start + dt.timedelta(minutes=58)):
        assert client.get("/api/v1/people").status_code == 200
    with at_instant(start + dt.timedelta(minutes=89)):
        assert client.get("/api/v1/people").status_code == 401


def test_a_browser_needs_the_csrf_token(world, account):
    browser = Client(enforce_csrf_checks=True)
    token = browser.get("/api/v1/session").json()["csrf_token"]
    assert post_session(browser).status_code == 403
    body = {"login": "clerk", "password": PASSWORD}
    answer = browser.post("/api/v1/session", body, content_type="application/json", headers={"X-CSRF-Token": token})
    assert answer.status_code == 200
    assert browser.delete("/api/v1/session").status_code == 403
    fresh = answer.json()["csrf_token"]
    assert browser.delete("/api/v1/session", headers={"X-CSRF-Token": fresh}).status_code == 204


def test_acting_in_a_concurrent_post_stays_in_the_session(client, world, account):
    second = make_assignment(world.other_sales, person=world.person("clerk"), post="adviser", kind="concurrent")
    post_session(client)
    answer = client.put(
        "/api/v1/session/assignment", {"assignment_id": str(second.id)}, content_type="application/json"
    )
    assert answer.json()["acting_assignment_id"] == str(second.id)
    assert client.get("/api/v1/session").json()["acting_assignment_id"] == str(second.id)
    foreign = {"assignment_id": str(world.assignments["head"].id)}
    assert client.put("/api/v1/session/assignment", foreign, content_type="application/json").status_code == 404


def test_a_new_password_ends_other_sessions_and_keeps_this_one(client, world, account):
    other = Client()
    post_session(client)
    post_session(other)
    body = {"current": PASSWORD, "new": "a much better passphrase"}
    assert client.put("/api/v1/session/password", body, content_type="application/json").status_code == 204
    assert client.get("/api/v1/people").status_code == 200
    assert other.get("/api/v1/people").status_code == 401
    assert post_session(Client()).status_code == 401
    assert post_session(Client(), password="a much better passphrase").status_code == 200


@pytest.mark.parametrize("new", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused(client, world, account, new):
    post_session(client)
    answer = client.put("/api/v1/session/password", {"current": PASSWORD, "new": new}, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "new"


def code_for(secret, offset=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + offset))


def test_a_second_factor_is_asked_once_it_is_confirmed(client, world, account, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    post_session(client)
    secret = client.post("/api/v1/session/totp").json()["secret"]
    assert post_session(Client()).status_code == 200
    confirmed = client.put("/api/v1/session/totp", {"code": code_for(secret)}, content_type="application/json")
    assert len(confirmed.json()["recovery_codes"]) == 10
    assert client.post("/api/v1/session/totp").status_code == 409
    browser = Client()
    assert post_session(browser).json()["code"] == "totp-required"
    assert browser.get("/api/v1/people").status_code == 401
    assert post_session(browser, totp="000000").json()["code"] == "sign-in-failed"
    code = code_for(secret)
    assert post_session(browser, totp=code).status_code == 200
    assert post_session(Client(), totp=code).status_code == 401, "a code is good once"
    recovery = confirmed.json()["recovery_codes"][0]
    assert post_session(Client(), totp=recovery).status_code == 200
    assert post_session(Client(), totp=recovery).status_code == 401


def test_guessing_codes_locks(client, world, account):
    post_session(client)
    secret = client.post("/api/v1/session/totp").json()["secret"]
    client.put("/api/v1/session/totp", {"code": code_for(secret)}, content_type="application/json")
    for _ in range(5):
        assert post_session(Client(), totp="000000").status_code == 401
    assert post_session(Client(), totp="000000").status_code == 429


def test_giving_up_the_second_factor_needs_the_password(client, world, account):
    post_session(client)
    secret = client.post("/api/v1/session/totp").json()["secret"]
    client.put("/api/v1/session/totp", {"code": code_for(secret)}, content_type="application/json")
    wrong = client.delete("/api/v1/session/totp", {"password": "wrong"}, content_type="application/json")
    assert wrong.status_code == 401
    right = client.delete("/api/v1/session/totp", {"password": PASSWORD}, content_type="application/json")
    assert right.status_code == 204
    assert post_session(Client()).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"login": "a"}, {"login": "a", "password": "b", "admin": True}, {"login": 1, "password": "b"}, []]
)
def test_a_wrong_body_is_refused(client, db, body):
    assert client.post("/api/v1/session", body, content_type="application/json").status_code == 422


def test_failures_count_even_beside_a_session_and_an_idempotency_key(client, world, account):
    make_account(world.person("head"), login="head", password=PASSWORD)
    post_session(client)
    for number in range(5):
        body = {"login": "head", "password": "wrong"}
        headers = {"Idempotency-Key": f"guess-{number}"}
        answer = client.post("/api/v1/session", body, content_type="application/json", headers=headers)
        assert answer.status_code == 401
    assert post_session(Client(REMOTE_ADDR="10.9.9.9"), "head").status_code == 429
    rows = execute("SELECT count(*) FROM kernel_auditrow WHERE action = 'sign_in' AND outcome = 'failure'")
    assert rows.scalar() == 5

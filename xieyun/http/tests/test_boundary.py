"""What every request passes: ids, refusals, identity, CSRF, headers, operation pages."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from xieyun.kernel.i18n import current_language
from xieyun.organization.tests.factories import make_account, make_world

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def signed_in() -> Client:
    cache.clear()
    world = make_world()
    make_account(world.person("clerk"), login="clerk", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    token = client.get("/api/v1/session").json()["csrf_token"]
    body = {"login": "clerk", "password": PASSWORD}
    answer = client.post("/api/v1/session", body, content_type="application/json", headers={"X-CSRF-Token": token})
    assert answer.status_code == 200, answer.content
    return client


def _token(client: Client) -> str:
    return client.get("/api/v1/session").json()["csrf_token"]


def _post(client: Client, path: str, body: bytes, **headers: str):
    headers.setdefault("X-CSRF-Token", _token(client))
    return client.generic("POST", path, body, content_type="application/json", headers=headers)


def assert_problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail_zh"]
    assert problem["detail_en"]
    assert problem["request_id"] == answer["X-Request-Id"]
    return problem


def test_nothing_is_served_to_strangers(client) -> None:
    for path in ("/api/v1/people", "/api/v1/notifications", "/api/v1/object-types", "/api/v1/work-items"):
        assert_problem(client.get(path), 401, "unauthenticated")


def test_unknown_addresses_and_methods(signed_in) -> None:
    assert_problem(signed_in.get("/api/v1/nothing-here"), 404, "not-found")
    assert_problem(signed_in.get("/api"), 404, "not-found")
    assert_problem(
        signed_in.put("/api/v1/notifications", headers={"X-CSRF-Token": _token(signed_in)}), 405, "method-not-allowed"
    )


def test_the_language_of_the_sentence_follows_the_reader(client) -> None:
    zh = assert_problem(client.get("/api/v1/people"), 401, "unauthenticated")
    en = assert_problem(
        client.get("/api/v1/people", headers={"Accept-Language": "en-US,zh;q=0.5"}), 401, "unauthenticated"
    )
    assert zh["detail"] == zh["detail_zh"] == en["detail_zh"]
    assert en["detail"] == en["detail_en"]
    assert current_language() == "zh"  # the next request of the thread begins anew


def test_a_forged_page_cannot_write(signed_in) -> None:
    body = b'{"all": true}'
    assert_problem(
        _post(signed_in, "/api/v1/notifications/read", body, **{"X-CSRF-Token": "forged"}), 403, "csrf-refused"
    )
    assert_problem(
        _post(signed_in, "/api/v1/notifications/read", body, Origin="https://evil.example"), 403, "csrf-refused"
    )
    assert _post(signed_in, "/api/v1/notifications/read", body).status_code == 200


@pytest.mark.parametrize(
    "body, status, code",
    [
        (b'{"all": NaN}', 400, "malformed-json"),
        (b'{"all": true, "all": true}', 400, "malformed-json"),
        (b"[" * 200_000, 400, "malformed-json"),
        (b'{"ids": ["\\u0000"]}', 400, "malformed-json"),
        (b"", 422, "invalid-input"),
        (b'{"all": true, "sudo": true}', 422, "invalid-input"),
        (b'{"ids": ["1"]}', 422, "invalid-input"),
        (b"[]", 422, "invalid-input"),
    ],
)
def test_poison_bodies(signed_in, body: bytes, status: int, code: str) -> None:
    problem = assert_problem(_post(signed_in, "/api/v1/notifications/read", body), status, code)
    if b"sudo" in body:
        assert [(error["field"], error["code"]) for error in problem["errors"]] == [("sudo", "field-unknown")]


def test_a_huge_body_is_refused_by_its_length_alone(signed_in) -> None:
    answer = signed_in.generic(
        "POST",
        "/api/v1/notifications/read",
        b"{}",
        content_type="application/json",
        CONTENT_LENGTH=str(100 * 1024 * 1024),
    )
    assert_problem(answer, 413, "too-large")


def test_request_ids_and_security_headers(client) -> None:
    answer = client.get("/api/v1/session", headers={"X-Request-Id": "abc-1"})
    assert answer["X-Request-Id"] == "abc-1"
    assert client.get("/api/v1/session", headers={"X-Request-Id": "bad id\tx"})["X-Request-Id"] != "bad id\tx"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_a_foreign_host_header_is_refused(client) -> None:
    assert client.get("/api/v1/session", headers={"Host": "evil.example"}).status_code == 400


def test_a_repeated_command_gets_the_same_answer_and_runs_once(signed_in) -> None:
    first = _post(signed_in, "/api/v1/notifications/read", b'{"all": true}', **{"Idempotency-Key": "k1"})
    again = _post(signed_in, "/api/v1/notifications/read", b'{"all": true}', **{"Idempotency-Key": "k1"})
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    other = _post(signed_in, "/api/v1/notifications/read", b'{"all": false}', **{"Idempotency-Key": "k1"})
    assert_problem(other, 422, "idempotency-key-reused")
    assert_problem(
        _post(signed_in, "/api/v1/notifications/read", b"{}", **{"Idempotency-Key": "x" * 201}),
        400,
        "idempotency-key-invalid",
    )


def test_a_refused_command_may_be_repeated_under_its_key(signed_in) -> None:
    refused = _post(signed_in, "/api/v1/notifications/read", b'{"sudo": 1}', **{"Idempotency-Key": "k2"})
    assert refused.status_code == 422
    assert "Idempotency-Replayed" not in _post(
        signed_in, "/api/v1/notifications/read", b'{"sudo": 1}', **{"Idempotency-Key": "k2"}
    )


def test_health_readiness_and_metrics(client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
    text = client.get("/metrics").content.decode()
    assert "xieyun_http_requests_total" in text
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_every_route_needs_a_signed_in_actor_unless_listed() -> None:
    """A new public route is a decision: it must be added here."""
    from xieyun.http.api import api

    schema = api.get_openapi_schema()
    public = {
        operation["operationId"]
        for methods in schema["paths"].values()
        for operation in methods.values()
        if not operation.get("security")
    }
    assert schema["openapi"].startswith("3.1")
    assert public <= {"get_session", "sign_in"}


ITEM = "/api/v1/work-items/01a20656-0160-7000-8f1a-513ec7671763"


@pytest.mark.parametrize(("path", "body", "told"), [
    (f"{ITEM}/add-signers", b'{"person_ids": [], "position": "upside"}', "只能填写 before、after、parallel。"),
    (f"{ITEM}/transfer", b'{"person_id": "head"}', "类型或格式不正确，应为编号（UUID）。"),
    (f"{ITEM}/approve", b'{"opinion": 5}', "类型或格式不正确，应为文字。"),
    (f"{ITEM}/approve", b'{"values": []}', "类型或格式不正确，应为对象。"),
])  # fmt: skip
def test_what_was_expected_is_said_in_the_language_of_the_reader(signed_in, path, body, told) -> None:
    found = json.loads(_post(signed_in, path, body).content)["errors"]
    assert told in [error["detail_zh"] for error in found]
    assert not any("应为" in error["detail_en"] for error in found)

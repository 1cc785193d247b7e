"""Messages, signals, connections and repairs over HTTP: permissions, problems, secrets, replays."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.test import Client

from xieyun.access.actions import create_api_key, define_role, grant_role
from xieyun.access.actions.roles import Permission
from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.models import AuditRow
from xieyun.organization.models import Account
from xieyun.organization.tests.factories import LONG_AGO
from xieyun.process.models import Connection, MessageDelivery, ProcessEvent
from xieyun.process.tests.factories import grant_administrator, open_items, start
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_messages import receiver

SECRET = "keep-this-to-yourself-please"


class Program:
    """A program with an API key of its own."""

    def __init__(self, world, *permissions):
        actor = system_actor(world.group.id)
        account = Account.objects.create(group=world.group, kind=Account.Kind.SERVICE, login=f"p-{uuid4().hex[:8]}")
        if permissions:
            define_role(
                actor=actor,
                code="bank",
                name="银企直连",
                permissions=[Permission(*one, "group") for one in permissions],
            )
            grant_role(
                actor=actor, role_code="bank", subject_kind="account", subject_id=account.id, valid_from=LONG_AGO
            )
        made = create_api_key(
            actor=actor, name="bank", account_id=account.id, expires_at=clock.now() + dt.timedelta(days=1)
        )
        self.secret = made.secret
        self.client = Client()

    def post(self, path, body, key=None):
        headers = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)


def message(number, **more):
    return {"name": "paid", "correlation_key": str(number), "values": {"receipt": "R"}} | more


def test_a_program_delivers_a_message_once(world):
    outcome = start(world, receiver(world), number=8)
    program = Program(world, ("process.message", "deliver"))
    first = program.post("/process-messages", message(8), key="k1")
    assert (first.status_code, first.json()["result"]) == (200, "delivered")
    assert first.json()["instance_id"] == str(outcome.instance_id)
    again = program.post("/process-messages", message(8), key="k1")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert open_items(outcome) == [("after", "task", "open")]
    assert ProcessEvent.objects.get(verb="message").channel == "api"
    refused = program.post("/process-messages", message(8), key="k2")
    assert (refused.status_code, refused.json()["code"]) == (404, "nobody-waits")
    assert "没有流程在等待" in refused.json()["detail_zh"]


def test_a_program_may_have_a_message_kept_and_broadcast(world):
    program = Program(world, ("process.message", "deliver"), ("process.signal", "broadcast"))
    kept = program.post("/process-messages", message(8, keep_for_seconds=60))
    assert (kept.status_code, kept.json()["result"]) == (200, "kept")
    assert MessageDelivery.objects.get().status == "kept"
    told = program.post("/process-signals", {"name": "year-end"})
    assert (told.status_code, told.json()["told"]) == (202, 0)


def test_a_program_without_the_permission_learns_nothing(world):
    start(world, receiver(world), number=8)
    program = Program(world, ("process.signal", "broadcast"))
    assert program.post("/process-messages", message(8)).status_code == 403
    assert Program(world).post("/process-signals", {"name": "year-end"}).status_code == 403
    assert ProcessEvent.objects.filter(verb="message").count() == 0


def test_bad_messages_are_refused(world):
    program = Program(world, ("process.message", "deliver"))
    for body in (
        message(8, name=""), message(8, keep_for_seconds=-1), message(8, extra=1), message(8, name="a\x01"),
        message(8, values={"x": "y" * 300_000}),
    ):  # fmt: skip
        assert program.post("/process-messages", body).status_code in (400, 422), body


def test_connections_are_for_administrators_and_secrets_go_in_only(world):
    grant_administrator(world, "system")
    clerk, system = Browser(world, "clerk"), Browser(world, "system")
    wanted = {
        "code": "erp", "name": "ERP", "base_url": "https://erp.example.com/api", "authentication": "hmac-sm3",
        "secret": SECRET,
    }  # fmt: skip
    assert clerk.get("/connections").status_code == 404
    assert clerk.post("/connections", wanted).status_code == 404
    made = system.post("/connections", wanted)
    assert made.status_code == 201, made.content
    assert made.json()["has_secret"] is True
    listed = system.get("/connections")
    path = f"/api/v1/connections/{made.json()['id']}"
    changed = system.client.patch(
        path, json.dumps({"active": False}), content_type="application/json", headers={"X-CSRF-Token": system.token}
    )
    assert (changed.status_code, changed.json()["active"], changed.json()["has_secret"]) == (200, False, True)
    for answer in (made, listed, changed):
        assert SECRET not in answer.content.decode()
    assert SECRET.encode() not in bytes(Connection.objects.get().secret)
    rows = AuditRow.objects.filter(target_type="process_connection")
    assert rows.count() == 2
    assert not any(SECRET in f"{row.before}{row.after}" for row in rows)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "E R P"}, "code"),
        ({"base_url": "ftp://erp.example.com"}, "base_url"),
        ({"base_url": "http://erp.example.com", "authentication": "bearer"}, "base_url"),
        ({"secret": "short"}, "secret"),
        ({"secret": None}, "secret"),
    ],
)
def test_wrong_connections_are_refused(world, wrong, field):
    grant_administrator(world, "system")
    body = {
        "code": "erp", "name": "ERP", "base_url": "https://erp.example.com", "authentication": "hmac-sha256",
        "secret": SECRET,
    } | wrong  # fmt: skip
    answer = Browser(world, "system").post("/connections", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_administrator_sees_what_is_waited_for_and_answers(world):
    grant_administrator(world, "system")
    outcome = start(world, receiver(world), number=8)
    path = f"/process-instances/{outcome.instance_id}"
    assert Browser(world, "clerk").get(f"{path}/outside").status_code == 404
    system = Browser(world, "system")
    (wait,) = system.get(f"{path}/outside").json()["waits"]
    assert (wait["message"], wait["key"], wait["answerable"]) == ("paid", "8", True)
    without = system.post(f"{path}/answer", {"token": wait["token"], "values": {"receipt": "手工"}})
    assert without.status_code == 422
    body = {"token": wait["token"], "values": {"receipt": "手工"}, "opinion": "银行已电话确认"}
    answered = system.post(f"{path}/answer", body)
    assert answered.status_code == 200, answered.content
    assert open_items(outcome) == [("after", "task", "open")]
    entry = ProcessEvent.objects.get(verb="answer")
    assert (entry.opinion, entry.details["values"]) == ("银行已电话确认", {"receipt": "手工"})
    assert system.get(f"{path}/outside").json()["waits"] == []

"""The HTTP interface: shapes, statuses, problems and replays, through the whole stack."""

from __future__ import annotations

import datetime as dt
import json
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from xieyun.kernel import clock
from xieyun.organization.tests.factories import make_account
from xieyun.process import actions, selectors
from xieyun.process.tests.factories import linear, publish, task
from xieyun.records.tests.factories import line, make_claim, make_kind, ready_world

PASSWORD = "correct horse battery staple"


class Browser:
    """A signed-in person."""

    def __init__(self, world, role):
        self.client = Client(enforce_csrf_checks=True)
        account = getattr(world.person(role), "account", None) or make_account(world.person(role))
        account.set_password(PASSWORD)
        account.save()
        self.token = self.get("/session").json()["csrf_token"]
        signed_in = self.post("/session", {"login": account.login, "password": PASSWORD})
        assert signed_in.status_code == 200, signed_in.content
        self.token = signed_in.json()["csrf_token"]

    def get(self, path):
        return self.client.get(f"/api/v1{path}")

    def post(self, path, body=None, key=None):
        return self.client.post(
            f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
            headers={"X-CSRF-Token": self.token, "Idempotency-Key": key or str(uuid4())},
        )  # fmt: skip

    def delete(self, path):
        headers = {"X-CSRF-Token": self.token, "Idempotency-Key": str(uuid4())}
        return self.client.delete(f"/api/v1{path}", headers=headers)


@pytest.fixture
def world(db):
    """A claim process of two steps."""
    made = ready_world()
    publish(
        made,
        linear(
            task("head", 'kind="head"', name="部门负责人审批"), task("finance", 'kind="post" code="finance-manager"')
        ),
        code="test.claim",
        object_type="test.claim",
    )
    return made


@pytest.fixture
def submitted(world):
    """A claim that the clerk submitted over HTTP."""
    claim = make_claim(world.actor("clerk"), line(make_kind(world)))
    answer = Browser(world, "clerk").post(
        "/process-instances", {"object_type": "test.claim", "record_id": str(claim.id), "comment": "请审批"}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_submitting_answers_the_instance(world, submitted):
    assert submitted["status"] == "running"
    assert submitted["definition"] == {"code": "test.claim", "title": "测试流程", "version": 1}
    assert submitted["current"][0]["name"] == "部门负责人审批"
    assert [step["verb"] for step in submitted["trail"]] == ["submit"]
    assert {verb["verb"]: verb["allowed"] for verb in submitted["verbs"]} == {"withdraw": True, "urge": True}


def test_the_to_do_list_and_the_page_of_an_item(world, submitted):
    head = Browser(world, "head")
    listed = head.get("/work-items").json()
    assert [row["instance_id"] for row in listed["items"]] == [submitted["id"]]
    detail = head.get(f"/work-items/{listed['items'][0]['id']}").json()
    assert detail["record"]["values"]["subject"] == "出差南京"
    offered = {verb["verb"]: verb["opinion"] for verb in detail["verbs"] if verb["allowed"]}
    assert offered["approve"] == "optional"
    assert offered["return"] == "required"
    assert head.get("/work-items").json()["items"][0]["read"] is True
    assert head.get("/portal/summary").json()["todo"] == 1


def test_approving_moves_on_and_a_repeated_key_answers_the_same(world, submitted):
    head = Browser(world, "head")
    item = head.get("/work-items").json()["items"][0]["id"]
    first = head.post(f"/work-items/{item}/approve", {"opinion": "同意"}, key="one")
    assert first.status_code == 200, first.content
    assert first.json()["instance"]["status"] == "running"
    again = head.post(f"/work-items/{item}/approve", {"opinion": "同意"}, key="one")
    assert (again.status_code, again.content) == (200, first.content)
    late = head.post(f"/work-items/{item}/approve", {"opinion": "同意"})
    assert late.status_code == 409
    problem = late.json()
    assert (problem["code"], problem["params"]["verb"]) == ("already-handled", "approve")
    assert world.person("head").name in problem["detail_zh"]


def test_foreign_items_do_not_exist(world, submitted):
    head = Browser(world, "head")
    item = head.get("/work-items").json()["items"][0]["id"]
    other = Browser(world, "other_clerk")
    assert other.get(f"/work-items/{item}").status_code == 404
    assert other.post(f"/work-items/{item}/approve").status_code == 404
    assert other.get(f"/process-instances/{submitted['id']}").status_code == 404
    assert other.get(f"/process-instances/{submitted['id']}/diagram").status_code == 404


@pytest.mark.parametrize(
    "verb, body, code",
    [
        ("reject", {}, "opinion-required"),
        ("approve", {"opinion": "好", "nonsense": 1}, "invalid-input"),
        ("approve", {"values": {"subject": "改"}}, "record-invalid"),
        ("return", {"target": "finance", "opinion": "错"}, "step-refused"),
        ("transfer", {"person_id": "00000000-0000-0000-0000-000000000001"}, "invalid-input"),
        ("unclaim", {}, "verb-not-offered"),
    ],
)
def test_what_cannot_be_done_is_a_problem_with_sentences(world, submitted, verb, body, code):
    head = Browser(world, "head")
    item = head.get("/work-items").json()["items"][0]["id"]
    answer = head.post(f"/work-items/{item}/{verb}", body)
    assert 400 <= answer.status_code < 500, answer.content
    problem = answer.json()
    assert problem["code"] == code
    assert problem["detail_zh"]
    assert problem["detail_en"]
    assert head.get("/work-items").json()["items"][0]["id"] == item


def test_the_diagram(world, submitted):
    answer = Browser(world, "clerk").get(f"/process-instances/{submitted['id']}/diagram").json()
    assert answer["xml"].startswith("<?xml")
    assert answer["activities"]["head"]["handlers"] == [world.person("head").name]


def test_lists_take_a_fixed_number_of_queries(world, submitted, django_assert_max_num_queries):
    head = Browser(world, "head")
    with django_assert_max_num_queries(14):
        head.get("/work-items")
    with django_assert_max_num_queries(18):
        head.get("/portal/summary")


def test_phrases_kept_before_they_had_a_kind_get_the_one_that_their_words_are_for(world):
    sort_phrases = import_module("xieyun.process.migrations.0017_phrases_of_before").sort_phrases
    head = world.actor("head")
    old = ["同意", "不同意", "同意，请尽快办理", "退回修改", "已阅", "Approved", "Please add the papers", "Please note"]
    actions.replace_quick_phrases(actor=head, phrases=[(text, "any") for text in old])
    sort_phrases(apps, None)
    fits = [one["fits"] for one in selectors.quick_phrases(head)["personal"]]
    assert fits == ["agree", "object", "agree", "object", "any", "agree", "object", "any"]


def test_phrases_and_substitutions(world):
    head = Browser(world, "head")
    mine = {"phrases": [{"text": "同意"}, {"text": " 请补充材料 ", "fits": "object"}]}
    put = head.client.put(
        "/api/v1/quick-phrases", json.dumps(mine), content_type="application/json",
        headers={"X-CSRF-Token": head.token},
    )  # fmt: skip
    phrases = put.json()
    assert phrases["personal"] == [{"text": "同意", "fits": "any"}, {"text": "请补充材料", "fits": "object"}]
    # The usual ones, until the group has its own.
    assert {"text": "请补充材料后重新提交", "fits": "object"} in phrases["shared"]
    assert {"text": "同意", "fits": "agree"} in phrases["shared"]
    made = head.post(
        "/substitutions",
        {
            "deputy_id": str(world.person("colleague").id),
            "valid_from": (clock.now() - dt.timedelta(days=1)).isoformat(),
            "valid_to": (clock.now() + dt.timedelta(days=30)).isoformat(),
        },
    )
    assert made.status_code == 200, made.content
    assert made.json()["items"][0]["deputy"]["name"] == world.person("colleague").name

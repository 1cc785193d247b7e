"""Several work items at once, by program: what is offered, what becomes of each, and what is refused whole."""

from __future__ import annotations

from uuid import uuid4

from tests.api.client import Client
from tests.api.desk import Desk
from tests.harness import Installation

BATCH = "/api/v1/work-items/batch"


def offers(client: Client, items: list[str]) -> dict[str, dict[str, object]]:
    answer = client.get(f"{BATCH}?{'&'.join(f'item_ids={item}' for item in items)}")
    assert answer.status == 200, answer.body.decode()
    return {offer["verb"]: offer for offer in answer.json()["verbs"]}


def test_several_go_back_to_the_step_before_and_each_has_its_line(served_demo: Installation) -> None:
    clerk, head, finance = (Desk(served_demo, login) for login in ("clerk", "head", "finance-manager"))
    items = []
    for number in range(3):
        instance = clerk.submitted("8900.00", subject=f"批量接口{number}")["id"]
        head.act("approve", instance)
        items.append((instance, finance.todo(instance)["id"]))
    ids = [item for _, item in items]
    found = offers(finance.client, ids)
    assert {verb: offer["count"] for verb, offer in found.items()} == {
        "approve": 3, "reject": 3, "return": 3, "transfer": 3,
    }  # fmt: skip
    assert [target["id"] for target in found["return"]["targets"]] == ["previous", "initiator"]  # type: ignore[attr-defined]
    finance.act("approve", items[2][0])
    body = {"verb": "return", "item_ids": ids, "target": "previous", "opinion": "请核对。"}
    key = str(uuid4())
    answer = finance.client.post(BATCH, body, Idempotency_Key=key).json()
    assert (answer["verb"], answer["done"]) == ("return", 2)
    assert [line["done"] for line in answer["lines"]] == [True, True, False]
    alone = finance.client.post(f"/api/v1/work-items/{ids[2]}/return", {"target": "previous", "opinion": "请核对。"})
    assert (answer["lines"][2]["code"], answer["lines"][2]["reason"]) == (alone.json()["code"], alone.json()["detail"])
    assert finance.client.post(BATCH, body, Idempotency_Key=key).json() == answer
    for instance, _ in items[:2]:
        assert head.todo(instance)["activity_name"] == "部门负责人审批"


def test_a_batch_that_makes_no_sense_is_refused_whole(served_demo: Installation) -> None:
    head = Desk(served_demo, "head")
    item = str(uuid4())
    for body in (
        {"verb": "approve", "item_ids": []},
        {"verb": "approve", "item_ids": [item] * 101},
        {"verb": "terminate", "item_ids": [item]},
        {"verb": "return", "item_ids": [item], "target": "somewhere", "opinion": "x"},
        {"verb": "transfer", "item_ids": [item]},
        {"verb": "approve", "item_ids": [item], "force": True},
    ):
        answer = head.client.post(BATCH, body)
        assert answer.status == 422, (body, answer.body.decode())
    assert offers(head.client, [item]) == {}
    assert head.client.get(BATCH).status == 422
    lines = head.client.post(BATCH, {"verb": "approve", "item_ids": [item]}).json()["lines"]
    assert [(line["done"], line["code"]) for line in lines] == [(False, "not-found")]

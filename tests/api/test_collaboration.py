"""Matters on a route of one's own, and moving running ones to a new version, by program on a served installation."""

from __future__ import annotations

import time
from typing import Any

from tests.api.client import Client
from tests.api.desk import Desk
from tests.harness import Installation

MATTER = "collaboration.matter"
PATIENCE = 60


def sent(desk: Desk, *steps: dict[str, Any], subject: str = "关于调整周例会时间的请示") -> dict[str, Any]:
    """Write a matter and send it on a route."""
    values = {"subject": subject, "content": "拟调整到周一上午。"}
    record = desk.client.post(f"/api/v1/records/{MATTER}", {"values": values}).json()
    body = {"object_type": MATTER, "record_id": record["id"], "route": list(steps)}
    answer = desk.client.post("/api/v1/process-instances", body)
    assert answer.status == 200, answer.body.decode()
    return dict(answer.json())


def step(*desks: Desk, **more: Any) -> dict[str, Any]:
    return {"person_ids": [desk.person["id"] for desk in desks], **more}


def test_a_matter_is_extended_on_its_way(clerk: Desk, head: Desk, finance_manager: Desk, cashier: Desk) -> None:
    matter = sent(clerk, step(head), step(cashier, clerk, kind="any"), step(finance_manager, kind="cc"))
    head.act("extend-route", matter["id"], steps=[step(finance_manager, name="财务核对")])
    head.act("approve", matter["id"], opinion="同意")
    assert finance_manager.todo(matter["id"])["activity_name"] == "财务核对"
    finance_manager.act("approve", matter["id"])
    done = cashier.act("approve", matter["id"])
    assert done["instance"]["status"] == "completed"
    assert matter["id"] in [item["instance_id"] for item in finance_manager.box("read")]
    route = clerk.instance(matter["id"])["route"]
    assert [(one["name"], one["state"], one["added"]) for one in route] == [
        ("办理", "done", None),
        ("财务核对", "done", head.person["name"]),
        ("或签", "done", None),
        ("知会", "done", None),
    ]


def test_a_route_that_cannot_be_is_a_problem_with_sentences(clerk: Desk) -> None:
    values = {"subject": "请示", "content": "正文"}
    record = clerk.client.post(f"/api/v1/records/{MATTER}", {"values": values}).json()
    nobody = {"person_ids": ["00000000-0000-0000-0000-000000000001"]}
    body = {"object_type": MATTER, "record_id": record["id"], "route": [nobody]}
    answer = clerk.client.post("/api/v1/process-instances", body)
    assert (answer.status, answer.json()["code"]) == (422, "invalid-input")
    assert answer.json()["errors"][0]["detail_zh"]
    assert clerk.client.get(f"/api/v1/records/{MATTER}/{record['id']}").json()["status"] == "draft"


def test_running_matters_move_to_a_new_version_and_back(served_demo: Installation, clerk: Desk, head: Desk) -> None:
    keeper = Client(served_demo).sign_in("system-administrator")
    matter = sent(clerk, step(head), step(head, name="复核"))
    old = keeper.get(f"/api/v1/process-definitions/{MATTER}").json()["versions"][0]
    path = f"/api/v1/process-definition-versions/{old['id']}"
    xml = keeper.get(path).json()["xml"].replace('"step"', '"handling"').replace('name="办理"', 'name="处理"')
    new = keeper.post(f"/api/v1/process-definitions/{MATTER}/draft", {"xml": xml}).json()
    assert keeper.post(f"/api/v1/process-definition-versions/{new['id']}/publish").status == 200
    plan = {"to_version_id": new["id"], "mapping": {"step": "handling"}}
    preview = keeper.post(f"{path}/migration-preview", plan).json()
    assert (preview["blocked"], preview["movable"] > 0) == (0, True)
    batch = keeper.post(f"{path}/migrate", plan | {"reason": "改名"}).json()["id"]
    assert finished(keeper, batch)["counts"]["refused"] == 0
    assert clerk.instance(matter["id"])["definition"]["version"] == new["version"]
    keeper.post(f"/api/v1/process-migrations/{batch}/undo", {"reason": "改回"})
    assert finished(keeper, batch)["counts"]["kept"] == 0
    assert keeper.post(f"{path}/publish").status == 200
    assert clerk.instance(matter["id"])["definition"]["version"] == old["version"]
    head.act("approve", matter["id"])
    assert head.todo(matter["id"])["activity_name"] == "复核"
    assert head.client.get("/api/v1/process-definitions").status == 404


def finished(keeper: Client, batch: str) -> dict[str, Any]:
    """Wait until the worker is through with a batch."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = dict(keeper.get(f"/api/v1/process-migrations/{batch}").json())
        if found["status"] in ("moved", "undone"):
            return found
        time.sleep(0.3)
    raise AssertionError(f"the batch {batch} was not finished")

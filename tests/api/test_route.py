"""The approval route of issue 2 by program: clerk, head, finance manager, group finance head, cashier."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from uuid import uuid4

from python_calamine import CalamineWorkbook

from tests.api.client import Client
from tests.api.desk import CLAIM, Desk


def status_of(desk: Desk, instance: dict) -> tuple[str, str]:
    now = desk.instance(instance["id"])
    return now["status"], desk.record(now["record_id"])["status"]


def test_a_large_claim_goes_through_two_companies_and_is_paid(
    clerk: Desk, head: Desk, finance_manager: Desk, group_finance_head: Desk, cashier: Desk, second_cashier: Desk
) -> None:
    instance = clerk.submitted("48000.00", "6000.50")
    assert [step["name"] for step in instance["current"]] == ["部门负责人审批"]
    head.act("approve", instance["id"], opinion="同意")
    finance_manager.act("approve", instance["id"], opinion="票据齐全", values={"finance_note": "标准内"})
    group_finance_head.keep_signature()
    group_finance_head.act("approve", instance["id"], sign=True)
    # Both cashiers see it; who claims it first has it, and the other learns by whom.
    other = second_cashier.todo(instance["id"])
    cashier.act("claim", instance["id"])
    late = second_cashier.try_to("claim", other["id"])
    assert late.status == 409
    assert cashier.person["name"] in late.json()["detail_zh"]
    done = cashier.act("approve", instance["id"], values={"paid_on": "2026-11-20", "payment_reference": "PAY-1"})
    assert done["instance"]["status"] == "completed"
    record = clerk.record(instance["record_id"])
    assert record["status"] == "paid"
    assert record["values"]["amount"] == "54000.50"
    assert record["values"]["paid_on"] == "2026-11-20"
    trail = [(step["verb"], step["activity_name"]) for step in clerk.instance(instance["id"])["trail"]]
    assert [verb for verb, _ in trail if verb in ("submit", "approve", "claim")] == [
        "submit", "approve", "approve", "approve", "claim", "approve"
    ]  # fmt: skip


def test_a_small_claim_needs_only_the_head(clerk: Desk, head: Desk, cashier: Desk) -> None:
    instance = clerk.submitted("120.00")
    head.act("approve", instance["id"])
    assert cashier.todo(instance["id"])["activity_name"] == "出纳付款确认"


def test_returned_work_comes_straight_back(clerk: Desk, head: Desk, finance_manager: Desk) -> None:
    instance = clerk.submitted("7000.00")
    head.act("approve", instance["id"])
    finance_manager.act("return", instance["id"], target="initiator", then="straight_back", opinion="请补充说明")
    item = clerk.todo(instance["id"])
    assert clerk.record(instance["record_id"])["status"] == "returned"
    answer = clerk.try_to("approve", item["id"], values={"note": "已补充"}, opinion="已补充说明")
    assert answer.status == 200, answer.body.decode()
    assert finance_manager.todo(instance["id"])["activity_name"] == "财务经理审批"
    finance_manager.act("approve", instance["id"])
    assert clerk.record(instance["record_id"])["values"]["note"] == "已补充"


def test_returned_work_can_run_again(clerk: Desk, head: Desk, finance_manager: Desk) -> None:
    instance = clerk.submitted("8000.00")
    head.act("approve", instance["id"])
    finance_manager.act("return", instance["id"], target="initiator", then="run_again", opinion="金额有误")
    clerk.act("approve", instance["id"])
    assert head.todo(instance["id"])["activity_name"] == "部门负责人审批"


def test_rejecting_needs_a_reason_and_ends_it(clerk: Desk, head: Desk) -> None:
    instance = clerk.submitted("300.00")
    item = head.todo(instance["id"])
    silent = head.try_to("reject", item["id"])
    assert (silent.status, silent.json()["code"]) == (422, "opinion-required")
    head.act("reject", instance["id"], opinion="不符合规定")
    assert status_of(clerk, instance) == ("rejected", "rejected")


def test_the_initiator_withdraws_until_it_is_opened(clerk: Desk, head: Desk) -> None:
    instance = clerk.submitted("310.00")
    done = clerk.client.post(f"/api/v1/process-instances/{instance['id']}/withdraw", {"opinion": "填错了"})
    assert done.status == 200, done.body.decode()
    assert status_of(clerk, instance) == ("withdrawn", "withdrawn")
    opened = clerk.submitted("320.00")
    head.client.get(f"/api/v1/work-items/{head.todo(opened['id'])['id']}")
    late = clerk.client.post(f"/api/v1/process-instances/{opened['id']}/withdraw", {})
    assert late.status == 409
    assert head.person["name"] in late.json()["detail_zh"]


def test_urging_marks_the_item_and_has_a_limit(clerk: Desk, head: Desk) -> None:
    instance = clerk.submitted("330.00")
    first = clerk.client.post(f"/api/v1/process-instances/{instance['id']}/urge", {"opinion": "请尽快"})
    assert first.status == 200, first.body.decode()
    assert head.todo(instance["id"])["urgent"] is True
    second = clerk.client.post(f"/api/v1/process-instances/{instance['id']}/urge", {})
    assert second.json()["code"] == "urged-too-soon"


def test_transferred_work_belongs_to_the_other(clerk: Desk, head: Desk, finance_manager: Desk) -> None:
    instance = clerk.submitted("340.00")
    head.act("transfer", instance["id"], person_id=finance_manager.person["id"], opinion="请代为处理")
    assert not [item for item in head.box("todo") if item["instance_id"] == instance["id"]]
    finance_manager.act("approve", instance["id"])


def test_quota_is_reserved_consumed_and_released(clerk: Desk, head: Desk, cashier: Desk) -> None:
    values = clerk.claim_values("250.00")
    line = values["lines"][0]
    key = f"cost_centre={values['cost_centre']}&expense_type={line['expense_type']}&date={line['date']}"

    def pool() -> dict[str, str]:
        answer = clerk.client.get(f"/api/v1/ledgers/expense.quota/availability?{key}")
        assert answer.status == 200, answer.body.decode()
        return answer.json()

    def moved(before: dict[str, str], after: dict[str, str], name: str) -> str:
        return f"{float(after[name]) - float(before[name]):.2f}"

    start = pool()
    record = clerk.create(values)
    assert pool() == start  # a draft holds nothing
    instance = clerk.submit(record["id"])
    reserved = pool()
    assert (moved(start, reserved, "reserved"), moved(start, reserved, "available")) == ("250.00", "-250.00")
    head.act("approve", instance["id"])
    cashier.act("claim", instance["id"])
    cashier.act("approve", instance["id"])
    consumed = pool()
    assert (moved(start, consumed, "reserved"), moved(start, consumed, "consumed")) == ("0.00", "250.00")
    other = clerk.submitted("99.00")
    clerk.client.post(f"/api/v1/process-instances/{other['id']}/withdraw", {})
    assert pool() == consumed


def test_the_same_command_sent_twice_acts_once(clerk: Desk, head: Desk) -> None:
    instance = clerk.submitted("350.00")
    item, key = head.todo(instance["id"]), str(uuid4())
    path = f"/api/v1/work-items/{item['id']}/approve"
    first = head.client.post(path, {"opinion": "同意"}, Idempotency_Key=key)
    second = head.client.post(path, {"opinion": "同意"}, Idempotency_Key=key)
    assert first.status == 200, first.body.decode()
    assert (second.status, second.body) == (200, first.body)
    assert second.headers["idempotency-replayed"] == "true"
    other = head.client.post(path, {"opinion": "改了"}, Idempotency_Key=key)
    assert other.json()["code"] == "idempotency-key-reused"
    approvals = [step for step in clerk.instance(instance["id"])["trail"] if step["verb"] == "approve"]
    assert len(approvals) == 1


def test_two_at_the_same_instant_one_succeeds_and_one_learns_who(served_demo, clerk: Desk, head: Desk) -> None:
    again = Desk(served_demo, "head")
    for _ in range(5):
        instance = clerk.submitted("360.00")
        item = head.todo(instance["id"])["id"]
        with ThreadPoolExecutor(2) as pool:
            sent = [pool.submit(desk.try_to, "approve", item, opinion="同意") for desk in (head, again)]
            answers = [future.result() for future in sent]
        assert sorted(answer.status for answer in answers) == [200, 409]
        loser = next(answer for answer in answers if answer.status == 409).json()
        assert loser["code"] == "already-handled"
        assert head.person["name"] in loser["detail_zh"]


def test_lists_say_where_it_is_and_with_whom(clerk: Desk, head: Desk) -> None:
    instance = clerk.submitted("370.00", subject="列表测试")
    sent = clerk.client.get("/api/v1/process-instances?box=sent").json()["items"]
    mine = next(item for item in sent if item["id"] == instance["id"])
    assert [step["name"] for step in mine["current"]] == ["部门负责人审批"]
    assert [person["name"] for person in mine["current"][0]["handlers"]] == [head.person["name"]]
    head.act("approve", instance["id"])
    assert [item for item in head.box("done") if item["instance_id"] == instance["id"]]
    draft = clerk.create(clerk.claim_values("1.00", subject="草稿测试"))
    drafts = clerk.client.get("/api/v1/process-instances?box=drafts").json()["items"]
    assert draft["id"] in {item["record_id"] for item in drafts}


def test_a_list_is_filtered_sorted_and_exported(clerk: Desk) -> None:
    instance = clerk.submitted("4321.00", subject="导出测试")
    condition = '{"and":[{"field":"subject","op":"contains","value":"导出测试"}]}'
    path = f"/api/v1/records/{CLAIM}?filter={quote(condition)}&sort=-amount&columns=number,subject,amount"
    items = clerk.client.get(path).json()["items"]
    assert [item["id"] for item in items] == [instance["record_id"]]
    counted = clerk.client.get(f"/api/v1/records/{CLAIM}/count?filter={quote(condition)}").json()
    assert counted == {"count": 1, "capped": False}
    job = clerk.client.post(
        f"/api/v1/records/{CLAIM}/exports",
        {
            "filter": {"and": [{"field": "subject", "op": "contains", "value": "导出测试"}]},
            "columns": ["subject", "amount"],
        },
    ).json()
    deadline = time.monotonic() + 30
    while job["status"] not in ("done", "failed") and time.monotonic() < deadline:
        time.sleep(0.2)
        job = clerk.client.get(f"/api/v1/jobs/{job['id']}").json()
    assert job["status"] == "done", job
    file = clerk.client.get(f"/api/v1/jobs/{job['id']}/file")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.body)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows] == [["报销事由", "报销总额"], ["导出测试", 4321.0]]


def test_a_program_does_the_same_with_a_key(served_demo, clerk: Desk) -> None:
    made = clerk.client.post("/api/v1/api-keys", {"name": "接口测试"})
    assert made.status == 201, made.body.decode()
    program = Client(served_demo)
    headers = {"Authorization": f"Bearer {made.json()['secret']}"}
    answer = program.post(f"/api/v1/records/{CLAIM}", {"values": clerk.claim_values("15.00")}, **headers)
    assert answer.status == 201, answer.body.decode()
    assert program.get("/api/v1/session", **headers).json()["person"]["id"] == clerk.person["id"]
    refused = program.get(f"/api/v1/records/{CLAIM}", Authorization="Bearer wrong")
    assert refused.status == 401


def test_an_attachment_follows_the_right_to_its_record(clerk: Desk, head: Desk, served_demo) -> None:
    sent = clerk.client.upload("/api/v1/attachments", "发票.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf")
    assert sent.status == 201, sent.body.decode()
    values = clerk.claim_values("380.00")
    values["lines"][0]["attachment"] = [sent.json()["id"]]
    clerk.submit(clerk.create(values)["id"])
    path = f"/api/v1/attachments/{sent.json()['id']}"
    assert head.client.get(path).status == 200
    stranger = Desk(served_demo, "system-administrator")
    assert stranger.client.get(path).status == 404


def test_the_description_of_the_interface_is_served(clerk: Desk) -> None:
    described = clerk.client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/work-items/{item_id}/approve" in described["paths"]

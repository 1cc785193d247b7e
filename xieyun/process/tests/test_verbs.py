"""The verbs of Chinese approval practice through their actions."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.kernel.database import execute
from xieyun.kernel.errors import InvalidInput, Problem
from xieyun.kernel.i18n import sentence
from xieyun.process import actions, selectors
from xieyun.process.engine import DefinitionError, read_definition
from xieyun.process.errors import AlreadyHandled, StepRefused, UrgedTooSoon, VerbRefused
from xieyun.process.models import ProcessInstance, WorkItem
from xieyun.process.tests.factories import item_of, linear, open_items, persons, start, task

ALL = '<xieyun:completion kind="all"/>'
ANY = '<xieyun:completion kind="any"/>'


@pytest.fixture
def running(world):
    """Head, then finance manager, then cashiers' pool."""
    pool = persons(world, "cashier", "cashier_2") + ' pool="true"'
    return start(
        world,
        linear(
            task("head", persons(world, "head")),
            task("finance", persons(world, "finance_manager")),
            task("pay", pool),
        ),
    )


def approve(world, outcome, role, **values):
    return actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role), **values)


def test_a_pool_item_is_claimed_by_one(world, running):
    approve(world, running, "head")
    approve(world, running, "finance_manager")
    item = WorkItem.objects.get(instance_id=running.instance_id, kind="pool")
    for role in ("cashier", "cashier_2"):
        assert [row["id"] for row in selectors.list_work_items(world.actor(role))["items"]] == [item.id]
    actions.claim(actor=world.actor("cashier"), item_id=item.id)
    assert selectors.list_work_items(world.actor("cashier_2"))["items"] == []
    with pytest.raises(AlreadyHandled) as refusal:
        actions.claim(actor=world.actor("cashier_2"), item_id=item.id)
    assert refusal.value.params["name"] == world.person("cashier").name
    actions.unclaim(actor=world.actor("cashier"), item_id=item.id)
    assert actions.approve(actor=world.actor("cashier_2"), item_id=item.id).status == "completed"


def test_what_somebody_keeps_with_a_pool_item_is_for_himself(world):
    outcome = start(world, linear(task("pay", persons(world, "cashier", "cashier_2") + ' pool="true"')))
    item = WorkItem.objects.get(instance_id=outcome.instance_id).id
    me, other = world.actor("cashier"), world.actor("cashier_2")
    actions.claim(actor=me, item_id=item)
    actions.save(actor=me, item_id=item, opinion="金额存疑")
    assert selectors.work_item_detail(me, item)["kept"]["opinion"] == "金额存疑"
    assert selectors.work_item_detail(me, item)["begun"]
    assert selectors.work_item_detail(other, item)["kept"] is None
    assert not selectors.work_item_detail(other, item)["begun"]
    actions.unclaim(actor=me, item_id=item)
    actions.claim(actor=other, item_id=item)
    assert selectors.work_item_detail(other, item)["kept"] is None


def test_return_to_the_initiator_and_submit_again(world, running):
    approve(world, running, "head")
    actions.send_back(
        actor=world.actor("finance_manager"),
        item_id=item_of(world, running, "finance_manager"),
        target="initiator",
        opinion="请补发票",
    )
    assert open_items(running)[0][1] == "resubmit"
    approve(world, running, "clerk")
    assert open_items(running) == [("head", "task", "open")]


def test_return_and_straight_back(world, running):
    approve(world, running, "head")
    actions.send_back(
        actor=world.actor("finance_manager"),
        item_id=item_of(world, running, "finance_manager"),
        target="head",
        then="straight_back",
        opinion="请说明",
    )
    approve(world, running, "head", opinion="已说明")
    assert open_items(running) == [("finance", "task", "open")]


def test_returning_to_an_activity_never_passed_is_refused(world, running):
    with pytest.raises(StepRefused):
        actions.send_back(
            actor=world.actor("head"), item_id=item_of(world, running, "head"), target="finance", opinion="错"
        )
    assert open_items(running) == [("head", "task", "open")]


def test_transfer_moves_the_item_for_good(world, running):
    colleague = world.person("colleague").id
    actions.transfer(actor=world.actor("head"), item_id=item_of(world, running, "head"), person_id=colleague)
    detail = selectors.work_item_detail(world.actor("colleague"), item_of(world, running, "colleague"))
    assert detail["why"]["sentences"] == [f"{world.person('head').name} 转办给您。"]
    assert approve(world, running, "colleague").status == "running"
    with pytest.raises(InvalidInput):
        actions.transfer(
            actor=world.actor("finance_manager"),
            item_id=item_of(world, running, "finance_manager"),
            person_id=world.person("finance_manager").id,
        )


def test_delegation_comes_back(world, running):
    actions.delegate(
        actor=world.actor("head"), item_id=item_of(world, running, "head"), person_id=world.person("colleague").id
    )
    actions.reply(actor=world.actor("colleague"), item_id=item_of(world, running, "colleague"), opinion="已核对")
    assert open_items(running) == [("head", "task", "open")]


def test_consulting_does_not_move_the_flow(world, running):
    actions.consult(
        actor=world.actor("head"), item_id=item_of(world, running, "head"), person_ids=[world.person("auditor").id]
    )
    item = item_of(world, running, "auditor", kind="consult")
    actions.reply(actor=world.actor("auditor"), item_id=item, opinion="符合制度")
    assert ("head", "task", "open") in open_items(running)


def test_nobody_is_asked_or_told_twice(world, running):
    item, auditor = item_of(world, running, "head"), world.person("auditor")
    for again in (actions.consult, actions.notify):
        again(actor=world.actor("head"), item_id=item, person_ids=[auditor.id])
    with pytest.raises(StepRefused) as asked:
        actions.consult(actor=world.actor("head"), item_id=item, person_ids=[world.person("colleague").id, auditor.id])
    assert auditor.name in asked.value.params["reason_zh"]
    with pytest.raises(InvalidInput) as told:
        actions.notify(actor=world.actor("head"), item_id=item, person_ids=[auditor.id])
    assert told.value.fields[0].code == "people-notified"
    # Neither left anything behind, and who is new among those told before is told.
    assert open_items(running) == [("head", "task", "open"), ("head", "consult", "open")]
    actions.notify(actor=world.actor("head"), item_id=item, person_ids=[auditor.id, world.person("colleague").id])
    row = selectors.instance_detail(world.actor("clerk"), running.instance_id)["trail"][-1]
    assert [one["name"] for one in row["details"]["people"]] == [world.person("colleague").name]


@pytest.mark.parametrize("position", ["before", "after", "parallel"])
def test_added_signers_sign_before_after_or_beside_me(world, running, position):
    actions.add_signers(
        actor=world.actor("head"),
        item_id=item_of(world, running, "head"),
        position=position,
        person_ids=[world.person("auditor").id],
    )
    order = {"before": ("auditor", "head"), "after": ("head", "auditor"), "parallel": ("head", "auditor")}[position]
    for role in order:
        approve(world, running, role)
    assert open_items(running) == [("finance", "task", "open")]


def test_a_signer_is_removed(world):
    outcome = start(world, linear(task("sign", persons(world, "head", "auditor"), ALL)))
    actions.remove_signer(
        actor=world.actor("head"),
        item_id=item_of(world, outcome, "head"),
        person_id=world.person("auditor").id,
    )
    assert approve(world, outcome, "head").status == "completed"


def test_the_page_names_the_signers_that_can_be_removed(world):
    outcome = start(world, linear(task("sign", persons(world, "head", "auditor"), ALL)))
    detail = selectors.work_item_detail(world.actor("head"), item_of(world, outcome, "head"))
    offer = next(offer for offer in detail["verbs"] if offer["verb"] == "remove-signer")
    assert offer["allowed"]
    assert offer["targets"] == [{"id": str(world.person("auditor").id), "name": world.person("auditor").name}]


def test_any_signs_closes_the_others(world):
    outcome = start(world, linear(task("sign", persons(world, "head", "auditor"), ANY)))
    late = item_of(world, outcome, "auditor")
    assert approve(world, outcome, "head").status == "completed"
    with pytest.raises(AlreadyHandled) as refusal:
        actions.approve(actor=world.actor("auditor"), item_id=late)
    assert refusal.value.params["name"] == world.person("head").name


def test_withdraw_until_the_next_handler_has_opened_it(world, running):
    actions.mark_read(actor=world.actor("head"), item_id=item_of(world, running, "head"))
    offered = selectors.instance_detail(world.actor("clerk"), running.instance_id)["verbs"]
    refused = next(verb for verb in offered if verb["verb"] == "withdraw")
    assert not refused["allowed"]
    assert world.person("head").name in refused["reason"]
    with pytest.raises(VerbRefused):
        actions.withdraw(actor=world.actor("clerk"), instance_id=running.instance_id)


def test_withdraw(world, running):
    outcome = actions.withdraw(actor=world.actor("clerk"), instance_id=running.instance_id, opinion="填错")
    assert outcome.status == "withdrawn"
    assert open_items(running) == []


def test_take_back_before_the_next_opens_it(world, running):
    item = item_of(world, running, "head")
    approve(world, running, "head")
    actions.take_back(actor=world.actor("head"), item_id=item)
    assert open_items(running) == [("head", "task", "open")]
    approve(world, running, "head")
    actions.mark_read(actor=world.actor("finance_manager"), item_id=item_of(world, running, "finance_manager"))
    offered = selectors.work_item_detail(world.actor("head"), item)["verbs"]
    assert (offered[0]["verb"], offered[0]["allowed"]) == ("take-back", False)
    with pytest.raises(VerbRefused):
        actions.take_back(actor=world.actor("head"), item_id=item)


def test_urging_is_limited_and_counted(world, running):
    with clock.frozen(dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)):
        actions.urge(actor=world.actor("clerk"), instance_id=running.instance_id)
        with pytest.raises(UrgedTooSoon):
            actions.urge(actor=world.actor("clerk"), instance_id=running.instance_id)
    with clock.frozen(dt.datetime(2026, 11, 23, 2, 31, tzinfo=dt.UTC)):
        actions.urge(actor=world.actor("clerk"), instance_id=running.instance_id)
    assert ProcessInstance.objects.get(id=running.instance_id).urge_count == 2
    assert selectors.list_work_items(world.actor("head"))["items"][0]["urgent"]


def test_notified_people_read_and_are_counted(world, running):
    item = item_of(world, running, "head")
    people = [world.person("auditor").id, world.person("colleague").id]
    actions.notify(actor=world.actor("head"), item_id=item, person_ids=people, opinion="请知悉")
    box = selectors.list_work_items(world.actor("auditor"), box="read")["items"]
    assert [row["read"] for row in box] == [False]
    assert selectors.list_work_items(world.actor("auditor"))["items"] == []
    actions.mark_read(actor=world.actor("auditor"), item_id=box[0]["id"])
    detail = selectors.instance_detail(world.actor("clerk"), running.instance_id)
    assert (detail["readers"]["notified"], detail["readers"]["read"]) == (2, 1)
    assert {one["name"]: one["read"] for one in detail["readers"]["people"]} == {
        world.person("auditor").name: True,
        world.person("colleague").name: False,
    }


def test_what_was_saved_is_there_again(world, running):
    item = item_of(world, running, "head")
    actions.save(actor=world.actor("head"), item_id=item, opinion="先看看", values={})
    kept = selectors.work_item_detail(world.actor("head"), item)["kept"]
    assert kept == {"opinion": "先看看", "values": {}, "attachments": [], "hidden": False}


def test_the_process_says_how_often_it_may_be_urged(world):
    limit = '<extensionElements><xieyun:urge interval="PT2H" perDay="2"/></extensionElements>'
    file = linear(task("head", persons(world, "head"))).replace(
        b'isExecutable="true">', b'isExecutable="true">' + limit.encode()
    )
    outcome = start(world, file)

    def offer(hour, minute=0):
        with clock.frozen(dt.datetime(2026, 11, 23, hour, minute, tzinfo=dt.UTC)):
            shown = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["verbs"]
            found = next(verb for verb in shown if verb["verb"] == "urge")
            if found["allowed"]:
                actions.urge(actor=world.actor("clerk"), instance_id=outcome.instance_id)
            else:
                with pytest.raises(Problem) as refusal:
                    actions.urge(actor=world.actor("clerk"), instance_id=outcome.instance_id)
                assert found["reason"] == sentence(refusal.value.code, refusal.value.params)
            return found["reason"]

    assert offer(1) is None
    assert offer(2, 40) == "20 分钟后可再次催办（已催办 1 次）。"
    assert offer(1, 30) == "1 小时 30 分钟后可再次催办（已催办 1 次）。"
    assert offer(3) is None
    assert offer(6) == "今天已催办 2 次（每天最多 2 次），明天可再次催办。"
    # At 16:00 UTC the next day begins in China.
    assert offer(16, 1) is None
    assert ProcessInstance.objects.get(id=outcome.instance_id).urge_count == 3


@pytest.mark.parametrize(
    "wrong", ['interval="PT10S"', 'interval="P1Y"', 'interval="soon"', 'perDay="0"', 'perDay="x"', 'perDay="101"']
)
def test_a_limit_of_urging_must_make_sense(wrong):
    limit = f'isExecutable="true"><extensionElements><xieyun:urge {wrong}/></extensionElements>'
    with pytest.raises(DefinitionError):
        read_definition(linear(task("a", 'kind="initiator"')).replace(b'isExecutable="true">', limit.encode()))


def test_co_signers_whom_a_decision_spared_are_asked_again_when_it_is_taken_back(world):
    three = persons(world, "head", "auditor", "colleague")
    outcome = start(world, linear(task("sign", three, ANY), task("next", persons(world, "finance_manager"))))
    mine, other = item_of(world, outcome, "head"), item_of(world, outcome, "auditor")
    why = selectors.work_item_detail(world.actor("auditor"), other)["why"]
    actions.reject(actor=world.actor("colleague"), item_id=item_of(world, outcome, "colleague"), opinion="不妥")
    approve(world, outcome, "head")
    assert open_items(outcome) == [("next", "task", "open")]
    actions.take_back(actor=world.actor("head"), item_id=mine)
    assert open_items(outcome) == [("sign", "task", "open"), ("sign", "task", "open")]
    assert item_of(world, outcome, "auditor") == other
    again = selectors.work_item_detail(world.actor("auditor"), other)
    assert (again["why"], again["outcome"], again["finished_at"]) == (why, None, None)
    told = execute(
        "SELECT payload ->> 'item_id' FROM kernel_outboxfact WHERE kind = 'work_item.opened' "
        "ORDER BY id DESC, key DESC LIMIT 1"
    ).scalar()
    assert told == str(other)
    # The vote against it still counts: with a second one nobody is left to approve but the auditor.
    actions.reject(actor=world.actor("head"), item_id=mine, opinion="再想")
    assert approve(world, outcome, "auditor").status == "running"
    assert open_items(outcome) == [("next", "task", "open")]


def test_a_return_to_the_step_before_is_offered_first(world, running):
    approve(world, running, "head")
    item = item_of(world, running, "finance_manager")
    offered = selectors.work_item_detail(world.actor("finance_manager"), item)["verbs"]
    targets = next(verb for verb in offered if verb["verb"] == "return")["targets"]
    assert [target["id"] for target in targets] == ["previous", "initiator"]
    assert targets[0]["name"] == "上一步：head"
    actions.send_back(actor=world.actor("finance_manager"), item_id=item, target="previous", opinion="请核实")
    assert open_items(running) == [("head", "task", "open")]
    step = selectors.trail(world.actor("clerk"), running.instance_id, {})[-1]
    assert (step["details"]["target"], step["details"]["target_name"]) == ("head", "head")


def test_the_step_before_the_first_is_the_initiator(world, running):
    def ids(role):
        item = item_of(world, running, role)
        offered = selectors.work_item_detail(world.actor(role), item)["verbs"]
        return [target["id"] for target in next(verb for verb in offered if verb["verb"] == "return")["targets"]]

    assert ids("head") == ["initiator"]
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, running, "head"), target="initiator", opinion="x"
    )
    approve(world, running, "clerk")
    assert ids("head") == ["initiator"]
    approve(world, running, "head")
    assert ids("finance_manager") == ["previous", "initiator"]

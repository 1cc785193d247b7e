"""A matter that is back with its initiator: in his list, on its page, to whoever returned it, and to be found by it."""

from __future__ import annotations

import pytest

from xieyun.process import actions, selectors
from xieyun.process.errors import NobodyToUrge
from xieyun.process.tests.factories import grant_administrator, item_of, linear, persons, publish, task
from xieyun.process.tests.test_budget import statements


@pytest.fixture
def code(world):
    return publish(world, linear(task("head", persons(world, "head"), name="部门负责人审批")))


def begin(world, code):
    return actions.start_process(actor=world.actor("clerk"), code=code)


def send_back(world, outcome, target="initiator"):
    item = item_of(world, outcome, "head")
    done = actions.send_back(actor=world.actor("head"), item_id=item, target=target, opinion="请补发票。")
    assert done.status == selectors.work_item_detail(world.actor("head"), item)["instance_status"]
    return item


def shown(world, outcome):
    """Return the status of an instance in its initiator's list, which is that of its page, and what waits for him."""
    clerk = world.actor("clerk")
    (row,) = [row for row in selectors.list_instances(clerk)["items"] if row["id"] == outcome.instance_id]
    detail = selectors.instance_detail(clerk, outcome.instance_id)
    assert (row["status"], row["my_work_item_id"]) == (detail["status"], detail["my_work_item_id"])
    return row["status"], row["my_work_item_id"]


def test_it_is_returned_until_it_is_submitted_again(world, code):
    outcome = begin(world, code)
    assert shown(world, outcome) == ("running", None)
    returned = send_back(world, outcome)
    again = item_of(world, outcome, "clerk")
    assert shown(world, outcome) == ("returned", again)
    # Whoever returned it reads the same of it.
    head = world.actor("head")
    assert selectors.work_item_detail(head, returned)["instance_status"] == "returned"
    assert selectors.list_work_items(head, box="done")["items"][0]["instance_status"] == "returned"
    assert actions.approve(actor=world.actor("clerk"), item_id=again).status == "running"
    assert shown(world, outcome) == ("running", None)
    actions.approve(actor=head, item_id=item_of(world, outcome, "head"))
    assert shown(world, outcome) == ("completed", None)


def test_what_was_withdrawn_is_returned_no_more(world, code):
    outcome = begin(world, code)
    send_back(world, outcome)
    actions.withdraw(actor=world.actor("clerk"), instance_id=outcome.instance_id, opinion="不办了。")
    assert shown(world, outcome) == ("withdrawn", None)


def test_a_step_that_was_returned_to_somebody_else_is_under_way(world):
    code = publish(world, linear(task("first", persons(world, "cashier")), task("head", persons(world, "head"))))
    outcome = begin(world, code)
    actions.approve(actor=world.actor("cashier"), item_id=item_of(world, outcome, "cashier"))
    send_back(world, outcome, "first")
    assert shown(world, outcome) == ("running", None)


def test_a_halted_one_is_halted_whoever_has_it(world, code):
    grant_administrator(world, "system")
    outcome = begin(world, code)
    send_back(world, outcome)
    actions.suspend(actor=world.actor("system"), instance_id=outcome.instance_id, reason="核查。")
    assert shown(world, outcome)[0] == "suspended"


def test_lists_are_narrowed_by_what_they_show(world, code):
    running, returned = begin(world, code), begin(world, code)
    send_back(world, returned)
    clerk = world.actor("clerk")
    for status, expected in (("running", running), ("returned", returned)):
        found = [row["id"] for row in selectors.list_instances(clerk, status=status)["items"]]
        assert found == [expected.instance_id], status


def test_nobody_urges_himself(world, code):
    outcome = begin(world, code)
    send_back(world, outcome)
    clerk = world.actor("clerk")
    (row,) = selectors.list_instances(clerk)["items"]
    offers = {one["verb"]: one for one in row["verbs"]}
    detail = {one["verb"]: one for one in selectors.instance_detail(clerk, outcome.instance_id)["verbs"]}
    for offered in (offers["urge"], detail["urge"]):
        assert (offered["allowed"], offered["reason"]) == (False, "目前没有其他人在办理，暂时不能催办。")
    with pytest.raises(NobodyToUrge):
        actions.urge(actor=clerk, instance_id=outcome.instance_id)


def test_returned_rows_cost_no_more_statements(world, code):
    clerk, costs = world.actor("clerk"), []
    for count in (1, 10):
        for _ in range(count):
            send_back(world, begin(world, code))
        costs.append(len(statements(lambda: selectors.list_instances(clerk, page_size=50))))
    assert costs[0] == costs[1]

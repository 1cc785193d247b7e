"""What the list of what I sent offers: what the page of each instance offers, at a price that no row adds to."""

from __future__ import annotations

import datetime as dt

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.process import actions, selectors
from xieyun.process.tests.factories import item_of, linear, persons, publish, task
from xieyun.process.tests.test_budget import statements

MORNING = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
LIMITED = b'isExecutable="true"><extensionElements><xieyun:urge interval="PT1H" perDay="2"/></extensionElements>'


def limited(world):
    return linear(task("head", persons(world, "head"))).replace(b'isExecutable="true">', LIMITED)


def sent(world):
    """What the list offers, by instance."""
    rows = selectors.list_instances(world.actor("clerk"), page_size=50)["items"]
    return {row["id"]: shown(row["verbs"]) for row in rows}


def shown(verbs):
    return {
        one["verb"]: (one["allowed"], one["reason"], one["signature"])
        for one in verbs
        if one["verb"] in ("urge", "withdraw")
    }


def urge(world, outcome, **later):
    with clock.frozen(MORNING + dt.timedelta(**later)):
        actions.urge(actor=world.actor("clerk"), instance_id=outcome.instance_id)


def test_the_list_offers_what_the_page_of_each_instance_offers(world):
    clerk, head, auditor = (world.actor(role) for role in ("clerk", "head", "auditor"))
    plain, strict = publish(world, linear(task("head", persons(world, "head")))), publish(world, limited(world))
    with clock.frozen(MORNING):
        some = {
            name: actions.start_process(actor=clerk, code=strict if name in ("twice", "before") else plain)
            for name in ("untouched", "opened", "consulted", "own", "urged", "halted", "over", "twice", "before")
        }
        actions.mark_read(actor=head, item_id=item_of(world, some["opened"], "head"))
        asking = item_of(world, some["consulted"], "head")
        actions.consult(actor=head, item_id=asking, person_ids=[world.person("auditor").id])
        actions.mark_read(actor=auditor, item_id=item_of(world, some["consulted"], "auditor", kind="consult"))
        actions.send_back(actor=head, item_id=item_of(world, some["own"], "head"), target="initiator", opinion="补充")
        actions.mark_read(actor=clerk, item_id=item_of(world, some["own"], "clerk", kind="resubmit"))
        halted = some["halted"].instance_id
        actions.suspend(actor=system_actor(world.group.id), instance_id=halted, reason="核查")
        actions.approve(actor=head, item_id=item_of(world, some["over"], "head"))
    for hours in (1, 3):
        urge(world, some["before"], hours=hours)
        urge(world, some["twice"], days=1, hours=hours)
    urge(world, some["urged"], days=1, hours=4)
    with clock.frozen(MORNING + dt.timedelta(days=1, hours=4, minutes=10)):
        listed = sent(world)
        for name, outcome in some.items():
            page = selectors.instance_detail(clerk, outcome.instance_id)["verbs"]
            assert name == "over" or listed[outcome.instance_id] == shown(page)
    offered = {name: listed[one.instance_id] for name, one in some.items()}
    assert {name: [verb for verb, (may, *_) in verbs.items() if may] for name, verbs in offered.items()} == {
        "untouched": ["urge", "withdraw"],
        "opened": ["urge"],
        "consulted": ["urge"],
        "own": ["withdraw"],
        "urged": ["withdraw"],
        "halted": ["withdraw"],
        "over": [],
        "twice": ["withdraw"],
        "before": ["urge", "withdraw"],
    }
    assert world.person("auditor").name in offered["consulted"]["withdraw"][1]
    assert "今天已催办 2 次" in offered["twice"]["urge"][1]


def test_a_row_costs_no_statement_and_a_limit_by_the_day_one_for_all(world):
    costs = []
    for file in [linear(task("head", persons(world, "head"))), *[limited(world)] * 3]:
        urge(world, actions.start_process(actor=world.actor("clerk"), code=publish(world, file)))
        with clock.frozen(MORNING + dt.timedelta(hours=2)):
            sent(world)
            costs.append(len(statements(lambda: sent(world))))
    assert costs == [costs[0], *[costs[0] + 1] * 3]

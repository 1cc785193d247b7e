"""What the hot paths may cost in statements, whatever the number of rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.tests.factories import item_of, linear, persons, publish, start, task


def statements(call):
    """Run the call once to warm the caches it may use, then return what it sends."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_an_approval_takes_three_statements_and_no_transaction_of_its_own():
    world = make_world()
    steps = [task(name, persons(world, "head")) for name in ("a", "b", "c", "d")]
    outcome = start(world, linear(*steps))
    outcome = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    sent = statements(lambda: actions.approve(actor=world.actor("head"), item_id=outcome.opened[0]))
    actor_lookups = [sql for sql in sent if "organization_account" in sql or '"organization_' in sql]
    assert len(sent) - len(actor_lookups) == 3, sent
    assert not any(sql.startswith(("BEGIN", "SAVEPOINT")) for sql in sent)


def test_lists_cost_the_same_for_one_item_and_for_many(world):
    code = publish(world, linear(task("head", persons(world, "head"))))
    head, clerk = world.actor("head"), world.actor("clerk")
    calls = {
        "to-do": lambda: selectors.list_work_items(head, page_size=50),
        "sent": lambda: selectors.list_instances(clerk, page_size=50),
        "portal": lambda: selectors.portal_summary(head),
    }
    costs = []
    for count in (1, 30):
        for _ in range(count):
            actions.start_process(actor=clerk, code=code)
        costs.append({name: len(statements(call)) for name, call in calls.items()})
    assert costs[0] == costs[1]
    assert costs[1]["to-do"] == 1

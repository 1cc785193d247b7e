"""What the hot paths may cost in statements, whatever the number of rows."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from xieyun.kernel.actor import system_actor
from xieyun.kernel.recent import Recent
from xieyun.organization import versions
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.stepping import remembered
from xieyun.process.tests.factories import linear, persons, publish, start, task


def statements(call):
    """Run the call once to warm the caches it may use, then return what it sends."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_an_approval_writes_once_reads_once_and_asks_for_people_only_after_a_change(monkeypatch):
    world = make_world()
    head = world.actor("head")
    outcome = start(world, linear(*(task(name, persons(world, "head")) for name in ("a", "b", "c", "d", "e"))))
    sent = []
    for circumstances in ("after a change", "remembered", "from another process", "after a change"):
        if circumstances == "after a change":
            versions.touch(world.group.id)
        if circumstances == "from another process":
            monkeypatch.setattr(remembered, "_remembered", Recent(capacity=10))
        item = outcome.opened[0]
        with CaptureQueriesContext(connection) as captured:
            outcome = actions.approve(actor=head, item_id=item)
        sent.append([query["sql"] for query in captured.captured_queries])
    # After a change: what was remembered is refused, then read, people, deputies, write.
    assert [len(queries) for queries in sent] == [5, 1, 2, 5]
    assert "organization_assignment" in sent[3][2]
    assert not any(sql.startswith(("BEGIN", "SAVEPOINT")) for queries in sent for sql in queries)


def test_no_list_reads_all_work_items(world):
    """Whether a matter came back is asked row by row: the planner once read the whole table for a page of twenty."""
    start(world, linear(task("head", persons(world, "head"))))
    copies = (
        "INSERT INTO process_instance SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid()))).* "
        "FROM process_instance i, generate_series(1, 3000)",
        "INSERT INTO work_item SELECT (jsonb_populate_record(w, "
        "jsonb_build_object('id', gen_random_uuid(), 'instance_id', i.id))).* "
        "FROM work_item w JOIN process_instance i ON i.id <> w.instance_id",
        "ANALYZE process_instance, work_item",
    )
    administrator = system_actor(world.group.id)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in copies:
            cursor.execute(statement)
        for status in ("", "running", "returned", "completed"):
            for sql in statements(partial(selectors.list_instances, administrator, box="all", status=status)):
                cursor.execute(f"EXPLAIN {sql}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
                assert "Seq Scan on work_item " not in plan, plan
        transaction.set_rollback(True)  # copies without a history


def test_lists_cost_the_same_for_one_item_and_for_many(world):
    code = publish(world, linear(task("head", persons(world, "head"))))
    head, clerk = world.actor("head"), world.actor("clerk")
    calls = {
        "to-do": lambda: selectors.list_work_items(head, page_size=50),
        "sent": lambda: selectors.list_instances(clerk, page_size=50),
        "portal": lambda: selectors.portal_summary(head),
    }
    calls["portal"]()  # what the person may do is kept in memory from the first time on
    costs = []
    for count in (1, 30):
        for _ in range(count):
            actions.start_process(actor=clerk, code=code)
        costs.append({name: len(statements(call)) for name, call in calls.items()})
    assert costs[0] == costs[1]
    assert costs[1]["to-do"] == 1

"""The lists of a person's work items: what is in which, in which order, page by page, and what comes next."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.process import actions, selectors
from xieyun.process.models import WorkItem
from xieyun.process.tests.factories import item_of, linear, persons, publish, task

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def code(world):
    return publish(
        world, linear(task("head", persons(world, "head")), task("finance", persons(world, "finance_manager")))
    )


def five(world, code, *, apart=True):
    """Start five instances, a minute apart or at one moment; return what `start_process` says."""
    outcomes = []
    for minute in range(5):
        with clock.frozen(START + dt.timedelta(minutes=minute if apart else 0)):
            outcomes.append(actions.start_process(actor=world.actor("clerk"), code=code))
    return outcomes


def paged(world, role, **wanted):
    """Return the ids of all pages of two items."""
    found, cursor = [], None
    while True:
        page = selectors.list_work_items(world.actor(role), page_size=2, cursor=cursor, **wanted)
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_to_do_is_listed_by_arrival_from_either_end(world, code):
    items = [item_of(world, outcome, "head") for outcome in five(world, code)]
    assert paged(world, "head") == items[::-1]
    assert paged(world, "head", sort="received_at") == items
    assert paged(world, "head", box="done") == []


@pytest.mark.parametrize("apart", [True, False])
def test_done_is_listed_by_when_it_was_done(world, code, apart):
    items = [item_of(world, outcome, "head") for outcome in five(world, code)]
    done = [items[place] for place in (3, 0, 4, 1, 2)]
    for minute, item in enumerate(done):
        with clock.frozen(START + dt.timedelta(hours=1, minutes=minute if apart else 0)):
            actions.approve(actor=world.actor("head"), item_id=item)
    found = paged(world, "head", box="done")
    assert found == (done[::-1] if apart else sorted(items, reverse=True))
    assert paged(world, "head", box="done", sort="finished_at") == found[::-1]
    assert paged(world, "head") == []


def test_what_is_sent_for_reading_has_a_list_of_its_own(world, code):
    outcomes = five(world, code)
    for minute, outcome in enumerate(outcomes):
        with clock.frozen(START + dt.timedelta(hours=1, minutes=minute)):
            actions.notify(
                actor=world.actor("head"),
                item_id=item_of(world, outcome, "head"),
                person_ids=[world.person("finance_manager").id],
            )
    notices = [item_of(world, outcome, "finance_manager", kind="notice") for outcome in outcomes]
    assert paged(world, "finance_manager", box="read") == notices[::-1]
    assert paged(world, "finance_manager") == []
    assert selectors.next_to_do(world.actor("finance_manager")) is None
    summary = selectors.portal_summary(world.actor("finance_manager"))
    assert (summary["todo"], summary["unread"]) == (0, 5)


def test_the_next_item_is_the_newest_other_one(world, code):
    items = [item_of(world, outcome, "head") for outcome in five(world, code)]
    head = world.actor("head")
    assert selectors.next_to_do(head) == items[4]
    assert selectors.next_to_do(head, after=items[4]) == items[3]
    assert selectors.next_to_do(head, after=items[0]) == items[4]
    actions.approve(actor=head, item_id=items[4])
    assert selectors.next_to_do(head) == items[3]
    assert selectors.next_to_do(world.actor("finance_manager")) is not None


def test_what_a_pool_is_offered_is_next_until_somebody_claims_it(world):
    pool = linear(task("pay", persons(world, "cashier", "cashier_2") + ' pool="true"'))
    outcome = actions.start_process(actor=world.actor("clerk"), code=publish(world, pool))
    item = WorkItem.objects.get(instance_id=outcome.instance_id)
    assert selectors.next_to_do(world.actor("cashier_2")) == item.id
    actions.claim(actor=world.actor("cashier"), item_id=item.id)
    assert selectors.next_to_do(world.actor("cashier_2")) is None
    assert selectors.next_to_do(world.actor("cashier")) == item.id

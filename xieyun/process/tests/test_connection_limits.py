"""A connection's limits hold for all workers together, and a system that is down does not keep them waiting."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from xieyun.kernel import clock
from xieyun.kernel.errors import InvalidInput, NotFound
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.models import Connection, Incident, ServiceCall
from xieyun.process.outside import admission, calls
from xieyun.process.tests.factories import grant_administrator, linear, publish, start
from xieyun.process.tests.other_system import connect, other_system, work
from xieyun.process.tests.test_races import at_once

CALL = (
    '<serviceTask id="post" name="生成凭证"><extensionElements><xieyun:webhook connection="erp" path="/v">'
    '<xieyun:retry attempts="4" firstDelay="PT1S" maximumDelay="PT1S"/></xieyun:webhook></extensionElements>'
    "</serviceTask>"
)


@pytest.fixture
def erp():
    with other_system() as made:
        yield made


@pytest.fixture
def system(world):
    grant_administrator(world, "system")
    return world.actor("system")


def begin(world, times):
    code = publish(world, linear(CALL))
    return [actions.start_process(actor=world.actor("clerk"), code=code) for _ in range(times)]


def statuses():
    return sorted(ServiceCall.objects.values_list("status", flat=True))


def shown(system):
    (found,) = selectors.list_connections(system)
    return {name: found[name] for name in ("running", "held", "failures", "open_until")}


def at(moment, seconds):
    return clock.frozen(moment + dt.timedelta(seconds=seconds))


def test_so_many_a_minute_and_the_rest_in_the_next(world, erp, system):
    connect(world, erp.url, calls_per_minute=3)
    begin(world, 8)
    now = clock.now()
    with at(now, 0):
        work()
        assert (len(erp.requests), shown(system)["held"]) == (3, 5)
    with at(now, 59):
        work()
        assert len(erp.requests) == 3
    with at(now, 61):
        work()
        assert len(erp.requests) == 6
    with at(now, 125):
        work()
    assert (len(erp.requests), statuses()) == (8, ["done"] * 8)
    assert set(ServiceCall.objects.values_list("attempts", flat=True)) == {1}


def test_the_minute_slides(world, erp):
    connect(world, erp.url, calls_per_minute=2)
    now = clock.now()
    for seconds, made in ((0, 1), (50, 2), (55, 2), (61, 3), (70, 3), (111, 4)):
        with at(now, seconds):
            if made == 1 or seconds in (50, 55, 70):
                begin(world, 1)
            work()
        assert len(erp.requests) == made, seconds


def test_at_most_so_many_at_once_whatever_the_number_of_workers(transactional_db):
    """Eight workers, a limit of two: never more than two requests are open at the other system."""
    world = make_world()
    open_now, most, lock = 0, 0, threading.Lock()
    enough = threading.Event()

    def slow(request):
        nonlocal open_now, most
        with lock:
            open_now += 1
            most = max(most, open_now)
            if open_now == 2:
                enough.set()
        enough.wait(30)
        with lock:
            open_now -= 1
        return 200, {}

    with other_system() as erp:
        erp.script = [slow]
        connect(world, erp.url, maximum_calls=2)
        begin(world, 12)
        ids = list(ServiceCall.objects.values_list("id", flat=True))
        for first in (0, 6):
            at_once(*[lambda one=one: calls.run(one) for one in ids[first : first + 6]])
        assert most == 2
        assert len(erp.requests) < 12  # the others were held back, and woken when one ended
        work()
        with at(clock.now(), 60):
            work()
    assert statuses() == ["done"] * 12
    assert len(erp.keys()) == len(set(erp.keys())) == 12


def test_a_call_that_ends_wakes_one_that_waits(world, erp, system):
    connect(world, erp.url, maximum_calls=1)
    begin(world, 3)
    first, second, third = ServiceCall.objects.order_by("created_at", "id").values_list("id", flat=True)
    now = clock.now()
    with at(now, 0):
        lease = calls._begin(first)
        for held in (second, third):
            calls.run(held)
        assert shown(system) == {"running": 1, "held": 2, "failures": 0, "open_until": None}
        calls.finish(lease, calls.Completed())
        admission.settle(lease.connection_id, lease.id, answered=True)
        work()
    assert (statuses(), len(erp.requests)) == (["done"] * 3, 2)


def fail(erp):
    erp.script = [(503, {"why": "down"})]


def given_up(world, erp, times):
    """So many instances call a system that does not answer, until nothing more is tried; the moment of it."""
    connect(world, erp.url)
    fail(erp)
    begin(world, times)
    now = clock.now()
    with at(now, 0):
        work()
    return now


def test_a_dead_system_is_asked_by_one_call_only_until_it_answers(world, erp, system):
    now = given_up(world, erp, 20)
    with at(now, 0):
        # The fifth failure opens the breaker; what was begun before by nobody else waits.
        assert len(erp.requests) == admission.FAILURES
        found = shown(system)
        assert (found["failures"], found["held"]) == (admission.FAILURES, 15)
        assert found["open_until"] == now + admission.FIRST_REST
        (incident,) = selectors.list_incidents(system)["items"]
        assert (incident["kind"], incident["name"]) == ("connection", "ERP")
        assert "503" in incident["zh"]
    for seconds, made in ((20, 5), (31, 6), (60, 6), (92, 7)):
        with at(now, seconds):
            work()
        assert len(erp.requests) == made, seconds
    assert Incident.objects.get().attempts == 3
    erp.script = [(200, {})]
    with at(now, 600):
        work()
    with at(now, 700):
        work()
    assert statuses() == ["done"] * 20
    assert shown(system) == {"running": 0, "held": 0, "failures": 0, "open_until": None}
    assert selectors.list_incidents(system)["items"] == []
    # While it was dead, nobody used up his attempts.
    assert max(ServiceCall.objects.values_list("attempts", flat=True)) < 4


def test_one_request_that_always_fails_does_not_open_the_breaker(world, erp, system):
    now = given_up(world, erp, 1)
    for minutes in range(1, 6):
        with at(now, 60 * minutes):
            work()
    assert (statuses(), len(erp.requests)) == (["dead"], 4)
    assert shown(system)["open_until"] is None


def test_an_administrator_lets_it_try_at_once(world, erp, system):
    now = given_up(world, erp, 8)
    made = Connection.objects.get()
    erp.script = [(200, {})]
    with at(now, 3):
        actions.resume_connection(actor=system, connection_id=made.id)
        work()
    with at(now, 60):
        work()
    assert statuses() == ["done"] * 8
    assert selectors.list_incidents(system)["items"] == []
    with pytest.raises(NotFound):
        actions.resume_connection(actor=world.actor("clerk"), connection_id=made.id)


def test_retrying_the_incident_of_a_connection_does_the_same(world, erp, system):
    now = given_up(world, erp, 8)
    with at(now, 0):
        (incident,) = selectors.list_incidents(system)["items"]
        erp.script = [(200, {})]
        actions.retry_incident(actor=system, incident_id=incident["id"])
        work()
    with at(now, 60):
        work()
    assert statuses() == ["done"] * 8


def test_a_changed_connection_begins_anew(world, erp, system):
    connect(world, "http://127.0.0.1:9/erp")
    begin(world, 7)
    now = clock.now()
    with at(now, 0):
        work()
        made = Connection.objects.get()
        assert made.open_until is not None
        actions.change_connection(actor=system, connection_id=made.id, base_url=erp.url)
    with at(now, 5):
        work()
    assert statuses() == ["done"] * 7


def test_another_connection_is_not_held_up(world, erp, system):
    connect(world, "http://127.0.0.1:9/erp")
    connect(world, erp.url, code="bank", name="银行")
    begin(world, 8)
    work()
    paid = start(world, linear(CALL.replace('connection="erp"', 'connection="bank"')))
    work()
    assert ServiceCall.objects.get(instance_id=paid.instance_id).status == "done"


def test_limits_are_checked(world, system):
    made = connect(world, "https://erp.example.com")
    for values in ({"maximum_calls": -1}, {"calls_per_minute": -5}, {"maximum_calls": 100_000}):
        with pytest.raises(InvalidInput):
            actions.change_connection(actor=system, connection_id=made.id, **values)
    actions.change_connection(actor=system, connection_id=made.id, maximum_calls=3, calls_per_minute=60)
    actions.change_connection(actor=system, connection_id=made.id, maximum_calls=0)
    made.refresh_from_db()
    assert (made.maximum_calls, made.calls_per_minute) == (0, 60)

"""Events reach every handler at least once, and one failing handler does not stop the others."""

import datetime as dt
from collections.abc import Iterator

import pytest

from xieyun.kernel import clock, outbox
from xieyun.kernel.database import execute

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[str]:
    name = "test.happened"
    yield name
    outbox._handlers.pop(name, None)


def _publish(kind: str, subject: str = "1") -> None:
    outbox.publish(kind=kind, group_id=None, subject_type="test", subject_id=subject, payload={"n": subject})


def test_events_are_delivered_in_order_and_once(kind: str) -> None:
    seen: list[str] = []
    outbox.subscribe(kind, name="first")(lambda event: seen.append(event.payload["n"]))
    for number in range(5):
        _publish(kind, str(number))
    assert outbox.relay() == 5
    assert seen == ["0", "1", "2", "3", "4"]
    assert outbox.relay() == 0


def test_a_failing_handler_is_repeated_alone(kind: str) -> None:
    good: list[str] = []
    bad: list[str] = []

    def fail_once(event: outbox.Event) -> None:
        execute("CREATE TABLE half_written (a int)")
        bad.append(event.key)
        if len(bad) == 1:
            raise RuntimeError("the other system is down")

    outbox.subscribe(kind, name="bad")(fail_once)
    outbox.subscribe(kind, name="good")(lambda event: good.append(event.key))
    _publish(kind)
    outbox.relay()
    assert (len(good), len(bad)) == (1, 1)
    assert execute("SELECT to_regclass('half_written')").scalar() is None
    assert outbox.relay() == 0
    with clock.frozen(clock.now() + dt.timedelta(minutes=1)):
        assert outbox.relay() == 1
    assert (len(good), len(bad)) == (1, 2)
    assert execute("SELECT count(*) FROM kernel_outboxevent").scalar() == 0


def test_an_event_without_handlers_is_done_at_once(kind: str) -> None:
    _publish(kind)
    assert outbox.relay() == 1
    assert outbox.relay() == 0


def test_what_keeps_failing_does_not_hold_up_what_comes_after(kind: str) -> None:
    seen: list[str] = []

    def refuse_old(event: outbox.Event) -> None:
        if event.payload["n"] == "old":
            raise RuntimeError("the other system is down")
        seen.append(event.payload["n"])

    outbox.subscribe(kind, name="only")(refuse_old)
    for _ in range(outbox.BATCH + 1):
        _publish(kind, "old")
    _publish(kind, "new")
    assert outbox.relay() == outbox.BATCH
    assert outbox.relay() == 2
    assert seen == ["new"]
    assert execute("SELECT DISTINCT attempts, failure FROM kernel_outboxevent").first() == (
        1,
        "only: RuntimeError: the other system is down",
    )

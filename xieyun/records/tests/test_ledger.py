"""Ledgers: bookings at events of a process, over-quota rows, adjustments, and many people at once."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from xieyun.kernel import clock
from xieyun.kernel.database import execute, in_transaction
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.records import actions, ports, selectors
from xieyun.records.errors import BalanceTooLow, DuplicateValue, InvalidRecord, QuotaShort, RecordInUse
from xieyun.records.ledger import booking
from xieyun.records.ledger.instant import balances_at
from xieyun.records.ledger.pools import Balance, balances
from xieyun.records.ledger.selectors import availability, differences, find_ledger, movements
from xieyun.records.tests.factories import line, make_claim, make_kind, make_pool, ready_world
from xieyun.records.versions import Moment

LEDGER = "test.quota"


def happen(world, event, claim, role="clerk"):
    with in_transaction():
        return ports.on_process_event(
            event, actor=world.actor(role), object_type="test.claim", record_id=claim.id, data={}
        )


def balance(pool) -> Balance:
    return balances(find_ledger(LEDGER), [pool])[pool]


def amounts(pool) -> tuple[Decimal, ...]:
    found = balance(pool)
    return found.adjusted, found.reserved, found.consumed, found.available


def sound() -> bool:
    return differences(find_ledger(LEDGER)) == []


@pytest.mark.django_db
class TestBookings:
    @pytest.fixture
    def world(self):
        return ready_world()

    @pytest.fixture
    def kind(self, world):
        return make_kind(world)

    @pytest.fixture
    def pool(self, world, kind):
        return make_pool(world, kind, "1000.00")

    def test_submitting_reserves_and_completing_consumes(self, world, kind, pool):
        claim = make_claim(world.actor("clerk"), line(kind, "300"), line(kind, "200"))
        assert happen(world, "submitted", claim) == {"over_quota": False}
        assert amounts(pool) == (0, 500, 0, 500)
        happen(world, "completed", claim)
        assert amounts(pool) == (0, 0, 500, 500)
        happen(world, "completed", claim)
        assert amounts(pool) == (0, 0, 500, 500)
        assert sound()

    @pytest.mark.parametrize("event", ["rejected", "withdrawn", "terminated", "deleted"])
    def test_what_does_not_happen_is_given_back(self, world, kind, pool, event):
        claim = make_claim(world.actor("clerk"), line(kind, "300"))
        happen(world, "submitted", claim)
        happen(world, event, claim)
        assert amounts(pool) == (0, 0, 0, 1000)
        assert sound()

    def test_deleting_a_withdrawn_claim_gives_back_once(self, world, kind, pool):
        clerk = world.actor("clerk")
        claim = make_claim(clerk, line(kind, "300"))
        happen(world, "submitted", claim)
        actions.set_status(
            actor=clerk, object_type="test.claim", record_id=claim.id, status="withdrawn", process_instance_id=None
        )
        actions.delete_record(actor=clerk, object_type="test.claim", record_id=claim.id, version=2)
        assert amounts(pool) == (0, 0, 0, 1000)

    def test_submitting_again_reserves_the_new_amounts(self, world, kind, pool):
        claim = make_claim(world.actor("clerk"), line(kind, "900"))
        happen(world, "submitted", claim)
        actions.write_process_fields(
            actor=world.actor("clerk"), object_type="test.claim", record_id=claim.id,
            values={"lines": [line(kind, "950")]}, rules={"lines": "edit"},
        )  # fmt: skip
        assert happen(world, "resubmitted", claim) == {"over_quota": False}
        assert amounts(pool) == (0, 950, 0, 50)

    def test_an_approver_who_changes_an_amount_moves_the_reservation(self, world, kind, pool):
        clerk = world.actor("clerk")
        claim = make_claim(clerk, line(kind, "900"))
        happen(world, "submitted", claim)
        actions.set_status(
            actor=clerk, object_type="test.claim", record_id=claim.id, status="running", process_instance_id=None
        )
        actions.write_process_fields(
            actor=world.actor("head"), object_type="test.claim", record_id=claim.id,
            values={"lines": [line(kind, "100")]}, rules={"lines": "edit"},
        )  # fmt: skip
        assert amounts(pool) == (0, 100, 0, 900)
        assert sound()

    def test_the_excess_waits_and_becomes_an_adjustment_when_approved(self, world, kind, pool):
        claim = make_claim(world.actor("clerk"), line(kind, "1500"))
        assert happen(world, "submitted", claim) == {"over_quota": True}
        assert amounts(pool) == (0, 1000, 0, 0)
        happen(world, "completed", claim)
        assert amounts(pool) == (500, 0, 1500, 0)
        assert {row["kind"] for row in movements(world.actor("auditor"), LEDGER, pool)} == {
            "reserve", "excess", "excess_approved", "consume",
        }  # fmt: skip
        assert sound()

    def test_an_excess_that_is_rejected_leaves_no_trace_in_the_balance(self, world, kind, pool):
        claim = make_claim(world.actor("clerk"), line(kind, "1500"))
        happen(world, "submitted", claim)
        happen(world, "rejected", claim)
        assert amounts(pool) == (0, 0, 0, 1000)
        happen(world, "resubmitted", claim)
        happen(world, "completed", claim)
        assert amounts(pool) == (500, 0, 1500, 0)
        assert sound()

    def test_without_a_pool_the_claim_is_routed_too(self, world, kind):
        claim = make_claim(world.actor("clerk"), line(kind, "5"))
        assert happen(world, "submitted", claim) == {"over_quota": True}
        happen(world, "completed", claim)
        assert sound()

    def test_a_type_without_pool_uses_that_of_the_nearest_type_above(self, world, kind, pool):
        middle = make_kind(world, "国内差旅", kind)
        leaf = make_kind(world, "高铁票", middle)
        claim = make_claim(world.actor("clerk"), line(leaf, "100"))
        assert happen(world, "submitted", claim) == {"over_quota": False}
        assert amounts(pool)[1] == 100
        nearer = make_pool(world, middle, "50.00")
        happen(world, "resubmitted", claim)
        assert (amounts(pool)[1], amounts(nearer)[1]) == (0, 50)

    def test_the_day_of_the_row_chooses_the_period(self, world, kind, pool):
        next_year = make_pool(world, kind, "10.00", year=2027)
        claim = make_claim(world.actor("clerk"), line(kind, "10", day="2027-01-01"), line(kind, "20", day="2026-12-31"))
        happen(world, "submitted", claim)
        assert (amounts(pool)[1], amounts(next_year)[1]) == (20, 10)

    @pytest.mark.parametrize("values, path", [({"lines": []}, "lines"), ({"subject": ""}, "subject")])
    def test_an_incomplete_claim_is_not_submitted(self, world, kind, pool, values, path):
        claim = make_claim(world.actor("clerk"), line(kind, "5"), subject="x")
        actions.update_record(
            actor=world.actor("clerk"), object_type="test.claim", record_id=claim.id, version=1, values=values
        )
        with pytest.raises(InvalidRecord) as caught:
            happen(world, "submitted", claim)
        assert [fault.path for fault in caught.value.fields] == [path]
        assert amounts(pool)[1] == 0

    def test_a_check_over_the_whole_record_is_told_at_its_field(self, world, kind):
        claim = make_claim(world.actor("clerk"), line(kind, "1000000.01"))
        with pytest.raises(InvalidRecord) as caught:
            happen(world, "submitted", claim)
        assert caught.value.fields[0].params["message_zh"] == "合计不能超过一百万"

    def test_adjustments_need_the_right_a_reason_and_a_floor(self, world, kind, pool):
        ledger, manager = find_ledger(LEDGER), world.actor("finance_manager")
        found = booking.adjust(actor=manager, ledger=ledger, pool_id=pool, amount=Decimal(-400), reason="压减")
        assert found.available == 600
        with pytest.raises(BalanceTooLow):
            booking.adjust(actor=manager, ledger=ledger, pool_id=pool, amount=Decimal(-601), reason="再压减")
        with pytest.raises(InvalidRecord):
            booking.adjust(actor=manager, ledger=ledger, pool_id=pool, amount=Decimal(0), reason="")
        with pytest.raises(Forbidden):
            booking.adjust(actor=world.actor("auditor"), ledger=ledger, pool_id=pool, amount=Decimal(1), reason="x")
        with pytest.raises(NotFound):
            booking.adjust(actor=world.actor("clerk"), ledger=ledger, pool_id=pool, amount=Decimal(1), reason="x")
        assert amounts(pool) == (-400, 0, 0, 600)
        assert sound()

    def test_a_smaller_total_cannot_undercut_what_is_used(self, world, kind, pool):
        happen(world, "submitted", make_claim(world.actor("clerk"), line(kind, "600")))
        manager = world.actor("finance_manager")

        def change(total, version):
            return actions.update_record(
                actor=manager, object_type="test.pool", record_id=pool, version=version, values={"total": total}
            )

        assert change("700", 1).values["available"] == 100
        with pytest.raises(BalanceTooLow):
            change("599.99", 2)
        with pytest.raises(RecordInUse):
            actions.delete_record(actor=manager, object_type="test.pool", record_id=pool, version=2)

    def test_nobody_writes_a_balance_by_hand(self, world, pool):
        with pytest.raises(InvalidRecord):
            actions.update_record(
                actor=world.actor("finance_manager"), object_type="test.pool", record_id=pool, version=1,
                values={"reserved": "0", "available": "99999"},
            )  # fmt: skip

    def test_the_database_itself_holds_the_floor(self, world, pool):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute("UPDATE data.test_pool SET reserved = 1000.01 WHERE id = %s", [pool])

    def test_availability_is_told_to_those_who_may_ask(self, world, kind, pool):
        asked = [{"kind": str(kind), "date": "2026-03-02"}, {"kind": str(kind), "date": "2030-01-01"}]
        found = availability(world.actor("clerk"), LEDGER, asked)
        assert [one and one.available for one in found] == [1000, None]
        assert availability(world.actor("cashier"), LEDGER, asked) == [None, None]
        with pytest.raises(InvalidRecord):
            availability(world.actor("clerk"), LEDGER, [{"kind": "x", "date": "2026-13-01", "other": 1}])
        with pytest.raises(NotFound):
            availability(world.actor("clerk"), "no.ledger", asked)

    def test_balances_of_then_are_those_of_now_without_what_was_booked_since(self, world, kind, pool):
        """Every kind of booking, and a changed total; each instant before is found again."""
        clerk, manager = world.actor("clerk"), world.actor("finance_manager")
        first, dropped, over = (make_claim(clerk, line(kind, amount)) for amount in ("300", "400", "900"))
        steps = [
            lambda: happen(world, "submitted", first),
            lambda: happen(world, "submitted", dropped),
            lambda: happen(world, "rejected", dropped),
            lambda: happen(world, "completed", first),
            lambda: happen(world, "submitted", over),
            lambda: booking.adjust(
                actor=manager, ledger=find_ledger(LEDGER), pool_id=pool, amount=Decimal("50"), reason="追加"
            ),
            lambda: actions.update_record(
                actor=manager, object_type="test.pool", record_id=pool,
                version=selectors.get_record(manager, "test.pool", pool)["version"], values={"total": "1200"},
            ),
            lambda: happen(world, "completed", over),
        ]  # fmt: skip
        begun, seen = clock.now(), []
        for minute, step in enumerate(steps, start=1):
            seen.append(balance(pool))
            with clock.frozen(begun + dt.timedelta(minutes=minute)):
                step()
        # Each step made a difference; the rejection brought back what was before.
        assert len(set(map(str, [*seen, balance(pool)]))) == len(steps)
        for minute, expected in enumerate(seen, start=1):
            at = begun + dt.timedelta(minutes=minute)
            assert balances_at(find_ledger(LEDGER), [pool], at)[pool] == expected, minute
            moment = Moment(1, at)
            shown = selectors.record_for_process(manager, "test.pool", pool, None, moment=moment)["values"]
            assert (shown["reserved"], shown["available"]) == (expected.reserved, expected.available), minute

    def test_balances_are_columns_to_sort_by(self, world, kind, pool):
        make_pool(world, make_kind(world, "办公"), "5.00")
        page = selectors.list_records(world.actor("auditor"), "test.pool", sort="available", columns=["available"])
        assert [item["values"]["available"] for item in page.items] == [5, 1000]


@pytest.mark.django_db
def test_when_the_package_says_so_an_over_quota_row_is_refused():
    world = ready_world(short="refuse")
    kind = make_kind(world)
    pool = make_pool(world, kind, "100.00")
    claim = make_claim(world.actor("clerk"), line(kind, "60"), line(kind, "60"))
    with pytest.raises(QuotaShort) as caught:
        happen(world, "submitted", claim)
    assert [fault.path for fault in caught.value.fields] == ["lines[1].amount"]
    assert "40" in caught.value.as_json()["errors"][0]["detail_zh"]
    with pytest.raises(QuotaShort):
        happen(world, "submitted", make_claim(world.actor("clerk"), line(make_kind(world, "无额度"), "1")))
    assert balance(pool).reserved == 0


@pytest.mark.django_db(transaction=True)
def test_people_who_submit_at_once_never_overspend_a_pool():
    world = ready_world(short="refuse")
    kinds = [make_kind(world, f"类型{number}") for number in range(2)]
    pools = [make_pool(world, kind, "500.00") for kind in kinds]
    claims = [
        make_claim(world.actor("clerk"), line(kinds[n % 2], "30"), line(kinds[(n + 1) % 2], "40")) for n in range(20)
    ]
    barrier, results = threading.Barrier(4), []

    def submit(mine) -> None:
        try:
            barrier.wait()
            for claim in mine:
                try:
                    happen(world, "submitted", claim)
                    results.append("reserved")
                except QuotaShort:
                    results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(claims[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 20
    reserved = results.count("reserved") * Decimal(70)
    found = [balance(pool) for pool in pools]
    assert sum(one.reserved for one in found) == reserved
    # Whoever came last was refused by a pool that could not hold his row any more.
    assert 860 <= reserved <= 980
    assert all(one.available >= 0 for one in found)
    assert sound()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_store_one_invoice_at_once_the_second_is_told_the_first():
    world = ready_world()
    kind = make_kind(world)
    barrier, results = threading.Barrier(2), []

    def create(role) -> None:
        try:
            barrier.wait()
            for number in range(10):
                try:
                    results.append(make_claim(world.actor(role), line(kind, invoice=f"A{number}")).values["number"])
                except DuplicateValue as error:
                    results.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=create, args=(role,)) for role in ("clerk", "other_clerk")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = {result for result in results if result.startswith("BX-")}
    refused = [result for result in results if "already used by BX-" in result]
    assert (len(stored), len(refused)) == (10, 10)

"""`kill -9` of web processes in the middle of approvals, at random points: nothing is lost, nothing doubled.

XIEYUN_FAULTS sets the number of kills (20 in `make test`, 200 in `make test-fault`). In most rounds all web
processes die and are started again; in every third only one of them, which Granian replaces.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.api.client import Client
from tests.api.desk import CLAIM, Desk
from tests.fault.persistent import Command
from tests.harness import Installation, create_database, drop_database

pytestmark = pytest.mark.fault
ROUNDS = int(os.environ.get("XIEYUN_FAULTS") or os.environ.get("XIEYUN_FAULT_ROUNDS") or "20")
CLERKS_AT_ONCE = 3
LONGEST_LIFE = 0.8
AMOUNT = Decimal("12.30")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Installation]:
    """Two web processes over a small demo group."""
    database = create_database("fault")
    made = Installation(tmp_path / "home", database=database, XIEYUN_WEB_PROCESSES="2")
    try:
        assert made.run("migrate").returncode == 0
        loaded = made.run("demo", "load", "--companies", "4", "--people", "80", "--seed", "7")
        assert loaded.returncode == 0, loaded.stderr
        made.start("web")
        yield made
    finally:
        made.stop()
        drop_database(database)


class Route:
    """One claim on its way: created, submitted, approved by the head, claimed and paid by the cashier."""

    def __init__(self, people: dict[str, Desk], number: int) -> None:
        self.people, self.number = people, number
        self.commands: list[Command] = []
        self.instance_id = ""

    def walk(self) -> None:
        """Take every step, each until it is answered."""
        clerk = self.people["clerk"]
        values = clerk.claim_values(str(AMOUNT), subject=f"故障测试 {self.number}", prefix=f"F{self.number:04}")
        record = self._send(clerk.client, f"/api/v1/records/{CLAIM}", {"values": values}).json()
        submitted = {"object_type": CLAIM, "record_id": record["id"]}
        self.instance_id = self._send(clerk.client, "/api/v1/process-instances", submitted).json()["id"]
        self._act("head", "approve")
        self._act("cashier", "claim")
        self._act("cashier", "approve")

    def _act(self, who: str, verb: str) -> None:
        desk = self.people[who]
        item = retried(lambda: desk.todo(self.instance_id))["id"]
        body = {} if verb == "claim" else {"opinion": f"同意 {self.number}"}
        self._send(desk.client, f"/api/v1/work-items/{item}/{verb}", body).json()

    def _send(self, client: Client, path: str, body: dict[str, object]) -> Command:
        command = Command(client, path, body)
        self.commands.append(command)
        command.send()
        return command


def retried(read: Callable[[], Any]) -> Any:
    """Read until a living process answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return read()
        except (OSError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def workers(web: Installation) -> list[psutil.Process]:
    """The processes that answer requests: all below the main one."""
    assert web.process is not None
    return psutil.Process(web.process.pid).children(recursive=True)


def kill_something(web: Installation, chance: random.Random, number: int) -> None:
    """Kill one web process, or all of them with the main one, without any warning; see that it serves again."""
    time.sleep(chance.uniform(0.02, LONGEST_LIFE))
    assert web.process is not None
    alive = workers(web)
    if number % 3 == 2 and alive:
        os.kill(chance.choice(alive).pid, signal.SIGKILL)
        time.sleep(0.5)
    else:
        os.killpg(web.process.pid, signal.SIGKILL)
        web.process.wait()
    # Granian gives up when a process dies again soon after it was replaced; a service manager starts it anew.
    if web.process.poll() is not None:
        web.start("web")


def test_nothing_is_lost_or_doubled(web: Installation) -> None:
    chance = random.Random(20261122)
    people = {login: Desk(web, login) for login in ("clerk", "head", "cashier")}
    people["clerk"].fullest_pool()
    before = pool_sums(web)
    routes: list[Route] = []
    for number in range(ROUNDS):
        batch = [Route(people, number * CLERKS_AT_ONCE + place) for place in range(CLERKS_AT_ONCE)]
        threads = [threading.Thread(target=route.walk) for route in batch]
        for thread in threads:
            thread.start()
        kill_something(web, chance, number)
        for thread in threads:
            thread.join()
        routes += batch
    check_answers(routes)
    check_histories(web, routes)
    spent = AMOUNT * len(routes)
    assert pool_sums(web) == (before[0], before[1] - spent, before[2], before[3] + spent)
    verified = web.run("process", "verify")
    assert verified.returncode == 0, verified.stdout
    assert web.run("audit", "verify").returncode == 0
    print(f"{ROUNDS} kills, {len(routes)} claims, {retries(routes)} commands had to be repeated")


def retries(routes: list[Route]) -> int:
    """How many commands were sent more than once."""
    return sum(command.attempts > 1 for route in routes for command in route.commands)


def check_answers(routes: list[Route]) -> None:
    """Every route was answered to its end, and the same key again gives the same answer."""
    for route in routes:
        assert len(route.commands) == 5, f"route {route.number} stopped after {len(route.commands)} steps"
        for command in route.commands:
            again = retried(lambda c=command: c.client.post(c.path, c.body, Idempotency_Key=c.key))
            assert command.answer is not None
            assert (again.status, again.body) == (command.answer.status, command.answer.body)


def check_histories(web: Installation, routes: list[Route]) -> None:
    """Every acknowledged step is in the history, once, without a gap; no item was done twice."""
    with psycopg.connect(web.environment["DATABASE_URL"]) as database:
        for route in routes:
            steps = database.execute(
                "SELECT seq, verb FROM process_event WHERE instance_id = %s ORDER BY seq", [route.instance_id]
            ).fetchall()
            assert steps == [(1, "submit"), (2, "approve"), (3, "claim"), (4, "approve")], route.number
            items = database.execute(
                "SELECT activity_id, status, outcome FROM work_item WHERE instance_id = %s ORDER BY number",
                [route.instance_id],
            ).fetchall()
            assert [item[1:] for item in items] == [("done", "approve")] * 2
            status = database.execute(
                "SELECT status FROM process_instance WHERE id = %s", [route.instance_id]
            ).fetchone()
            assert status == ("completed",)
        stray = database.execute(
            "SELECT count(*) FROM process_instance WHERE title LIKE %s AND id <> ALL(%s)",
            ["%故障测试%", [route.instance_id for route in routes]],
        ).fetchone()
        assert stray == (0,)


def pool_sums(web: Installation) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Total, available, reserved and consumed over all quota pools."""
    with psycopg.connect(web.environment["DATABASE_URL"]) as database:
        row = database.execute(
            "SELECT sum(total), sum(available), sum(reserved), sum(consumed) FROM data.expense_quota_pool"
        ).fetchone()
    assert row is not None
    return tuple(row)

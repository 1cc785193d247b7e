"""Claims on their way under load, with everything in flight: timers, time limits, a pool, a service task, exports."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg

from tests.fault import models
from tests.fault.ground import Ground
from tests.fault.persistent import Command
from xieyun.kernel import clock

CLAIM = "expense.claim"
AMOUNT = Decimal("12.30")
# Only what hangs for ever takes this long; how fast things go is nobody's business here.
PATIENCE_SECONDS = 600.0
STEPS = ["submit", "approve", "timer", "timer", "timer", "approve", "timer", "claim", "approve"]
# Reminded, then escalated: both urge the handler, and the second tells the superior.
TOLD = {"work-item-opened": 5, "work-item-urged": 2, "process-completed": 1, "cc": 1}
PAUSE = (
    '<intermediateCatchEvent id="pause" name="pause"><timerEventDefinition><timeDuration>PT1S</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>"
)
PAID = (
    '<serviceTask id="paid" name="paid"><extensionElements><xieyun:service handler="records.set_status">'
    '<xieyun:input name="status" value="paid"/></xieyun:service></extensionElements></serviceTask>'
)


def limit(action: str) -> str:
    """Return a time limit of a second."""
    return f'<xieyun:timeLimit duration="PT1S" action="{action}"/>'


class Traffic:
    """People who file claims and handle them until told to stop; a process of its own is published for it."""

    def __init__(self, ground: Ground, *, lanes: int = 8) -> None:
        self.ground, self.lanes = ground, lanes
        self.clerk, self.head, self.cashier = (ground.people[login] for login in ("clerk", "head", "cashier"))
        self.watcher, self.absent = ground.more[:2]
        ground.maker("publish", code=CLAIM, object_type=CLAIM, xml=self._model())
        self.place = self._fullest_pool()
        self.stopping = threading.Event()
        self.courses: list[Course] = []
        self.faults: list[BaseException] = []
        self.threads: list[threading.Thread] = []
        self.before = self.pool_sums()
        self.lock = threading.Lock()

    def _model(self) -> str:
        watch = models.task("watch", models.named(self.watcher), limit("remind") + limit("escalate"))
        auto = models.task("auto", models.named(self.absent), limit("approve"))
        cashiers = models.named(self.cashier, self.ground.people["cashier-2"]) + ' pool="true"'
        return models.linear(
            models.task("head", models.named(self.head)), PAUSE, watch, auto, models.task("pay", cashiers), PAID
        )

    def _fullest_pool(self) -> tuple[str, str]:
        centres, kinds = (
            [item["id"] for item in self.clerk.send("GET", f"/lookups/{CLAIM}/{field}?page_size=100").value["items"]]
            for field in ("cost_centre", "lines.expense_type")
        )
        keys = [{"cost_centre": centre, "expense_type": kind} for centre in centres for kind in kinds][:500]
        asked = {"date": clock.today().isoformat(), "keys": keys}
        found = self.clerk.send("POST", "/ledgers/expense.quota/availability", asked).value["items"]
        best = max(range(len(found)), key=lambda place: Decimal(found[place]["available"]) if found[place] else 0)
        return keys[best]["cost_centre"], keys[best]["expense_type"]

    def database(self) -> psycopg.Connection[Any]:
        """Connect to the database."""
        return psycopg.connect(self.ground.database, autocommit=True)

    def pool_sums(self) -> tuple[Decimal, ...]:
        """Total, available, reserved and consumed over all quota pools."""
        with self.database() as database:
            row = database.execute(
                "SELECT sum(total), sum(available), sum(reserved), sum(consumed) FROM data.expense_quota_pool"
            ).fetchone()
        assert row is not None
        return tuple(row)

    def start(self) -> None:
        """Let the people begin."""
        self.threads = [threading.Thread(target=self._lane) for _ in range(self.lanes)]
        for thread in self.threads:
            thread.start()

    def _lane(self) -> None:
        while not self.stopping.is_set() and not self.faults:
            with self.lock:
                course = Course(self, len(self.courses))
                self.courses.append(course)
            try:
                course.walk()
            except BaseException as error:
                self.faults.append(error)

    def go_on(self, commands: int = 12) -> None:
        """Wait until people have got on: the next fault must meet new work."""
        wanted = self._answered() + commands
        wait_for(lambda: self.faults or self._answered() >= wanted, lambda: "nobody gets on")

    def _answered(self) -> int:
        return sum(command.answer is not None for course in list(self.courses) for command in list(course.commands))

    def finish(self) -> None:
        """Let everybody finish what he began; fails with the first thing that went wrong."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS * 2)
            assert not thread.is_alive(), "a claim never reached its end"
        if self.faults:
            raise self.faults[0]
        self._wait_for_quiet()

    def _wait_for_quiet(self) -> None:
        waiting = (
            "SELECT (SELECT count(*) FROM kernel_outboxevent) + "
            "(SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo' AND "
            "(scheduled_at IS NULL OR scheduled_at < now()) AND task_name NOT LIKE '%sweep%'))"
        )
        wait_for(lambda: self._count(waiting) == 0, lambda: f"{self._count(waiting)} jobs or events wait")

    def _count(self, query: str) -> int:
        with self.database() as database:
            row = database.execute(query).fetchone()  # type: ignore[call-overload]
        assert row is not None
        return int(row[0])

    # -- what must be true afterwards

    def check(self) -> None:
        """Nothing lost, nothing doubled, balances right, everybody told once, every export made."""
        for course in self.courses:
            course.check_answers()
        with self.database() as database:
            for course in self.courses:
                course.check_history(database)
            stray = database.execute(
                "SELECT count(*) FROM process_instance WHERE definition_code = %s AND started_at > %s "
                "AND id <> ALL(%s::uuid[])",
                [CLAIM, self.courses[0].began, [course.instance for course in self.courses]],
            ).fetchone()
            assert stray == (0,)
            failed = database.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'").fetchone()
            assert failed == (0,)
        spent = AMOUNT * len(self.courses)
        total, available, reserved, consumed = self.before
        assert self.pool_sums() == (total, available - spent, reserved, consumed + spent)

    def refusals(self) -> Counter[str]:
        """How often a command was not answered at first, and why."""
        found: Counter[str] = Counter()
        for course in self.courses:
            for command in course.commands:
                found += command.refusals
        return found


class Course:
    """One claim from its draft to the payment."""

    def __init__(self, traffic: Traffic, place: int) -> None:
        self.traffic, self.place = traffic, place
        self.commands: list[Command] = []
        self.instance = self.record = ""
        self.export: str | None = None
        with traffic.database() as database:
            row = database.execute("SELECT now()").fetchone()
        assert row is not None
        self.began = row[0]

    def walk(self) -> None:
        """Take every step, each until it is answered."""
        traffic = self.traffic
        cost_centre, expense_type = traffic.place
        line = {
            "expense_type": expense_type, "date": clock.today().isoformat(), "amount": str(AMOUNT),
            "invoice_number": f"F{self.began:%H%M%S}{self.place:06}",
        }  # fmt: skip
        values = {"subject": f"故障测试 {self.place}", "cost_centre": cost_centre, "lines": [line]}
        self.record = self._send(traffic.clerk, f"/records/{CLAIM}", {"values": values})["id"]
        submitted = {"object_type": CLAIM, "record_id": self.record}
        self.instance = self._send(traffic.clerk, "/process-instances", submitted)["id"]
        if self.place % 5 == 0:
            asked = {"filter": {"and": []}, "columns": ["subject", "amount"]}
            self.export = self._send(traffic.clerk, f"/records/{CLAIM}/exports", asked)["id"]
        self._act(traffic.head, "head", "approve")
        self._act(traffic.watcher, "watch", "approve", after_timers=True)
        self._act(traffic.cashier, "pay", "claim")
        self._act(traffic.cashier, "pay", "approve")

    def _send(self, who: Any, path: str, body: dict[str, Any]) -> Any:
        command = Command(who, path, body)
        self.commands.append(command)
        command.send()
        return command.value()

    def _act(self, who: Any, activity: str, verb: str, *, after_timers: bool = False) -> None:
        query = (
            "SELECT id FROM work_item w WHERE instance_id = %s AND activity_id = %s AND status = 'open' "
            "AND kind <> 'notice' AND NOT (%s AND EXISTS "
            "(SELECT 1 FROM process_timer t WHERE t.instance_id = w.instance_id AND t.status = 'waiting'))"
        )

        def find() -> Any:
            try:
                with self.traffic.database() as database:
                    return database.execute(query, [self.instance, activity, after_timers]).fetchone()
            except psycopg.OperationalError:  # the database is being stopped and started
                return None

        found = wait_for(find, lambda: f"claim {self.place} never came to {activity}")
        self._send(who, f"/work-items/{found[0]}/{verb}", {} if verb == "claim" else {"opinion": f"同意 {self.place}"})

    def check_answers(self) -> None:
        """Every command was answered, and the same key again gives the same answer."""
        assert len(self.commands) == (7 if self.export else 6), f"claim {self.place} stopped"
        for command in self.commands:
            again = Command(command.who, command.path, command.body, key=command.key)
            first, second = command.answer, again.send()
            assert first is not None
            assert (second.status, second.value) == (first.status, first.value)

    def check_history(self, database: psycopg.Connection[Any]) -> None:
        """Every acknowledged step is in the history, once, without a gap; everybody was told once."""
        steps = database.execute(
            "SELECT seq, verb FROM process_event WHERE instance_id = %s ORDER BY seq", [self.instance]
        ).fetchall()
        assert steps == list(enumerate(STEPS, 1)), (self.place, steps)
        items = database.execute(
            "SELECT activity_id, status, outcome FROM work_item WHERE instance_id = %s AND kind <> 'notice' "
            "ORDER BY number",
            [self.instance],
        ).fetchall()
        assert items == [(name, "done", "approve") for name in ("head", "watch", "auto", "pay")], (self.place, items)
        timers = database.execute("SELECT status FROM process_timer WHERE instance_id = %s", [self.instance]).fetchall()
        assert timers == [("fired",)] * 4, (self.place, timers)
        ended = database.execute(
            "SELECT i.status, c.status FROM process_instance i JOIN data.expense_claim c ON c.id = i.record_id "
            "WHERE i.id = %s",
            [self.instance],
        ).fetchone()
        assert ended == ("completed", "paid"), (self.place, ended)
        self._check_told(database)
        if self.export is not None:
            done = database.execute("SELECT status FROM records_backgroundjob WHERE id = %s", [self.export]).fetchone()
            assert done == ("done",), (self.place, done)

    def _check_told(self, database: psycopg.Connection[Any]) -> None:
        events = "FROM told_fact e WHERE e.payload->>'instance_id' = %s"
        undone = database.execute(
            "SELECT count(*) FROM kernel_outboxfact WHERE payload->>'instance_id' = %s", [self.instance]
        ).fetchone()
        assert undone == (0,), self.place
        escalated = database.execute(
            f"SELECT payload->>'action' {events} AND kind = 'process.escalated' ORDER BY 1", [self.instance]
        ).fetchall()
        assert escalated == [("escalate",), ("remind",)], (self.place, escalated)
        told = database.execute(
            "SELECT kind, count(*) FROM messaging_notification WHERE event_key IN "
            f"(SELECT e.key {events}) GROUP BY kind", [self.instance],
        ).fetchall()  # fmt: skip
        assert dict(told) == TOLD, (self.place, told)


def wait_for(look: Callable[[], Any], otherwise: Callable[[], str]) -> Any:
    """Look until there is something; fails with a sentence after a long time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.1)

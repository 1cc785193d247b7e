"""A year of handled records: who claimed what when, who decided, and what the ledgers booked."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.identifiers import id_at
from xieyun.kernel.working_calendar import add_working_time, is_working_day
from xieyun.packages.demo.masters import Made, Maker
from xieyun.packages.demo.values import make
from xieyun.packages.demo.world import Department
from xieyun.process.bulk import PastActor, PastDecision, PastInstance, import_finished
from xieyun.process.stepping.summary import about_entries
from xieyun.records import catalogue
from xieyun.records.bulk import PastRecord, bind_instances, load_records
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.ledger.past import Handled, book_past
from xieyun.records.lines import Line
from xieyun.records.values import read
from xieyun.rules import expressions

UNFINISHED: Final = frozenset({"draft", "running"})
RECENT_DAYS: Final = 18


@dataclass
class Story:
    """One record with the people and instants of its handling."""

    record: PastRecord
    owner: PastActor
    department: Department
    submitted_at: dt.datetime
    decisions: list[PastDecision] = field(default_factory=list)
    waiting_for: Sequence[PastActor] = ()

    @property
    def finished_at(self) -> dt.datetime | None:
        """When the last decision fell; None while it runs."""
        if self.record.status == "running":
            return None
        return self.decisions[-1].at if self.decisions else self.submitted_at + dt.timedelta(hours=5)


class Historian:
    """Draws the stories of one entry of a demo file and loads them."""

    def __init__(self, actor: Actor, maker: Maker, declared: Mapping[str, Any], source: random.Random) -> None:
        self.actor, self.maker, self.declared, self.random = actor, maker, declared, source
        self.kind: ObjectType = catalogue.object_type(declared["object"])
        self.steps = [(expressions.compile(step.get("when", "true")), step) for step in declared.get("steps", ())]
        self._pools: dict[tuple[str, str], tuple[list[Made], dict[Any, list[Made]]]] = {}
        self.opinions: list[str] = declared.get("opinions", ["同意"])
        self.departments = [one for one in maker.world.departments if one.head is not None and one.people]

    def run(self) -> int:
        """Load the stories; returns their number."""
        stories = [story for _ in range(self._count()) if (story := self._draw()) is not None]
        load_records(actor=self.actor, object_type=self.kind.code, records=[story.record for story in stories])
        handled = [story for story in stories if story.record.status != "draft"]
        # The outcome of quota is only known after booking, and the booking needs the end: estimate it, then decide.
        for story in handled:
            self._decide(story, over_quota=False)
        booked = book_past(
            actor=self.actor,
            object_type=self.kind.code,
            handled=[Handled(story.record, story.submitted_at, story.finished_at) for story in handled],
        )
        for story in handled:
            if any(booked[story.record.id].values()):
                self._decide(story, over_quota=True)
        self._import(handled, booked)
        return len(stories)

    def _count(self) -> int:
        people = sum(len(department.people) for department in self.departments)
        share = self.declared["count"]
        return min(int(share["most"]), max(int(share["least"]), int(people * float(share["per_person"]))))

    def _draw(self) -> Story | None:
        department = self._department()
        owner = self._owner(department)
        status = self.random.choices(*zip(*self.declared["status"].items(), strict=True))[0]
        at = self._instant(recent=status in UNFINISHED)
        context: dict[str, Any] = {"today": at.date(), "node": department, "owner": owner}
        values = {}
        for code, one in self.declared["values"].items():
            values[code] = self._value(self.kind.by_code[code], one, context, department)
            if values[code] is None and "pick" in one:
                return None  # the department has nothing of the kind
        lines = {code: self._lines(code, one, context, at) for code, one in self.declared.get("lines", {}).items()}
        record = PastRecord(
            at, status, values, lines, owner_id=owner.person_id, node_id=department.id, unit_id=department.unit_id
        )
        return Story(record, owner, department, self._later(at, 2, 40))

    def _department(self) -> Department:
        favoured = self.declared.get("favoured") or {}
        if self.random.random() < float(favoured.get("share", 0)):
            found = [one for one in self.departments if one.code == favoured["department"]]
            if found:
                return found[0]
        return self.random.choice(self.departments)

    def _owner(self, department: Department) -> PastActor:
        """Somebody of the department; the favoured one's first person (a demo account) has more of his own."""
        favoured = self.declared.get("favoured") or {}
        is_favoured = department.code == favoured.get("department")
        if is_favoured and self.random.random() < float(favoured.get("first", 0)):
            return department.people[0]
        return self.random.choice(department.people)

    def _instant(self, *, recent: bool) -> dt.datetime:
        """A moment of a working day in the last year; what is unfinished is recent."""
        now = clock.local(clock.now())
        while True:
            days = self.random.randint(0, RECENT_DAYS) if recent else self.random.randint(RECENT_DAYS, 364)
            day = (now - dt.timedelta(days=days)).date()
            minute = self.random.choice((self.random.randint(540, 719), self.random.randint(810, 1070)))
            at = dt.datetime.combine(day, dt.time(), clock.LOCAL_ZONE) + dt.timedelta(
                minutes=minute, seconds=self.random.randint(0, 59)
            )
            if is_working_day(day) and self._later(at, 40, 40) < now:
                return at

    def _later(self, at: dt.datetime, least: int, most: int) -> dt.datetime:
        """An instant in office hours, some minutes of working time later."""
        return add_working_time(at, dt.timedelta(minutes=self.random.randint(least, most)))

    def _value(self, target: Field, declared: Any, context: dict[str, Any], department: Department | None) -> Any:
        if isinstance(declared, Mapping) and "pick" in declared:
            found = self._candidates(declared, department)
            return self.random.choice(found).id if found else None
        return read(target, make(declared, self.random, context))

    def _candidates(self, declared: Mapping[str, Any], department: Department | None) -> list[Made]:
        """Records that may be picked: those of the department itself when `same: department`."""
        key = (declared["pick"], str(declared.get("where", {})))
        if key not in self._pools:
            where = declared.get("where", {})
            matching = [
                one
                for one in self.maker.made[declared["pick"]]
                if all(one.values.get(name) == value for name, value in where.items())
            ]
            by_department: dict[Any, list[Made]] = {}
            for one in matching:
                by_department.setdefault(one.department.id if one.department else None, []).append(one)
            self._pools[key] = (matching, by_department)
        matching, by_department = self._pools[key]
        if declared.get("same") == "department":
            return by_department.get(department.id if department else None, [])
        return matching

    def _lines(self, code: str, declared: Mapping[str, Any], context: dict[str, Any], at: dt.datetime) -> list[Line]:
        fields = self.kind.by_code[code].by_code
        least, most = declared["rows"]
        rows = []
        for _ in range(self.random.randint(least, most)):
            kinds = declared["kinds"]
            chosen = self.random.choices(kinds, [float(one.get("weight", 1)) for one in kinds])[0]
            values = {name: self._value(fields[name], one, context, None) for name, one in chosen["values"].items()}
            rows.append(Line(id_at(at), values))
        return rows

    def _decide(self, story: Story, *, over_quota: bool) -> None:
        """Set the decisions that lead to the record's status, at working hours one after the other."""
        data = {**story.record.values, "over_quota": over_quota}
        path = [step for condition, step in self.steps if condition.evaluate(data)]
        status = story.record.status
        number = len(path)
        if status in ("rejected", "running", "withdrawn"):
            number = self.random.randint(0 if status != "rejected" else 1, max(1, len(path) - 1))
        at = story.submitted_at
        story.decisions, story.waiting_for = [], ()
        for place, step in enumerate(path[:number]):
            handlers = self.maker.world.handlers(step, story.department)
            if not handlers:
                break
            following = self._later(at, 20, 700)
            if following >= clock.now():
                number = place  # who handles it now has not come to it yet
                break
            at = following
            rejecting = status == "rejected" and place == number - 1
            opinion = self.random.choice(self.declared["reasons"] if rejecting else self.opinions)
            outcome = "reject" if rejecting else "approve"
            # Drawn only where the step declares it, so that other demos keep their numbers.
            hides = step.get("hidden")
            hidden = hides is not None and not rejecting and self.random.random() < float(hides["share"])
            if hides is not None and hidden:
                opinion = self.random.choice(hides["opinions"])
            story.decisions.append(PastDecision(self.random.choice(handlers), at, outcome, opinion, hidden))
        if number < len(path):
            story.waiting_for = self.maker.world.handlers(path[number], story.department)

    def _import(self, stories: Sequence[Story], booked: Mapping[Any, Mapping[str, Any]]) -> None:
        if not self.kind.process:
            return
        rows = [
            self._instance(story, booked[story.record.id])
            for story in sorted(stories, key=lambda one: one.submitted_at)
        ]
        imported = import_finished(self.actor, rows)
        bind_instances(
            self.kind.code, [(one.record_id, one.instance_id) for one in imported if one.record_id is not None]
        )

    def _instance(self, story: Story, answers: Mapping[str, Any]) -> PastInstance:
        record, department = story.record, story.department
        serial = self.kind.serial_field
        heads = [one for one in (serial, self.kind.by_code.get(self.kind.title_field)) if one is not None]
        about = about_entries(
            {"code": one.code, "type": one.type, "value": record.values[one.code]}
            for one in heads
            if record.values.get(one.code)
        )
        variables = {
            **record.values,
            **{code: [row.values for row in rows] for code, rows in record.lines.items()},
            **answers,
            "record_id": record.id,
            "object_type": self.kind.code,
            "owner_id": record.owner_id,
            "node_id": record.node_id,
            "unit_id": record.unit_id,
            "unit_grade": department.unit_grade,
        }
        withdrawn = story.finished_at if record.status == "withdrawn" else None
        return PastInstance(
            code=str(self.kind.process),
            initiator=story.owner,
            started_at=story.submitted_at,
            title=" · ".join(
                (str(self.declared["title"]), story.owner.name, " ".join(entry["value"] for entry in about))
            ),
            object_type=self.kind.code,
            record_id=record.id,
            variables=variables,
            summary=self._summary(record) + about,
            decisions=story.decisions,
            waiting_for=story.waiting_for,
            withdrawn_at=add_working_time(withdrawn, dt.timedelta(minutes=30)) if withdrawn is not None else None,
        )

    def _summary(self, record: PastRecord) -> list[dict[str, Any]]:
        shown = [self.kind.by_code[code] for code in self.kind.summary_fields]
        return [
            {"code": one.code, "type": one.type, "title": dict(one.title), "value": str(record.values[one.code])}
            for one in shown
            if one.type not in ("lookup", "person", "node") and record.values.get(one.code) is not None
        ]

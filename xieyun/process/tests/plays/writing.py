"""Random models with what the room adds to BPMN: handlers, policies, time limits, field rights and service calls."""

from __future__ import annotations

import re
from random import Random

from xieyun.process.engine.simulate.models import ModelWriter

# How often an activity has each, and of which kinds.
POLICIES = (
    (0.3, "duplicates", [f'policy="{policy}"' for policy in ("skip", "skip_consecutive", "merge")]),
    (0.3, "emptyAssignee", [f'policy="{policy}"' for policy in ("skip", "administrator", "superior")]),
    (0.2, "initiatorIsApprover", [f'policy="{policy}"' for policy in ("skip", "superior")]),
    (0.4, "rejection", ['policy="return_initiator"']),
    (
        0.5,
        "timeLimit",
        [f'duration="PT1H" action="{one}"' for one in ("remind", "approve", "reject", "escalate", "transfer")],
    ),
)
FIELDS = {
    "subject": ("read", "masked", "hidden", "edit"),
    "urgency": ("read", "edit", "required", "hidden"),
    "secret": ("masked", "hidden", "edit", "hidden"),
    "witness": ("required", "edit", "hidden"),
    "lines": ("edit", "read"),
}
RELATED = (
    'kind="head"',
    'kind="initiator"',
    'kind="previous_handler"',
    'kind="post" code="finance-manager" scope="unit"',
    'kind="post" code="cashier" scope="unit" pool="true"',
)
OUTSIDE, INSIDE = "play.outside", "play.inside"


class WorkWriter(ModelWriter):
    """Writes blocks that call handlers, too; `seen` are the ids of the people who may be named."""

    def __init__(self, random: Random, people: list[str], *, with_record: bool) -> None:
        super().__init__(random)
        self.people, self.with_record, self.structure = people, with_record, ""
        self.called_itself = False
        self.amount = "amount" if with_record else "x"

    def block(self) -> tuple[list[str], str, str]:
        """A block of the engine's own play, or one with a service."""
        if self.depth < 4 and self.random.random() < 0.25:
            return self.random.choice(
                (self._service, self._caught, self._undo_service, self._conditional, self._call_other)
            )()
        return super().block()

    def process(self) -> bytes:
        """The whole file, its activities with people and rules."""
        self.structure = super().process().decode()
        return self._furnished(self.structure)

    def changed(self) -> tuple[bytes, dict[str, str]]:
        """The file as a later version has it, and what its renamed activities were called: old to new.

        People and rules are others, some activities have other ids, one may be new, and one may have another type.
        """
        written = self.structure
        tasks = re.findall(r'<bpmn:userTask id="(t\d+)"', written)
        renamed = {one: f"{one}n{self.number}" for one in self.random.sample(tasks, min(len(tasks), 2))}
        for old, new in renamed.items():
            written = written.replace(f'"{old}"', f'"{new}"')
        if self.random.random() < 0.5:
            (element,), name, _ = self._task()
            found = re.search(r'<bpmn:sequenceFlow id="\w+" sourceRef="start" targetRef="(\w+)"/>', written)
            assert found is not None  # every model has one
            flow, first = found.group(0), found.group(1)
            written = written.replace(flow, element + self.flow("start", name) + self.flow(name, first))
        self.structure = written
        return self._furnished(written), renamed

    def _furnished(self, written: str) -> bytes:
        written = re.sub(r'<xieyun:assignment kind="some" count="(\d)"/>', self._people, written)
        written = written.replace(
            ' isForCompensation="true"/>',
            ' isForCompensation="true"><bpmn:extensionElements><xieyun:assignment kind="initiator"/>'
            "</bpmn:extensionElements></bpmn:userTask>",
        )
        named = re.sub(r'<bpmn:userTask id="(\w+)"', r'<bpmn:userTask id="\1" name="\1"', written)
        return re.sub(r"\bx (%|&gt;)", rf"{self.amount} \1", named).encode()

    def called_file(self) -> bytes:
        """A file of its own that this one calls; the ids of both may be the same."""
        self.depth, self.called_itself = 2, True
        written = self.process().decode()
        return written.replace('id="p"', 'id="p-called"').encode()

    def _call_other(self) -> tuple[list[str], str, str]:
        if self.called_itself:
            return self._service()
        name = self.name("k")
        return [f'<bpmn:callActivity id="{name}" calledElement="p-called"/>'], name, name

    def _people(self, match: re.Match[str]) -> str:
        chosen = ",".join(self.random.sample(self.people, int(match.group(1))))
        named = f'kind="person" persons="{chosen}"'
        choices = [named, named, named, f'{named} pool="true"', *RELATED]
        parts = [f"<xieyun:assignment {self.random.choice(choices)}/>"]
        for chance, name, values in POLICIES:
            if self.random.random() < chance:
                parts.append(f"<xieyun:{name} {self.random.choice(values)}/>")
        if self.with_record and self.random.random() < 0.7:
            parts.append(f"<xieyun:fields>{self._fields()}</xieyun:fields>")
        return "".join(parts)

    def _fields(self) -> str:
        chosen = self.random.sample(sorted(FIELDS), self.random.randint(1, 4))
        return "".join(f'<xieyun:field name="{name}" right="{self.random.choice(FIELDS[name])}"/>' for name in chosen)

    def _call_of(self, name: str, attributes: str = "") -> str:
        handler = self.random.choice((OUTSIDE, OUTSIDE, INSIDE))
        more = 'async="true"' if handler == INSIDE and self.random.random() < 0.3 else ""
        wait = ""
        if handler == OUTSIDE and self.random.random() < 0.3:
            wait = '<xieyun:waitFor message="late" correlationKey="= ticket"/>'
        retry = '<xieyun:retry attempts="2" firstDelay="PT1M" maximumDelay="PT5M"/>' if handler == OUTSIDE else ""
        return (
            f'<bpmn:serviceTask id="{name}" name="{name}" {attributes}><bpmn:extensionElements>'
            f'<xieyun:service handler="{handler}" {more}><xieyun:input name="at" value="{name}"/>{wait}{retry}'
            "</xieyun:service></bpmn:extensionElements></bpmn:serviceTask>"
        )

    def _service(self) -> tuple[list[str], str, str]:
        name = self.name("q")
        return [self._call_of(name)], name, name

    def _caught(self) -> tuple[list[str], str, str]:
        """A call whose error goes another way."""
        name, border, merge = self.name("q"), self.name("v"), self.name("m")
        more, begin, end = self._task()
        caught = self.random.choice(('errorRef="e"', ""))
        elements = [
            self._call_of(name),
            *more,
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{name}"><bpmn:errorEventDefinition {caught}/>'
            f'</bpmn:boundaryEvent><bpmn:exclusiveGateway id="{merge}"/>',
            self.flow(name, merge),
            self.flow(border, begin),
            self.flow(end, merge),
        ]
        return elements, name, merge

    def _undo_service(self) -> tuple[list[str], str, str]:
        """A call that another call undoes, with a block between."""
        name, border, handler, throw = self.name("q"), self.name("v"), self.name("h"), self.name("w")
        inner, begin, end = self.block()
        undoing = self._call_of(handler, 'isForCompensation="true"')
        elements = [
            self._call_of(name),
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{name}"><bpmn:compensateEventDefinition/>'
            f"</bpmn:boundaryEvent>{undoing}"
            f'<bpmn:association id="{self.name("a")}" sourceRef="{border}" targetRef="{handler}"/>',
            *inner,
            f'<bpmn:intermediateThrowEvent id="{throw}"><bpmn:compensateEventDefinition/>'
            "</bpmn:intermediateThrowEvent>",
            self.flow(name, begin),
            self.flow(end, throw),
        ]
        return elements, name, throw

    def _conditional(self) -> tuple[list[str], str, str]:
        """A task that ends when a condition on the data comes true."""
        elements, first, last = self._task()
        border, merge = self.name("v"), self.name("m")
        elements += [
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{first}"><bpmn:conditionalEventDefinition>'
            "<bpmn:condition>x &gt; 500</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:boundaryEvent>"
            f'<bpmn:exclusiveGateway id="{merge}"/>',
            self.flow(last, merge),
            self.flow(border, merge),
        ]
        return elements, first, merge

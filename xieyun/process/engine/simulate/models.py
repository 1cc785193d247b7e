"""Random sound processes: blocks put together so that every token can always reach the end."""

from __future__ import annotations

from random import Random

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xieyun="https://xieyun.org/bpmn" id="d">'
    '<bpmn:message id="m" name="go"/><bpmn:signal id="a" name="alarm"/><bpmn:error id="e" errorCode="BAD"/>'
)
_COMPLETIONS = ("all", "any", 'ratio" ratio="0.5', "sequence")


class ModelWriter:
    """Writes one random model as BPMN XML."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.number = 0
        self.depth = 0

    def process(self) -> bytes:
        """The whole file."""
        elements, first, last = self.block()
        body = [
            '<bpmn:startEvent id="start"/>',
            *elements,
            '<bpmn:endEvent id="end"/>',
            self.flow("start", first),
            self.flow(last, "end"),
        ]
        process = f'<bpmn:process id="p" isExecutable="true">{"".join(body)}</bpmn:process>'
        return f"{_HEAD}{process}</bpmn:definitions>".encode()

    def name(self, kind: str) -> str:
        """A fresh id."""
        self.number += 1
        return f"{kind}{self.number}"

    def flow(self, source: str, target: str, condition: str | None = None, name: str | None = None) -> str:
        """A sequence flow."""
        identifier = name or self.name("f")
        head = f'<bpmn:sequenceFlow id="{identifier}" sourceRef="{source}" targetRef="{target}"'
        if condition is None:
            return f"{head}/>"
        return f"{head}><bpmn:conditionExpression>{condition}</bpmn:conditionExpression></bpmn:sequenceFlow>"

    def block(self) -> tuple[list[str], str, str]:
        """A random block: its elements, its first and its last node."""
        self.depth += 1
        try:
            kinds = ["task", "task"]
            if self.depth < 4 and self.number < 60:
                kinds += ["sequence", "exclusive", "parallel", "inclusive", "loop", "sub", "multi", "event", "timer"]
            return getattr(self, f"_{self.random.choice(kinds)}")()  # type: ignore[no-any-return]
        finally:
            self.depth -= 1

    def _task(self) -> tuple[list[str], str, str]:
        name = self.name("t")
        kind = self.random.choice(_COMPLETIONS)
        inner = (
            f'<xieyun:assignment kind="some" count="{self.random.randint(1, 3)}"/><xieyun:completion kind="{kind}"/>'
        )
        element = f'<bpmn:userTask id="{name}"><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:userTask>'
        return [element], name, name

    def _sequence(self) -> tuple[list[str], str, str]:
        elements, first, last = self.block()
        for _ in range(self.random.randint(1, 2)):
            more, begin, end = self.block()
            elements += [*more, self.flow(last, begin)]
            last = end
        return elements, first, last

    def _branches(self, gateway: str, conditions: list[str | None]) -> tuple[list[str], str, str]:
        split, merge = self.name("s"), self.name("j")
        default = self.name("f")
        usual = f' default="{default}"' if conditions[-1] == "default" else ""
        elements = [f'<bpmn:{gateway} id="{split}"{usual}/>', f'<bpmn:{gateway} id="{merge}"/>']
        for condition in conditions:
            more, begin, end = self.block()
            plain = condition == "default"
            elements += more
            elements.append(self.flow(split, begin, None if plain else condition, default if plain else None))
            elements.append(self.flow(end, merge))
        return elements, split, merge

    def _condition(self) -> str:
        return f"x % {self.random.randint(2, 4)} == {self.random.randint(0, 1)}"

    def _exclusive(self) -> tuple[list[str], str, str]:
        return self._branches("exclusiveGateway", [self._condition(), "default"])

    def _inclusive(self) -> tuple[list[str], str, str]:
        return self._branches("inclusiveGateway", [self._condition(), self._condition(), "default"])

    def _parallel(self) -> tuple[list[str], str, str]:
        return self._branches("parallelGateway", [None] * self.random.randint(2, 3))

    def _loop(self) -> tuple[list[str], str, str]:
        enter, leave = self.name("m"), self.name("x")
        elements, first, last = self.block()
        default = self.name("f")
        elements += [
            f'<bpmn:exclusiveGateway id="{enter}"/><bpmn:exclusiveGateway id="{leave}" default="{default}"/>',
            self.flow(enter, first),
            self.flow(last, leave),
            self.flow(leave, enter, "x % 5 == 0"),
        ]
        tail = self.name("n")
        elements += [f'<bpmn:task id="{tail}"/>', self.flow(leave, tail, None, default)]
        return elements, enter, tail

    def _sub(self) -> tuple[list[str], str, str]:
        name, begin, finish = self.name("u"), self.name("b"), self.name("z")
        elements, first, last = self.block()
        inner = [
            f'<bpmn:startEvent id="{begin}"/><bpmn:endEvent id="{finish}"/>',
            *elements,
            self.flow(begin, first),
            self.flow(last, finish),
        ]
        return [f'<bpmn:subProcess id="{name}">{"".join(inner)}</bpmn:subProcess>'], name, name

    def _multi(self) -> tuple[list[str], str, str]:
        elements, first, last = self._sub() if self.depth < 3 else self._task()
        sequential = self.random.choice(["true", "false"])
        loop = (
            f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
            f"<bpmn:loopCardinality>{self.random.randint(0, 3)}</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>"
        )
        tag = elements[-1].split(" ", 1)[0].removeprefix("<")
        elements[-1] = elements[-1].removesuffix(f"</{tag}>") + loop + f"</{tag}>"
        return elements, first, last

    def _event(self) -> tuple[list[str], str, str]:
        gateway, merge = self.name("g"), self.name("m")
        message, timer = self.name("c"), self.name("c")
        elements = [
            f'<bpmn:eventBasedGateway id="{gateway}"/><bpmn:exclusiveGateway id="{merge}"/>',
            f'<bpmn:intermediateCatchEvent id="{message}"><bpmn:messageEventDefinition messageRef="m"/>'
            "</bpmn:intermediateCatchEvent>",
            f'<bpmn:intermediateCatchEvent id="{timer}"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H'
            "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
            *(self.flow(gateway, event) + self.flow(event, merge) for event in (message, timer)),
        ]
        return elements, gateway, merge

    def _timer(self) -> tuple[list[str], str, str]:
        elements, first, last = self._task()
        boundary, merge = self.name("v"), self.name("m")
        interrupting = self.random.choice(["true", "false"])
        more, begin, end = self._task()
        elements += more
        elements += [
            f'<bpmn:boundaryEvent id="{boundary}" attachedToRef="{first}" cancelActivity="{interrupting}">'
            "<bpmn:timerEventDefinition><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>"
            "</bpmn:boundaryEvent>",
            f'<bpmn:exclusiveGateway id="{merge}"/>',
            self.flow(last, merge),
            self.flow(boundary, begin),
        ]
        if interrupting == "true":  # the other way would come to the merge twice; its task is an end of its own
            elements.append(self.flow(end, merge))
        return elements, first, merge

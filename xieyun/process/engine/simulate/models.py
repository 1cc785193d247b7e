"""Random sound processes: blocks put together so that every token can always reach the end."""

from __future__ import annotations

from random import Random

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xieyun="https://xieyun.org/bpmn" id="d">'
    '<bpmn:message id="m" name="go"/><bpmn:message id="n" name="side"/><bpmn:signal id="a" name="alarm"/>'
    '<bpmn:error id="e" errorCode="BAD"/>'
)
_COMPLETIONS = ("all", "any", 'ratio" ratio="0.5', "sequence")


class ModelWriter:
    """Writes one random model as BPMN XML."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.number = 0
        self.depth = 0
        self.pairs: list[tuple[str, str]] = []  # splits that have one join of their own
        self.called: list[str] = []

    def process(self) -> bytes:
        """The whole file."""
        elements, first, last = self._sequence()
        body = [
            '<bpmn:startEvent id="start"/>',
            *elements,
            '<bpmn:endEvent id="end"/>',
            self.flow("start", first),
            self.flow(last, "end"),
        ]
        process = f'<bpmn:process id="p" isExecutable="true">{"".join(body)}</bpmn:process>'
        return f"{_HEAD}{process}{''.join(self.called)}</bpmn:definitions>".encode()

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
                kinds += [
                    "bordered",
                    "listening",
                    "failing",
                    "undone",
                    "call",
                    "ad_hoc",
                    "transaction",
                    "discriminator",
                ]
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
        if gateway in ("parallelGateway", "inclusiveGateway"):
            self.pairs.append((split, merge))
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

    def _inside(self, elements: list[str], begin: str, finish: str) -> str:
        """The inside of a sub-process around a block, with what the file needs at both ends."""
        start, end = self.name("b"), self.name("z")
        ends = f'<bpmn:startEvent id="{start}"/><bpmn:endEvent id="{end}"/>'
        return "".join([ends, *elements, self.flow(start, begin), self.flow(finish, end)])

    def _watcher(self) -> str:
        """What a border event or an event sub-process waits for."""
        return self.random.choice(
            (
                "<bpmn:timerEventDefinition><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>",
                '<bpmn:messageEventDefinition messageRef="n"/>',
                '<bpmn:signalEventDefinition signalRef="a"/>',
                '<bpmn:messageEventDefinition messageRef="n"/><bpmn:signalEventDefinition signalRef="a"/>',
            )
        )

    def _bordered(self) -> tuple[list[str], str, str]:
        """A sub-process, perhaps several times, with an event on its border."""
        elements, first, last = self._multi() if self.random.random() < 0.5 else self._sub()
        border, merge, interrupting = self.name("v"), self.name("m"), self.random.choice(["true", "false"])
        together = self.random.choice(["true", "false"])
        more, begin, end = self._task()
        elements += [
            *more,
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{first}" cancelActivity="{interrupting}" '
            f'parallelMultiple="{together}">{self._watcher()}</bpmn:boundaryEvent>',
            f'<bpmn:exclusiveGateway id="{merge}"/>',
            self.flow(last, merge),
            self.flow(border, begin),
        ]
        if interrupting == "true":
            elements.append(self.flow(end, merge))
        return elements, first, merge

    def _listening(self) -> tuple[list[str], str, str]:
        """A sub-process with an event sub-process inside."""
        name, inner, start = self.name("u"), self.name("es"), self.name("b")
        elements, first, last = self.block()
        more, begin, end = self._task()
        finish = self.name("z")
        event = (
            f'<bpmn:subProcess id="{inner}" triggeredByEvent="true"><bpmn:startEvent id="{start}" '
            f'isInterrupting="{self.random.choice(["true", "false"])}">{self._watcher()}</bpmn:startEvent>'
            f'<bpmn:endEvent id="{finish}"/>{"".join(more)}{self.flow(start, begin)}{self.flow(end, finish)}'
            "</bpmn:subProcess>"
        )
        inside = self._inside(elements, first, last)
        return [f'<bpmn:subProcess id="{name}">{inside}{event}</bpmn:subProcess>'], name, name

    def _failing(self) -> tuple[list[str], str, str]:
        """A sub-process that may end with an error which its border catches."""
        name, start, fail, end = self.name("u"), self.name("b"), self.name("z"), self.name("z")
        choice, default, border, merge = self.name("x"), self.name("f"), self.name("v"), self.name("m")
        elements, first, last = self.block()
        inside = [
            f'<bpmn:startEvent id="{start}"/><bpmn:endEvent id="{end}"/><bpmn:exclusiveGateway id="{choice}" '
            f'default="{default}"/><bpmn:endEvent id="{fail}"><bpmn:errorEventDefinition errorRef="e"/>'
            "</bpmn:endEvent>",
            *elements,
            self.flow(start, first),
            self.flow(last, choice),
            self.flow(choice, fail, self._condition()),
            self.flow(choice, end, None, default),
        ]
        outside = [
            f'<bpmn:subProcess id="{name}">{"".join(inside)}</bpmn:subProcess>',
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{name}"><bpmn:errorEventDefinition errorRef="e"/>'
            f'</bpmn:boundaryEvent><bpmn:exclusiveGateway id="{merge}"/>',
            self.flow(name, merge),
            self.flow(border, merge),
        ]
        return outside, name, merge

    def _undone(self) -> tuple[list[str], str, str]:
        """Something that can be undone, a block, and perhaps its undoing."""
        elements, first, last = self._task()
        border, handler = self.name("v"), self.name("h")
        inner, begin, end = self.block()
        choice, throw, merge, default = self.name("x"), self.name("w"), self.name("m"), self.name("f")
        elements += [
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{first}"><bpmn:compensateEventDefinition/>'
            f'</bpmn:boundaryEvent><bpmn:userTask id="{handler}" isForCompensation="true"/>'
            f'<bpmn:association id="{self.name("a")}" sourceRef="{border}" targetRef="{handler}"/>',
            *inner,
            f'<bpmn:exclusiveGateway id="{choice}" default="{default}"/><bpmn:exclusiveGateway id="{merge}"/>'
            f'<bpmn:intermediateThrowEvent id="{throw}"><bpmn:compensateEventDefinition/>'
            "</bpmn:intermediateThrowEvent>",
            self.flow(last, begin),
            self.flow(end, choice),
            self.flow(choice, throw, self._condition()),
            self.flow(choice, merge, None, default),
            self.flow(throw, merge),
        ]
        return elements, first, merge

    def _call(self) -> tuple[list[str], str, str]:
        """A call of another process of the file."""
        name, called = self.name("k"), self.name("p")
        elements, first, last = self.block()
        self.called.append(f'<bpmn:process id="{called}">{self._inside(elements, first, last)}</bpmn:process>')
        return [f'<bpmn:callActivity id="{name}" calledElement="{called}"/>'], name, name

    def _ad_hoc(self) -> tuple[list[str], str, str]:
        """Tasks in any order, or one after the other."""
        name, ordering = self.name("u"), self.random.choice(["Parallel", "Sequential"])
        inside = "".join("".join(self._task()[0]) for _ in range(self.random.randint(1, 3)))
        return [f'<bpmn:adHocSubProcess id="{name}" ordering="{ordering}">{inside}</bpmn:adHocSubProcess>'], name, name

    def _transaction(self) -> tuple[list[str], str, str]:
        """A transaction whose work may be cancelled and undone."""
        name, start, cancel, end = self.name("u"), self.name("b"), self.name("z"), self.name("z")
        choice, default, border, merge = self.name("x"), self.name("f"), self.name("v"), self.name("m")
        elements, first, last = self._undone()
        inside = [
            f'<bpmn:startEvent id="{start}"/><bpmn:endEvent id="{end}"/><bpmn:exclusiveGateway id="{choice}" '
            f'default="{default}"/><bpmn:endEvent id="{cancel}"><bpmn:cancelEventDefinition/></bpmn:endEvent>',
            *elements,
            self.flow(start, first),
            self.flow(last, choice),
            self.flow(choice, cancel, self._condition()),
            self.flow(choice, end, None, default),
        ]
        outside = [
            f'<bpmn:transaction id="{name}">{"".join(inside)}</bpmn:transaction>',
            f'<bpmn:boundaryEvent id="{border}" attachedToRef="{name}"><bpmn:cancelEventDefinition/>'
            f'</bpmn:boundaryEvent><bpmn:exclusiveGateway id="{merge}"/>',
            self.flow(name, merge),
            self.flow(border, merge),
        ]
        return outside, name, merge

    def _discriminator(self) -> tuple[list[str], str, str]:
        """Parallel branches of which some are enough; the others come in late."""
        split, merge = self.name("s"), self.name("d")
        count = self.random.randint(2, 3)
        elements = [
            f'<bpmn:parallelGateway id="{split}"/><bpmn:complexGateway id="{merge}"><bpmn:activationCondition>'
            f"activationCount &gt;= {self.random.randint(1, count)}</bpmn:activationCondition></bpmn:complexGateway>"
        ]
        for _ in range(count):
            more, begin, end = self._task()
            elements += [*more, self.flow(split, begin), self.flow(end, merge)]
        tail = self.name("n")
        elements += [f'<bpmn:task id="{tail}"/>', self.flow(merge, tail)]
        return elements, split, tail

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

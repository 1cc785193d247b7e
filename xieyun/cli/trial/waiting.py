"""Where a trial stands: what waits, and which command completes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from xieyun.process.engine import Context, Definition, Node, State
from xieyun.process.engine import commands as c
from xieyun.process.engine.notation import value
from xieyun.process.engine.notations.lookups import set_path
from xieyun.process.engine.processors.containers import learned
from xieyun.process.engine.run import Run
from xieyun.process.engine.subscriptions import catchers, own_events

from .trail import bpmn_type

_VOTING = ("task", "pool", "before", "after", "parallel", "resubmit", "route")


class Positions:
    """A view of a state by names."""

    def __init__(self, definition: Definition, state: State, context: Context) -> None:
        self.state = state
        self.run = Run(definition, state, context)

    @property
    def unstarted(self) -> int | None:
        """The token of the one start event that still waits, when nothing has begun."""
        starts = [
            number
            for number, token in self.state.tokens.items()
            if token.phase == "wait" and self.run.node(token).type == "startEvent"
        ]
        others = [token for token in self.state.tokens.values() if token.phase not in ("wait", "in")]
        return starts[0] if starts and not others else None

    def command_for(self, name: str, variables: dict[str, Any]) -> c.Command | None:
        """The command that completes what a step names: an item, or whatever waits there."""
        for match in (_same_id, _same_name, _similar_name):
            for number, item in self.state.items.items():
                node = self.run.node(self.state.tokens[item.token])
                matched = match(node, name) or name == self._title(item.token, node)
                if item.kind in _VOTING and not item.held and matched:
                    entered = self._entered(item.token, variables)
                    return c.CompleteItem(number, item.person or "trial", "approve", entered)
            for number, event in self._waiting_events():
                if match(event, name):
                    return c.TriggerEvent(number, variables, event.id)
        for match in (_same_id, _same_name):  # what nobody completes, but a step may make happen
            for owner, event in catchers(self.run):
                if match(event, name):
                    return c.TriggerEvent(owner, variables, event.id)
        return None

    def _waiting_events(self) -> Iterator[tuple[int, Node]]:
        for number, token in self.state.tokens.items():
            if token.phase == "wait":
                for event in own_events(self.run, token):
                    yield number, event
            elif token.phase == "held":
                yield number, self.run.node(token)

    def held(self) -> list[tuple[int, Node]]:
        """The automatic activities that the trial stopped at."""
        return [(number, self.run.node(token)) for number, token in self.state.tokens.items() if token.phase == "held"]

    def _entered(self, number: int, variables: dict[str, Any]) -> dict[str, Any]:
        token = self.state.tokens[number]
        return submitted(self.run.node(token), variables, self.run.data(token.scope, number))

    def waiting(self) -> list[dict[str, Any]]:
        """Everything that must come from outside; joins only when nothing else can move."""
        result: list[dict[str, Any]] = []
        for number, token in self.state.tokens.items():
            node = self.run.node(token)
            items = [item for item in self.state.items.values() if item.token == number]
            if items:
                result.extend(_entry(node, item.person, self._title(number, node)) for item in items)
            elif token.phase in ("wait", "held"):
                events = own_events(self.run, token) if token.phase == "wait" else [node]
                result.extend(_entry(event, None) for event in events)
            elif token.phase in ("ask", "parked"):
                result.append(_entry(node, None))
        if not result:
            result = [_entry(self.run.node(token), None) for token in self._stuck()]
        return result

    def _title(self, number: int, node: Node) -> str:
        """The name of a task as people see it: names such as `Check ${order}` are worked out."""
        if "${" in node.name or "#{" in node.name:
            with suppress(ValueError):
                return str(self.run.evaluate(value(node.name), number))
        return node.name

    def _stuck(self) -> list[Any]:
        return [token for token in self.state.tokens.values() if token.phase == "join"]

    def pool_variables(self) -> dict[str, Any]:
        """The variables of pools that still run."""
        result: dict[str, Any] = {}
        for number, token in self.state.tokens.items():
            if token.phase == "in" and self.run.node(token).type == "participant":
                result.update(learned(self.state, number))
        return result


def submitted(node: Node, values: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that the fields of a form become; of a field that is a member of one, the changed variable."""
    result: dict[str, Any] = {}
    for name, entry in values.items():
        target = node.properties.get(f"field:{name}")
        if target is None:
            result[name] = entry
        else:
            set_path(result, {**known, **result}, target.split("."), entry)
    return result


def _entry(node: Node, assignee: str | None, title: str | None = None) -> dict[str, Any]:
    return {"id": node.id, "name": node.name if title is None else title, "type": bpmn_type(node), "assignee": assignee}


def _same_id(node: Node, name: str) -> bool:
    return node.id == name


def _same_name(node: Node, name: str) -> bool:
    return bool(node.name) and node.name == " ".join(name.split())


def _similar_name(node: Node, name: str) -> bool:
    return bool(node.name) and "".join(node.name.split()).lower() == "".join(name.split()).lower()

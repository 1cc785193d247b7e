"""Call activities: another process runs inside, with its own variables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from .. import events as e
from ..definition import Container, Node
from ..errors import EngineError
from ..quiescence import conditions_first
from ..run import LOOP_NAMES, Run
from ..visit import complete
from .base import Processor
from .gathering import given_to_instance
from .scripts import run_hooks_of
from .starts import start_scope

MAXIMUM_DEPTH = 25
BUSINESS_KEY = "businessKey"  # the variable that `execution.processBusinessKey` reads


class CallActivity(Processor):
    """Runs the called process in a scope of its own."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Find the process, hand it its variables, begin it."""
        name = str(run.evaluate(node.called, number)) if node.called is not None else ""
        if not name:
            complete(run, number, node)
            return
        called = run.called(number, name)
        if _depth(run, number) > MAXIMUM_DEPTH:
            raise EngineError("calls-too-deep", process=name, limit=MAXIMUM_DEPTH)
        starts = called.root.starts
        if starts and all(start.events for start in starts) and run.definition.dialect.calls_begin_plainly:
            raise EngineError("called-without-start", process=name)
        values = self._inputs(run, number, node, called.root)
        key = run.evaluate(node.call_key, number) if node.call_key is not None else None
        if key is not None:
            values[BUSINESS_KEY] = key
        data = dict(run.state.tokens[number].data or {})
        own = called.version == run.around(number).version
        if values and _shares(run, node, called.root):
            data["given"] = list(values)
        run.emit(e.Changed(number, "in", {**data, "called": name if own else f"{name}@{called.version}"}))
        if values:
            run.assign(number, values, local=True)
        start_scope(run, number, called.root)

    def _inputs(self, run: Run, number: int, node: Node, called: Container) -> dict[str, Any]:
        if node.call_inputs is None:
            data = run.data(run.state.tokens[number].scope, number)
            declared = called.data.get("inputs")
            return dict(data) if declared is None else _declared(data, declared, called)
        values = dict(run.state.locals.get(number, {})) if node.inputs else {}
        return {**values, **run.mapped(node.call_inputs, number)}

    def inside_done(self, run: Run, number: int, node: Node) -> None:
        """Take over the results and go on."""
        inside = {name: value for name, value in run.state.locals.get(number, {}).items() if name not in LOOP_NAMES}
        scope = run.state.tokens[number].scope
        called = run.called(number, str((run.state.tokens[number].data or {}).get("called"))).root
        if called.hooks:
            run_hooks_of(run, number, called, "after")
            inside = {**inside, **run.state.locals.get(number, {})}
        if node.call_outputs is None:
            declared = called.data.get("outputs")
            values: Mapping[str, Any] = inside if declared is None else _declared(inside, declared, called)
        else:
            values = run.mapped(tuple(entry for entry in node.call_outputs if not entry.local), number)
            kept = tuple(entry for entry in node.call_outputs if entry.local and entry.source is not None)
            run.assign(number, run.mapped(kept, number), local=True)
        values = _without_inputs(values, node)
        data = dict(run.state.tokens[number].data or {})
        del data["called"]
        gone = set(data.pop("given", ())) - inside.keys() - LOOP_NAMES
        run.forget(scope, sorted(gone & run.data(scope).keys()))
        if node.outputs:
            outputs = run.mapped(node.outputs, number)
            values = {**values, **outputs} if node.call_outputs else outputs
        run.emit(e.Changed(number, "run", data or None))
        gathered = node.loop.output_variable if node.loop is not None else None
        if gathered and gathered in values and gathered in run.state.locals.get(number, ()):
            run.assign(number, {gathered: values[gathered]}, local=True)
            values = {name: value for name, value in values.items() if name != gathered}
        named = any(entry.target == BUSINESS_KEY for entry in node.call_outputs or ())
        if node.call_key is not None and not named:  # the caller keeps its own
            values = {name: value for name, value in values.items() if name != BUSINESS_KEY}
        if node.loop is not None and node.loop.whole_results:  # see `gathering`: the instance keeps its results
            run.emit(e.VariablesDeleted(number, tuple(sorted(inside.keys() - given_to_instance(node.loop)))))
            run.assign(number, values, local=True)
        elif values:
            run.assign(scope, values, local=node.call_results_local)
            handed = bool(node.call_outputs) or not node.outputs  # output parameters are set when its border is closed
            if (
                run.definition.uses_conditions
                and handed
                and conditions_first(run, number, partial(complete, run, number, node))
            ):
                return
        complete(run, number, node)

    def trigger(self, run: Run, number: int, node: Node, values: Mapping[str, Any]) -> None:
        """Finish from outside (repair); a trial gives what a process would have given that is not there."""
        run.cancel_children(number)
        if run.state.tokens[number].phase == "held" and node.call_outputs is not None:
            run.assign(number, values, local=True)
            values = run.mapped(node.call_outputs, number)
        complete(run, number, node, values)


def _shares(run: Run, node: Node, called: Container) -> bool:
    """Whether a file of another engine shares all its variables, so that what the called process deletes is gone."""
    declared = "inputs" in called.data or "outputs" in called.data
    return not run.definition.dialect.own and node.call_inputs is node.call_outputs is None and not declared


def _without_inputs(values: Mapping[str, Any], node: Node) -> Mapping[str, Any]:
    """Results without those that have the name of an input parameter: it is the call activity's own variable."""
    own = {entry.target.split(".")[0] for entry in node.inputs}
    return {name: value for name, value in values.items() if name not in own} if own else values


def _declared(data: Mapping[str, Any], names: list[str], called: Container) -> dict[str, Any]:
    """The data that a process declares; raises EngineError when one is missing."""
    missing = next((name for name in names if name not in data), None)
    if missing is not None:
        raise EngineError("declared-data-missing", process=called.name or called.id, data=missing)
    return {name: data[name] for name in names}


def _depth(run: Run, number: int) -> int:
    depth = 0
    while number:
        token = run.state.tokens[number]
        depth += bool(token.data and "called" in token.data)
        number = token.scope
    return depth

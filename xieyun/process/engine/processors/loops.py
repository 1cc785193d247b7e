"""Multi-instance (parallel and sequential) and standard loops: a body token owns the instances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import events as e
from ..definition import Loop, Node
from ..errors import EngineError
from ..run import Move, Run
from ..subscriptions import open_boundary
from ..visit import _goes_special_way, _note_compensation, _special_way, ad_hoc_over, go_on, outgoing
from ..visit import begin as begin_visit

MAXIMUM_INSTANCES = 10_000


def begin(run: Run, body: int, node: Node) -> None:
    """Start the loop of an activity."""
    assert node.loop is not None
    if node.boundary:
        open_boundary(run, body, node)
    if node.loop.kind == "standard":
        _begin_standard(run, body, node, node.loop)
        return
    count = _count(run, body, node.loop)
    keep = _kept(run, body)
    if node.loop.output_collection:
        empty = [None] * count if node.loop.scoped_outputs else []
        run.assign(body, {node.loop.output_collection: empty}, local=True)
    if count == 0:
        run.emit(e.Changed(body, "multi", {**keep, "n": 0, "done": 0, "active": 0}))
        finish(run, body, node)
        return
    parallel = node.loop.kind == "parallel"
    active = count if parallel else 1
    run.emit(e.Changed(body, "multi", {**keep, "n": count, "done": 0, "active": active, "i": active}))
    for index in reversed(range(active)):
        run.push(body, _instance(run, body, node, index))


def _kept(run: Run, body: int) -> dict[str, Any]:
    data = run.state.tokens[body].data or {}
    return {key: data[key] for key in ("back", "undo") if key in data}


def _count(run: Run, body: int, loop: Loop) -> int:
    if loop.collection is not None:
        items = _items(run, body, loop)
        count = len(items)
    elif loop.cardinality is not None:
        value = run.evaluate(loop.cardinality, body)
        try:
            count = int(float(value)) if not isinstance(value, list | dict) else len(value)
        except (TypeError, ValueError):
            raise EngineError("loop-count-wrong", value=str(value)[:60]) from None
    else:
        raise EngineError("loop-without-count")
    if not 0 <= count <= MAXIMUM_INSTANCES:
        raise EngineError("loop-count-wrong", value=count)
    return count


def _items(run: Run, body: int, loop: Loop) -> Sequence[Any]:
    assert loop.collection is not None
    value = run.evaluate(loop.collection, body)
    if loop.collection.language == "literal":
        value = run.data(run.state.tokens[body].scope, body).get(loop.collection.text)
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, int) and not isinstance(value, bool):
        return list(range(value))
    if value is None or isinstance(value, str) or not isinstance(value, Sequence | set):
        raise EngineError("loop-collection-missing", collection=loop.collection.text)
    return list(value)


def _instance(run: Run, body: int, node: Node, index: int) -> Move:
    return lambda: _start_instance(run, body, node, index)


def _start_instance(run: Run, body: int, node: Node, index: int) -> None:
    loop = node.loop
    assert loop is not None
    number = run.state.next
    run.emit(e.Entered(number, node.id, body, "run", None, {"i": index}))
    run.current = number
    values: dict[str, Any] = {"loopCounter": index + 1 if loop.scoped_outputs else index}
    if loop.collection is not None:
        items = _items(run, body, loop)
        member = items[index] if index < len(items) else None
        values[loop.element_variable or "item"] = member
    elif loop.element_variable:
        values[loop.element_variable] = index
    if loop.output_variable and loop.output_variable not in values:
        values[loop.output_variable] = None
    run.assign(number, values, local=True)
    begin_visit(run, number, node)


def collect(run: Run, number: int, body: int, node: Node, handlers: tuple[str, ...] | None) -> bool:
    """Count a finished instance and gather its result; true when the loop's condition says it is enough."""
    loop = node.loop
    assert loop is not None
    data = dict(run.state.tokens[body].data or {})
    data["done"] = data.get("done", 0) + 1
    data["active"] = max(0, data.get("active", 1) - 1)
    if handlers:
        data["h"] = [*data.get("h", ()), *handlers]
    run.emit(e.Changed(body, "multi", data))
    if loop.output_collection:
        _gather(run, number, body, loop)
    if loop.kind == "standard":
        return not _again(run, number, loop, data["done"])
    return loop.completion is not None and run.holds(loop.completion, number)


def _gather(run: Run, number: int, body: int, loop: Loop) -> None:
    index = int((run.state.tokens[number].data or {}).get("i", 0))
    inner = run.data(body, number)
    if loop.output_element is not None:
        value = run.evaluate(loop.output_element, number)
    else:
        value = inner.get(loop.output_variable or loop.element_variable or "item")
    results = list(run.state.locals.get(body, {}).get(loop.output_collection or "", ()))
    if loop.scoped_outputs:
        results[index] = value
    else:
        results.append(value)
    run.assign(body, {str(loop.output_collection): results}, local=True)


def instance_done(run: Run, body: int, node: Node, enough: bool) -> None:
    """Start the next instance of a sequential loop, or finish the loop."""
    loop = node.loop
    assert loop is not None
    data = run.state.tokens[body].data or {}
    if enough or (loop.kind != "standard" and data["done"] >= data["n"]):
        run.cancel_children(body)
        finish(run, body, node)
        return
    if loop.kind != "parallel":
        index = data.get("i", 1)
        run.emit(e.Changed(body, "multi", {**data, "i": index + 1, "active": 1}))
        run.push(body, _instance(run, body, node, index))


def finish(run: Run, body: int, node: Node) -> None:
    """The loop is over: hand out its results and go on after the activity."""
    loop = node.loop
    assert loop is not None
    run.current = run.leaving = body
    token = run.state.tokens[body]
    data = token.data or {}
    if loop.output_collection and body in run.state.locals:
        results = run.state.locals[body].get(loop.output_collection)
        run.assign(token.scope, {loop.output_collection: results})
    special = _goes_special_way(run, data)
    flows = [] if special else outgoing(run, body, node)
    run.cancel_timers(body)
    _note_compensation(run, body, node)
    run.emit(e.Left(body, tuple(data["h"]) if data.get("h") else None))
    if (special and _special_way(run, data)) or (token.scope and ad_hoc_over(run, token.scope)):
        return
    go_on(run, token.scope, flows)


def _begin_standard(run: Run, body: int, node: Node, loop: Loop) -> None:
    run.emit(e.Changed(body, "multi", {**_kept(run, body), "done": 0, "active": 1, "i": 1}))
    if loop.test_before and loop.condition is not None and not run.holds(loop.condition, body):
        finish(run, body, node)
        return
    if loop.maximum is not None and _maximum(run, body, loop) <= 0:
        finish(run, body, node)
        return
    run.push(body, _instance(run, body, node, 0))


def _maximum(run: Run, token: int, loop: Loop) -> int:
    assert loop.maximum is not None
    try:
        return int(run.evaluate(loop.maximum, token))
    except (TypeError, ValueError):
        raise EngineError("loop-count-wrong", value=loop.maximum.text) from None


def _again(run: Run, number: int, loop: Loop, done: int) -> bool:
    if loop.maximum is not None and done >= _maximum(run, number, loop):
        return False
    if loop.condition is not None:
        return run.holds(loop.condition, number)
    return loop.maximum is not None

"""Multi-instance (parallel and sequential) and standard loops: a body token owns the instances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import events as e
from ..decisions.answer import within
from ..definition import Loop, Node
from ..errors import EngineError
from ..notation import Source
from ..notations.tokens import ThrownError
from ..run import Move, Run
from ..subscriptions import open_boundary
from ..visit import _goes_special_way, _note_compensation, _special_way, ad_hoc_over, go_on, outgoing
from ..visit import begin as begin_visit
from .gathering import aggregate, collection_of, gather, give_back, keyed, results_of
from .throwing import throw_from_instance

MAXIMUM_INSTANCES = 10_000
# What a step may make more for each instance of its largest loop; the number of instances of one loop is bounded.
VISITS_OF_AN_INSTANCE = 10
# What conditions at the border of a loop may look at.
_COUNTS = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances")


def begin(run: Run, body: int, node: Node) -> None:
    """Start the loop of an activity."""
    loop = node.repeats
    if node.boundary:
        open_boundary(run, body, node)
    if loop.kind == "standard":
        _begin_standard(run, body, node, loop)
        return
    if not _run_around(run, body, node, "before"):
        return
    count = _count(run, body, loop)
    keep = _kept(run, body)
    if loop.output_collection:
        empty: Any = [None] * count if loop.scoped_outputs else []
        if keyed(run, body, loop):
            empty = {}
        run.assign(body, {loop.output_collection: empty}, local=True)
    elif _collects_in_collection(run, body, loop):
        run.assign(body, {loop.collection.text if loop.collection else "": []}, local=True)
    if count == 0:
        run.emit(e.Changed(body, "multi", {**keep, "n": 0, "done": 0, "active": 0}))
        finish(run, body, node)
        return
    parallel = loop.kind == "parallel" and not (loop.sequential and run.holds(loop.sequential, body))
    active = count if parallel else 1
    run.budget = max(run.budget, run.context.budget + VISITS_OF_AN_INSTANCE * count)
    run.emit(e.Changed(body, "multi", {**keep, "n": count, "done": 0, "active": active, "i": active}))
    if node.boundary:
        run.note_changes(body, dict.fromkeys(_COUNTS, "create"), local=True)
    for index in reversed(range(active)):
        run.push(body, _instance(run, body, node, index))


def _collects_in_collection(run: Run, body: int, loop: Loop) -> bool:
    """A number of instances, and a collection that does not exist yet: SpiffWorkflow gathers the elements in it."""
    if loop.collection is None or loop.cardinality is None or not loop.element_variable:
        return False
    return run.definition.dialect.gathers_in_collection and collection_of(run, body, loop) is None


def _run_around(run: Run, body: int, node: Node, when: str) -> bool:
    """Run the scripts that belong to all instances together, where the variables around the loop are.

    False when one of them threw an error that was caught elsewhere.
    """
    for hook in node.repeats.hooks:
        if hook.when == when:
            from .scripts import run_hook, threw

            try:
                run_hook(run, run.state.tokens[body].scope, hook, node)
            except ThrownError as error:
                counts = {"n": 0, "done": 0, "active": 0}  # no instance has begun, or none is left
                run.emit(e.Changed(body, "multi", {**_kept(run, body), **counts}))
                threw(run, body, error, hook, node)
                return False
    return True


def _kept(run: Run, body: int) -> dict[str, Any]:
    data = run.state.tokens[body].data or {}
    return {key: data[key] for key in ("back", "undo") if key in data}


def _count(run: Run, body: int, loop: Loop) -> int:
    if loop.collection is not None:
        count = len(_items(run, body, loop))
        if loop.cardinality is not None:
            wanted = _cardinality(run, body, loop.cardinality)
            count = wanted if collection_of(run, body, loop) is None else min(count, wanted)
    elif loop.cardinality is not None:
        count = _cardinality(run, body, loop.cardinality)
    elif not run.definition.dialect.own:
        # Drawings of other tools mark an activity as multiple without saying how often: once, or until it is enough.
        count = MAXIMUM_INSTANCES if _until_enough(loop) else 1
    else:
        raise EngineError("loop-without-count")
    if not 0 <= count <= MAXIMUM_INSTANCES:
        raise EngineError("loop-count-wrong", value=count)
    return count


def _until_enough(loop: Loop) -> bool:
    """Whether the condition that ends a sequential loop counts what is done, not what there is."""
    return loop.kind == "sequential" and loop.completion is not None and "CompletedInstances" in loop.completion.text


def _cardinality(run: Run, body: int, cardinality: Source) -> int:
    value = run.evaluate(cardinality, body)
    try:
        return int(float(value)) if not isinstance(value, list | dict) else len(value)
    except (TypeError, ValueError):
        raise EngineError("loop-count-wrong", value=str(value)[:60]) from None


def _items(run: Run, body: int, loop: Loop) -> Sequence[Any]:
    value = collection_of(run, body, loop)
    if value is None and loop.cardinality is not None and run.definition.dialect.gathers_in_collection:
        return ()  # the number is given; SpiffWorkflow means the list of results then
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, int) and not isinstance(value, bool):
        return list(range(value))
    if value is None or isinstance(value, str) or not isinstance(value, Sequence | set):
        raise EngineError("loop-collection-missing", collection=loop.collection.text if loop.collection else "")
    return value if isinstance(value, list) else list(value)


def _instance(run: Run, body: int, node: Node, index: int) -> Move:
    return lambda: _start_instance(run, body, node, index)


def _start_instance(run: Run, body: int, node: Node, index: int) -> None:
    loop = node.repeats
    number = run.state.next
    run.emit(e.Entered(number, node.id, body, "run", None, {"i": index}))
    run.current = number
    values: dict[str, Any] = {"loopCounter": index + 1 if loop.scoped_outputs else index}
    if loop.collection is not None:
        items = _items(run, body, loop)
        member = items[index] if index < len(items) else None
        values[loop.element_variable or "item"] = member
        if run.definition.dialect.spreads_members and not loop.element_variable and isinstance(member, Mapping):
            values.update(member)
    elif loop.element_variable:
        values[loop.element_variable] = index
    if loop.index_variable:
        values[loop.index_variable] = index
    if loop.output_variable and loop.output_variable not in values:
        values[loop.output_variable] = None
    for aggregation in loop.aggregations:  # what an instance sets for the rows stays its own
        known = {**run.data(body), **values}
        sources = (member.source.text for member in aggregation.members if member.source is not None)
        values.update((name, None) for name in sources if name.isidentifier() and name not in known)
    run.assign(number, values, local=True)
    begin_visit(run, number, node)


def collect(run: Run, number: int, body: int, node: Node, handlers: tuple[str, ...] | None) -> bool | None:
    """Count a finished instance and gather its result; true when the loop's condition says it is enough.

    None when the event that it throws ended the activity.
    """
    loop = node.repeats
    data = dict(run.state.tokens[body].data or {})
    data["done"] = data.get("done", 0) + 1
    data["active"] = max(0, data.get("active", 1) - 1)
    if handlers:
        data["h"] = [*data.get("h", ()), *handlers]
    run.emit(e.Changed(body, "multi", data))
    if node.boundary:
        run.note_changes(body, dict.fromkeys(_COUNTS, "update"), local=True)
    results = results_of(run, body, loop)
    if results:
        gather(run, number, body, loop, results)
    elif run.definition.dialect.gathers_in_collection and loop.collection is not None and loop.element_variable:
        give_back(run, number, body, loop.collection.text, loop.element_variable)
    for aggregation in loop.aggregations:
        aggregate(run, number, body, aggregation)
    for throw in loop.throws:
        if (not throw.first_only or data["done"] == 1) and (
            throw.condition is None or run.holds(throw.condition, number)
        ):
            if not throw_from_instance(run, number, node, throw.event):
                return None
            run.current = number
    if loop.kind == "standard":
        return not _again(run, number, loop, data["done"])
    return loop.completion is not None and run.ends(loop.completion, number)


def instance_done(run: Run, body: int, node: Node, enough: bool) -> None:
    """Start the next instance of a sequential loop, or finish the loop."""
    loop = node.repeats
    data = run.state.tokens[body].data or {}
    if enough or (loop.kind != "standard" and data["done"] >= data["n"]):
        run.cancel_children(body)
        finish(run, body, node)
        return
    index = data.get("i", 1)
    if loop.kind == "standard" or index < data["n"]:
        run.emit(e.Changed(body, "multi", {**data, "i": index + 1, "active": 1}))
        run.push(body, _instance(run, body, node, index))


def finish(run: Run, body: int, node: Node) -> None:
    """The loop is over: hand out its results and go on after the activity."""
    loop = node.repeats
    run.current = run.leaving = body
    token = run.state.tokens[body]
    data = token.data or {}
    name = results_of(run, body, loop)
    if name and body in run.state.locals:
        results = run.state.locals[body].get(name)
        run.assign(token.scope, within({name: results}, run.data(token.scope)))
    for aggregation in loop.aggregations:
        rows = run.state.locals.get(body, {}).get(aggregation.target, [])
        run.assign(token.scope, {aggregation.target: rows}, local=_inside_loop(run, token.scope))
    if not _run_around(run, body, node, "after"):
        return
    special = _goes_special_way(run, data)
    flows = [] if special else outgoing(run, body, node)
    run.cancel_timers(body)
    _note_compensation(run, body, node)
    run.emit(e.Left(body, tuple(data["h"]) if data.get("h") else None))
    if (special and _special_way(run, data)) or (token.scope and ad_hoc_over(run, token.scope, node)):
        return
    go_on(run, token.scope, flows)


def _inside_loop(run: Run, scope: int) -> bool:
    """Whether a scope is one of several instances, whose variables must not meet those of the others."""
    return bool(scope) and run.state.tokens[run.state.tokens[scope].scope].phase == "multi" if scope else False


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
    maximum = loop.maximum or Source("0", "literal")
    try:
        return int(run.evaluate(maximum, token))
    except (TypeError, ValueError):
        raise EngineError("loop-count-wrong", value=maximum.text) from None


def _again(run: Run, number: int, loop: Loop, done: int) -> bool:
    if loop.maximum is not None and done >= _maximum(run, number, loop):
        return False
    if loop.condition is not None:
        return run.holds(loop.condition, number)
    return loop.maximum is not None

"""What the instances of a loop give back: lists of results, rows, and what they made of their elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..decisions.answer import within
from ..definition import Aggregation, Loop
from ..notation import evaluate
from ..run import Run


def collection_of(run: Run, body: int, loop: Loop) -> Any:
    """The collection as it is outside the loop (its results may have the same name)."""
    data = run.data(run.state.tokens[body].scope)
    if loop.collection is None:
        return None
    if loop.collection.language == "literal":
        return data.get(loop.collection.text)
    return evaluate(loop.collection, data, run.context)


def results_of(run: Run, body: int, loop: Loop) -> str | None:
    """The variable (with members, when dots are in it) in which a loop gathers results."""
    if loop.output_collection or loop.collection is None or loop.cardinality is None:
        return loop.output_collection
    return loop.collection.text if loop.collection.text in run.state.locals.get(body, {}) else None


def gather(run: Run, number: int, body: int, loop: Loop, name: str) -> None:
    """Put the result of an instance into the list or object of this name."""
    index = int((run.state.tokens[number].data or {}).get("i", 0))
    inner = run.data(body, number)
    if loop.output_element is not None:
        value = run.evaluate(loop.output_element, number)
    elif loop.whole_results:
        given = given_to_instance(loop)
        value = {key: found for key, found in run.state.locals.get(number, {}).items() if key not in given}
    else:
        value = inner.get(loop.output_variable or loop.element_variable or "item")
    found = run.state.locals.get(body, {}).get(name)
    if isinstance(found, Mapping):
        run.assign(body, {name: {**found, _key(run, body, loop, index): value}}, local=True)
        return
    results = list(found) if isinstance(found, list | tuple) else []
    if loop.scoped_outputs:
        results[index] = value
    else:
        results.append(value)
    run.assign(body, {name: results}, local=True)


def given_to_instance(loop: Loop) -> set[str]:
    """The variables that an instance begins with, which are none of its results."""
    return {"loopCounter", loop.element_variable or "item", loop.index_variable or "loopCounter"}


def give_back(run: Run, number: int, body: int, collection: str, element: str) -> None:
    """What an instance made of its element goes into the collection: SpiffWorkflow's files, Camunda's else, say so."""
    outside = run.state.tokens[body].scope
    found: Any = run.data(outside)
    for member in collection.split("."):
        found = found.get(member) if isinstance(found, Mapping) else None
    index, value = int((run.state.tokens[number].data or {}).get("i", 0)), run.data(body, number).get(element)
    if not isinstance(found, list | Mapping) or index >= len(found):
        return
    place = list(found)[index] if isinstance(found, Mapping) else index
    if found[place] != value:
        changed = (
            {**found, place: value} if isinstance(found, Mapping) else [*found[:index], value, *found[index + 1 :]]
        )
        run.assign(outside, within({collection: changed}, run.data(outside)))


def keyed(run: Run, body: int, loop: Loop) -> bool:
    """SpiffWorkflow: results of an object are an object with its keys, unless a list waits for them."""
    outside = run.data(run.state.tokens[body].scope)
    if loop.scoped_outputs or isinstance(outside.get(loop.output_collection or ""), list):
        return False
    if isinstance(outside.get(loop.output_collection or ""), Mapping):
        return True
    return isinstance(collection_of(run, body, loop), Mapping)


def _key(run: Run, body: int, loop: Loop, index: int) -> str:
    collection = collection_of(run, body, loop)
    return str(list(collection)[index]) if isinstance(collection, Mapping) else str(index)


def aggregate(run: Run, number: int, body: int, aggregation: Aggregation) -> None:
    """Add the row of an instance to Flowable's overview of all."""
    named = {entry.target for entry in aggregation.members if entry.source and entry.source.text.isidentifier()}
    found = run.mapped(aggregation.members, number)  # what an instance has not set is left out
    row = {name: value for name, value in found.items() if value is not None or name not in named}
    rows = [*run.state.locals.get(body, {}).get(aggregation.target, ()), row]
    run.assign(body, {aggregation.target: rows}, local=True)

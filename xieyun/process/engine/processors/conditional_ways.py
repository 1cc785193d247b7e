"""Ways through an ad-hoc sub-process that begin of themselves when their condition holds.

SpiffWorkflow begins a loop or a gateway to which no flow leads only then, looks when the sub-process begins and
whenever a way through it ends, and begins it again when it is over (`AdHocSubprocessSpec` of SpiffWorkflow 3.2).
"""

from __future__ import annotations

from ..definition import Node
from ..graph_entries import entries
from ..run import Run


def unconditional(run: Run, node: Node) -> list[Node]:
    """What begins with an ad-hoc sub-process whatever its variables are."""
    first = entries(node.inside)
    if not run.definition.dialect.ad_hoc_begins_by_condition:
        return first
    return [activity for activity in first if not _has_condition(activity)]


def due(run: Run, scope: int, node: Node) -> list[Node]:
    """What begins in an ad-hoc sub-process now because its condition holds and it is not under way."""
    if not run.definition.dialect.ad_hoc_begins_by_condition:
        return []
    active = {run.state.tokens[child].node for child in run.children(scope)}
    return [
        activity
        for activity in entries(node.inside)
        if _has_condition(activity) and active.isdisjoint(_way(activity)) and _holds(run, scope, activity)
    ]


def _has_condition(activity: Node) -> bool:
    loop = activity.loop
    if loop is not None:
        return (loop.condition if loop.kind == "standard" else loop.completion) is not None
    return activity.type in ("exclusiveGateway", "inclusiveGateway")


def _holds(run: Run, scope: int, activity: Node) -> bool:
    loop = activity.loop
    if loop is None:
        return any(flow is activity.default or run.passes(flow, scope) for flow in activity.outgoing)
    if loop.kind == "standard":
        return loop.condition is not None and run.holds(loop.condition, scope)
    return loop.completion is not None and not run.holds(loop.completion, scope)


def _way(first: Node) -> set[str]:
    """The elements that can be reached from one."""
    found, left = {first.id}, [first]
    while left:
        for flow in left.pop().outgoing:
            if flow.target.id not in found:
                found.add(flow.target.id)
                left.append(flow.target)
    return found

"""Script tasks: zen in our own files, plain assignments in the notations of other engines."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from .. import events as e
from ..definition import PAYLOAD, Container, Flow, Hook, Node
from ..errors import EngineError
from ..notation import Source, evaluate
from ..notations.scope import GONE
from ..notations.script import run_assignments
from ..notations.tokens import ThrownError
from ..run import Run
from ..visit import complete
from .base import Processor
from .throwing import throw_error


class ScriptTask(Processor):
    """Evaluates its script and goes on."""

    def enter(self, run: Run, number: int, node: Node) -> None:
        """Run the script; its value goes into the result variable when there is one."""
        service = node.service
        values: dict[str, Any] = {}
        if service is not None and service.kind == "script":
            try:
                facts = {"currentActivityId": node.id, "currentActivityName": node.name, "name": node.name}
                values = run_script(
                    run, number, service.script, service.language, service.result, facts, stores=service.stores
                )
            except ThrownError as error:
                throw_error(run, number, error.code, error.message, node, own=True, carries=error.carries)
                return
        if number in run.state.tokens:
            complete(run, number, node, values)


def tell_cancelled(run: Run, number: int) -> None:
    """Run the listeners that hear of a visit that is cancelled; errors are passed over."""
    token = run.state.tokens[number]
    if token.phase in ("multi", "held"):
        return
    heard = run.definition.dialect.heard_when_cancelled
    node = run.node(token)
    for hook in node.hooks:
        if hook.event in heard:
            with suppress(EngineError, ValueError):
                run_hook(run, number, hook, node, cancelled=True)


def run_hook(
    run: Run,
    number: int,
    hook: Hook,
    node: Node | None,
    at: Node | None = None,
    *,
    handler: str | None = None,
    cancelled: bool = False,
) -> None:
    """Run a listener for a token, or without a node for the scope of a process or flow, which stands `at` one.

    `handler` is who completed a task.
    """
    facts: dict[str, Any] = {"eventName": hook.event, "canceled": cancelled}
    if at is not None:
        facts |= {"activityId": at.id, "currentActivityId": at.id}
    if node is not None:
        facts |= {"currentActivityId": node.id, "currentActivityName": node.name, "name": node.name}
        facts["activityId"] = node.id
        facts["taskDefinitionKey"] = node.id
        if node.approval is not None and node.approval.assignment is not None:
            person = node.approval.assignment.get("assignee")
            facts["assignee"] = run.evaluate(person, number) if person is not None else None
        token = run.state.tokens.get(number)
        if token is not None and token.data and token.data.get("assigned"):  # by a listener before
            facts["assignee"] = token.data["assigned"]
    if facts.get("assignee") is None and handler is not None:
        facts["assignee"] = handler
    if hook.event == "assignment" and facts.get("assignee") in (None, ""):
        return
    person = facts.get("assignee")
    run_script(run, number, hook.script, hook.language, hook.result, facts, stores=hook.stores)
    if number in run.state.tokens and facts.get("assignee") != person:
        token = run.state.tokens[number]
        run.emit(e.Changed(number, token.phase, {**(token.data or {}), "assigned": facts["assignee"]}))


def threw(run: Run, number: int, error: ThrownError, hook: Hook, node: Node) -> None:
    """A listener threw an error; events at the border catch it where they are open by then."""
    last = run.definition.dialect.listeners_outside_borders and hook.event in ("start", "end")
    throw_error(run, number, error.code, error.message, node, own=True, border_last=last, carries=error.carries)


def follow(run: Run, flow: Flow, scope: int) -> None:
    """Run the listeners of a flow and arrive behind it, unless one of them threw an error."""
    for hook in flow.hooks:
        try:
            run_hook(run, scope, hook, None, flow.source)
        except ThrownError as error:
            throw_error(run, -1, error.code, error.message, flow.source, scope=scope, carries=error.carries)
            return
    if run.variables_changed and run.definition.uses_conditions:
        from ..quiescence import conditions_between

        if conditions_between(run, scope, lambda: flow.target.processor.arrive(run, flow.target, scope, flow)):
            return
    flow.target.processor.arrive(run, flow.target, scope, flow)


def run_hooks_of(run: Run, scope: int, container: Container, when: str) -> None:
    """Run the listeners of a process at its beginning or end."""
    at = run.latest if when == "after" else next(iter(container.starts), None)
    for hook in container.hooks:
        if hook.when == when:
            run_hook(run, scope, hook, None, at)


def run_script(
    run: Run,
    number: int,
    script: str,
    language: str,
    result: str | None = None,
    facts: Mapping[str, Any] | None = None,
    *,
    stores: bool = True,
) -> dict[str, Any]:
    """Run a script at a token or scope; the variables that it sets are assigned and also returned.

    `facts` is what `task` and `execution` know of themselves, such as `eventName`.
    """
    data = run.data(run.state.tokens[number].scope if number else 0, number or None)
    if language in ("zen", "feel", "juel"):
        source = _source(script, language)
        if source.language != "juel" or "setVariable" not in source.text:
            value = evaluate(source, data, run.context)
            if result:
                return {result: value}
            return dict(value) if isinstance(value, dict) else {}
        script, language = source.text, "java"  # JUEL calls the methods of `execution` as Java does
    elif script.lstrip().startswith(("${", "#{")):  # the script itself is what an expression gives
        script = run.evaluate(_source(script.strip(), "juel"), number or None)
        if not isinstance(script, str):
            raise ValueError("the expression in place of a script gives none")
    own: set[str] = set()
    if isinstance(facts, dict):  # others write key:version:number for the id
        key = run.definition.process_id
        facts.update(processDefinitionKey=key, processDefinitionId=f"{key}:{run.definition.version or 1}:1")
    changed, value = run_assignments(script, language, data, run.context.now, facts, own, stores=stores)
    values = {name: entry for name, entry in changed.items() if entry is not GONE}
    run.forget(number, [name for name, entry in changed.items() if entry is GONE])
    for name, activity in (facts or {}).get("places", {}).items():
        if name in values:
            run.assign(_around(run, number, activity), {name: values.pop(name)}, local=True)
    keeps = own and number and run.definition.dialect.keeps_script_variables
    if keeps and _is_scope(run.node(run.state.tokens[number])):
        run.assign(number, {name: values.pop(name) for name in own if name in values}, local=True)
    if result:
        values[result] = value
    run.assign(number, values)
    for name, times in (facts or {}).get("set", {}).items():
        if times > 1:
            run.repeated[run.home(number, name), name] = times
    _tell_signals(run, facts)
    return values


def _tell_signals(run: Run, facts: Mapping[str, Any] | None) -> None:
    """What a script told by `runtimeService`; it may have ended the activity that the script belongs to.

    What the listener of a cancelled activity tells is heard when the cancelling is over, by who is left.
    """
    from .throwing import tell_signal

    told = facts or {}
    for name, brought in told.get("signals", ()):
        carried = dict(brought) if isinstance(brought, Mapping) else {PAYLOAD: brought}
        run.irreversible = True
        if told.get("canceled"):
            run.push(0, partial(tell_signal, run, name, carried))
        else:
            tell_signal(run, name, carried)


def _around(run: Run, number: int, activity: str) -> int:
    """The visit of an activity around a token, or the token itself."""
    while number:
        token = run.state.tokens[number]
        if token.node == activity:
            return number
        number = token.scope
    raise ValueError(f"{activity} is not around the script")


def _is_scope(node: Node) -> bool:
    """Whether an activity has variables of its own, as in Camunda; a plain task shares those of what is around it."""
    return bool(node.inner or node.boundary or node.inputs or node.outputs or node.loop)


def _source(script: str, language: str) -> Source:
    from ..notation import expression

    if language == "feel":
        return Source(script.strip().removeprefix("=").strip(), "feel")
    return Source(script, "zen") if language == "zen" else expression(script)

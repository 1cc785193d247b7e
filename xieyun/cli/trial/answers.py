"""What a trial answers when the engine asks for people or services."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from xieyun.process.engine import Context, Definition, State
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine.notation import evaluate
from xieyun.process.engine.notations.script import run_assignments
from xieyun.process.engine.run import Run


def answer_assignees(effect: f.ResolveAssignees) -> c.AssigneesResolved:
    """The people whom the file itself names; relations of an organisation give an item for anybody."""
    specification = effect.specification
    person = specification.get("assignee") or specification.get("person")
    if specification.get("kind") == "initiator" and effect.initiator:
        person = effect.initiator
    if person is None and specification.get("persons"):
        people = _names(specification["persons"])
        return c.AssigneesResolved(effect.request, tuple(c.Signer(name) for name in people), open_to_all=True)
    if person not in (None, ""):
        return c.AssigneesResolved(effect.request, (c.Signer(str(person)),))
    candidates = _names(specification.get("candidate_users")) + _names(specification.get("candidate_groups"))
    return c.AssigneesResolved(effect.request, candidates=tuple(candidates), open_to_all=True)


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple | set):
        return [str(name) for name in value]
    return [name.strip() for name in str(value).split(",") if name.strip()]


def answer_service(effect: f.CallService, definition: Definition, state: State, context: Context) -> c.ServiceCompleted:
    """Services succeed at once; an expression that can be evaluated gives its value to the result variable."""
    token = state.tokens[effect.request]
    run = Run(definition, state, context)
    service = run.node(token).service
    if service is None or service.kind != "vendor" or service.reference is None:
        return c.ServiceCompleted(effect.request, {})
    data = run.data(token.scope, effect.request)
    if "setVariable" in service.reference.text:
        with suppress(ValueError):
            changed, value = run_assignments(service.reference.text, "java", data, context.now)
            return c.ServiceCompleted(effect.request, {**changed, service.result: value} if service.result else changed)
    if service.result:
        try:
            value = evaluate(service.reference, data, context)
        except ValueError:
            value = None
        if value is None or isinstance(value, bool | int | float | str | list | dict):
            return c.ServiceCompleted(effect.request, {service.result: value})
    return c.ServiceCompleted(effect.request, {})

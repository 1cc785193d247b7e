"""The assignment kinds of a user task that come with the platform."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from xieyun.access.selectors import role_codes
from xieyun.kernel.identifiers import parse_id
from xieyun.organization import relations
from xieyun.organization.relations import Anchor, Candidate
from xieyun.organization.selectors import post_codes
from xieyun.process.resolvers.anchors import anchor_of
from xieyun.process.resolvers.registry import Found, Question, kinds, register

MAXIMUM_PEOPLE = 1000
_LEVEL = re.compile("[0-9]{1,3}")
NOWHERE = Anchor()  # who is named is found from anywhere


def find(kind: str, question: Question, anchor: Anchor, params: Mapping[str, Any]) -> list[Candidate]:
    """Ask the organisation for the people in a relation to the anchor."""
    return relations.find(
        kind,
        group_id=question.group_id,
        as_of=question.as_of,
        anchor=anchor,
        params=params,
        token=question.token,
    )


def people_named(question: Question, named: Any) -> list[Candidate]:
    """Return the people that a value names: an id, a number, a record reference or a list of these."""
    names = list(dict.fromkeys(_names(named)))[:MAXIMUM_PEOPLE]
    if not names:
        return []
    if len(names) == 1:
        params: dict[str, Any] = {"person_id": names[0]} if parse_id(names[0]) else {"number": names[0]}
    else:
        params = {"persons": tuple(names)}
    return find("person", question, NOWHERE, params)


def _names(named: Any) -> Iterable[str]:
    if isinstance(named, Mapping):
        named = named.get("id")
    if isinstance(named, str):
        yield from (part.strip() for part in named.split(",") if part.strip())
    elif isinstance(named, Iterable):
        for part in named:
            yield from _names(part)
    elif named is not None:
        yield str(named)


@register("person")
def _person(question: Question) -> Found:
    given = question.assignment
    named = [given[name] for name in ("person_id", "number", "persons") if given.get(name)]
    people = people_named(question, named[0] if len(named) == 1 else named)
    return Found(people, ("why-person", {}), question.flag("pool"))


@register("route")
def _route(question: Question) -> Found:
    """A step of a free route: the people whom its initiator or a handler chose."""
    by = question.text("by")
    initiator = str(question.initiator.person_id) if question.initiator.person_id else ""
    code = "why-route" if by == initiator else "why-route-added"
    return Found(people_named(question, question.assignment.get("persons")), (code, {"person": by}))


@register("expression")
def _expression(question: Question) -> Found:
    named = question.assignment.get("value", question.assignment.get("expression"))
    return Found(people_named(question, named), ("why-expression", {}), question.flag("pool"))


@register("field")
def _field(question: Question) -> Found:
    name = question.text("field") or question.text("name")
    people = people_named(question, question.variables.get(name))
    return Found(people, ("why-field", {"field": name}), question.flag("pool"))


@register("initiator")
def _initiator(question: Question) -> Found:
    person = question.initiator.person_id
    return Found(people_named(question, str(person) if person else None), ("why-initiator", {}))


@register("previous_handler")
def _previous_handler(question: Question) -> Found:
    return Found(people_named(question, question.previous_handler), ("why-previous-handler", {}))


@register("handler_of")
def _handler_of(question: Question) -> Found:
    activity = question.text("activity")
    return Found(
        people_named(question, list(question.passed.get(activity, ()))), ("why-handler-of", {"activity": activity})
    )


@register("head")
def _head(question: Question) -> Found:
    level = question.text("level", "0")
    params = {
        "level": int(level) if _LEVEL.fullmatch(level) else level,
        "skip_vacant": question.flag("skip_vacant"),
        "skip_self": question.flag("skip_self"),
    }
    people = find("head", question, anchor_of(question), params)
    why = {"of": question.text("of", "initiator"), "level": params["level"]}
    return Found(people, ("why-head-above" if params["level"] else "why-head", why), question.flag("pool"))


@register("unit_head")
def _unit_head(question: Question) -> Found:
    people = find("unit_head", question, anchor_of(question), {"skip_vacant": question.flag("skip_vacant")})
    return Found(people, ("why-unit-head", {"of": question.text("of", "initiator")}), question.flag("pool"))


@register("superior")
def _superior(question: Question) -> Found:
    people = find("superior", question, anchor_of(question), {})
    return Found(people, ("why-superior", {"of": question.text("of", "initiator")}), question.flag("pool"))


@register("post")
def _post(question: Question) -> Found:
    code = question.text("code") or question.text("post")
    scope = question.text("scope", "unit")
    people = find("post", question, anchor_of(question), {"code": code, "scope": scope})
    return Found(people, ("why-post", {"post": code, "scope": scope}), question.flag("pool"))


@register("role_in_scope")
def _role(question: Question) -> Found:
    role = question.text("role") or question.text("code")
    scope = question.text("scope", "unit")
    people = find("role_in_scope", question, anchor_of(question), {"role": role, "scope": scope})
    return Found(people, ("why-role", {"role": role, "scope": scope}), question.flag("pool"))


@register("role")
def _role_short(question: Question) -> Found:
    return _role(question)


@register("pool")
def _pool(question: Question) -> Found:
    """A pool by post or role; `<assignment kind="pool" post="cashier" scope="unit"/>`."""
    found = _post(question) if question.text("post") or question.text("code") else _role(question)
    return Found(found.people, found.because, pool=True)


@register("anyone")
def _anyone(question: Question) -> Found:
    """The model names nobody: whoever may see the record may claim it."""
    return Found([], ("why-anyone", {}), pool=True, open_to_all=True)


@register("vendor")
def _vendor(question: Question) -> Found:
    """Names of another engine's file: a user is a person number or id, a group is a role."""
    if question.assignment.get("assignee"):
        return Found(people_named(question, question.assignment["assignee"]), ("why-person", {}))
    people = people_named(question, question.assignment.get("candidate_users"))
    for group in _names(question.assignment.get("candidate_groups")):
        people += find("role_in_scope", question, question.initiator, {"role": group, "scope": "group"})
    return Found(_each_once(people), ("why-person", {}), pool=True)


@register("lane")
def _lane(question: Question) -> Found:
    """Whoever holds the role or post that the lane is named after, in the initiator's unit, else in the group.

    A lane that is named after neither says nothing about people: the task is for anyone, as without lanes.
    """
    lane = question.text("lane")
    roles, posts = role_codes(question.group_id, lane), post_codes(question.group_id, lane)
    if not roles and not posts:
        return _anyone(question)
    people: list[Candidate] = []
    for scope in ("unit", "group"):
        for role in roles:
            people += find("role_in_scope", question, question.initiator, {"role": role, "scope": scope})
        for post in posts:
            people += find("post", question, question.initiator, {"code": post, "scope": scope})
        if people:
            break
    return Found(_each_once(people), ("why-lane", {"lane": lane, "scope": scope}), pool=True)


def _each_once(people: Iterable[Candidate]) -> list[Candidate]:
    return list({candidate.person_id: candidate for candidate in people}.values())


def known_kinds() -> tuple[str, ...]:
    """Return every registered kind, the platform's included."""
    return kinds()

"""Read what a user task shows and asks beside its form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..errors import DefinitionError
from ..task_form import Figure, Guidance, OpinionPolicy, Regulation, Related
from .xml import Element, children, local, own, plain, text

FIGURES = ("aggregate", "ledger", "expression")
FUNCTIONS = ("sum", "count", "min", "max", "avg")
BALANCES = ("available", "total", "adjusted", "reserved", "consumed")
RULES = ("required", "optional", "none")
HIDING = ("never", "allowed", "always")
SIGNATURES = ("none", "optional", "required")
MAXIMUM_RELATED = 20
_AUDIENCE = re.compile(r"handlers|(role|activity):[\w.-]+")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def read_guidance(task: Element, element: Element | None) -> Guidance:
    """What `<xieyun:guidance>` declares."""
    if element is None:
        return Guidance()
    return Guidance(
        tuple(_regulation(entry) for entry in children(element, "regulation") if own(entry)),
        tuple(_figure(task, entry) for entry in children(element, "figure") if own(entry)),
        tuple(_related(task, entry) for entry in children(element, "related") if own(entry)),
    )


def read_opinions(task: Element, element: Element | None) -> OpinionPolicy:
    """What `<xieyun:opinion>` declares."""
    if element is None:
        return OpinionPolicy()
    audience = tuple((plain(element, "audience") or "").split())
    for one in audience:
        if not _AUDIENCE.fullmatch(one):
            raise _wrong(task, "opinion audience", one)
    rule = plain(element, "rule")
    return OpinionPolicy(
        _choice(task, "opinion rule", rule, RULES) if rule else "",
        _choice(task, "opinion hide", plain(element, "hide") or "allowed", HIDING),
        audience,
    )


# Verbs that can carry a signature. Submitting is declared on the start event, and so is what the initiator does with
# the whole of it: withdrawing it, laying out its route.
SIGNED_VERBS = frozenset(
    [
        "approve", "reject", "return", "reply", "transfer", "delegate", "add-signers", "consult", "notify",
        "extend-route", "lay-route", "withdraw",
    ]
)  # fmt: skip


def read_signature(task: Element, element: Element | None, verbs: Element | None = None) -> str:
    """The policy of `<xieyun:signature>`: none, optional or required.

    A `<verb name="transfer" signature="required"/>` says it of one verb; one that cannot be signed is refused.
    """
    for verb in verbs if verbs is not None else ():
        policy = plain(verb, "signature")
        if policy is not None:
            _choice(task, "verb signature", policy, SIGNATURES)
            name = (plain(verb, "name") or local(verb)).replace("_", "-")
            if name not in SIGNED_VERBS:
                raise _wrong(task, "verb signature", name)
    if element is None:
        return "none"
    return _choice(task, "signature policy", plain(element, "policy") or "optional", SIGNATURES)


def _wrong(task: Element, attribute: str, value: str) -> DefinitionError:
    return DefinitionError("wrong-value", element_id=plain(task, "id"), attribute=attribute, value=value[:200])


def _choice(task: Element, attribute: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise _wrong(task, attribute, value)
    return value


def _title(element: Element) -> str:
    return " ".join((plain(element, "title") or "").split())


def _regulation(element: Element) -> Regulation:
    paragraphs = tuple(" ".join(part.split()) for part in _PARAGRAPHS.split(text(element)) if part.strip())
    return Regulation(_title(element), paragraphs, plain(element, "document") or "")


def _figure(task: Element, element: Element) -> Figure:
    kind = _choice(task, "figure kind", plain(element, "kind") or "expression", FIGURES)
    field = plain(element, "field") or ("available" if kind == "ledger" else "")
    if kind == "ledger":
        _choice(task, "figure field", field, BALANCES)
    return Figure(
        title=_title(element),
        kind=kind,
        type=plain(element, "type") or ("money" if kind == "ledger" else "decimal"),
        object_type=plain(element, "object") or "",
        function=_choice(task, "figure function", plain(element, "function") or "sum", FUNCTIONS),
        field=field,
        condition=_condition(task, element) if kind == "aggregate" else None,
        ledger=plain(element, "ledger") or "",
        expression=text(element) if kind == "expression" else "",
    )


def _related(task: Element, element: Element) -> Related:
    limit = plain(element, "limit") or "5"
    if not limit.isdigit() or not 1 <= int(limit) <= MAXIMUM_RELATED:
        raise _wrong(task, "related limit", limit)
    fields = tuple((plain(element, "fields") or "").split())
    if not fields or bool(plain(element, "field")) == bool(plain(element, "object")):
        raise _wrong(task, "related", _title(element) or "?")
    return Related(
        title=_title(element),
        fields=fields,
        field=plain(element, "field") or "",
        object_type=plain(element, "object") or "",
        condition=_condition(task, element),
        sort=plain(element, "sort") or "",
        limit=int(limit),
    )


def _condition(task: Element, element: Element) -> Mapping[str, Any] | None:
    """The filter as the record lists of the API take it, in JSON; values that begin with `=` are expressions."""
    content = text(element)
    if not content:
        return None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _wrong(task, "filter", content)
    return found

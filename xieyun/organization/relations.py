"""Organisation relations: how a process finds people without naming them (S4-084, S4-086).

A relation is a function from an anchor (usually the initiator) to candidates. Rooms above may
register further kinds; `find` is the only door.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from xieyun.kernel.identifiers import parse_id
from xieyun.kernel.prepared import run_named
from xieyun.kernel.recent import Recent
from xieyun.organization.errors import RelationParameterWrong, UnknownRelation


class Anchor(NamedTuple):
    """From where a relation starts: a person in the node and unit of the post he acts in."""

    person_id: UUID | None = None
    node_id: UUID | None = None
    unit_id: UUID | None = None


class Candidate(NamedTuple):
    """A person found, in the assignment that made the relation true."""

    person_id: UUID
    assignment_id: UUID


class Question(NamedTuple):
    """One call of a relation."""

    group_id: UUID
    as_of: dt.date
    anchor: Anchor
    params: Mapping[str, Any]


Relation = Callable[[Question], list[Candidate]]
_relations: dict[str, Relation] = {}
_stable: set[str] = set()
# Answers of stable kinds by the state that they follow from; a copy in each process, never the truth.
_answers: Recent[list[Candidate]] = Recent(capacity=20_000)


def register(kind: str, *, stable: bool = False) -> Callable[[Relation], Relation]:
    """Register a relation under its permanent kind.

    `stable`: the answer follows from the organisation and the roles alone, as their tokens tell them apart
    (organization.versions, access.versions), and from the question; only such answers may be kept.
    """

    def remember(relation: Relation) -> Relation:
        _relations[kind] = relation
        if stable:
            _stable.add(kind)
        return relation

    return remember


def kinds() -> tuple[str, ...]:
    """Return the known kinds, for lint and editors."""
    return tuple(sorted(_relations))


def find(
    kind: str,
    *,
    group_id: UUID,
    as_of: dt.date,
    anchor: Anchor,
    params: Mapping[str, Any] | None = None,
    token: UUID | None = None,
) -> list[Candidate]:
    """Return who stands in the relation on the day, in a stable order, each person once.

    Kinds and params:
    - `person`: `person_id` or `number`, or `persons`: a tuple of both for many at once, in this order;
    - `post`: `code`, `scope` = node | unit (default) | group | group_headquarters;
    - `head`: the head of the anchor's node; `level` = n nodes further up (default 0);
      `skip_vacant` goes on upwards past nodes without a head; `skip_self` past nodes the anchor heads;
    - `unit_head`: the head of the anchor's unit; `skip_vacant` as above;
    - `superior`: the nearest head upwards who is not the anchor;
    - `role_in_scope` (access room): `role`, `scope`.

    `token`: the token of the group (see `versions`) that the caller read in the same step; with it an answer
    already found in that state is given again without asking the database.

    Raises UnknownRelation, RelationParameterWrong. An empty list is an answer, not an error.
    """
    relation = _relations.get(kind)
    if relation is None:
        raise UnknownRelation(kind=kind, known=", ".join(kinds()))
    params = params or {}
    if kind not in _stable or token is None:
        return _each_once(relation(Question(group_id, as_of, anchor, params)))
    key = (kind, token, as_of, anchor, *sorted(params.items()))
    return list(_answers.get(key, lambda: _each_once(relation(Question(group_id, as_of, anchor, params)))))


def _each_once(found: list[Candidate]) -> list[Candidate]:
    first: dict[UUID, Candidate] = {}
    for candidate in found:
        first.setdefault(candidate.person_id, candidate)
    return list(first.values())


# An assignment counts while it, its node and the person's employment hold.
_HOLDS = """
    JOIN organization_orgnode n ON n.id = a.node_id
    JOIN organization_person p ON p.id = a.person_id
    WHERE n.group_id = %(group)s
      AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
      AND n.valid_from <= %(day)s AND (n.valid_to IS NULL OR n.valid_to > %(day)s)
      AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
"""
_ORDER = "CASE a.kind WHEN 'primary' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, p.number, a.id"


def _select(question: Question, condition: str, *, joins: str = "", order: str = "", **values: Any) -> list[Candidate]:
    rows = run_named(
        f"SELECT a.person_id, a.id FROM organization_assignment a {joins} {_HOLDS} AND {condition} "
        f"ORDER BY {order}{_ORDER}",
        {"group": question.group_id, "day": question.as_of, **values},
    )
    return [Candidate(person_id, assignment_id) for person_id, assignment_id in rows]


@register("person", stable=True)
def _person(question: Question) -> list[Candidate]:
    params = question.params
    if params.get("persons"):
        named = [str(parse_id(str(name)) or name) for name in params["persons"]]
        return _select(
            question,
            "(a.person_id = ANY(%(ids)s::uuid[]) OR p.number = ANY(%(named)s::text[]))",
            order="coalesce(array_position(%(named)s::text[], a.person_id::text), "
            "array_position(%(named)s::text[], p.number::text)), ",
            ids=[identifier for name in named if (identifier := parse_id(name)) is not None],
            named=named,
        )
    if params.get("person_id"):
        person_id = parse_id(str(params["person_id"]))
        if person_id is None:
            raise RelationParameterWrong(kind="person", parameter="person_id")
        return _select(question, "a.person_id = %(person)s", person=person_id)
    return _select(question, "p.number = %(number)s", number=_required(question, "person", "number"))


@register("post", stable=True)
def _post(question: Question) -> list[Candidate]:
    code = _required(question, "post", "code")
    scope = str(question.params.get("scope", "unit"))
    condition = condition_of_scope(scope, "post")
    return _select(
        question,
        f"t.code = %(code)s AND {condition}",
        joins="JOIN organization_post t ON t.id = a.post_id",
        code=code,
        node=question.anchor.node_id,
        unit=question.anchor.unit_id,
    )


def condition_of_scope(scope: str, kind: str) -> str:
    """Return the SQL condition on node `n` for a scope of a relation, over %(node)s, %(unit)s and %(group)s."""
    conditions = {
        "node": "n.id = %(node)s",
        "unit": "n.unit_id = %(unit)s",
        "group": "TRUE",
        "group_headquarters": (
            "n.unit_id IN (SELECT u.id FROM organization_orgnode u"
            " WHERE u.group_id = %(group)s AND u.kind = 'unit' AND u.grade = 1)"
        ),
    }
    if scope not in conditions:
        raise RelationParameterWrong(kind=kind, parameter="scope")
    return conditions[scope]


@register("head", stable=True)
def _head(question: Question) -> list[Candidate]:
    level = question.params.get("level", 0)
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= 50:
        raise RelationParameterWrong(kind="head", parameter="level")
    return _climb(
        question,
        question.anchor.node_id,
        level=level,
        skip_vacant=bool(question.params.get("skip_vacant", False)),
        skip_self=bool(question.params.get("skip_self", False)),
    )


@register("unit_head", stable=True)
def _unit_head(question: Question) -> list[Candidate]:
    skip_vacant = bool(question.params.get("skip_vacant", False))
    return _climb(question, question.anchor.unit_id, level=0, skip_vacant=skip_vacant, skip_self=False)


@register("superior", stable=True)
def _superior(question: Question) -> list[Candidate]:
    return _climb(question, question.anchor.node_id, level=0, skip_vacant=True, skip_self=True)


def _climb(
    question: Question, node_id: UUID | None, *, level: int, skip_vacant: bool, skip_self: bool
) -> list[Candidate]:
    if node_id is None:
        return []
    heads = _heads_upwards(question, node_id)
    for candidates in heads[level:]:
        others = [c for c in candidates if c.person_id != question.anchor.person_id]
        if others if skip_self else candidates:
            return others if skip_self else candidates
        passes = skip_vacant if not candidates else skip_self
        if not passes:
            return []
    return []


def _heads_upwards(question: Question, node_id: UUID) -> list[list[Candidate]]:
    # One query: the path lists the ids of all nodes above.
    rows = run_named(
        f"""
        WITH start AS (SELECT string_to_array(trim(both '/' from path), '/')::uuid[] AS ids
                       FROM organization_orgnode WHERE id = %(node)s AND group_id = %(group)s),
             steps AS (SELECT u.id, u.step FROM start, unnest(start.ids) WITH ORDINALITY AS u(id, step)),
             heads AS (SELECT a.node_id, a.person_id, a.id AS assignment_id,
                              row_number() OVER (ORDER BY {_ORDER}) AS place
                       FROM organization_assignment a {_HOLDS}
                        AND a.is_head AND a.node_id IN (SELECT id FROM steps))
        SELECT s.step, h.person_id, h.assignment_id FROM steps s LEFT JOIN heads h ON h.node_id = s.id
        ORDER BY s.step DESC, h.place
        """,
        {"node": node_id, "group": question.group_id, "day": question.as_of},
    )
    levels: dict[int, list[Candidate]] = {}
    for step, person_id, assignment_id in rows:
        found = levels.setdefault(step, [])
        if person_id is not None:
            found.append(Candidate(person_id, assignment_id))
    return list(levels.values())


def _required(question: Question, kind: str, parameter: str) -> str:
    value = question.params.get(parameter)
    if not isinstance(value, str) or not value:
        raise RelationParameterWrong(kind=kind, parameter=parameter)
    return value

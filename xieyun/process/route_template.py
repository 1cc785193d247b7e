"""A route that people walked, as steps of a template: whom each step could name from now on.

A person can be named as he is, or by what he is to the initiator: the organisation is asked, as of the start of the
instance, and a relation is only offered when it would have found exactly this person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel.clock import day_of
from xieyun.kernel.database import execute
from xieyun.kernel.i18n import sentence
from xieyun.kernel.identifiers import parse_id
from xieyun.organization.relations import Anchor
from xieyun.organization.selectors import person_cards, posts_of
from xieyun.process.engine.approval.free_route import routes_of
from xieyun.process.engine.approval_policy import Approval
from xieyun.process.free_processes import is_free_process, pattern_of
from xieyun.process.policies import Refusal
from xieyun.process.resolvers.kinds import find
from xieyun.process.resolvers.registry import Question
from xieyun.process.route_file import Task, declarations, freeze
from xieyun.process.stepping.draft import Draft

PERSONS = "persons"
# Relations to the initiator, the closest first: how the choice is called, and what the file says.
_RELATIONS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("head", {"kind": "head", "of": "initiator"}),
    ("head-above", {"kind": "head", "of": "initiator", "level": "1"}),
    ("unit-head", {"kind": "unit_head", "of": "initiator"}),
    ("superior", {"kind": "superior", "of": "initiator"}),
)
_SCOPES = ("node", "unit", "group")
_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to name who handles a step: `id` tells it apart, `assignment` is what the file declares."""

    id: str
    name: str
    assignment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A step of the route with the ways to name its people; the first one are the persons as they were."""

    name: str
    kind: str
    beside: bool
    people: tuple[str, ...]
    choices: tuple[Choice, ...]


def freezing_refusal(draft: Draft) -> Refusal | None:
    """Return why the route of an instance cannot be kept as a template: it has none."""
    if not is_free_process(draft.loaded.compiled):
        return Refusal("verb-not-offered")
    steps = [step for route in routes_of(draft.live) for step in route.steps] if draft.state is not None else []
    return None if any(step[1] != "cc" for step in steps) else Refusal("template-without-steps")


def template_steps(draft: Draft) -> list[TemplateStep]:
    """Return the steps of the routes that an instance has; empty when it has none."""
    routes = routes_of(draft.live) if draft.state is not None else []
    steps = [step for route in routes for step in route.steps]
    ids = {found for step in steps for person in step[2] if (found := parse_id(str(person)))}
    cards = person_cards(draft.instance.group_id, ids)
    relations = _Relations(draft, ids) if steps else None
    made = []
    for name, kind, people, _, beside in steps:
        known = [found for person in people if (found := parse_id(str(person))) in cards]
        names = tuple(cards[person].name for person in known)
        choices = [_persons(people, names)]
        if relations is not None and len(people) == 1 and known:
            choices += relations.of(known[0])
        made.append(TemplateStep(name, kind, beside, names, tuple(choices)))
    return made


def _persons(people: list[str], names: tuple[str, ...]) -> Choice:
    shown = sentence("list-separator", {}).join(names[:_NAMES_SHOWN])
    if len(names) > _NAMES_SHOWN:
        shown += sentence("target-step-people", {"count": len(names)})
    assignment = {"kind": "person", "persons": ",".join(people)}
    return Choice(PERSONS, sentence("choice-persons", {"people": shown}), assignment)


class _Relations:
    """What the organisation said of the initiator when the instance started."""

    def __init__(self, draft: Draft, people: set[UUID]) -> None:
        instance = draft.instance
        self.anchor = Anchor(instance.initiator_id, instance.node_id, instance.unit_id)
        self.question = Question(
            group_id=instance.group_id, as_of=day_of(instance.started_at), activity_id="",
            assignment={}, variables={}, initiator=self.anchor, actor=self.anchor,
        )  # fmt: skip
        self.found = [
            (name, assignment, self._people(assignment["kind"], _params(assignment))) for name, assignment in _RELATIONS
        ]
        # The post in which each person acted, as the resolution of his item recorded it.
        rows = execute(
            "SELECT DISTINCT ON (assignee_id) assignee_id, assignment_id FROM work_item WHERE instance_id = %s "
            "AND assignee_id = ANY(%s) AND assignment_id IS NOT NULL ORDER BY assignee_id, received_at DESC",
            [instance.id, list(people)],
        )
        self.acted: dict[UUID, UUID] = dict(rows)

    def of(self, person: UUID) -> list[Choice]:
        """Return the relations and the post by which exactly this person would have been found."""
        choices = [
            Choice(name, sentence(f"choice-{name}", {}), assignment)
            for name, assignment, people in self.found
            if people == [person]
        ]
        post = self._post(person)
        return [*choices, post] if post is not None else choices

    def _post(self, person: UUID) -> Choice | None:
        assignment = self.acted.get(person) or next(
            (found.assignment_id for found in find("person", self.question, self.anchor, {"person_id": str(person)})),
            None,
        )
        posts = posts_of(self.question.group_id, [assignment] if assignment else [])
        for code, name in posts.values():
            for scope in _SCOPES:
                if self._people("post", {"code": code, "scope": scope}) == [person]:
                    shown = sentence("choice-post", {"post": name, "scope": sentence(f"choice-scope-{scope}", {})})
                    declared = {"kind": "post", "code": code, "scope": scope, "of": "initiator"}
                    return Choice("post", shown, declared)
        return None

    def _people(self, kind: str, params: Mapping[str, Any]) -> list[UUID]:
        return [candidate.person_id for candidate in find(kind, self.question, self.anchor, params)]


def _params(assignment: Mapping[str, str]) -> dict[str, Any]:
    return {"level": int(assignment["level"])} if "level" in assignment else {}


def template_file(draft: Draft, steps: list[TemplateStep], chosen: list[Choice], *, process_id: str, title: str) -> str:
    """Return the BPMN file of the template; each step keeps the policies and field rights of the free part."""
    approval = pattern_of(draft.loaded.compiled).approval or Approval()
    policies = {
        "emptyAssignee": approval.empty,
        "duplicates": approval.duplicates,
        "initiatorIsApprover": approval.initiator,
        "rejection": approval.rejection,
    }
    tasks = [
        Task(
            step.name,
            step.kind,
            step.beside,
            declarations(choice.assignment, step.kind, policies, approval.fields)
            if step.kind != "cc"
            else declarations(choice.assignment, step.kind, {}, {}),
        )
        for step, choice in zip(steps, chosen, strict=True)
    ]
    return freeze(
        tasks, process_id=process_id, name=title, start=sentence("template-start", {}, "zh"),
        end=sentence("template-end", {}, "zh"),
        documentation=sentence("template-of", {"title": draft.instance.title}, "zh"),
    )  # fmt: skip

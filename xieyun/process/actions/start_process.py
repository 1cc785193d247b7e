"""Start a process: on a record (submit), or on variables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute, in_transaction
from xieyun.kernel.errors import FieldError, Forbidden, InvalidInput
from xieyun.kernel.identifiers import new_id
from xieyun.kernel.prepared import run
from xieyun.kernel.recent import Recent
from xieyun.organization import versions
from xieyun.process import definitions, signatures
from xieyun.process.actions.free_route import Step, route_variable
from xieyun.process.actions.handling import note_opinion
from xieyun.process.engine.commands import Start
from xieyun.process.errors import AlreadySubmitted, NoProcess
from xieyun.process.free_processes import is_free_process
from xieyun.process.input import group_of
from xieyun.process.stepping import records_link
from xieyun.process.stepping.conductor import advance, save
from xieyun.process.stepping.draft import Draft, new_entry
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import Load, take
from xieyun.process.stepping.summary import instance_title, summary_of
from xieyun.process.stepping.values import plain
from xieyun.process.store import read
from xieyun.process.store.rows import Instance
from xieyun.records import catalogue


class _Published(NamedTuple):
    """The version to start, and the token of the group whose people handle it."""

    version_id: UUID
    token: UUID | None


# By group and code. A start from it takes effect only while the version is published and the token holds.
_recent: Recent[_Published] = Recent(capacity=500)
_SELECT = (
    f"SELECT v.id, {versions.COLUMN.format(group='d.group_id')} "
    "FROM process_definition d JOIN process_definition_version v ON v.definition_id = d.id "
)


def submit_record(
    *,
    actor: Actor,
    object_type: str,
    record_id: UUID,
    comment: str = "",
    route: Sequence[Step] = (),
    sign: bool = False,
    process: str = "",
) -> Outcome:
    """Submit a record to the process bound to its object type; the actor becomes the initiator.

    `process` names another published process for records of this type, such as a template made from a route.
    The record is validated in full. A free process takes the `route` that the initiator laid out; without one it
    asks him for it. `sign` puts his signature under it where the start takes one. Raises NotFound, InvalidInput,
    AlreadySubmitted, NoProcess, and what the ledgers refuse (S4-122).
    """
    with in_transaction(), ExitStack() as stack:
        records_link.require_submittable(actor, object_type, record_id)
        variables = records_link.variables_of(object_type, record_id)
        usual = catalogue.object_type(object_type).process or ""
        published = _template(actor, process, object_type) if process else _published(actor, usual, object_type)
        draft = _draft(actor, published, stack, "submit", object_type=object_type, record_id=record_id)
        if route:
            variables = variables | _route(draft, route)
        if execute(
            "SELECT 1 FROM process_instance WHERE record_id = %s AND status IN ('running', 'suspended')", [record_id]
        ):
            raise AlreadySubmitted
        note_opinion(draft, "submit", comment)
        signatures.sign(draft, "submit", wanted=sign)
        summary = summary_of(actor, object_type, record_id)
        draft.instance.title = instance_title(draft.loaded, actor.person_name, summary.title)
        draft.instance.summary = summary.fields
        added = records_link.submitted(draft, variables)
        advance(draft, Start({**variables, **added}, draft.by))
        save(draft)
        return outcome_of(draft)


def start_process(
    *,
    actor: Actor,
    code: str,
    variables: Mapping[str, Any] | None = None,
    title: str = "",
    comment: str = "",
    route: Sequence[Step] = (),
) -> Outcome:
    """Start the published process `code` without a record; for programs, services and calls.

    A free process takes a `route`. Raises NoProcess when no such process is published in the actor's group.
    """

    def read_it(stack: ExitStack, _lock: bool) -> Draft:
        published = _published(actor, code)
        _recent.put((actor.group_id, code), published)
        return _draft(actor, published, stack, "submit")

    def recall(stack: ExitStack) -> Draft | None:
        published = _recent.known((actor.group_id, code))
        return None if published is None else _draft(actor, published, stack, "submit", guessed=True)

    def act(draft: Draft) -> None:
        note_opinion(draft, "submit", comment)
        draft.instance.title = title or f"{draft.loaded.title.get('zh', code)} · {actor.person_name}"
        given = {name: plain(value) for name, value in (variables or {}).items()}
        advance(draft, Start(given | (_route(draft, route) if route else {}), draft.by))

    return outcome_of(take(Load(read_it, recall), act))


def _route(draft: Draft, route: Sequence[Step]) -> dict[str, Any]:
    if not is_free_process(draft.loaded.compiled):
        raise InvalidInput(fields=[FieldError("route", "route-not-free")])
    return {"route": route_variable(draft.instance.group_id, route, draft.by)}


def start_by_event(
    *,
    actor: Actor,
    version_id: UUID,
    start_event: str,
    variables: Mapping[str, Any],
    on_behalf_of: UUID | None = None,
) -> Outcome:
    """Start a version at its message or signal start event; the platform does it for whoever sent the event.

    The permission is that of sending. An instance that threw the event (`on_behalf_of`) lends its initiator.
    """
    with ExitStack() as stack:
        draft = _blank(actor, _version(actor, version_id), stack, "submit")
        if on_behalf_of is not None:
            _lend_initiator(draft, on_behalf_of)
        draft.details["start_event"] = start_event
        about = draft.instance.initiator_name or actor.person_name
        draft.instance.title = f"{draft.loaded.title.get('zh', draft.loaded.code)} · {about}"
        values = {name: plain(value) for name, value in variables.items()}
        initiator = draft.instance.initiator_id
        advance(draft, Start(values, str(initiator) if initiator else draft.by, start_event))
        save(draft)
        return outcome_of(draft)


def _version(actor: Actor, version_id: UUID) -> _Published:
    return _Published(*run(_SELECT + "WHERE v.id = $1 AND d.group_id = $2", (version_id, group_of(actor)))[0])


def _lend_initiator(draft: Draft, instance_id: UUID) -> None:
    sender = read.instance(instance_id, lock=False)
    if sender is None or sender.group_id != draft.instance.group_id:
        return
    made = draft.instance
    made.initiator_id, made.initiator_name = sender.initiator_id, sender.initiator_name
    made.initiator_assignment_id = sender.initiator_assignment_id
    made.unit_id, made.node_id = sender.unit_id, sender.node_id


def _published(actor: Actor, code: str, object_type: str = "") -> _Published:
    """Return the published version, by code or else by the object type bound to it."""
    if object_type:
        rows = run(
            _SELECT + "WHERE d.group_id = $1 AND v.status = 'published' AND (d.code = $2 OR d.object_type = $3) "
            "ORDER BY d.code = $2 DESC, d.id LIMIT 1",
            (group_of(actor), code, object_type),
        )
    else:
        rows = run(
            _SELECT + "WHERE d.group_id = $1 AND v.status = 'published' AND d.code = $2", (group_of(actor), code)
        )
    if not rows:
        raise NoProcess(object_type=object_type or code)
    return _Published(*rows[0])


def _template(actor: Actor, code: str, object_type: str) -> _Published:
    """Return the published version of a process that its user chose for records of a type."""
    rows = run(
        _SELECT + "WHERE d.group_id = $1 AND v.status = 'published' AND d.code = $2 AND d.object_type = $3",
        (group_of(actor), code, object_type),
    )
    if not rows:
        raise InvalidInput(fields=[FieldError("process", "template-gone")])
    return _Published(*rows[0])


def _draft(
    actor: Actor,
    published: _Published,
    stack: ExitStack,
    verb: str,
    *,
    object_type: str | None = None,
    record_id: UUID | None = None,
    guessed: bool = False,
) -> Draft:
    if actor.person_id is None and not actor.is_system:
        raise Forbidden
    draft = _blank(actor, published, stack, verb, object_type=object_type, record_id=record_id)
    draft.guessed = guessed
    return draft


def _blank(
    actor: Actor,
    published: _Published,
    stack: ExitStack,
    verb: str,
    *,
    object_type: str | None = None,
    record_id: UUID | None = None,
) -> Draft:
    loaded = definitions.load(published.version_id)
    instance = Instance(
        id=new_id(), definition_version_id=published.version_id, definition_code=loaded.code, object_type=object_type,
        record_id=record_id, group_id=loaded.group_id, unit_id=actor.unit_id, node_id=actor.node_id,
        initiator_id=actor.person_id, initiator_name=actor.person_name, initiator_assignment_id=actor.assignment_id,
        title="", status="running", seq=0, state=b"", variables=b"", started_at=clock.now(),
        unit_name=actor.unit_name,
        token=published.token,
    )  # fmt: skip
    return Draft(actor, instance, loaded, None, new_entry(verb), stack, new=True)

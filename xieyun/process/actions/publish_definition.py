"""Publish a version of a process definition; running instances keep theirs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from xieyun.access.policies import require_administrator
from xieyun.kernel import audit, clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.process import definitions, engine
from xieyun.process.engine.errors import DefinitionError
from xieyun.process.engine.notation import Source
from xieyun.process.errors import InvalidDefinition, VotesInvalid
from xieyun.process.input import group_of
from xieyun.process.models import ProcessDefinition, ProcessDefinitionVersion
from xieyun.process.outside.subscriptions import register_starts
from xieyun.process.resolvers.kinds import known_kinds
from xieyun.process.resolvers.votes import read_votes

MAXIMUM_BYTES = 5 * 1024 * 1024


@action
def publish_definition(
    *,
    actor: Actor,
    code: str,
    xml: bytes,
    title: Mapping[str, str] | None = None,
    object_type: str | None = None,
) -> ProcessDefinitionVersion:
    """Publish a BPMN file as the next version of a process and retire the one before.

    The same file again changes nothing. `object_type` binds the process to the records that start it.
    Raises InvalidDefinition with the engine's sentence and the element, AdministratorRequired.
    """
    require_administrator(actor, "system")
    group_id = group_of(actor)
    lock(AdvisoryLock.DEFINITION_CHANGE)
    compiled = read_checked(xml, group_id)
    definition, _ = ProcessDefinition.objects.get_or_create(
        group_id=group_id,
        code=code,
        defaults={"title": _title(title, compiled, code), "object_type": object_type},
    )
    _rebind(definition, title, object_type)
    current = definition.versions.filter(status="published").first()
    if current is not None and bytes(current.xml) == xml:
        return current
    made = _add_version(actor, definition, xml, compiled)
    register_starts(group_id, made.id, compiled)
    tell(actor, definition, made, "process.publish_definition")
    return made


@action
def retire_definition(*, actor: Actor, code: str) -> None:
    """Let nobody start the process any more; running instances go on. Raises NotFound."""
    require_administrator(actor, "system")
    definition = ProcessDefinition.objects.filter(group_id=group_of(actor), code=code).first()
    current = definition.versions.filter(status="published").first() if definition else None
    if definition is None or current is None:
        raise NotFound
    current.status = "retired"
    current.save(update_fields=["status"])
    tell(actor, definition, current, "process.retire_definition")


def read_checked(xml: bytes, group_id: UUID) -> engine.Definition:
    """Compile a file and check what the room can check. Raises InvalidDefinition."""
    if len(xml) > MAXIMUM_BYTES:
        raise _invalid("", "BPMN 文件超过 5 MiB，请拆分流程", "the BPMN file is larger than 5 MiB; split the process")
    try:
        compiled = definitions.compile_xml(xml, group_id)
    except DefinitionError as error:
        raise _invalid(error.element_id or "", error.zh, error.en) from error
    for node in compiled.user_tasks():
        assignment = node.approval.assignment if node.approval is not None else None
        kind = assignment_kind(assignment)
        if kind is not None and kind not in known_kinds():
            raise _invalid(node.id, f"不认识的办理人类型“{kind}”", f"unknown assignment kind {kind!r}")
        _check_votes(node.id, assignment)
    return compiled


def file_bytes(xml: bytes | str) -> bytes:
    """A file as it is stored. Raises InvalidDefinition for text that its own encoding cannot hold."""
    try:
        return engine.encode_file(xml) if isinstance(xml, str) else xml
    except DefinitionError as error:
        raise _invalid("", error.zh, error.en) from error


def _check_votes(element: str, assignment: Mapping[str, Source] | None) -> None:
    votes = (assignment or {}).get("votes")
    if votes is None or votes.language != "literal":
        return
    try:
        read_votes(votes.text)
    except VotesInvalid as error:
        raise _invalid(element, f"票数“{votes.text}”无法识别", f"the votes {votes.text!r} cannot be read") from error


def assignment_kind(assignment: Mapping[str, object] | None) -> str | None:
    """Return the kind of an assignment when the file gives it as a plain word."""
    kind = (assignment or {}).get("kind")
    text = getattr(kind, "text", kind)
    return text if isinstance(text, str) and text.isidentifier() else None


def _invalid(element: str, zh: str, en: str) -> InvalidDefinition:
    error = FieldError(element or "xml", "definition-fault-at", {"element": element, "reason_zh": zh, "reason_en": en})
    return InvalidDefinition(fields=[error], reason_zh=zh, reason_en=en)


def _title(title: Mapping[str, str] | None, compiled: engine.Definition, code: str) -> dict[str, str]:
    if title:
        return dict(title)
    name = compiled.name or code
    return {"zh": name, "en": name}


def _rebind(definition: ProcessDefinition, title: Mapping[str, str] | None, object_type: str | None) -> None:
    wanted = (dict(title) if title else definition.title, object_type or definition.object_type)
    if wanted != (definition.title, definition.object_type):
        definition.title, definition.object_type = wanted
        definition.save(update_fields=["title", "object_type"])


def _add_version(
    actor: Actor, definition: ProcessDefinition, xml: bytes, compiled: engine.Definition
) -> ProcessDefinitionVersion:
    execute(
        "UPDATE process_definition_version SET status = 'retired' WHERE definition_id = %s AND status = 'published'",
        [definition.id],
    )
    last = execute(
        "SELECT coalesce(max(version), 0) FROM process_definition_version WHERE definition_id = %s", [definition.id]
    ).scalar()
    now = clock.now()
    return ProcessDefinitionVersion.objects.create(
        id=new_id(), definition=definition, version=last + 1, status="published", xml=xml,
        process_ids=list(compiled.processes), created_at=now, created_by=actor.account_id,
        created_by_name=actor.person_name, published_at=now, published_by_name=actor.person_name,
    )  # fmt: skip


def tell(actor: Actor, definition: ProcessDefinition, version: ProcessDefinitionVersion, verb: str) -> None:
    """Write the audit row and the outbox event of a change to a version."""
    content = {"code": definition.code, "version": version.version, "object_type": definition.object_type}
    audit.record(actor=actor, action=verb, target_type="process_definition", target_id=definition.code, after=content)
    outbox.publish(
        kind=verb, group_id=definition.group_id, subject_type="process_definition", subject_id=definition.id,
        payload=content,
    )  # fmt: skip

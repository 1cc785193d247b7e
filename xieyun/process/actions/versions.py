"""Versions of a definition: keep a draft, publish it (or an earlier one again), retire it."""

from __future__ import annotations

from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.process.actions.publish_definition import file_bytes, read_checked, tell
from xieyun.process.errors import VersionIsDraft
from xieyun.process.input import group_of
from xieyun.process.models import ProcessDefinition, ProcessDefinitionVersion
from xieyun.process.outside.subscriptions import register_starts
from xieyun.process.policies import require_process_administrator


@action
def save_draft_version(*, actor: Actor, code: str, xml: bytes | str) -> ProcessDefinitionVersion:
    """Keep a BPMN file as the draft of a process; the draft before is replaced.

    A file given as text is kept in the encoding that its first line names.

    Raises NotFound for a process that is not there, InvalidDefinition with the element that is wrong.
    """
    definition = _definition(actor, code)
    xml = file_bytes(xml)
    compiled = read_checked(xml, definition.group_id)
    draft = definition.versions.filter(status="draft").first()
    if draft is not None:
        # A version never changes (compiled ones are kept in memory by id): the new draft takes the old one's number.
        number = draft.version
        draft.delete()
    else:
        number = 1 + (definition.versions.order_by("-version").values_list("version", flat=True).first() or 0)
    made = ProcessDefinitionVersion.objects.create(
        id=new_id(), definition=definition, version=number, status="draft", xml=xml, created_at=clock.now(),
        process_ids=list(compiled.processes), created_by=actor.account_id, created_by_name=actor.person_name,
    )  # fmt: skip
    tell(actor, definition, made, "process.save_draft_version")
    return made


@action
def publish_version(*, actor: Actor, version_id: UUID) -> ProcessDefinitionVersion:
    """Let new instances start on a draft, or on a retired version again; the published one is retired.

    Running instances keep theirs. Raises NotFound, InvalidDefinition when it does not pass the checks of today.
    """
    version = _version(actor, version_id)
    if version.status == "published":
        return version
    compiled = read_checked(bytes(version.xml), version.definition.group_id)
    register_starts(version.definition.group_id, version.id, compiled)
    execute(
        "UPDATE process_definition_version SET status = 'retired' WHERE definition_id = %s AND status = 'published'",
        [version.definition_id],
    )
    version.status = "published"
    version.published_at, version.published_by_name = clock.now(), actor.person_name
    version.save(update_fields=["status", "published_at", "published_by_name"])
    tell(actor, version.definition, version, "process.publish_definition")
    return version


@action
def retire_version(*, actor: Actor, version_id: UUID) -> ProcessDefinitionVersion:
    """Let nobody start the process on this version any more; running instances go on.

    Raises NotFound, VersionIsDraft for a draft: it is not in use, so it is dropped by the next draft instead.
    """
    version = _version(actor, version_id)
    if version.status == "retired":
        return version
    if version.status == "draft":
        raise VersionIsDraft
    version.status = "retired"
    version.save(update_fields=["status"])
    tell(actor, version.definition, version, "process.retire_definition")
    return version


def _definition(actor: Actor, code: str) -> ProcessDefinition:
    require_process_administrator(actor)
    lock(AdvisoryLock.DEFINITION_CHANGE)
    found = ProcessDefinition.objects.filter(group_id=group_of(actor), code=code).first()
    if found is None:
        raise NotFound
    return found


def _version(actor: Actor, version_id: UUID) -> ProcessDefinitionVersion:
    require_process_administrator(actor)
    lock(AdvisoryLock.DEFINITION_CHANGE)
    found = (
        ProcessDefinitionVersion.objects.select_related("definition")
        .filter(id=version_id, definition__group_id=group_of(actor))
        .first()
    )
    if found is None:
        raise NotFound
    return found

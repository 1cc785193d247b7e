"""What a migration must be: two versions of one definition, and a mapping between activities that exist."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.process import definitions
from xieyun.process.input import group_of
from xieyun.process.models import ProcessDefinitionVersion

MAXIMUM_MAPPED = 1000


def require_pair(actor: Actor, from_version_id: UUID, to_version_id: UUID) -> UUID:
    """Return the definition that has both versions; raises NotFound, or InvalidInput for the same or a draft."""
    versions = {
        version.id: version
        for version in ProcessDefinitionVersion.objects.filter(
            id__in=[from_version_id, to_version_id], definition__group_id=group_of(actor)
        ).defer("xml")
    }
    if from_version_id not in versions:
        raise NotFound
    if to_version_id == from_version_id:
        raise InvalidInput(fields=[FieldError("to_version_id", "migration-same-version")])
    target, source = versions.get(to_version_id), versions[from_version_id]
    if target is None or target.definition_id != source.definition_id:
        raise NotFound
    if target.status == "draft":
        raise InvalidInput(fields=[FieldError("to_version_id", "migration-target-draft")])
    return source.definition_id


def check_mapping(from_version_id: UUID, to_version_id: UUID, mapping: Mapping[str, str]) -> None:
    """Raise InvalidInput for a mapping that names activities which are not there."""
    if len(mapping) > MAXIMUM_MAPPED:
        raise InvalidInput(fields=[FieldError("mapping", "field-too-many", {"limit": MAXIMUM_MAPPED})])
    old, new = definitions.load(from_version_id).compiled, definitions.load(to_version_id).compiled
    wrong = [
        FieldError(f"mapping.{source}", "migration-unknown-activity", {"activity": name})
        for source, target in mapping.items()
        for name, known in ((source, old.activities), (target, new.activities))
        if name not in known
    ]
    if wrong:
        raise InvalidInput(fields=wrong)

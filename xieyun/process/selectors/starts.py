"""What submitting a record of a type starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.access.policies import require_create
from xieyun.kernel import json
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.kernel.i18n import current_language
from xieyun.process import definitions
from xieyun.process.free_processes import is_free_process
from xieyun.process.input import group_of
from xieyun.process.signatures import start_signature
from xieyun.records import catalogue

MAXIMUM_TEMPLATES = 200


def start_of(actor: Actor, object_type: str) -> dict[str, Any]:
    """Return the published process of an object type and whether its initiator lays out the route and signs.

    Raises NotFound for a type that the actor cannot make records of.
    """
    try:
        require_create(actor, object_type)
    except Forbidden as error:
        raise NotFound from error
    group = group_of(actor)
    usual = catalogue.object_type(object_type).process
    version = definitions.published_version(group, code=usual) if usual else None
    version = version or definitions.published_version(group, object_type=object_type)
    if version is None:
        return {"process": None, "title": "", "free": False, "signature": "none", "templates": []}
    loaded = definitions.load(version)
    return {
        "process": loaded.code,
        "title": _title(loaded.title, loaded.code),
        "free": is_free_process(loaded.compiled),
        "signature": start_signature(loaded.compiled),
        "templates": _templates(group, object_type, loaded.code),
    }


def _templates(group_id: UUID, object_type: str, usual: str) -> list[dict[str, Any]]:
    """Other published processes for records of the type, such as templates made from routes."""
    rows = execute(
        "SELECT d.code, d.title::text FROM process_definition d JOIN process_definition_version v "
        "ON v.definition_id = d.id WHERE d.group_id = %s AND d.object_type = %s AND d.code <> %s "
        "AND v.status = 'published' ORDER BY d.id LIMIT %s",
        [group_id, object_type, usual, MAXIMUM_TEMPLATES],
    )
    return [{"code": code, "title": _title(json.loads(title.encode()), code)} for code, title in rows]


def _title(title: Mapping[str, str], code: str) -> str:
    return title.get(current_language()) or title.get("zh", code)

"""Definitions and their versions, for those who administer processes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.actor import Actor, shown_name
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.i18n import current_language
from xieyun.process import definitions, engine
from xieyun.process.input import group_of
from xieyun.process.policies import require_process_administrator

MAXIMUM_DEFINITIONS = 1000
MAXIMUM_VERSIONS = 500
_VERSION = (
    "SELECT v.id, v.version, v.status, v.created_at, v.created_by_name, v.published_at, v.published_by_name, "
    "(SELECT count(*) FROM process_instance i WHERE i.definition_version_id = v.id "
    "AND i.status IN ('running', 'suspended')) AS running, d.code, d.title::text AS title, d.object_type "
    "FROM process_definition d JOIN process_definition_version v ON v.definition_id = d.id WHERE d.group_id = %(group)s"
)


def list_definitions(actor: Actor) -> dict[str, Any]:
    """Return the definitions of the group by code, with what their versions add up to. Raises NotFound."""
    require_process_administrator(actor)
    rows = execute(
        "SELECT d.code, d.title::text AS title, d.object_type, count(v.id) AS versions, "
        "max(v.version) FILTER (WHERE v.status = 'published') AS published, "
        "max(v.published_at) FILTER (WHERE v.status = 'published') AS published_at, "
        "max(v.published_by_name) FILTER (WHERE v.status = 'published') AS published_by, "
        "max(v.version) FILTER (WHERE v.status = 'draft') AS draft, coalesce(sum(r.running), 0)::int AS running, "
        "coalesce(sum(r.running) FILTER (WHERE v.status = 'retired'), 0)::int AS running_on_retired "
        "FROM process_definition d LEFT JOIN process_definition_version v ON v.definition_id = d.id "
        "LEFT JOIN LATERAL (SELECT count(*) AS running FROM process_instance i WHERE i.definition_version_id = v.id "
        "AND i.status IN ('running', 'suspended')) r ON TRUE "
        "WHERE d.group_id = %s GROUP BY d.id ORDER BY d.code LIMIT %s",
        [group_of(actor), MAXIMUM_DEFINITIONS],
    ).mappings()
    return {"items": [row | {"title": _title(row), "published_by": _by(row["published_by"])} for row in rows]}


def definition_detail(actor: Actor, code: str) -> dict[str, Any]:
    """Return a definition with its versions, the newest first. Raises NotFound."""
    require_process_administrator(actor)
    rows = execute(
        f"{_VERSION} AND d.code = %(code)s ORDER BY v.version DESC LIMIT %(limit)s",
        {"group": group_of(actor), "code": code, "limit": MAXIMUM_VERSIONS},
    ).mappings()
    if not rows:
        raise NotFound
    first = rows[0]
    return {
        "code": first["code"],
        "title": _title(first),
        "object_type": first["object_type"],
        "versions": [_version(row) for row in rows],
    }


def version_detail(actor: Actor, version_id: UUID) -> dict[str, Any]:
    """Return a version with its BPMN file and its activities in the order of the file. Raises NotFound."""
    require_process_administrator(actor)
    rows = execute(f"{_VERSION} AND v.id = %(id)s", {"group": group_of(actor), "id": version_id}).mappings()
    if not rows:
        raise NotFound
    row, compiled = rows[0], definitions.load(version_id).compiled
    return _version(row) | {
        "code": row["code"],
        "title": _title(row),
        "object_type": row["object_type"],
        "xml": engine.decode_file(compiled.xml),
        "activities": [
            {"id": node.id, "name": node.name or node.id, "type": node.type} for node in compiled.activities.values()
        ],
    }


def _version(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "version": row["version"],
        "status": row["status"],
        "running": row["running"],
        "created_at": row["created_at"],
        "created_by": _by(row["created_by_name"]),
        "published_at": row["published_at"],
        "published_by": _by(row["published_by_name"]),
    }


def _by(name: str | None) -> str | None:
    return None if name is None else shown_name(name)


def _title(row: dict[str, Any]) -> str:
    title = json.loads(row["title"].encode())
    return str(title.get(current_language()) or title.get("zh") or row["code"])

"""Reads of packages: which are installed, and a package as it stands in the system now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.access.policies import require_administrator
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden
from xieyun.packages import roles
from xieyun.packages.declarations import Declaration, Package
from xieyun.packages.errors import PackageNotInstalled
from xieyun.packages.models import InstalledPackage
from xieyun.packages.planning import UNGRANTED
from xieyun.records import catalogue
from xieyun.rules.selectors import decision_table


def installed_packages(actor: Actor) -> list[dict[str, Any]]:
    """The packages of the group, by code. For system administrators."""
    require_administrator(actor, "system")
    if actor.group_id is None:
        raise Forbidden
    return [
        {
            "code": found.code,
            "version": found.version,
            "title": found.manifest.get("title"),
            "applied_at": found.applied_at,
            "contents": found.contents,
        }
        for found in InstalledPackage.objects.filter(group_id=actor.group_id).order_by("code")
    ]


def export_package(actor: Actor, code: str) -> Package:
    """The package as the system has it now, changes made in the browser included.

    For system administrators. Raises PackageNotInstalled.
    """
    require_administrator(actor, "system")
    if actor.group_id is None:
        raise Forbidden
    installed = InstalledPackage.objects.filter(group_id=actor.group_id, code=code).first()
    if installed is None:
        raise PackageNotInstalled(code=code)
    contents, state = installed.contents, catalogue.current()
    declared_ledgers = state.ledgers()
    kinds = [found for one in contents["object"] if (found := state.find(one)) is not None]
    return Package(
        manifest=installed.manifest,
        objects={kind.code: _in_order(kind.definition, _OBJECT_ORDER) for kind in kinds},
        ledgers={one: declared_ledgers[one] for one in contents["ledger"] if one in declared_ledgers},
        decisions={
            one: _in_order(decision_table(actor.group_id, one), _DECISION_ORDER) for one in contents["decision"]
        },
        processes=_processes(actor.group_id, installed.manifest),
        roles=_roles(actor.group_id, contents),
        files=installed.files,
    )


_OBJECT_ORDER = (
    "code", "title", "start_title", "description", "icon", "title_field", "process",
    "fields", "checks", "forms", "views", "summary_fields",
)  # fmt: skip
_DECISION_ORDER = ("code", "title", "hit", "inputs", "outputs", "rows")


def _in_order(declared: Declaration, order: tuple[str, ...]) -> dict[str, Any]:
    return {key: declared[key] for key in (*order, *sorted(set(declared) - set(order))) if key in declared}


def _roles(group_id: UUID, contents: Mapping[str, list[str]]) -> dict[str, Declaration]:
    ungranted = [entry.split(" ", 1) for entry in contents.get(UNGRANTED, ())]
    found = {
        code: roles.exported_role(group_id, code, [post for role, post in ungranted if role == code])
        for code in contents["role"]
    }
    return {code: role for code, role in found.items() if role is not None}


def _processes(group_id: UUID, manifest: Declaration) -> dict[str, bytes]:
    files = {one["code"]: one["file"] for one in manifest.get("processes") or ()}
    rows = execute(
        "SELECT d.code, v.xml FROM process_definition d JOIN process_definition_version v ON v.definition_id = d.id "
        "WHERE d.group_id = %s AND d.code = ANY(%s) AND v.status = 'published'",
        [group_id, list(files)],
    )
    return {files[code]: bytes(xml) for code, xml in rows}

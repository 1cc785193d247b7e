"""Applying packages: everything or nothing, safe to repeat."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from xieyun.access.actions import remove_role
from xieyun.access.policies import require_administrator
from xieyun.kernel import audit, clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.packages import planning, roles
from xieyun.packages.declarations import Package
from xieyun.packages.errors import PackageInvalid
from xieyun.packages.lint import lint
from xieyun.packages.models import InstalledPackage
from xieyun.packages.planning import Change
from xieyun.process.actions.publish_definition import publish_definition, retire_definition
from xieyun.records import actions as records
from xieyun.records import catalogue
from xieyun.rules.actions import publish_decision_table


@action
def apply_package(*, actor: Actor, package: Package) -> list[Change]:
    """Bring the actor's group to what the package declares and return the changes made.

    Needs the rights of the system and the security administrator. Raises PackageInvalid before any change,
    or what a part refuses (DestructiveChange, InvalidDefinition ...), which undoes all of it.
    """
    if actor.group_id is None:
        raise Forbidden
    require_administrator(actor, "system")
    lock(AdvisoryLock.PACKAGE_APPLY)
    faults = lint(package, catalogue.current())
    if faults:
        raise PackageInvalid(fields=faults, code=package.code)
    changes = planning.plan(actor, package)
    for declared in package.objects.values():
        records.publish_object_type(actor=actor, definition=declared, package=package.code)
    for declared in package.ledgers.values():
        records.publish_ledger(actor=actor, definition=declared, package=package.code)
    for code, declared in package.decisions.items():
        publish_decision_table(actor=actor, code=code, content=declared, package=package.code)
    for one in package.manifest.get("processes") or ():
        publish_definition(
            actor=actor,
            code=one["code"],
            xml=package.processes[one["file"]],
            title=one.get("title"),
            object_type=one.get("object_type"),
        )
    for code, declared in package.roles.items():
        if any(change.kind == "role" and change.code == code and change.verb != "same" for change in changes):
            roles.apply_role(actor=actor, package=package.code, declared=declared)
    _remove(actor, changes)
    _remember(actor, actor.group_id, package, changes)
    return changes


def _remove(actor: Actor, changes: list[Change]) -> None:
    for change in changes:
        if change.verb != "remove":
            continue
        # Perhaps gone already. The savepoint keeps that refusal from spoiling the transaction it happens in.
        with suppress(NotFound), transaction.atomic():
            if change.kind == "role":
                remove_role(actor=actor, code=change.code)
            elif change.kind == "process":
                retire_definition(actor=actor, code=change.code)


def _remember(actor: Actor, group_id: UUID, package: Package, changes: list[Change]) -> None:
    contents = planning.contents_of(package) | {
        planning.UNGRANTED: [
            f"{code} {post}"
            for code, declared in package.roles.items()
            for post in roles.missing_posts(group_id, declared)
        ]
    }
    InstalledPackage.objects.update_or_create(
        group_id=group_id,
        code=package.code,
        defaults={
            "version": package.version,
            "manifest": planning.plain(package.manifest),
            "contents": contents,
            "files": dict(package.files),
            "applied_at": clock.now(),
            "applied_by": actor.described(),
        },
        create_defaults={
            "id": new_id(),
            "version": package.version,
            "manifest": planning.plain(package.manifest),
            "contents": contents,
            "files": dict(package.files),
            "applied_by": actor.described(),
        },
    )
    made = [
        {"kind": change.kind, "code": change.code, "verb": change.verb} for change in changes if change.verb != "same"
    ]
    audit.record(
        actor=actor,
        action="package.applied",
        target_type="package",
        target_id=package.code,
        after={"version": package.version, "changes": made},
    )
    outbox.publish(
        kind="package.applied",
        group_id=actor.group_id,
        subject_type="package",
        subject_id=package.code,
        payload={"version": package.version},
    )

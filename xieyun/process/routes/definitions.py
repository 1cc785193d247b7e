"""Definitions, their versions, and moving running instances from one to another. For others this is all 404."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from ninja import Router

from xieyun.kernel.request import Request
from xieyun.process import actions, schemas_definitions, selectors
from xieyun.process.routes.work_items import PageSize


def list_definitions(request: Request) -> Any:
    """List the process definitions of the group."""
    return selectors.list_definitions(request.actor)


def get_definition(request: Request, code: str) -> Any:
    """Return a definition with its versions."""
    return selectors.definition_detail(request.actor, code)


def save_draft(request: Request, code: str, body: schemas_definitions.DraftIn) -> Any:
    """Keep a BPMN file as the draft of a definition; problems name the element."""
    made = actions.save_draft_version(actor=request.actor, code=code, xml=body.xml)
    return selectors.version_detail(request.actor, made.id)


def get_template(request: Request, instance_id: UUID) -> Any:
    """Return the steps of an instance's free route with the ways in which a template could name their people."""
    return selectors.route_template(request.actor, instance_id)


def freeze_route(request: Request, instance_id: UUID, body: schemas_definitions.FreezeIn) -> Any:
    """Keep the free route of an instance as the draft of a new definition."""
    made = actions.freeze_route(actor=request.actor, instance_id=instance_id, title=body.title, choices=body.choices)
    return selectors.version_detail(request.actor, made.id)


def get_version(request: Request, version_id: UUID) -> Any:
    """Return a version with its file and activities."""
    return selectors.version_detail(request.actor, version_id)


def publish_version(request: Request, version_id: UUID) -> Any:
    """Let new instances start on this version; running ones keep theirs."""
    actions.publish_version(actor=request.actor, version_id=version_id)
    return selectors.version_detail(request.actor, version_id)


def retire_version(request: Request, version_id: UUID) -> Any:
    """Let no instance start on this version any more; running ones go on."""
    actions.retire_version(actor=request.actor, version_id=version_id)
    return selectors.version_detail(request.actor, version_id)


def get_mapping(request: Request, version_id: UUID, to_version_id: UUID) -> Any:
    """Suggest which activity of another version each activity of this one becomes."""
    return selectors.suggested_mapping(request.actor, version_id, to_version_id)


def preview(request: Request, version_id: UUID, body: schemas_definitions.MigrationPreviewIn) -> Any:
    """Say which running instances of this version could move to another one, and why others cannot."""
    return selectors.migration_preview(request.actor, from_version_id=version_id, **body.model_dump())


def migrate(request: Request, version_id: UUID, body: schemas_definitions.MigrateIn) -> Any:
    """Begin to move the running instances of this version to another one."""
    made = actions.migrate_instances(actor=request.actor, from_version_id=version_id, **body.model_dump())
    return selectors.migration_detail(request.actor, made.id)


def list_migrations(request: Request, code: str) -> Any:
    """List the newest migrations of a definition."""
    return selectors.list_migrations(request.actor, code)


def get_migration(request: Request, migration_id: UUID) -> Any:
    """Return how far a migration is."""
    return selectors.migration_detail(request.actor, migration_id)


def get_lines(
    request: Request,
    migration_id: UUID,
    status: Literal["", "waiting", "moved", "refused", "back", "kept"] = "",
    after: UUID | None = None,
    page_size: PageSize = 20,
) -> Any:
    """List the instances of a migration with what became of each."""
    return selectors.migration_lines(request.actor, migration_id, status=status, after=after, page_size=page_size)


def undo(request: Request, migration_id: UUID, body: schemas_definitions.UndoIn) -> Any:
    """Begin to take a migration back for the instances that have not moved on since."""
    actions.undo_migration(actor=request.actor, migration_id=migration_id, reason=body.reason)
    return selectors.migration_detail(request.actor, migration_id)


def add_to(router: Router) -> None:
    """Add the routes."""
    s = schemas_definitions
    router.get("/process-definitions", response=s.DefinitionsOut, operation_id="list_process_definitions")(
        list_definitions
    )
    one = "/process-definitions/{code}"
    router.get(one, response=s.DefinitionDetailOut, operation_id="get_process_definition")(get_definition)
    router.post(f"{one}/draft", response=s.VersionDetailOut, operation_id="save_process_draft")(save_draft)
    router.get(f"{one}/migrations", response=s.MigrationsOut, operation_id="list_process_migrations")(list_migrations)
    instance = "/process-instances/{uuid:instance_id}"
    router.get(f"{instance}/template", response=s.RouteTemplateOut, operation_id="get_route_template")(get_template)
    router.post(f"{instance}/freeze-route", response=s.VersionDetailOut, operation_id="freeze_route")(freeze_route)
    version = "/process-definition-versions/{uuid:version_id}"
    router.get(version, response=s.VersionDetailOut, operation_id="get_process_version")(get_version)
    router.post(f"{version}/publish", response=s.VersionDetailOut, operation_id="publish_process_version")(
        publish_version
    )
    router.post(f"{version}/retire", response=s.VersionDetailOut, operation_id="retire_process_version")(retire_version)
    router.get(f"{version}/mapping", response=s.MappingOut, operation_id="suggest_process_mapping")(get_mapping)
    router.post(f"{version}/migration-preview", response=s.PreviewOut, operation_id="preview_process_migration")(
        preview
    )
    router.post(f"{version}/migrate", response=s.MigrationOut, operation_id="migrate_process_instances")(migrate)
    migration = "/process-migrations/{uuid:migration_id}"
    router.get(migration, response=s.MigrationOut, operation_id="get_process_migration")(get_migration)
    router.get(f"{migration}/lines", response=s.MigrationLinesOut, operation_id="list_process_migration_lines")(
        get_lines
    )
    router.post(f"{migration}/undo", response=s.MigrationOut, operation_id="undo_process_migration")(undo)

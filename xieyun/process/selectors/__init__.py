"""Reads of the process room; the actor is the first argument, so the result is already narrowed."""

from __future__ import annotations

from xieyun.process.selectors.batch import batch_verbs
from xieyun.process.selectors.definitions import definition_detail, list_definitions, version_detail
from xieyun.process.selectors.diagram import diagram
from xieyun.process.selectors.free_route import last_route
from xieyun.process.selectors.headlines import headlines_of
from xieyun.process.selectors.incidents import list_incidents
from xieyun.process.selectors.instance_detail import instance_detail
from xieyun.process.selectors.instances import list_instances
from xieyun.process.selectors.migrations import (
    list_migrations,
    migration_detail,
    migration_lines,
    migration_preview,
    suggested_mapping,
)
from xieyun.process.selectors.outside import connection_json, instance_outside, list_connections
from xieyun.process.selectors.personal_routes import personal_routes
from xieyun.process.selectors.phrases import quick_phrases, substitutions
from xieyun.process.selectors.portal import portal_summary
from xieyun.process.selectors.route_template import route_template
from xieyun.process.selectors.signed_form import signed_form
from xieyun.process.selectors.starts import start_of
from xieyun.process.selectors.trail import trail
from xieyun.process.selectors.work_item_detail import work_item_detail
from xieyun.process.selectors.work_items import list_work_items, next_to_do

__all__ = [
    "batch_verbs",
    "connection_json",
    "definition_detail",
    "diagram",
    "headlines_of",
    "instance_detail",
    "instance_outside",
    "last_route",
    "list_connections",
    "list_definitions",
    "list_incidents",
    "list_instances",
    "list_migrations",
    "list_work_items",
    "migration_detail",
    "migration_lines",
    "migration_preview",
    "next_to_do",
    "personal_routes",
    "portal_summary",
    "quick_phrases",
    "route_template",
    "signed_form",
    "start_of",
    "substitutions",
    "suggested_mapping",
    "trail",
    "version_detail",
    "work_item_detail",
]  # fmt: skip

"""Writes of decision tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xieyun.kernel import audit, json, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.organization.ports import authority
from xieyun.rules.decisions import compile_table
from xieyun.rules.errors import ExpressionError
from xieyun.rules.problems import InvalidDecision
from xieyun.rules.selectors import StoredTable, stored_decision_table


@action
def publish_decision_table(
    *, actor: Actor, code: str, content: Mapping[str, Any], package: str = "", group_id: UUID | None = None
) -> StoredTable:
    """Make `content` the current version of the decision table; the same content again changes nothing.

    Raises InvalidDecision naming row and column of what is wrong.
    """
    authority().require_administrator(actor, "system")
    try:
        compile_table(content)
    except ExpressionError as fault:
        raise InvalidDecision(code=code, reason_zh=fault.message_zh, reason_en=fault.message_en) from fault
    lock(AdvisoryLock.DEFINITION_CHANGE)
    text = json.dumps(content).decode()
    try:
        current = stored_decision_table(group_id, code)
    except NotFound:
        current = None
    if current is not None and current.content == json.loads(text.encode()):
        return current
    version = (current.version if current is not None else 0) + 1
    identifier = execute(
        "INSERT INTO rules_decisiontable (id, code, group_id, package, current_version) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (code, group_id) DO UPDATE SET current_version = excluded.current_version, "
        "package = excluded.package RETURNING id",
        [new_id(), code, group_id, package, version],
    ).scalar()
    execute(
        "INSERT INTO rules_decisiontableversion (table_id, version, content, published_by) VALUES (%s, %s, %s, %s)",
        [identifier, version, text, actor.described()],
    )
    audit.record(
        actor=actor,
        action="decision-table.published",
        target_type="decision-table",
        target_id=code,
        after={"version": version},
    )
    outbox.publish(
        kind="decision_table.published",
        group_id=group_id,
        subject_type="decision-table",
        subject_id=code,
        payload={"version": version},
    )
    return stored_decision_table(group_id, code)

"""What changes around the instances of a play: versions of their process, and who is who in the organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from xieyun.kernel import clock
from xieyun.organization import actions as organization
from xieyun.organization.tests.factories import make_assignment
from xieyun.process import actions, definitions, selectors
from xieyun.process.models import ProcessDefinitionVersion, ProcessInstance, WorkItem
from xieyun.process.tests.plays import jobs

if TYPE_CHECKING:
    from xieyun.process.tests.plays.playing import Play

# (name, whether a refusal must leave nothing behind, the move)
Chosen = tuple[str, bool, Callable[[], object]]


def move_versions(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    """Publish a version and move instances to it."""
    return "migrate", False, lambda: _migrate(play, instance)


def _migrate(play: Play, instance: UUID) -> None:
    """Publish a changed version and move whoever can; what the preview says holds. Sometimes take it back."""
    xml, renamed = play.writer.changed()
    play.publish(xml)
    if play.chance.random() < 0.5:
        play.publish_called()
    old = ProcessInstance.objects.get(id=instance).definition_version_id
    new = ProcessDefinitionVersion.objects.get(
        definition__code=play.code, definition__group_id=play.world.group.id, status="published"
    ).id
    mapping = {} if play.chance.random() < 0.3 else _known(renamed, old, new)
    given = {"from_version_id": old, "to_version_id": new, "mapping": mapping}
    preview = selectors.migration_preview(play.root, **given)
    lines = {line["id"]: line for line in preview["items"]}
    before = {row.id: (row.seq, row.state) for row in ProcessInstance.objects.filter(id__in=lines)}
    made = actions.migrate_instances(actor=play.root, reason="新制度", **given)
    jobs.migrate(play, made.id)
    told = {one["id"]: one for one in selectors.migration_lines(play.root, made.id)["items"]}
    for identifier, line in lines.items():
        row = ProcessInstance.objects.get(id=identifier)
        if line["movable"]:
            assert row.definition_version_id == new, (line, told[identifier])
        else:
            assert line["reason"], line
            assert told[identifier]["status"] == "refused", told[identifier]
            assert (row.seq, row.state) == before[identifier]
    if play.chance.random() < 0.4 and selectors.migration_detail(play.root, made.id)["undoable"]:
        actions.undo_migration(actor=play.root, migration_id=made.id, reason="有误")
        jobs.migrate(play, made.id)
        play.log[-1] += " and back"


def _known(renamed: dict[str, str], old: UUID, new: UUID) -> dict[str, str]:
    there, here = definitions.load(old).compiled.activities, definitions.load(new).compiled.activities
    return {one: name for one, name in renamed.items() if one in there and name in here}


def organise(play: Play, instance: UUID, items: list[WorkItem]) -> Chosen:
    """Somebody gets a deputy, moves to another post, or leaves and has a successor."""
    role = play.one("head", "finance_manager", "cashier", "colleague", "auditor")
    deputy = play.world.person(play.one("clerk", "cashier", "auditor")).id
    period = {"valid_from": play.now, "valid_to": play.now + dt.timedelta(hours=play.one(1, 5))}

    def leave() -> None:
        gone = play.world.assignments[role]
        organization.end_employment(actor=play.root, person_id=gone.person_id, on=clock.today())
        play.world.assignments[role] = make_assignment(gone.node, post=gone.post, is_head=gone.is_head)

    def move() -> None:
        assignment = play.world.assignments[role]
        place = play.one(play.world.sales, play.world.finance)
        play.world.assignments[role] = organization.transfer(
            actor=play.root, person_id=assignment.person_id, node_id=place.id, post_id=assignment.post_id,
            on=clock.today(), is_head=play.one(True, False),
        )  # fmt: skip

    return play.one(
        (f"substitute {role}", True, lambda: actions.substitute(
            actor=play.world.actor(role), deputy_id=deputy, **period)),
        (f"substitute {role}", True, lambda: actions.substitute(
            actor=play.world.actor(role), deputy_id=deputy, **period)),
        (f"leave {role}", True, leave),
        (f"move {role}", True, move),
    )  # fmt: skip

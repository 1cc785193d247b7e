"""Versions of a definition, and moving running instances from one to another and back."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from functools import partial

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import InvalidInput, NotFound
from xieyun.process import actions, selectors, tasks
from xieyun.process.errors import InvalidDefinition, MigrationNotDone, MigrationUnderWay, VersionIsDraft
from xieyun.process.models import ProcessDefinitionVersion, ProcessEvent, ProcessInstance, ProcessTimer, WorkItem
from xieyun.process.tests.factories import (
    grant_administrator,
    item_of,
    linear,
    open_items,
    persons,
    publish,
    task,
)
from xieyun.process.verification import verify

LIMIT = '<xieyun:timeLimit duration="PT8H" action="remind"/>'


@pytest.fixture
def admin(world):
    grant_administrator(world, "colleague")
    return world.actor("colleague")


def first(world, **more):
    return linear(task("head", persons(world, "head"), **more), task("finance", persons(world, "finance_manager")))


def second(world):
    """The head's activity has another id and name, and one more follows."""
    return linear(
        task("chief", persons(world, "head"), name="领导审批"),
        task("check", persons(world, "cashier")),
        task("finance", persons(world, "finance_manager")),
    )


def begin(world, code, count=1):
    return [actions.start_process(actor=world.actor("clerk"), code=code, title=f"第 {n} 件") for n in range(count)]


def versions(code):
    return list(ProcessDefinitionVersion.objects.filter(definition__code=code).order_by("version"))


def migrate(admin, code, mapping, reason="新制度"):
    old, new = versions(code)[-2:]
    made = actions.migrate_instances(
        actor=admin, from_version_id=old.id, to_version_id=new.id, mapping=mapping, reason=reason
    )
    tasks.migrate_instances(migration_id=str(made.id))
    return selectors.migration_detail(admin, made.id)


def test_a_preview_says_who_can_move_and_which_activity_stands_in_the_way(world, admin):
    code = publish(world, first(world))
    begun = begin(world, code, 3)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, begun[0], "head"))
    publish(world, second(world), code=code)
    old, new = versions(code)
    found = selectors.migration_preview(admin, from_version_id=old.id, to_version_id=new.id, mapping={})
    assert (found["total"], found["checked"], found["movable"], found["blocked"]) == (3, 3, 1, 2)
    blocked = [line for line in found["items"] if not line["movable"]]
    assert all("head" in line["reason"] for line in blocked)
    assert {line["title"] for line in blocked} == {"第 1 件", "第 2 件"}
    mapped = selectors.migration_preview(admin, from_version_id=old.id, to_version_id=new.id, mapping={"head": "chief"})
    assert (mapped["movable"], mapped["blocked"]) == (3, 0)
    page = selectors.migration_preview(
        admin, from_version_id=old.id, to_version_id=new.id, mapping={}, show="blocked", page_size=1
    )
    rest = selectors.migration_preview(
        admin, from_version_id=old.id, to_version_id=new.id, mapping={}, show="blocked", page_size=1,
        after=page["next_after"],
    )  # fmt: skip
    assert {page["items"][0]["title"], rest["items"][0]["title"]} == {"第 1 件", "第 2 件"}
    assert rest["next_after"] is None
    assert set(ProcessInstance.objects.values_list("definition_version_id", flat=True)) == {old.id}


def test_the_mapping_is_suggested_by_id_and_by_unique_name(world, admin):
    code = publish(world, linear(task("a", persons(world, "head"), name="甲"), task("b", persons(world, "head"))))
    publish(world, linear(task("x", persons(world, "head"), name="甲"), task("b", persons(world, "head"))), code=code)
    old, new = versions(code)
    found = {
        row["id"]: (row["suggested"], row["by"])
        for row in selectors.suggested_mapping(admin, old.id, new.id)["activities"]
    }
    assert found == {"a": ("x", "name"), "b": ("b", "id")}


def test_instances_move_keep_their_items_and_go_on_by_the_new_version(world, admin):
    code = publish(world, first(world))
    (outcome,) = begin(world, code)
    item = item_of(world, outcome, "head")
    WorkItem.objects.filter(id=item).update(due_at=clock.now() + dt.timedelta(days=3))
    before = WorkItem.objects.get(id=item)
    publish(world, second(world), code=code)
    batch = migrate(admin, code, {"head": "chief"})
    assert (batch["status"], batch["counts"]["moved"], batch["total"]) == ("moved", 1, 1)
    after = WorkItem.objects.get(id=item)
    assert (after.assignee_id, after.due_at, after.status) == (before.assignee_id, before.due_at, "open")
    assert (after.activity_id, after.activity_name) == ("chief", "领导审批")
    entry = ProcessEvent.objects.get(instance_id=outcome.instance_id, verb="migrate")
    assert (entry.seq, entry.opinion, entry.actor_id) == (2, "新制度", admin.person_id)
    audited = execute("SELECT count(*) FROM kernel_auditrow WHERE action = 'process.migrate'").scalar()
    assert audited == 1
    shown = selectors.diagram(world.actor("clerk"), outcome.instance_id)
    assert shown["activities"]["chief"]["state"] == "current"
    assert "head" not in shown["activities"]
    actions.approve(actor=world.actor("head"), item_id=item)
    actions.approve(actor=world.actor("cashier"), item_id=item_of(world, outcome, "cashier"))
    done = actions.approve(actor=world.actor("finance_manager"), item_id=item_of(world, outcome, "finance_manager"))
    assert done.status == "completed"


def test_the_job_may_run_twice_and_looks_again_at_what_changed(world, admin):
    code = publish(world, first(world))
    moved, gone, ended = begin(world, code, 3)
    publish(world, linear(task("head", persons(world, "head"))), code=code)
    old, new = versions(code)
    made = actions.migrate_instances(
        actor=admin, from_version_id=old.id, to_version_id=new.id, mapping={}, reason="简化"
    )
    # Meanwhile: one goes on to an activity that the new version lacks, one ends.
    actions.approve(actor=world.actor("head"), item_id=item_of(world, gone, "head"))
    actions.terminate(actor=admin, instance_id=ended.instance_id, reason="作废")
    with pytest.raises(MigrationUnderWay):
        actions.migrate_instances(actor=admin, from_version_id=old.id, to_version_id=new.id, mapping={}, reason="再来")
    with pytest.raises(MigrationNotDone):
        actions.undo_migration(actor=admin, migration_id=made.id, reason="不要了")
    for _ in range(2):
        tasks.migrate_instances(migration_id=str(made.id))
    lines = {line["id"]: line for line in selectors.migration_lines(admin, made.id)["items"]}
    assert {identifier: line["status"] for identifier, line in lines.items()} == {
        moved.instance_id: "moved", gone.instance_id: "refused", ended.instance_id: "refused"
    }  # fmt: skip
    assert "finance" in lines[gone.instance_id]["reason"]
    assert "结束" in lines[ended.instance_id]["reason"]
    assert ProcessEvent.objects.filter(instance_id=moved.instance_id, verb="migrate").count() == 1
    assert ProcessInstance.objects.get(id=gone.instance_id).definition_version_id == old.id


def test_undoing_takes_back_who_has_not_gone_on(world, admin):
    code = publish(world, first(world, more=LIMIT))
    stays, goes = begin(world, code, 2)
    due = ProcessTimer.objects.get(instance_id=stays.instance_id).due_at
    publish(world, second(world), code=code)
    old, new = versions(code)
    batch = migrate(admin, code, {"head": "chief"})
    assert ProcessTimer.objects.get(instance_id=stays.instance_id).status == "cancelled"
    actions.approve(actor=world.actor("head"), item_id=item_of(world, goes, "head"))
    actions.undo_migration(actor=admin, migration_id=batch["id"], reason="映射有误")
    tasks.migrate_instances(migration_id=str(batch["id"]))
    after = selectors.migration_detail(admin, batch["id"])
    assert (after["status"], after["counts"]["back"], after["counts"]["kept"]) == ("undone", 1, 1)
    kept = selectors.migration_lines(admin, batch["id"], status="kept")["items"]
    assert [line["id"] for line in kept] == [goes.instance_id]
    assert "不能撤销" in kept[0]["reason"]
    assert ProcessInstance.objects.get(id=stays.instance_id).definition_version_id == old.id
    assert ProcessInstance.objects.get(id=goes.instance_id).definition_version_id == new.id
    item = WorkItem.objects.get(instance_id=stays.instance_id)
    assert (item.activity_id, item.activity_name) == ("head", "head")
    timer = ProcessTimer.objects.get(instance_id=stays.instance_id)
    assert (timer.status, timer.due_at) == ("waiting", due)
    shown = selectors.diagram(world.actor("clerk"), stays.instance_id)
    assert shown["activities"]["head"]["state"] == "current"
    with pytest.raises(MigrationNotDone):
        actions.undo_migration(actor=admin, migration_id=batch["id"], reason="再撤")
    actions.approve(actor=world.actor("head"), item_id=item_of(world, stays, "head"))


def test_each_stretch_is_held_against_the_version_by_which_it_ran(world, admin):
    code = publish(world, first(world))
    undone, gone_on = begin(world, code, 2)
    publish(world, second(world), code=code)
    batch = migrate(admin, code, {"head": "chief"})
    actions.approve(actor=world.actor("head"), item_id=item_of(world, gone_on, "head"))
    actions.undo_migration(actor=admin, migration_id=batch["id"], reason="映射有误")
    tasks.migrate_instances(migration_id=str(batch["id"]))
    actions.approve(actor=world.actor("head"), item_id=item_of(world, undone, "head"))
    found = partial(findings, world)
    assert found() == []
    # The second version has "chief" where the first has "head": neither is possible in the other's stretch.
    with forged(undone, 1, "head", "chief"):
        assert (undone.instance_id, "not-in-the-model") in found()
    with forged(undone, 2, "chief", "head"):
        assert (undone.instance_id, "not-in-the-model") in found()
    with forged(undone, 4, "finance", "check"):
        assert (undone.instance_id, "not-in-the-model") in found()
    with forged(gone_on, 1, "head", "chief"):
        assert (gone_on.instance_id, "not-in-the-model") in found()


@pytest.mark.parametrize("statement", [
    "UPDATE process_event SET details = details || '{\"from_version\": 2}' WHERE verb = 'migrate'",
    "UPDATE process_event SET details = details || '{\"to_version\": 1}' WHERE verb = 'migrate'",
    "UPDATE process_event SET verb = 'save' WHERE verb = 'migrate'",
    "UPDATE process_event SET details = details || '{\"to_version\": 9}' WHERE verb = 'migrate'",
])  # fmt: skip
def test_a_move_that_nobody_made_is_named(world, admin, statement):
    code = publish(world, first(world))
    (outcome,) = begin(world, code)
    publish(world, second(world), code=code)
    migrate(admin, code, {"head": "chief"})
    assert findings(world) == []
    before = execute("SELECT seq, verb, details::text FROM process_event WHERE instance_id = %s", [outcome.instance_id])
    execute(statement.replace("%", "%%"))
    assert {name for _, name in findings(world)} & {"versions-differ", "not-in-the-model"}
    for seq, verb, details in before:
        execute("UPDATE process_event SET verb = %s, details = %s::jsonb WHERE instance_id = %s AND seq = %s",
                [verb, details, outcome.instance_id, seq])  # fmt: skip


def findings(world):
    return [(one.instance_id, one.code) for one in verify(system_actor(world.group.id)).findings]


@contextmanager
def forged(outcome, seq, old, new):
    """One node of a step's events under another name, for a while."""
    event = ProcessEvent.objects.get(instance_id=outcome.instance_id, seq=seq)
    kept = bytes(event.engine)
    event.engine = kept.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    assert event.engine != kept
    event.save(update_fields=["engine"])
    yield
    event.engine = kept
    event.save(update_fields=["engine"])


def test_a_time_limit_is_set_anew_when_the_new_version_changes_it(world, admin):
    code = publish(world, first(world, more=LIMIT))
    (outcome,) = begin(world, code)
    publish(world, first(world, more=LIMIT.replace("PT8H", "PT2H")), code=code)
    migrate(admin, code, {})
    states = ProcessTimer.objects.filter(instance_id=outcome.instance_id).order_by("number")
    old, new = states
    assert (old.status, new.status) == ("cancelled", "waiting")
    assert new.due_at < old.due_at


def test_what_a_dropped_activity_hid_stays_hidden(world, admin):
    from xieyun.process import definitions

    hidden = '<xieyun:fields><xieyun:field name="amount" right="hidden"/></xieyun:fields>'
    code = publish(world, first(world, more=hidden))
    (outcome,) = begin(world, code)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    publish(world, linear(task("finance", persons(world, "finance_manager"))), code=code)
    migrate(admin, code, {})
    version = ProcessInstance.objects.get(id=outcome.instance_id).definition_version_id
    assert version == versions(code)[-1].id
    node = definitions.find_activity(version, "head")
    assert node.approval.fields == {"amount": "hidden"}


@pytest.mark.parametrize(
    "mapping, reason, field",
    [
        ({"nowhere": "finance"}, "因", "mapping.nowhere"),
        ({"head": "nowhere"}, "因", "mapping.head"),
        ({}, "  ", "reason"),
        ({}, "因" * 1001, "reason"),
    ],
)
def test_a_migration_that_makes_no_sense_is_refused(world, admin, mapping, reason, field):
    code = publish(world, first(world))
    begin(world, code)
    publish(world, second(world), code=code)
    with pytest.raises(InvalidInput) as refused:
        migrate(admin, code, mapping, reason)
    assert [error.path for error in refused.value.fields] == [field]
    assert execute("SELECT count(*) FROM process_migration").scalar() == 0


def test_versions_are_kept_published_and_retired(world, admin):
    code = publish(world, first(world))
    draft = actions.save_draft_version(actor=admin, code=code, xml=second(world))
    assert (draft.version, draft.status) == (2, "draft")
    again = actions.save_draft_version(actor=admin, code=code, xml=second(world))
    assert (again.version, [version.status for version in versions(code)]) == (2, ["published", "draft"])
    with pytest.raises(VersionIsDraft):
        actions.retire_version(actor=admin, version_id=again.id)
    with pytest.raises(InvalidInput):
        actions.migrate_instances(
            actor=admin, from_version_id=versions(code)[0].id, to_version_id=again.id, mapping={}, reason="因"
        )
    actions.publish_version(actor=admin, version_id=again.id)
    assert [version.status for version in versions(code)] == ["retired", "published"]
    listed = next(row for row in selectors.list_definitions(admin)["items"] if row["code"] == code)
    assert (listed["published"], listed["versions"], listed["published_by"]) == (2, 2, admin.person_name)
    actions.publish_version(actor=admin, version_id=versions(code)[0].id)
    actions.retire_version(actor=admin, version_id=versions(code)[0].id)
    assert [version.status for version in versions(code)] == ["retired", "retired"]
    with pytest.raises(InvalidDefinition) as refused:
        actions.save_draft_version(actor=admin, code=code, xml=b"<nonsense/>")
    assert refused.value.fields


def test_for_others_it_does_not_exist(world, admin):
    code = publish(world, first(world))
    begin(world, code)
    publish(world, second(world), code=code)
    old, new = versions(code)
    other = world.actor("head")
    for attempt in (
        lambda: selectors.list_definitions(other),
        lambda: selectors.definition_detail(other, code),
        lambda: selectors.version_detail(other, old.id),
        lambda: selectors.migration_preview(other, from_version_id=old.id, to_version_id=new.id, mapping={}),
        lambda: actions.publish_version(actor=other, version_id=old.id),
        lambda: actions.save_draft_version(actor=other, code=code, xml=b""),
        lambda: actions.migrate_instances(
            actor=other, from_version_id=old.id, to_version_id=new.id, mapping={}, reason="因"
        ),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_permission_alone_is_enough(world):
    from xieyun.access.actions import Permission, define_role, grant_role
    from xieyun.organization.tests.factories import LONG_AGO

    system = system_actor(world.group.id)
    define_role(
        actor=system, code="process-keeper", name="流程管理员",
        permissions=[Permission("process.definition", "administer", "group")],
    )  # fmt: skip
    grant_role(
        actor=system, role_code="process-keeper", subject_kind="person", subject_id=world.person("head").id,
        valid_from=LONG_AGO,
    )  # fmt: skip
    publish(world, first(world))
    assert selectors.list_definitions(world.actor("head"))["items"]


def test_what_the_preview_promises_is_kept_also_where_the_new_version_asks_for_values(world, admin):
    code = publish(world, linear(task("a", persons(world, "head"))))
    begin(world, code)
    limit = '<xieyun:timeLimit duration="= hours" action="remind"/>'
    publish(world, linear(task("a", persons(world, "head"), limit)), code=code)
    old, new = versions(code)
    found = selectors.migration_preview(admin, from_version_id=old.id, to_version_id=new.id, mapping={})
    assert (found["movable"], found["blocked"]) == (0, 1)
    assert "计算没有结果" in found["items"][0]["reason"]
    batch = migrate(admin, code, {})
    assert batch["counts"]["refused"] == 1
    assert selectors.migration_lines(admin, batch["id"])["items"][0]["reason"] == found["items"][0]["reason"]


def renamed(world, admin):
    """Two have approved and the third is asked when all activities get the names of those after them."""
    people = ("head", "finance_manager", "cashier")
    code = publish(world, linear(*(task(f"t{n}", persons(world, role)) for n, role in enumerate(people, 1))))
    (outcome,) = begin(world, code)
    items = {}
    for role in people[:2]:
        items[role] = item_of(world, outcome, role)
        actions.approve(actor=world.actor(role), item_id=items[role])
    later = ("colleague", *people)
    publish(world, linear(*(task(f"t{n}", persons(world, role)) for n, role in enumerate(later, 1))), code=code)
    return outcome, items, migrate(admin, code, {"t1": "t2", "t2": "t3", "t3": "t4"})


def test_who_handled_last_can_take_back_after_a_migration_that_renames(world, admin):
    outcome, items, batch = renamed(world, admin)
    assert batch["counts"]["moved"] == 1
    actions.take_back(actor=world.actor("finance_manager"), item_id=items["finance_manager"])
    assert open_items(outcome) == [("t3", "task", "open")]


@pytest.mark.parametrize(("undo", "previous"), [(False, "t3"), (True, "t2")])
def test_the_previous_activity_is_known_after_a_migration_that_renames(world, admin, undo, previous):
    outcome, _, batch = renamed(world, admin)
    if undo:
        actions.undo_migration(actor=admin, migration_id=batch["id"], reason="映射有误")
        tasks.migrate_instances(migration_id=str(batch["id"]))
    item = item_of(world, outcome, "cashier")
    actions.send_back(actor=world.actor("cashier"), item_id=item, target="previous", opinion="请核对")
    assert open_items(outcome) == [(previous, "task", "open")]
    assert findings(world) == []

"""Moving instances that are inside a call: of a process of their own file, which moves along, or of another file."""

from __future__ import annotations

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.process import actions, selectors, tasks
from xieyun.process.models import ProcessDefinitionVersion, ProcessInstance
from xieyun.process.tests.factories import HEAD, item_of, open_items, persons, publish, task


def file(called, inner):
    """A process that calls another process of its file, whose only activity is `inner`."""
    return (
        f'{HEAD}<process id="main" isExecutable="true"><startEvent id="s"/><callActivity id="call" '
        f'calledElement="{called}"/><endEvent id="z"/><sequenceFlow id="f1" sourceRef="s" targetRef="call"/>'
        f'<sequenceFlow id="f2" sourceRef="call" targetRef="z"/></process><process id="{called}">'
        f'<startEvent id="is"/>{inner}<endEvent id="iz"/><sequenceFlow id="g1" sourceRef="is" '
        f'targetRef="{inner.split(chr(34))[1]}"/><sequenceFlow id="g2" sourceRef="{inner.split(chr(34))[1]}" '
        'targetRef="iz"/></process></definitions>'
    ).encode()


def moved(world, code, mapping):
    """Move every instance of the version before the last one; return what the preview said and each line."""
    root = system_actor(world.group.id)
    old, new = list(ProcessDefinitionVersion.objects.filter(definition__code=code).order_by("version"))[-2:]
    given = {"from_version_id": old.id, "to_version_id": new.id, "mapping": mapping}
    (said,) = selectors.migration_preview(root, **given)["items"]
    made = actions.migrate_instances(actor=root, reason="新制度", **given)
    tasks.migrate_instances(migration_id=str(made.id))
    (line,) = selectors.migration_lines(root, made.id)["items"]
    return said, line, made


@pytest.fixture
def begun(world):
    """An instance in a call of its own file, at the head."""
    code = publish(world, file("part", task("inner", persons(world, "head"))))
    return code, actions.start_process(actor=world.actor("clerk"), code=code)


def test_what_runs_in_a_called_process_of_the_file_moves_along(world, begun):
    code, outcome = begun
    publish(world, file("part", task("checked", persons(world, "head"), name="复核")), code=code)
    said, line, _ = moved(world, code, {"inner": "checked"})
    assert (said["movable"], line["status"]) == (True, "moved")
    assert open_items(outcome) == [("checked", "task", "open")]
    done = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert done.status == "completed"


def test_it_comes_back_as_well(world, begun):
    code, outcome = begun
    publish(world, file("part", task("checked", persons(world, "head"))), code=code)
    _, _, made = moved(world, code, {"inner": "checked"})
    root = system_actor(world.group.id)
    actions.undo_migration(actor=root, migration_id=made.id, reason="有误")
    tasks.migrate_instances(migration_id=str(made.id))
    assert open_items(outcome) == [("inner", "task", "open")]
    done = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert done.status == "completed"


@pytest.mark.parametrize("called, inner", [("part", "other"), ("elsewhere", "inner")])
def test_what_the_called_process_has_no_place_for_stays(world, begun, called, inner):
    code, outcome = begun
    before = ProcessInstance.objects.get(id=outcome.instance_id).definition_version_id
    publish(world, file(called, task(inner, persons(world, "head"))), code=code)
    said, line, _ = moved(world, code, {})
    assert (said["movable"], line["status"]) == (False, "refused")
    assert "inner" in said["reason"]
    assert ProcessInstance.objects.get(id=outcome.instance_id).definition_version_id == before
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))


def ad_hoc(*activities):
    """A process with activities that are done one after the other in a sub-process."""
    return (
        f'{HEAD}<process id="main" isExecutable="true"><startEvent id="s"/><adHocSubProcess id="all" '
        f'ordering="Sequential">{"".join(activities)}</adHocSubProcess><endEvent id="z"/><sequenceFlow id="f1" '
        'sourceRef="s" targetRef="all"/><sequenceFlow id="f2" sourceRef="all" targetRef="z"/></process></definitions>'
    ).encode()


def test_what_a_sequence_has_still_to_do_moves_with_its_names(world):
    head, cashier = persons(world, "head"), persons(world, "cashier")
    code = publish(world, ad_hoc(task("one", head), task("two", cashier)))
    outcome = actions.start_process(actor=world.actor("clerk"), code=code)
    publish(world, ad_hoc(task("one", head), task("second", cashier)), code=code)
    said, _, _ = moved(world, code, {})
    assert (said["movable"], "two" in said["reason"]) == (False, True)
    said, line, made = moved(world, code, {"two": "second"})
    assert (said["movable"], line["status"]) == (True, "moved")
    actions.undo_migration(actor=system_actor(world.group.id), migration_id=made.id, reason="有误")
    tasks.migrate_instances(migration_id=str(made.id))
    _, line, _ = moved(world, code, {"two": "second"})
    assert line["status"] == "moved"
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert open_items(outcome) == [("second", "task", "open")]

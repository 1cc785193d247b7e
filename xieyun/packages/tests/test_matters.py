"""Free processes: a route that people lay out and extend, what they see of it, and what is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import partial
from uuid import UUID

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import InvalidInput, NotFound
from xieyun.organization.tests.factories import make_world
from xieyun.packages.actions import apply_package
from xieyun.packages.bundled import folder_of
from xieyun.packages.files import read_package
from xieyun.process import actions, selectors
from xieyun.process.actions import RouteStep
from xieyun.process.errors import StepRefused, VerbRefused
from xieyun.process.models import ProcessInstance, WorkItem
from xieyun.process.tests.factories import item_of, linear, open_items, persons, publish, start, task
from xieyun.process.tests.test_api import Browser
from xieyun.process.verification import verify
from xieyun.records import actions as records

MATTER = "collaboration.matter"


@pytest.fixture
def world(db):
    """A group with the collaboration package; afterwards every history must replay to what is stored."""
    made = make_world()
    apply_package(actor=system_actor(made.group.id), package=read_package(folder_of("collaboration")))
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings


def step(world, *roles, **more):
    return RouteStep(tuple(world.person(role).id for role in roles), **more)


def send(world, *steps, by="clerk"):
    record = records.create_record(
        actor=world.actor(by), object_type=MATTER, values={"subject": "经营分析会", "content": "请准备材料。"}
    )
    return actions.submit_record(actor=world.actor(by), object_type=MATTER, record_id=record.id, route=steps)


def approve(world, outcome, role, **more):
    return actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role), **more)


def holders(outcome):
    rows = WorkItem.objects.filter(instance_id=outcome.instance_id, status="open").exclude(kind="notice")
    return set(rows.values_list("assignee_id", flat=True))


def who(world, *roles):
    return {world.person(role).id for role in roles}


def route(world, outcome, role="clerk"):
    return selectors.instance_detail(world.actor(role), outcome.instance_id)["route"]


def test_a_matter_takes_its_route_to_the_end(world):
    sent = send(
        world,
        step(world, "head", name="部门意见"),
        step(world, "finance_manager", "cashier", kind="any"),
        step(world, "colleague", kind="cc"),
        step(world, "cashier_2", "other_clerk", kind="sequence"),
    )
    assert holders(sent) == who(world, "head")
    approve(world, sent, "head", opinion="同意召开")
    assert holders(sent) == who(world, "finance_manager", "cashier")
    approve(world, sent, "cashier")
    assert holders(sent) == who(world, "cashier_2")
    notice = WorkItem.objects.get(instance_id=sent.instance_id, kind="notice")
    assert (notice.assignee_id, notice.activity_name) == (world.person("colleague").id, "知会")
    approve(world, sent, "cashier_2")
    assert approve(world, sent, "other_clerk").status == "completed"
    shown = route(world, sent)
    assert [(entry["name"], entry["kind"], entry["state"]) for entry in shown] == [
        ("部门意见", "all", "done"), ("或签", "any", "done"), ("知会", "cc", "done"), ("依次办理", "sequence", "done")
    ]  # fmt: skip
    states = {person["name"]: person["state"] for person in shown[1]["people"]}
    assert states == {world.person("finance_manager").name: "skipped", world.person("cashier").name: "done"}


def test_a_handler_extends_the_route_and_it_is_told_who_did(world):
    sent = send(world, step(world, "head"), step(world, "cashier"))
    item = item_of(world, sent, "head")
    offered = {verb["verb"]: verb for verb in selectors.work_item_detail(world.actor("head"), item)["verbs"]}
    assert offered["extend-route"]["allowed"]
    actions.extend_route(
        actor=world.actor("head"),
        item_id=item,
        steps=[step(world, "finance_manager", name="财务核对")],
        opinion="请核对",
    )
    actions.extend_route(actor=world.actor("head"), item_id=item, steps=[step(world, "colleague")], where="beside")
    assert holders(sent) == who(world, "head", "colleague")
    shown = route(world, sent)
    head = world.person("head").name
    assert [(entry["name"], entry["state"], entry["beside"], entry["added"]) for entry in shown] == [
        ("办理", "current", False, None), ("办理", "current", True, head), ("财务核对", "next", False, head),
        ("办理", "next", False, None),
    ]  # fmt: skip
    approve(world, sent, "colleague")
    approve(world, sent, "head")
    assert holders(sent) == who(world, "finance_manager")
    seen = selectors.work_item_detail(world.actor("finance_manager"), item_of(world, sent, "finance_manager"))
    assert seen["why"]["sentences"] == [f"{head} 办理时在路线中加上了您。"]
    assert seen["activity_name"] == "财务核对"
    assert seen["record"]["values"]["subject"] == "经营分析会"
    trail = selectors.instance_detail(world.actor("clerk"), sent.instance_id)["trail"]
    added = next(row for row in trail if row["verb"] == "extend-route")
    assert added["details"]["steps"][0]["people"][0]["name"] == world.person("finance_manager").name
    approve(world, sent, "finance_manager")
    last = selectors.work_item_detail(world.actor("cashier"), item_of(world, sent, "cashier"))
    assert last["why"]["sentences"] == [f"{world.person('clerk').name} 发起时在路线中选择了您。"]
    assert approve(world, sent, "cashier").status == "completed"


def test_the_initiator_extends_while_it_runs_and_others_do_not(world):
    sent = send(world, step(world, "head"))
    verbs = {
        verb["verb"]: verb["allowed"]
        for verb in selectors.instance_detail(world.actor("clerk"), sent.instance_id)["verbs"]
    }
    assert verbs["extend-route"]
    actions.extend_own_route(actor=world.actor("clerk"), instance_id=sent.instance_id, steps=[step(world, "cashier")])
    with pytest.raises(NotFound):
        actions.extend_own_route(actor=world.actor("head"), instance_id=sent.instance_id, steps=[step(world, "head")])
    approve(world, sent, "head")
    assert holders(sent) == who(world, "cashier")


def test_without_a_route_the_initiator_is_asked_for_it(world):
    sent = send(world)
    assert open_items(sent) == [("route", "route", "open")]
    item = item_of(world, sent, "clerk")
    with pytest.raises(StepRefused):
        actions.approve(actor=world.actor("clerk"), item_id=item)
    actions.extend_route(actor=world.actor("clerk"), item_id=item, steps=[step(world, "head")])
    actions.approve(actor=world.actor("clerk"), item_id=item)
    assert holders(sent) == who(world, "head")


def test_work_goes_back_a_step_and_is_taken_back(world):
    sent = send(world, step(world, "head"), step(world, "cashier"))
    first = item_of(world, sent, "head")
    approve(world, sent, "head")
    item = item_of(world, sent, "cashier")
    targets = next(
        verb["targets"] for verb in selectors.work_item_detail(world.actor("cashier"), item)["verbs"]
        if verb["verb"] == "return"
    )  # fmt: skip
    assert [target["name"] for target in targets] == [
        f"上一步：办理（{world.person('head').name}）", f"发起人 {world.person('clerk').name}"
    ]  # fmt: skip
    actions.take_back(actor=world.actor("head"), item_id=first)
    assert holders(sent) == who(world, "head")
    approve(world, sent, "head")
    back = item_of(world, sent, "cashier")
    actions.send_back(actor=world.actor("cashier"), item_id=back, target="step:0", opinion="请补充依据")
    assert holders(sent) == who(world, "head")
    approve(world, sent, "head")
    assert approve(world, sent, "cashier").status == "completed"


def extended(world, then):
    """A matter that its first handler extended, given back to its initiator by the second."""
    sent = send(world, step(world, "head"), step(world, "cashier"), step(world, "colleague"))
    head = item_of(world, sent, "head")
    actions.extend_route(actor=world.actor("head"), item_id=head, steps=[step(world, "auditor", name="核对")])
    approve(world, sent, "head")
    approve(world, sent, "auditor")
    cashier = item_of(world, sent, "cashier")
    actions.send_back(actor=world.actor("cashier"), item_id=cashier, target="initiator", then=then, opinion="请补充")
    return sent


def lay_offer(world, sent):
    detail = selectors.work_item_detail(world.actor("clerk"), item_of(world, sent, "clerk"))
    return next(verb for verb in detail["verbs"] if verb["verb"] == "lay-route")


def test_what_handlers_added_is_walked_again_after_a_return_to_the_initiator(world):
    sent = extended(world, "run_again")
    shown = [(entry["name"], entry["state"], entry["added"]) for entry in route(world, sent)]
    head = world.person("head").name
    assert shown == [("办理", "next", None), ("核对", "next", head), ("办理", "next", None), ("办理", "next", None)]
    found = lay_offer(world, sent)
    assert not found["straight_back"]
    offered = found["route"]
    assert [[person["name"] for person in entry["people"]] for entry in offered] == [
        [world.person(role).name] for role in ("head", "auditor", "cashier", "colleague")
    ]
    approve(world, sent, "clerk")
    for role in ("head", "auditor", "cashier"):
        assert holders(sent) == who(world, role)
        approve(world, sent, role)
    assert approve(world, sent, "colleague").status == "completed"
    assert [entry["state"] for entry in route(world, sent)] == ["done"] * 4


def test_the_initiator_changes_the_route_that_came_back(world):
    sent = extended(world, "run_again")
    item = item_of(world, sent, "clerk")
    lay = partial(actions.lay_route, actor=world.actor("clerk"), item_id=item)
    for steps in ([], [step(world, "head", kind="cc")], [step(world, "clerk")]):
        with pytest.raises(InvalidInput) as refused:
            lay(steps=steps)
        assert [error.path for error in refused.value.fields] == ["steps"]
    lay(steps=[step(world, "auditor", name="核对"), step(world, "finance_manager")])
    with pytest.raises(NotFound):
        actions.lay_route(actor=world.actor("head"), item_id=item, steps=[step(world, "head")])
    row = next(
        row for row in selectors.instance_detail(world.actor("clerk"), sent.instance_id)["trail"]
        if row["verb"] == "lay-route"
    )  # fmt: skip
    assert [entry["name"] for entry in row["details"]["steps"]] == ["核对", "办理"]
    assert [(entry["name"], entry["added"]) for entry in route(world, sent)] == [
        ("核对", world.person("head").name), ("办理", None)
    ]  # fmt: skip
    approve(world, sent, "clerk")
    approve(world, sent, "auditor")
    assert approve(world, sent, "finance_manager").status == "completed"


def test_straight_back_leaves_the_steps_to_come_to_be_changed(world):
    sent = extended(world, "straight_back")
    offered = lay_offer(world, sent)
    assert offered["straight_back"]
    assert [entry["people"][0]["name"] for entry in offered["route"]] == [world.person("colleague").name]
    actions.lay_route(actor=world.actor("clerk"), item_id=item_of(world, sent, "clerk"), steps=[])
    approve(world, sent, "clerk")
    assert holders(sent) == who(world, "cashier")
    assert approve(world, sent, "cashier").status == "completed"


def test_a_withdrawn_matter_still_shows_its_route(world):
    sent = send(world, step(world, "head"), step(world, "cashier"))
    actions.withdraw(actor=world.actor("clerk"), instance_id=sent.instance_id)
    assert [entry["state"] for entry in route(world, sent)] == ["skipped", "skipped"]


def test_what_was_withdrawn_is_laid_out_from_the_route_it_had(world):
    sent = extended(world, "run_again")
    record = ProcessInstance.objects.get(id=sent.instance_id).record_id
    clerk = world.actor("clerk")
    assert selectors.last_route(clerk, record) == []
    actions.withdraw_from_item(actor=clerk, item_id=item_of(world, sent, "clerk"))
    offered = selectors.last_route(clerk, record)
    head = world.person("head").name
    assert [(entry["name"], entry["state"], entry["added"], entry["people"][0]["name"]) for entry in offered] == [
        ("办理", "next", None, head), ("核对", "next", head, world.person("auditor").name),
        ("办理", "next", None, world.person("cashier").name), ("办理", "next", None, world.person("colleague").name),
    ]  # fmt: skip
    for stranger in ("head", "other_clerk"):
        assert selectors.last_route(world.actor(stranger), record) == []
    again = [
        RouteStep(tuple(UUID(person["id"]) for person in entry["people"]), name=entry["name"]) for entry in offered
    ]
    sent = actions.submit_record(actor=clerk, object_type=MATTER, record_id=record, route=again[1:])
    assert holders(sent) == who(world, "auditor")
    assert selectors.last_route(clerk, record) == []


def test_a_resubmission_is_taken_back(world):
    sent = extended(world, "run_again")
    item = item_of(world, sent, "clerk")
    approve(world, sent, "clerk")
    actions.take_back(actor=world.actor("clerk"), item_id=item)
    assert holders(sent) == who(world, "clerk")
    assert len(lay_offer(world, sent)["route"]) == 4
    approve(world, sent, "clerk")
    assert holders(sent) == who(world, "head")


def test_a_deputy_handles_the_step_of_whom_he_stands_in_for(world):
    from xieyun.kernel import clock

    now = clock.now()
    actions.substitute(
        actor=world.actor("head"), deputy_id=world.person("colleague").id, valid_from=now,
        valid_to=now.replace(year=now.year + 1),
    )  # fmt: skip
    sent = send(world, step(world, "head"))
    item = WorkItem.objects.get(instance_id=sent.instance_id)
    assert (item.assignee_id, item.for_person_id) == (world.person("colleague").id, world.person("head").id)


def test_the_drawing_is_the_route(world):
    sent = send(world, step(world, "head"), step(world, "cashier", beside=True), step(world, "colleague"))
    approve(world, sent, "head")
    shown = selectors.diagram(world.actor("clerk"), sent.instance_id)
    tree = ElementTree.fromstring(shown["xml"])
    tasks = [element.get("id") for element in tree.iter() if element.tag.endswith("userTask")]
    assert sorted(tasks) == sorted(shown["activities"])
    states = [shown["activities"][name]["state"] for name in tasks]
    assert states == ["done", "current", "next"]
    assert shown["activities"][tasks[0]]["handlers"] == [world.person("head").name]
    assert shown["flows"] == ["fork_0_step_0_0", "fork_0_step_0_1", "route_start_fork_0"]


def test_any_text_of_a_matter_is_carried_on(world):
    words = '他说："好。"\n第二行 \\ C:\\共享\\会议 "ok"\t完'
    record = records.create_record(
        actor=world.actor("clerk"), object_type=MATTER, values={"subject": '关于"经营"的请示', "content": words}
    )
    sent = actions.submit_record(
        actor=world.actor("clerk"), object_type=MATTER, record_id=record.id, route=[step(world, "head", name='签"\\')]
    )
    seen = selectors.work_item_detail(world.actor("head"), item_of(world, sent, "head"))
    assert (seen["record"]["values"]["content"], seen["activity_name"]) == (words, '签"\\')
    assert approve(world, sent, "head").status == "completed"


def test_other_processes_take_no_route(world):
    plain = start(world, linear(task("head", persons(world, "head"))))
    item = item_of(world, plain, "head")
    assert "extend-route" not in {
        verb["verb"] for verb in selectors.work_item_detail(world.actor("head"), item)["verbs"]
    }
    with pytest.raises(VerbRefused):
        actions.extend_route(actor=world.actor("head"), item_id=item, steps=[step(world, "cashier")])
    code = publish(world, linear(task("head", persons(world, "head"))))
    with pytest.raises(InvalidInput):
        actions.start_process(actor=world.actor("clerk"), code=code, route=[step(world, "head")])


@pytest.mark.parametrize(
    "make, field",
    [
        (lambda world: [RouteStep(())], "route[0].person_ids"),
        (lambda world: [RouteStep((UUID(int=1),))], "route[0].person_ids[0]"),
        (lambda world: [step(world, "head", kind="dice")], "route[0].kind"),
        (lambda world: [step(world, "head", name="名" * 61)], "route[0].name"),
        (lambda world: [step(world, "head", kind="cc")], "route"),
        (lambda world: [step(world, "head")] * 201, "route"),
        (lambda world: [step(world, "head"), step(world, "cashier", "head", beside=True)], "route[1].person_ids[1]"),
        (lambda world: [step(world, "head", "head")], "route[0].person_ids[1]"),
        (lambda world: [step(world, "clerk"), step(world, "head", kind="cc")], "route"),
        (lambda world: [RouteStep((world.person("head").id,) * 201)], "route[0].person_ids"),
    ],
)
def test_a_route_that_cannot_be_names_the_field(world, make, field):
    with pytest.raises(InvalidInput) as refused:
        send(world, *make(world))
    assert [error.path for error in refused.value.fields] == [field]
    assert not WorkItem.objects.exists()


def test_over_http(world):
    clerk, head = Browser(world, "clerk"), Browser(world, "head")
    assert clerk.get(f"/process-starts/{MATTER}").json() == {
        "process": MATTER, "title": "自由协同", "free": True, "signature": "none", "templates": [],
    }  # fmt: skip
    record = clerk.post(f"/records/{MATTER}", {"values": {"subject": "请示", "content": "正文"}}).json()
    body = {
        "object_type": MATTER, "record_id": record["id"],
        "route": [{"person_ids": [str(world.person("head").id)], "name": "审批"}],
    }  # fmt: skip
    sent = clerk.post("/process-instances", body)
    assert (sent.status_code, sent.json()["route"][0]["name"]) == (200, "审批"), sent.content
    item = head.get("/work-items").json()["items"][0]["id"]
    added = head.post(
        f"/work-items/{item}/extend-route", {"steps": [{"person_ids": [str(world.person("cashier").id)]}]}
    )
    assert added.status_code == 200, added.content
    wrong = head.post(f"/work-items/{item}/extend-route", {"steps": []})
    assert wrong.status_code == 422
    stranger = Browser(world, "other_clerk")
    assert stranger.post(f"/work-items/{item}/extend-route", {"steps": body["route"]}).status_code == 404
    own = clerk.post(f"/process-instances/{sent.json()['id']}/extend-route", {"steps": body["route"]})
    assert own.status_code == 200, own.content

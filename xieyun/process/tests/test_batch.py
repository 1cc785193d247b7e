"""Several items at once: what is offered with how many, what becomes of each, and what must be opened instead."""

from __future__ import annotations

import pytest

from xieyun.kernel.database import execute
from xieyun.kernel.errors import InvalidInput
from xieyun.organization.tests.factories import make_assignment
from xieyun.process import actions, selectors
from xieyun.process.actions import Batch
from xieyun.process.engine import DefinitionError, read_definition
from xieyun.process.models import ProcessInstance, WorkItem
from xieyun.process.tests.factories import item_of, linear, open_items, persons, start, task

SIGNED = '<xieyun:signature policy="required"/>'
READ_FIRST = '<xieyun:verbs batch="false"/>'
REJECTED_ALONE = '<xieyun:verbs><xieyun:verb name="reject" batch="false"/></xieyun:verbs>'
WITHOUT_WORDS = '<xieyun:opinion rule="none"/>'


def two_steps(world, more=""):
    """Head, then finance manager."""
    return start(world, linear(task("head", persons(world, "head"), more), task("next", persons(world, "auditor"))))


def offers(world, role, items):
    return {offer["verb"]: offer for offer in selectors.batch_verbs(world.actor(role), items)}


def handle(world, role, items, verb, **more):
    lines = actions.handle_batch(actor=world.actor(role), item_ids=items, batch=Batch(verb, **more))
    return [line.reason for line in lines]


def test_each_verb_says_for_how_many_it_would_succeed_and_why_not_for_the_others(world):
    plain, closed, alone = two_steps(world), two_steps(world, READ_FIRST), two_steps(world, REJECTED_ALONE)
    signed = two_steps(world, SIGNED)
    items = [item_of(world, one, "head") for one in (plain, closed, alone, signed)]
    found = offers(world, "head", items)
    assert {verb: offer["count"] for verb, offer in found.items()} == {
        "approve": 2, "reject": 1, "return": 2, "transfer": 3,
    }  # fmt: skip
    assert {left["item_id"]: left["reason"] for left in found["reject"]["left_out"]} == {
        items[1]: "本环节要求先查看表单，不支持批量处理，请打开该事项办理。",
        items[2]: "本环节要求先查看表单，不支持批量处理，请打开该事项办理。",
        items[3]: "本环节需要签名，请打开该事项办理。",
    }
    assert found["reject"]["opinion"] == "required"
    assert found["return"]["targets"] == [{"id": "initiator", "name": "发起人", "count": 2}]


@pytest.mark.parametrize("verb", ["approve", "reject", "return", "transfer"])
def test_what_is_offered_succeeds_and_what_is_left_out_says_the_same_sentence(world, verb):
    stranger = make_assignment(world.sales).person_id
    running = [two_steps(world, more) for more in ("", READ_FIRST, SIGNED, REJECTED_ALONE, WITHOUT_WORDS)]
    items = [item_of(world, one, "head") for one in running]
    actions.approve(actor=world.actor("head"), item_id=item_of(world, running[0], "head"))
    again = two_steps(world)
    items.append(item_of(world, again, "head"))
    offer = offers(world, "head", items)[verb]
    before = dict(ProcessInstance.objects.values_list("id", "seq"))
    reasons = handle(world, "head", items, verb, opinion="统一处理", person_id=stranger)
    assert sum(reason is None for reason in reasons) == offer["count"] > 0
    left = {one["item_id"]: one["reason"] for one in offer["left_out"]}
    for item, reason in zip(items, reasons, strict=True):
        assert (reason is None) == (item not in left)
        moved = WorkItem.objects.get(id=item).instance_id
        assert ProcessInstance.objects.get(id=moved).seq == before[moved] + (reason is None)
        # What somebody has handled meanwhile names him; everything else is refused in the words of the offer.
        assert reason == left.get(item) or item == items[0]
    assert world.person("head").name in reasons[0]


def test_several_go_back_to_the_step_before_or_to_the_initiator(world):
    passed, first = two_steps(world), start(world, linear(task("one", persons(world, "auditor"))))
    actions.approve(actor=world.actor("head"), item_id=item_of(world, passed, "head"))
    items = [item_of(world, one, "auditor") for one in (passed, first)]
    targets = offers(world, "auditor", items)["return"]["targets"]
    assert targets == [
        {"id": "previous", "name": "上一步", "count": 1}, {"id": "initiator", "name": "发起人", "count": 2},
    ]  # fmt: skip
    reasons = handle(world, "auditor", items, "return", target="previous", opinion="请补充")
    assert reasons[0] is None
    assert reasons[1]
    assert open_items(passed) == [("head", "task", "open")]
    assert open_items(first) == [("one", "task", "open")]


def test_returned_work_is_opened_by_its_initiator_and_not_handed_in_again_unseen(world):
    outcome = two_steps(world)
    actions.send_back(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), target="initiator", opinion="请改"
    )
    item = item_of(world, outcome, "clerk")
    assert offers(world, "clerk", [item]) == {}
    assert handle(world, "clerk", [item], "approve") == ["该事项须打开后单独办理，不能批量处理。"]
    assert open_items(outcome)[0][1] == "resubmit"


def test_an_activity_that_takes_no_opinion_is_handled_without(world):
    outcome = two_steps(world, WITHOUT_WORDS)
    assert handle(world, "head", [item_of(world, outcome, "head")], "approve", opinion="同意") == [None]
    assert selectors.trail(world.actor("clerk"), outcome.instance_id, {})[-1]["opinion"] == ""


def test_what_was_sent_for_reading_is_marked_as_read_together(world):
    notices = []
    for _ in range(2):
        outcome = two_steps(world)
        actions.notify(
            actor=world.actor("head"),
            item_id=item_of(world, outcome, "head"),
            person_ids=[world.person("colleague").id],
        )
        notices.append(item_of(world, outcome, "colleague", kind="notice"))
    work = item_of(world, two_steps(world), "head")
    assert {verb: offer["count"] for verb, offer in offers(world, "colleague", [*notices, work]).items()} == {"read": 2}
    assert handle(world, "colleague", [*notices, work], "read")[:2] == [None, None]
    assert WorkItem.objects.filter(id__in=notices, read_at=None).count() == 0
    assert WorkItem.objects.get(id=work).read_at is None
    assert handle(world, "colleague", notices[:1], "read") == ["您已阅过该事项。"]
    assert offers(world, "colleague", notices) == {}
    told = execute("SELECT count(*) FROM kernel_outboxfact WHERE kind = 'work_item.read'").scalar()
    assert told == 2


def test_what_is_wrong_with_the_batch_itself_is_refused_whole(world):
    item = item_of(world, two_steps(world), "head")
    for items, verb, more in (
        ([], "approve", {}), ([item] * 101, "approve", {}), ([item], "jump", {}), ([item], "transfer", {}),
        ([item], "return", {"target": "head", "opinion": "x"}),
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            handle(world, "head", items, verb, **more)
    assert handle(world, "head", [item], "transfer", person_id=world.person("head").id) == [
        "不能选择自己，请选择其他人员。"
    ]
    assert handle(world, "colleague", [item], "approve") == [
        "您访问的内容不存在，或您无权查看。请检查链接，或联系管理员。"
    ]


def test_batch_is_true_or_false():
    for wrong in ('<xieyun:verbs batch="no"/>', '<xieyun:verbs><xieyun:verb name="reject" batch="1"/></xieyun:verbs>'):
        with pytest.raises(DefinitionError):
            read_definition(linear(task("a", 'kind="initiator"', wrong)))

"""A call activity runs a process of another file: in the version that was published at the call, to its end."""

from __future__ import annotations

import itertools

import pytest

from xieyun.kernel.errors import Problem
from xieyun.process import actions, definitions, selectors, tasks
from xieyun.process.errors import OpinionRequired
from xieyun.process.models import ProcessInstance, ProcessTimer, WorkItem
from xieyun.process.tests.factories import HEAD, grant_administrator, item_of, open_items, persons, publish, task

SAYS_WHY = '<xieyun:verbs><xieyun:verb name="approve" opinion="required"/></xieyun:verbs>'


def file(process, *elements):
    """Return a file with one process whose elements follow one another."""
    ids = ["start", *(element.split('"')[1] for element in elements), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{place}" sourceRef="{one}" targetRef="{other}"/>'
        for place, (one, other) in enumerate(itertools.pairwise(ids))
    )
    inner = f'<startEvent id="start"/>{"".join(elements)}<endEvent id="end"/>{flows}'
    return f'{HEAD}<process id="{process}" isExecutable="true">{inner}</process></definitions>'.encode()


def call(process, identifier="call"):
    return f'<callActivity id="{identifier}" calledElement="{process}"/>'


@pytest.fixture
def world(world):
    """One of its people administers the system."""
    grant_administrator(world, "system")
    return world


@pytest.fixture
def paying(world):
    """Publish the called process: the cashier pays and says why."""
    pay = task("pay", persons(world, "cashier"), SAYS_WHY, name="付款")
    return publish(world, file("paying", pay), code="test.paying")


@pytest.fixture
def claim(world, paying):
    return publish(world, file("claim", task("head", persons(world, "head")), call("paying")), code="test.claim")


def begin(world, code):
    return actions.start_process(actor=world.actor("clerk"), code=code)


def approve(world, outcome, role, **values):
    return actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role), **values)


def forget_compiled():
    """What another process, which has compiled nothing yet, would begin with."""
    definitions._loaded._answers.clear()


def test_what_the_called_process_says_of_its_task_holds(world, claim):
    outcome = begin(world, claim)
    approve(world, outcome, "head")
    item = item_of(world, outcome, "cashier")
    detail = selectors.work_item_detail(world.actor("cashier"), item)
    assert detail["activity_name"] == "付款"
    assert {verb["verb"]: verb["opinion"] for verb in detail["verbs"]}["approve"] == "required"
    with pytest.raises(OpinionRequired):
        actions.approve(actor=world.actor("cashier"), item_id=item)
    assert actions.approve(actor=world.actor("cashier"), item_id=item, opinion="已付").status == "completed"


def test_a_call_that_has_begun_goes_on_in_its_version(world, claim):
    first = begin(world, claim)
    approve(world, first, "head")
    later = task("transfer", persons(world, "finance_manager")), task("check", persons(world, "auditor"))
    publish(world, file("paying", *later), code="test.paying")
    second = begin(world, claim)
    approve(world, second, "head")
    forget_compiled()
    assert open_items(first) == [("pay", "task", "open")]
    assert open_items(second) == [("transfer", "task", "open")]
    assert approve(world, first, "cashier", opinion="已付").status == "completed"
    forget_compiled()
    approve(world, second, "finance_manager")
    assert approve(world, second, "auditor").status == "completed"


def test_within_a_call_work_is_returned_and_taken_back(world, claim):
    publish(
        world,
        file("paying", task("pay", persons(world, "cashier")), task("check", persons(world, "auditor"))),
        code="test.paying",
    )
    outcome = begin(world, claim)
    approve(world, outcome, "head")
    approve(world, outcome, "cashier")
    targets = selectors.work_item_detail(world.actor("auditor"), item_of(world, outcome, "auditor"))["verbs"]
    offered = next(verb["targets"] for verb in targets if verb["verb"] == "return")
    assert "pay" in str(offered) or "previous" in str(offered)
    actions.send_back(
        actor=world.actor("auditor"), item_id=item_of(world, outcome, "auditor"), target="previous", opinion="金额不符"
    )
    assert open_items(outcome) == [("pay", "task", "open")]
    approve(world, outcome, "cashier")
    done = WorkItem.objects.filter(instance_id=outcome.instance_id, activity_id="pay", status="done").latest("number")
    actions.take_back(actor=world.actor("cashier"), item_id=done.id)
    approve(world, outcome, "cashier")
    assert approve(world, outcome, "auditor").status == "completed"


def test_a_called_file_calls_processes_of_its_own(world):
    inner = (
        '<process id="inner" isExecutable="false"><startEvent id="s"/>'
        + task("deep", persons(world, "auditor"))
        + '<endEvent id="e"/><sequenceFlow id="a" sourceRef="s" targetRef="deep"/>'
        '<sequenceFlow id="b" sourceRef="deep" targetRef="e"/></process></definitions>'
    )
    outer = file("outer", call("inner", "again")).decode().replace("</definitions>", inner).encode()
    publish(world, outer, code="test.outer")
    outcome = begin(world, publish(world, file("top", call("outer"))))
    forget_compiled()
    publish(world, file("outer", task("other", persons(world, "cashier"))), code="test.outer")
    assert open_items(outcome) == [("deep", "task", "open")]
    assert approve(world, outcome, "auditor").status == "completed"


def test_what_is_called_by_an_expression_is_found(world, paying):
    code = publish(world, file("chosen", call("${which}")))
    outcome = actions.start_process(actor=world.actor("clerk"), code=code, variables={"which": "paying"})
    assert approve(world, outcome, "cashier", opinion="已付").status == "completed"


def test_a_call_of_what_nobody_published_waits_for_repair(world):
    code = publish(world, file("early", call("late")))
    outcome = begin(world, code)
    assert ProcessInstance.objects.get(id=outcome.instance_id).status == "running"
    publish(world, file("late", task("work", persons(world, "head"))), code="test.late")
    (incident,) = selectors.list_incidents(world.actor("system"))["items"]
    actions.retry_incident(actor=world.actor("system"), incident_id=incident["id"], reason="已发布")
    assert approve(world, outcome, "head").status == "completed"


def test_a_circle_of_files_is_refused(world):
    publish(world, file("one", call("two")), code="test.one")
    publish(world, file("two", task("work", persons(world, "head"))), code="test.two")
    with pytest.raises(Problem) as refusal:
        publish(world, file("two", call("one")), code="test.two")
    assert "two" in str(refusal.value.params)


def test_hundreds_of_files_that_call_are_not_read_for_one(world, paying):
    for number in range(300):
        publish(world, file(f"claim{number}", call("paying")), code=f"test.claim-{number}")
    forget_compiled()
    outcome = begin(world, "test.claim-7")
    assert len(definitions._loaded._answers) == 2
    assert approve(world, outcome, "cashier", opinion="已付").status == "completed"


def test_a_timer_in_a_called_file_fires_its_own_event_whatever_the_caller_names_so(world):
    waits = (
        '<intermediateCatchEvent id="{}"><timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>'
        "</intermediateCatchEvent>"
    )
    after = task("after", persons(world, "auditor"))
    publish(world, file("waiting", waits.format("pause", "PT1H"), after), code="test.waiting")
    outcome = begin(world, publish(world, file("top", call("waiting"), waits.format("pause", "P9D"))))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert open_items(outcome) == [("after", "task", "open")]


def test_a_called_file_undoes_an_activity_by_name(world):
    def undone(identifier):
        return (
            task(identifier, persons(world, "cashier")) + f'<boundaryEvent id="b-{identifier}" '
            f'attachedToRef="{identifier}"><compensateEventDefinition/></boundaryEvent>'
            + task(f"undo-{identifier}", persons(world, "auditor")).replace(
                "<userTask", '<userTask isForCompensation="true"'
            )
            + f'<association id="a-{identifier}" sourceRef="b-{identifier}" targetRef="undo-{identifier}"/>'
        )

    throw = '<intermediateThrowEvent id="throw"><compensateEventDefinition activityRef="pay"/></intermediateThrowEvent>'
    paying = file("paying", task("pay", persons(world, "cashier")), task("book", persons(world, "cashier")), throw)
    for identifier in ("pay", "book"):
        paying = paying.replace(task(identifier, persons(world, "cashier")).encode(), undone(identifier).encode())
    publish(world, paying, code="test.paying")
    outcome = begin(world, publish(world, file("top", call("paying"))))
    approve(world, outcome, "cashier")
    approve(world, outcome, "cashier")
    assert open_items(outcome) == [("undo-pay", "task", "open")]
    assert approve(world, outcome, "auditor").status == "completed"


def test_work_goes_straight_back_into_a_finished_part_of_a_called_file(world):
    part = (
        '<subProcess id="part"><startEvent id="ps"/>' + task("pay", persons(world, "cashier")) + '<endEvent id="pe"/>'
        '<sequenceFlow id="p1" sourceRef="ps" targetRef="pay"/><sequenceFlow id="p2" sourceRef="pay" targetRef="pe"/>'
        "</subProcess>"
    )
    publish(world, file("paying", part, task("check", persons(world, "auditor"))), code="test.paying")
    outcome = begin(world, publish(world, file("top", call("paying"))))
    approve(world, outcome, "cashier")
    item = item_of(world, outcome, "auditor")
    given = {"target": "pay", "then": "straight_back", "opinion": "金额不符"}
    actions.send_back(actor=world.actor("auditor"), item_id=item, **given)
    assert ("pay", "task", "open") in open_items(outcome)
    approve(world, outcome, "cashier")
    assert open_items(outcome) == [("check", "task", "open")]
    assert approve(world, outcome, "auditor").status == "completed"

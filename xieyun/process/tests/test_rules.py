"""Finding handlers: relations, substitution, duplicates, empty assignees, administrators; and time limits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden
from xieyun.organization.actions import end_employment
from xieyun.process import actions, selectors, services, tasks
from xieyun.process.errors import InstanceSuspended, InvalidDefinition, InvalidSubstitution, StepRefused
from xieyun.process.models import ProcessTimer, WorkItem, WorkItemCandidate
from xieyun.process.resolvers import kinds, registry
from xieyun.process.tests.factories import (
    grant_administrator,
    item_of,
    linear,
    open_items,
    persons,
    publish,
    start,
    task,
    wrap,
)
from xieyun.rules.actions import publish_decision_table

NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)


def handlers(outcome):
    return set(
        WorkItem.objects.filter(instance_id=outcome.instance_id, status="open").values_list("assignee_id", flat=True)
    )


def sentences(world, outcome, role):
    return selectors.work_item_detail(world.actor(role), item_of(world, outcome, role))["why"]["sentences"]


@pytest.mark.parametrize(
    "assignment, role",
    [
        ('kind="head"', "head"),
        ('kind="unit_head"', "company_manager"),
        ('kind="superior"', "head"),
        ('kind="post" code="finance-manager" scope="unit"', "finance_manager"),
        ('kind="post" code="group-finance-head" scope="group_headquarters"', "group_finance_head"),
        ('kind="initiator"', "clerk"),
        ('kind="field" field="reviewer"', "auditor"),
        ('kind="expression" value="= reviewer"', "auditor"),
        ('kind="head" of="field:place"', "finance_manager"),
        ('kind="head" level="1"', "company_manager"),
        ('kind="role_in_scope" role="system-administrator" scope="group"', "system"),
    ],
)
def test_relations_find_the_handler(world, assignment, role):
    grant_administrator(world, "system")
    xml = linear(task("step", assignment))
    outcome = start(world, xml, reviewer=str(world.person("auditor").id), place=str(world.finance.id))
    assert handlers(outcome) == {world.person(role).id}
    assert all("…" not in text for text in sentences(world, outcome, role))


def test_the_head_of_the_previous_handlers_department(world):
    outcome = start(
        world,
        linear(task("first", persons(world, "cashier")), task("second", 'kind="head" of="previous_handler"')),
    )
    outcome = actions.approve(actor=world.actor("cashier"), item_id=item_of(world, outcome, "cashier"))
    assert handlers(outcome) == {world.person("finance_manager").id}


def test_who_handled_an_earlier_activity_and_his_head(world):
    first, again = task("first", persons(world, "cashier")), task("again", 'kind="handler_of" activity="first"')
    outcome = start(world, linear(first, again, task("head", 'kind="head" of="handler_of:first"')))
    for role in ("cashier", "cashier", "finance_manager"):
        assert handlers(outcome) == {world.person(role).id}
        outcome = actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role))
    assert outcome.status == "completed"


def test_a_kind_that_the_organisation_does_not_have_plugs_in(world):
    @registry.register("test.partner")
    def partner(question):
        found = kinds.people_named(question, str(world.person("auditor").id))
        return registry.Found(found, ("why-person", {}))

    try:
        assert handlers(start(world, linear(task("step", 'kind="test.partner"')))) == {world.person("auditor").id}
    finally:
        registry._resolvers.pop("test.partner")


def test_nobody_found_goes_to_the_administrator_when_the_rule_says_so(world):
    grant_administrator(world, "system")
    empty = '<xieyun:emptyAssignee policy="administrator"/>'
    outcome = start(world, linear(task("step", 'kind="post" code="no-such-post"', empty)))
    assert handlers(outcome) == {world.person("system").id}
    assert "系统管理员" in sentences(world, outcome, "system")[0]


def test_nobody_found_is_skipped_when_the_rule_says_so(world):
    empty = '<xieyun:emptyAssignee policy="skip"/>'
    outcome = start(world, linear(task("step", 'kind="post" code="no-such-post"', empty)))
    assert outcome.status == "completed"
    skipped = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[0]["details"]["skipped"]
    assert skipped[0]["reason"] == "没有找到办理人，按规则跳过"


def test_who_handled_before_is_skipped_and_the_trail_says_so(world):
    skip = '<xieyun:duplicates policy="skip"/>'
    outcome = start(world, linear(task("a", persons(world, "head")), task("b", persons(world, "head"), skip)))
    outcome = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert outcome.status == "completed"
    step = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[-1]
    assert step["details"]["skipped"][0]["person"]["name"] == world.person("head").name


def test_an_earlier_approval_counts_as_a_vote_where_duplicates_are_merged(world):
    rules = '<xieyun:completion kind="ratio" ratio="0.5"/><xieyun:duplicates policy="merge"/>'
    three = persons(world, "head", "auditor", "colleague")
    outcome = start(world, linear(task("a", persons(world, "head")), task("b", three, rules)))
    outcome = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert handlers(outcome) == {world.person("auditor").id, world.person("colleague").id}
    why = sentences(world, outcome, "auditor")
    assert why[-1] == f"“b”{world.person('head').name}此前已同意，合并处理。"
    # Two of three have approved: the head by his earlier approval.
    outcome = actions.approve(actor=world.actor("auditor"), item_id=item_of(world, outcome, "auditor"))
    assert outcome.status == "completed"


def test_an_earlier_vote_against_is_merged_as_it_was_cast(world):
    rules = '<xieyun:completion kind="ratio" ratio="0.5"/>'
    three = persons(world, "head", "auditor", "colleague")
    four = persons(world, "head", "cashier", "cashier_2", "finance_manager")
    merge = task("b", four, rules + '<xieyun:duplicates policy="merge"/>')
    outcome = start(world, linear(task("a", three, rules), merge))
    actions.reject(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="超预算")
    for role in ("auditor", "colleague", "cashier"):
        outcome = actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role))
    assert sentences(world, outcome, "cashier_2")[-1] == f"“b”{world.person('head').name}此前已表示不同意，合并处理。"
    # One for, one against: were the head's vote counted as approval, b would be decided already.
    assert handlers(outcome) == {world.person("cashier_2").id, world.person("finance_manager").id}
    outcome = actions.approve(actor=world.actor("cashier_2"), item_id=item_of(world, outcome, "cashier_2"))
    assert outcome.status == "completed"


def test_who_alone_would_decide_again_is_merged_and_the_trail_says_so(world):
    merge = '<xieyun:duplicates policy="merge"/>'
    outcome = start(world, linear(task("a", persons(world, "head")), task("b", persons(world, "head"), merge)))
    outcome = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert outcome.status == "completed"
    step = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[-1]
    assert step["details"]["skipped"][0]["reason"] == "此前已同意，合并处理"


def test_somebody_found_twice_is_asked_once_and_the_trail_says_so(world):
    twice = f'kind="expression" value="{world.person("head").id},{world.person("head").id}"'
    inner = persons(world, "head")
    deputy = actions.substitute(
        actor=world.actor("auditor"),
        deputy_id=world.person("head").id,
        valid_from=clock.now() - dt.timedelta(days=1),
        valid_to=clock.now() + dt.timedelta(days=5),
    )
    assert deputy
    outcome = start(world, linear(task("a", persons(world, "head", "auditor"))))
    assert handlers(outcome) == {world.person("head").id}
    step = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[0]
    assert step["details"]["skipped"][0]["reason"] == "重复出现，只办理一次"
    assert handlers(start(world, linear(task("a", twice)))) == handlers(start(world, linear(task("a", inner))))


@pytest.mark.parametrize("pool", ["", ' pool="true"'])
def test_a_deputy_who_has_left_stands_in_for_nobody(world, pool):
    period = {"valid_from": clock.now() - dt.timedelta(days=1), "valid_to": clock.now() + dt.timedelta(days=5)}
    actions.substitute(actor=world.actor("head"), deputy_id=world.person("auditor").id, **period)
    activity = linear(task("a", persons(world, "head", "cashier") + pool))
    assert world.person("auditor").id in asked(start(world, activity))
    end_employment(actor=system_actor(world.group.id), person_id=world.person("auditor").id, on=clock.today())
    assert asked(start(world, activity)) == {world.person("head").id, world.person("cashier").id}


def asked(outcome):
    """Who has an item of the instance, or may claim one."""
    items = WorkItem.objects.filter(instance_id=outcome.instance_id)
    candidates = WorkItemCandidate.objects.filter(item_id__in=items.values("id"))
    return {*candidates.values_list("person_id", flat=True), *items.values_list("assignee_id", flat=True)} - {None}


def test_votes_are_given_by_person_and_by_post(world):
    rules = '<xieyun:completion kind="weight" ratio="0.5"/>'
    people = ",".join(str(world.person(role).id) for role in ("head", "auditor", "finance_manager"))
    votes = f"{world.person('head').number}=2, post:finance-manager=5"
    xml = linear(task("sign", f'kind="person" persons="{people}" votes="{votes}"', rules))
    outcome = start(world, xml)
    for role in ("head", "auditor"):
        outcome = actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role))
        assert outcome.status == "running"  # 3 of 8 votes
    outcome = actions.approve(actor=world.actor("finance_manager"), item_id=item_of(world, outcome, "finance_manager"))
    assert outcome.status == "completed"
    outcome = start(world, xml)
    outcome = actions.approve(actor=world.actor("finance_manager"), item_id=item_of(world, outcome, "finance_manager"))
    assert outcome.status == "completed"  # 5 of 8 votes


@pytest.mark.parametrize("votes", ["three", "1001=0", "1001=99999999", "1001:3", "a=b"])
def test_votes_that_cannot_be_read_are_refused_at_publishing(world, votes):
    with pytest.raises(InvalidDefinition):
        publish(world, linear(task("sign", f'kind="initiator" votes="{votes}"')))


def test_the_empty_rule_counts_for_nobody_and_the_initiator_rule_for_the_initiator(world):
    grant_administrator(world, "system")
    both = '<xieyun:emptyAssignee policy="administrator"/><xieyun:initiatorIsApprover policy="superior"/>'
    outcome = start(world, linear(task("step", 'kind="post" code="no-such-post"', both)))
    assert handlers(outcome) == {world.person("system").id}
    outcome = start(world, linear(task("step", 'kind="initiator"', both)))
    assert handlers(outcome) == {world.person("head").id}
    assert sentences(world, outcome, "head") == [
        "本环节的办理人就是发起人，按规则由其上级办理。",
        f"“step”{world.person('clerk').name}与发起人相同，按规则跳过。",
    ]


def test_why_names_the_pool_the_return_and_the_jump(world):
    grant_administrator(world, "system")
    pool = 'kind="pool" post="cashier" scope="group"'
    outcome = start(world, linear(task("a", persons(world, "head")), task("pay", pool)))
    outcome = actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    waiting = WorkItem.objects.get(instance_id=outcome.instance_id, status="open")
    seen = selectors.work_item_detail(world.actor("cashier"), waiting.id)["why"]["sentences"]
    assert "担任" in seen[0]
    actions.claim(actor=world.actor("cashier"), item_id=waiting.id)
    actions.send_back(actor=world.actor("cashier"), item_id=waiting.id, target="a", opinion="金额不符")
    assert sentences(world, outcome, "head")[0] == f"{world.person('cashier').name} 退回：金额不符"
    actions.jump(actor=world.actor("system"), instance_id=outcome.instance_id, target="pay", reason="已线下核对")
    jumped = WorkItem.objects.get(instance_id=outcome.instance_id, status="open")
    seen = selectors.work_item_detail(world.actor("cashier"), jumped.id)["why"]["sentences"]
    assert seen[0] == f"{world.person('system').name} 将流程跳转到本环节：已线下核对"


def test_a_model_circulates_by_a_service_task(world):
    def notify(kind):
        inner = (
            '<startEvent id="start"/>'
            f'{task("a", persons(world, "clerk"))}<serviceTask id="copy" name="抄送"><extensionElements>'
            f'<xieyun:service handler="process.notify"><xieyun:input name="kind" value="{kind}"/>'
            '<xieyun:input name="of" value="initiator"/></xieyun:service></extensionElements></serviceTask>'
            '<endEvent id="end"/><sequenceFlow id="f1" sourceRef="start" targetRef="a"/><sequenceFlow id="f2" '
            'sourceRef="a" targetRef="copy"/><sequenceFlow id="f3" sourceRef="copy" targetRef="end"/>'
        )
        outcome = start(world, wrap(inner))
        return actions.approve(actor=world.actor("clerk"), item_id=item_of(world, outcome, "clerk"))

    outcome = notify("head")
    assert outcome.status == "completed"
    notice = WorkItem.objects.get(instance_id=outcome.instance_id, kind="notice")
    assert notice.assignee_id == world.person("head").id
    detail = selectors.work_item_detail(world.actor("head"), notice.id)
    assert detail["why"]["sentences"] == ["流程设置为抄送给您阅读。", "您是发起人所在部门的负责人。"]
    assert (detail["readers"]["notified"], detail["readers"]["read"]) == (1, 0)
    assert notify("astrology").status == "running"  # an incident that an administrator mends


def test_why_names_the_decision_and_its_row(world):
    table = {
        "code": "test.route", "title": {"zh": "审批路线表", "en": "Route"}, "hit": "first",
        "inputs": [{"code": "amount", "title": {"zh": "金额", "en": "Amount"}}],
        "outputs": [{"code": "level", "title": {"zh": "层级", "en": "Level"}}],
        "rows": [{"when": {"amount": ">= 5000"}, "then": {"level": "2"}, "because": {"zh": "满 5,000 元", "en": ""}}],
    }  # fmt: skip
    publish_decision_table(
        actor=system_actor(world.group.id), code="test.route", content=table, group_id=world.group.id
    )
    inner = (
        '<startEvent id="start"/><businessRuleTask id="route"><extensionElements>'
        '<xieyun:decision ref="test.route" result="route"/></extensionElements></businessRuleTask>'
        f'{task("a", persons(world, "head"))}{task("b", persons(world, "auditor"))}<endEvent id="end"/>'
        '<sequenceFlow id="f1" sourceRef="start" targetRef="route"/><sequenceFlow id="f2" sourceRef="route" '
        'targetRef="a"/><sequenceFlow id="f3" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="f4" sourceRef="b" targetRef="end"/>'
    )
    outcome = start(world, wrap(inner), amount=Decimal(6000))
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    assert sentences(world, outcome, "auditor")[-1] == "审批路线按“审批路线表”判定：满 5,000 元。"


def test_why_says_what_came_straight_back_and_what_a_rejection_gave_back(world):
    back = '<xieyun:rejection policy="return_initiator"/>'
    outcome = start(world, linear(task("a", persons(world, "head"), back), task("b", persons(world, "auditor"))))
    actions.reject(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion="重写")
    assert sentences(world, outcome, "clerk") == [f"{world.person('head').name} 退回：重写"]
    for role in ("clerk", "head"):
        actions.approve(actor=world.actor(role), item_id=item_of(world, outcome, role))
    actions.send_back(
        actor=world.actor("auditor"),
        item_id=item_of(world, outcome, "auditor"),
        target="initiator",
        then="straight_back",
        opinion="补附件",
    )
    actions.approve(actor=world.actor("clerk"), item_id=item_of(world, outcome, "clerk"))
    assert sentences(world, outcome, "auditor") == ["您退回的事项已处理完毕，直接回到您这里。"]


def test_a_deputy_acts_for_the_absent(world):
    xml = linear(task("step", persons(world, "head")))
    period = {"valid_from": clock.now() - dt.timedelta(days=1), "valid_to": clock.now() + dt.timedelta(days=5)}
    made = actions.substitute(actor=world.actor("head"), deputy_id=world.person("colleague").id, **period)
    outcome = start(world, xml)
    assert handlers(outcome) == {world.person("colleague").id}
    assert any("代理" in text for text in sentences(world, outcome, "colleague"))
    actions.approve(actor=world.actor("colleague"), item_id=item_of(world, outcome, "colleague"))
    step = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[-1]
    assert step["for_person"]["name"] == world.person("head").name
    actions.revoke_substitution(actor=world.actor("head"), substitution_id=made.id)
    assert handlers(start(world, xml)) == {world.person("head").id}


def test_a_substitution_counts_for_its_processes_and_amounts_only(world):
    code = publish(world, linear(task("step", persons(world, "head"))))
    actions.substitute(
        actor=world.actor("head"),
        deputy_id=world.person("colleague").id,
        valid_from=clock.now() - dt.timedelta(days=1),
        valid_to=clock.now() + dt.timedelta(days=5),
        definition_codes=[code],
        maximum_amount=Decimal(1000),
    )
    found = [
        handlers(actions.start_process(actor=world.actor("clerk"), code=code, variables={"amount": amount}))
        for amount in (Decimal("999.99"), Decimal("1000.01"))
    ]
    assert found == [{world.person("colleague").id}, {world.person("head").id}]


def test_a_candidates_deputy_sees_the_pool_and_claims_for_him(world):
    pool = persons(world, "cashier", "cashier_2") + ' pool="true"'
    xml = linear(task("pay", pool), task("next", persons(world, "auditor")))
    code = publish(world, xml)
    period = {"valid_from": clock.now() - dt.timedelta(days=1), "valid_to": clock.now() + dt.timedelta(days=5)}
    absent, deputy = world.person("cashier"), world.actor("colleague")
    actions.substitute(
        actor=world.actor("cashier"),
        deputy_id=deputy.person_id,
        definition_codes=[code],
        maximum_amount=Decimal(1000),
        **period,
    )
    # A candidate who stands in for another candidate is asked for himself.
    actions.substitute(actor=world.actor("cashier_2"), deputy_id=absent.id, **period)

    def begun(amount):
        return actions.start_process(actor=world.actor("clerk"), code=code, variables={"amount": Decimal(amount)})

    begun(2000)
    assert selectors.list_work_items(deputy)["items"] == []
    outcome = begun(500)
    [row] = selectors.list_work_items(deputy)["items"]
    assert row["claimable"]
    told = execute(
        "SELECT payload ->> 'candidate_ids' FROM kernel_outboxfact WHERE kind = 'work_item.opened' "
        "ORDER BY id DESC LIMIT 1"
    ).scalar()
    assert str(deputy.person_id) in told
    why = selectors.work_item_detail(deputy, row["id"])["why"]["sentences"]
    until = period["valid_to"].isoformat()[:10]
    assert why == [f"{absent.name} 可领取本事项，在 {until} 前由您代理。"]
    own = selectors.work_item_detail(world.actor("cashier_2"), row["id"])["why"]["sentences"]
    assert own == ["流程指定由您办理本环节。"]
    actions.claim(actor=deputy, item_id=row["id"])
    assert WorkItem.objects.get(id=row["id"]).for_person_id == absent.id
    assert selectors.list_work_items(world.actor("cashier"))["items"][0]["instance_id"] != outcome.instance_id
    actions.unclaim(actor=deputy, item_id=row["id"])
    actions.claim(actor=world.actor("cashier_2"), item_id=row["id"])
    assert WorkItem.objects.get(id=row["id"]).for_person_id is None
    actions.unclaim(actor=world.actor("cashier_2"), item_id=row["id"])
    actions.approve(actor=deputy, item_id=row["id"])
    steps = selectors.trail(world.actor("clerk"), outcome.instance_id, {})
    assert [(step["verb"], step["for_person"] and step["for_person"]["name"]) for step in steps[1:]] == [
        ("claim", absent.name), ("unclaim", absent.name), ("claim", None), ("unclaim", None), ("approve", absent.name),
    ]  # fmt: skip


def test_the_initiator_never_becomes_his_own_approver_by_substitution(world):
    actions.substitute(
        actor=world.actor("head"),
        deputy_id=world.person("clerk").id,
        valid_from=clock.now() - dt.timedelta(days=1),
        valid_to=clock.now() + dt.timedelta(days=5),
    )
    assert handlers(start(world, linear(task("step", persons(world, "head"))))) == {world.person("head").id}


def test_a_substitution_must_make_sense(world):
    with pytest.raises(InvalidSubstitution) as refusal:
        actions.substitute(actor=world.actor("head"), deputy_id=world.person("head").id, valid_from=NOON, valid_to=NOON)
    assert {error.path for error in refusal.value.fields} == {"valid_to", "deputy_id"}


def test_administrators_suspend_resume_jump_and_terminate(world):
    grant_administrator(world, "system")
    system = world.actor("system")
    outcome = start(world, linear(task("a", persons(world, "head")), task("b", persons(world, "auditor"))))
    item = item_of(world, outcome, "head")
    with pytest.raises(Forbidden):
        actions.suspend(actor=world.actor("head"), instance_id=outcome.instance_id, reason="试试")
    assert actions.suspend(actor=system, instance_id=outcome.instance_id, reason="核查").status == "suspended"
    with pytest.raises(InstanceSuspended):
        actions.approve(actor=world.actor("head"), item_id=item)
    actions.resume(actor=system, instance_id=outcome.instance_id)
    actions.jump(actor=system, instance_id=outcome.instance_id, target="b", reason="负责人出差")
    assert open_items(outcome) == [("b", "task", "open")]
    assert actions.terminate(actor=system, instance_id=outcome.instance_id, reason="作废").status == "terminated"
    with pytest.raises(StepRefused):
        actions.resume(actor=system, instance_id=outcome.instance_id)


def test_a_boundary_timer_fires_once(world):
    inner = (
        f'<startEvent id="start"/>{task("wait", persons(world, "head"))}'
        '<boundaryEvent id="late" attachedToRef="wait" cancelActivity="true"><timerEventDefinition>'
        "<timeDuration>PT8H</timeDuration></timerEventDefinition></boundaryEvent>"
        f'{task("escalated", persons(world, "auditor"))}<endEvent id="end"/>'
        '<sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>'
        '<sequenceFlow id="f2" sourceRef="wait" targetRef="end"/>'
        '<sequenceFlow id="f3" sourceRef="late" targetRef="escalated"/>'
        '<sequenceFlow id="f4" sourceRef="escalated" targetRef="end"/>'
    )
    with clock.frozen(NOON):
        outcome = start(world, wrap(inner))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    assert timer.due_at == NOON + dt.timedelta(hours=8)
    assert execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'process.fire_timer'").scalar() == 1
    for _ in range(2):
        tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert open_items(outcome) == [("escalated", "task", "open")]


def test_a_time_limit_in_working_time_hands_over(world):
    limit = '<xieyun:timeLimit duration="PT8H" calendar="working" action="transfer"/>'
    with clock.frozen(NOON):
        outcome = start(world, linear(task("step", persons(world, "cashier"), limit)))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    assert timer.due_at == dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)
    assert WorkItem.objects.get(instance_id=outcome.instance_id).due_at == timer.due_at
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert handlers(outcome) == {world.person("finance_manager").id}


def test_an_escalated_time_limit_tells_the_superior(world):
    limit = '<xieyun:timeLimit duration="PT8H" action="escalate"/>'
    outcome = start(world, linear(task("step", persons(world, "cashier"), limit)))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    notice = WorkItem.objects.get(instance_id=outcome.instance_id, kind="notice")
    assert notice.assignee_id == world.person("finance_manager").id
    detail = selectors.work_item_detail(world.actor("finance_manager"), notice.id)
    assert detail["why"]["sentences"] == ["“step”的办理人超过时限，按规则告知其上级。"]
    assert WorkItem.objects.get(instance_id=outcome.instance_id, kind="task").urgent


def test_an_unclaimed_pool_that_is_overdue_goes_to_an_administrator(world):
    grant_administrator(world, "system")
    limit = '<xieyun:timeLimit duration="PT8H" action="transfer"/>'
    pool = persons(world, "cashier", "cashier_2") + ' pool="true"'
    outcome = start(world, linear(task("pay", pool, limit)))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert handlers(outcome) == {world.person("system").id}


@pytest.mark.parametrize("action, status", [("approve", "completed"), ("reject", "rejected")])
def test_a_time_limit_decides_by_itself(world, action, status):
    limit = f'<xieyun:timeLimit duration="PT8H" action="{action}"/>'
    outcome = start(world, linear(task("step", persons(world, "cashier"), limit)))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["status"] == status


def test_a_timer_that_lost_its_job_is_enqueued_again(world):
    limit = '<xieyun:timeLimit duration="PT8H" action="approve"/>'
    with clock.frozen(NOON):
        outcome = start(world, linear(task("a", persons(world, "head"), limit)))
        execute("DELETE FROM procrastinate_jobs")
    with clock.frozen(NOON + dt.timedelta(hours=8, minutes=6)):
        tasks.sweep_timers()
    assert execute("SELECT args ->> 'instance_id' FROM procrastinate_jobs").scalars() == [str(outcome.instance_id)]


def test_an_overdue_item_becomes_urgent_and_its_person_is_told(world):
    limit = '<xieyun:timeLimit duration="PT8H" action="remind"/>'
    outcome = start(world, linear(task("a", persons(world, "head"), limit)))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert selectors.list_work_items(world.actor("head"))["items"][0]["urgent"]
    told = execute("SELECT payload ->> 'assignee_id' FROM kernel_outboxfact WHERE kind = 'work_item.urged'").scalars()
    assert told == [str(world.person("head").id)]


def test_a_timer_of_a_finished_activity_does_nothing(world):
    limit = '<xieyun:timeLimit duration="PT8H" action="approve"/>'
    outcome = start(world, linear(task("a", persons(world, "head"), limit), task("b", persons(world, "auditor"))))
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    assert open_items(outcome) == [("b", "task", "open")]


def test_a_file_with_an_unknown_kind_or_no_start_is_refused(world):
    for xml in (linear(task("a", 'kind="astrology"')), wrap('<endEvent id="end"/>'), b"<not-xml"):
        with pytest.raises(InvalidDefinition):
            publish(world, xml)


def test_the_same_file_again_is_the_same_version(world):
    xml = linear(task("a", persons(world, "head")))
    code = publish(world, xml)
    publish(world, xml, code=code)
    publish(world, linear(task("b", persons(world, "head"))), code=code)
    assert execute(
        "SELECT v.version, v.status FROM process_definition_version v "
        "JOIN process_definition d ON d.id = v.definition_id WHERE d.code = %s ORDER BY 1", [code],
    )[:] == [(1, "retired"), (2, "published")]  # fmt: skip


def test_a_service_that_nobody_registered_parks_and_is_tried_again(world):
    grant_administrator(world, "system")
    inner = (
        '<startEvent id="start"/><serviceTask id="call" name="call"><extensionElements>'
        '<xieyun:service handler="test.missing"/></extensionElements></serviceTask><endEvent id="end"/>'
        '<sequenceFlow id="f1" sourceRef="start" targetRef="call"/>'
        '<sequenceFlow id="f2" sourceRef="call" targetRef="end"/>'
    )
    outcome = start(world, wrap(inner))
    assert outcome.status == "running"
    incident = selectors.trail(world.actor("clerk"), outcome.instance_id, {})[0]["details"]["incidents"][0]
    assert incident["activity"] == "call"
    services.register("test.missing")(lambda call: {"answer": 42})
    try:
        again = actions.retry(actor=world.actor("system"), instance_id=outcome.instance_id, token=incident["token"])
    finally:
        services.unregister("test.missing")
    assert again.status == "completed"


def test_a_time_limit_rests_while_the_work_is_returned_and_starts_again(world):
    limit = '<xieyun:timeLimit duration="PT8H" action="remind"/>'
    outcome = start(
        world, linear(task("head", persons(world, "head")), task("finance", persons(world, "finance_manager"), limit))
    )
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    timers = ProcessTimer.objects.filter(instance_id=outcome.instance_id, status="waiting")
    assert timers.count() == 1
    actions.send_back(
        actor=world.actor("finance_manager"), item_id=item_of(world, outcome, "finance_manager"),
        target="head", opinion="金额不符", then="straight_back",
    )  # fmt: skip
    assert timers.count() == 0
    later = clock.now() + dt.timedelta(days=3)
    with clock.frozen(later):
        actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"))
    again = WorkItem.objects.get(id=item_of(world, outcome, "finance_manager"))
    assert abs(again.due_at - later - dt.timedelta(hours=8)) < dt.timedelta(minutes=1)
    assert timers.get().due_at == again.due_at

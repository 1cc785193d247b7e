"""Changes of the organisation: permission, audit, invariants."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, InvalidInput, NotFound
from xieyun.organization import actions, versions
from xieyun.organization.errors import CodeTaken, NodeNotEmpty, PeriodsOverlap, TreeLoop
from xieyun.organization.models import Account, Assignment, OrgNode
from xieyun.organization.selectors import node_ids_below
from xieyun.organization.tests.factories import make_account, make_department, make_post, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def system(world):
    return system_actor(world.group.id)


def test_a_group_grows_from_nothing(db):
    group = actions.create_group(actor=system_actor(), code="G", name="江海集团")
    system = system_actor(group.id)
    headquarters = actions.create_node(actor=system, parent_id=group.id, kind="unit", code="HQ", name="总部")
    company = actions.create_node(actor=system, parent_id=group.id, kind="unit", code="C1", name="一公司")
    below = actions.create_node(actor=system, parent_id=company.id, kind="unit", code="C11", name="一一公司")
    office = actions.create_node(actor=system, parent_id=company.id, kind="department", code="C1-O", name="办公室")
    assert [headquarters.grade, company.grade, below.grade, office.grade] == [1, 2, 3, None]
    assert (office.unit_id, below.unit_id, group.unit_id) == (company.id, below.id, None)
    assert office.path == f"{group.id.hex}/{company.id.hex}/{office.id.hex}/"
    post = actions.create_post(actor=system, code="clerk", name="职员")
    rank = actions.create_rank(actor=system, code="R1", name="专员", level=10)
    held = actions.hire(actor=system, number="1", name="单小明", node_id=office.id, post_id=post.id, rank_id=rank.id)
    assert (held.person.pinyin, held.person.initials) == ("shanxiaoming", "sxm")


def test_every_change_leaves_an_audit_row_an_event_and_a_new_token(world, system):
    before = versions.token(world.group.id)
    actions.rename_node(actor=system, node_id=world.sales.id, name="业务二部")
    assert versions.token(world.group.id) != before
    rows = execute("SELECT action, before, after FROM kernel_auditrow WHERE target_id = %s", [str(world.sales.id)])
    assert [row[0] for row in rows] == ["rename_node"]
    assert "业务一部" in rows[0][1]
    events = execute("SELECT kind FROM kernel_outboxfact WHERE subject_id = %s", [str(world.sales.id)]).scalars()
    assert events == ["organization.rename_node"]


def test_nobody_without_the_office_changes_the_organisation(world):
    for role in ("clerk", "company_manager", "group_manager"):
        with pytest.raises(Forbidden):
            actions.rename_node(actor=world.actor(role), node_id=world.sales.id, name="x")
    assert OrgNode.objects.get(pk=world.sales.id).name == "业务一部"


def test_another_groups_rows_are_absent(world, system):
    other = make_world()
    with pytest.raises(NotFound):
        actions.rename_node(actor=system, node_id=other.sales.id, name="x")
    with pytest.raises(NotFound):
        actions.create_node(actor=system, parent_id=other.sales.id, kind="department", code="X", name="x")
    with pytest.raises(NotFound):
        actions.assign(
            actor=system, person_id=other.person("clerk").id, node_id=world.sales.id,
            post_id=world.assignments["clerk"].post_id,
        )  # fmt: skip


def test_a_subtree_moves_whole(world, system):
    team = make_department(world.sales)
    actions.move_node(actor=system, node_id=world.sales.id, parent_id=world.other_company.id)
    team.refresh_from_db()
    sales = OrgNode.objects.get(pk=world.sales.id)
    assert sales.parent_id == world.other_company.id
    assert (sales.unit_id, team.unit_id) == (world.other_company.id, world.other_company.id)
    assert team.path == world.other_company.path + sales.id.hex + "/" + team.id.hex + "/"
    assert team.level == sales.level + 1 == world.other_company.level + 2
    assert set(node_ids_below(world.other_company.id)) >= {sales.id, team.id}
    assert sales.id not in node_ids_below(world.company.id)


def test_a_unit_keeps_its_departments_when_it_moves(world, system):
    actions.move_node(actor=system, node_id=world.company.id, parent_id=world.other_company.id)
    assert OrgNode.objects.get(pk=world.sales.id).unit_id == world.company.id
    assert OrgNode.objects.get(pk=world.subsidiary.id).unit_id == world.subsidiary.id


def test_a_node_cannot_move_below_itself(world, system):
    for parent in (world.company, world.sales):
        with pytest.raises(TreeLoop):
            actions.move_node(actor=system, node_id=world.company.id, parent_id=parent.id)


def test_a_node_closes_when_it_is_empty(world, system):
    with pytest.raises(NodeNotEmpty):
        actions.close_node(actor=system, node_id=world.sales.id, on=clock.today())
    empty = make_department(world.company)
    actions.close_node(actor=system, node_id=empty.id, on=clock.today())
    assert empty.id not in node_ids_below(world.company.id, clock.today())
    assert empty.id in node_ids_below(world.company.id)


def test_codes_numbers_and_logins_are_used_once(world, system):
    with pytest.raises(CodeTaken):
        actions.create_node(
            actor=system, parent_id=world.company.id, kind="department", code=world.sales.code, name="x"
        )
    with pytest.raises(CodeTaken):
        actions.create_person(actor=system, number=world.person("clerk").number, name="李四")
    make_account(world.person("head"), login="head")
    with pytest.raises(CodeTaken):
        actions.create_account(actor=system, login="HEAD", person_id=world.person("clerk").id)


def test_primary_assignments_do_not_overlap(world, system):
    values = {"actor": system, "person_id": world.person("clerk").id, "node_id": world.finance.id}
    post = make_post(world.group, "accountant")
    with pytest.raises(PeriodsOverlap):
        actions.assign(**values, post_id=post.id)
    actions.assign(**values, post_id=post.id, kind="concurrent")
    actions.end_assignment(
        actor=system, assignment_id=world.assignments["clerk"].id, on=clock.today() + dt.timedelta(days=3)
    )
    with pytest.raises(PeriodsOverlap):
        actions.assign(**values, post_id=post.id)
    later = actions.assign(**values, post_id=post.id, valid_from=clock.today() + dt.timedelta(days=3))
    assert later.kind == "primary"


def test_a_leaver_keeps_nothing(world, system):
    account = make_account(world.person("clerk"), login="clerk")
    future = actions.assign(
        actor=system, person_id=world.person("clerk").id, node_id=world.finance.id,
        post_id=world.assignments["cashier"].post_id, kind="concurrent",
        valid_from=clock.today() + dt.timedelta(days=9),
    )  # fmt: skip
    actions.end_employment(actor=system, person_id=world.person("clerk").id, on=clock.today())
    assert not Account.objects.get(pk=account.pk).is_active
    assert not Assignment.objects.filter(pk=future.pk).exists()
    assert not Assignment.objects.on(clock.today()).filter(person=world.person("clerk")).exists()


def test_a_new_head_replaces_the_old_one(world, system):
    actions.set_head(actor=system, node_id=world.sales.id, assignment_id=world.assignments["colleague"].id)
    heads = Assignment.objects.filter(node=world.sales, is_head=True)
    assert [head.person_id for head in heads] == [world.person("colleague").id]
    with pytest.raises(NotFound):
        actions.set_head(actor=system, node_id=world.sales.id, assignment_id=world.assignments["cashier"].id)


def test_input_that_names_nothing_is_refused(world, system):
    with pytest.raises(InvalidInput):
        actions.create_person(actor=system, number="77", name="  ")
    with pytest.raises(InvalidInput):
        actions.create_node(actor=system, parent_id=world.company.id, kind="group", code="x", name="x")


def test_a_reset_password_is_random_and_good(world, system):
    account = make_account(world.person("clerk"), login="clerk")
    first, second = (actions.reset_password(actor=system, account_id=account.id) for _ in range(2))
    assert first != second
    account.refresh_from_db()
    assert account.check_password(second)
    assert not account.check_password(first)

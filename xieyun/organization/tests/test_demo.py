"""The demo group: complete, believable, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.conf import settings
from django.contrib.auth import authenticate

from xieyun.organization import demo
from xieyun.organization.errors import DemoTooSmall, GroupExists
from xieyun.organization.models import Account, Assignment, OrgNode, Person


def test_the_same_seed_gives_the_same_group():
    first, again = demo.generate(companies=20, people=600, seed=7), demo.generate(companies=20, people=600, seed=7)
    assert first.nodes == again.nodes
    assert first.assignments == again.assignments
    assert demo.generate(companies=20, people=600, seed=8).people != first.people


def test_sizes_are_as_asked():
    plan = demo.generate(companies=60, people=2000, seed=3)
    assert len(plan.units) == 60
    assert len(plan.people) == 2000
    assert {unit.grade for unit in plan.units} == {1, 2, 3}
    assert {unit.sector for unit in plan.units} == {"", "trade", "finance", "health"}


def test_every_unit_can_pay():
    plan = demo.generate(companies=60, people=900, seed=3)
    for unit in plan.units:
        posts = Counter(held.post for held in plan.assignments if held.node.unit is unit and held.kind == "primary")
        assert posts["finance-manager"] == 1, unit.name
        assert posts["cashier"] >= 2, unit.name
        assert posts["general-manager"] == 1, unit.name
    assert sum(held.post == "group-finance-head" for held in plan.assignments) == 1


def test_a_few_departments_wait_for_a_head():
    plan = demo.generate(companies=200, people=5000, seed=1)
    departments = {node.id for node in plan.nodes if node.kind == "department"}
    headed = {held.node.id for held in plan.assignments if held.is_head}
    vacant = departments - headed
    assert 0 < len(vacant) < len(departments) * 0.08


def test_names_are_spread_and_numbers_unique():
    plan = demo.generate(companies=100, people=8000, seed=5)
    names = Counter(person.name for person in plan.people)
    assert names.most_common(1)[0][1] <= 4
    assert len({name[0] for name in names}) > 150
    assert len({person.number for person in plan.people}) == 8000
    assert len({unit.name for unit in plan.units}) == 100


def test_a_group_needs_a_company():
    with pytest.raises(DemoTooSmall):
        demo.generate(companies=1, people=10)


@pytest.fixture
def loaded(db):
    return demo.load(companies=6, people=160, seed=1)


def test_the_loaded_group_holds_together(loaded):
    nodes = {node.id: node for node in OrgNode.objects.all()}
    for node in nodes.values():
        parent = nodes.get(node.parent_id)
        assert node.path == (parent.path if parent else "") + node.id.hex + "/"
        assert node.unit_id == (node.id if node.kind == "unit" else parent and parent.unit_id)
    assert Person.objects.count() == Account.objects.count() == 160
    assert Assignment.objects.filter(kind="primary").count() == 160
    assert Assignment.objects.filter(kind="concurrent").exists()


def test_demo_people_can_sign_in_and_work_in_one_company(loaded):
    accounts = {account.login: account for account in loaded.accounts}
    assert len({account.password for account in loaded.accounts}) == len(loaded.accounts)
    units = set()
    for login in ("clerk", "head", "finance-manager", "cashier", "cashier-2", "company-manager"):
        account = Account.objects.get(login=login)
        assert account.check_password(accounts[login].password)
        units.add(Assignment.objects.get(person_id=account.person_id, kind="primary").node.unit_id)
    assert len(units) == 1
    assert OrgNode.objects.get(pk=units.pop()).grade == 2
    clerk, head = (Assignment.objects.get(person__account__login=login, kind="primary") for login in ("clerk", "head"))
    assert clerk.node_id == head.node_id
    assert head.is_head
    assert not clerk.is_head


def test_nobody_else_has_a_password(loaded):
    logins = {account.login for account in loaded.accounts}
    others = Account.objects.exclude(login__in=logins)
    assert others
    assert not any(account.has_usable_password() for account in others)
    assert authenticate(None, username=others.first().login, password="") is None


def test_passwords_stand_in_a_file_of_the_owner_only(loaded):
    file = settings.XIEYUN_HOME / demo.ACCOUNTS_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    stored = json.loads(file.read_text("utf-8"))
    assert [entry["login"] for entry in stored] == [account.login for account in loaded.accounts]


def test_it_is_loaded_once(loaded):
    with pytest.raises(GroupExists):
        demo.load(companies=6, people=160, seed=2)

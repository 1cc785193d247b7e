"""Rights of the demo group."""

from __future__ import annotations

import pytest

from xieyun.access import demo as access_demo
from xieyun.access.policies import administrator_kinds, allowed_operations
from xieyun.organization import demo
from xieyun.organization.identity import identify
from xieyun.organization.models import Account, Assignment


def actor(login):
    identity = identify(Account.objects.get(login=login).id)
    return identity.actor(assignment_id=None, channel="inside")


@pytest.fixture
def loaded(db):
    summary = demo.load(companies=4, people=100, seed=1)
    access_demo.load(summary)
    return summary


def test_administrators_are_three_people_and_nobody_else(loaded):
    assert {account.login: administrator_kinds(actor(account.login)) for account in loaded.accounts} == {
        account.login: frozenset({account.login.split("-")[0]} if account.login.endswith("administrator") else ())
        for account in loaded.accounts
    }


def test_administrators_have_no_rights_on_business_records(loaded):
    for login in ("system-administrator", "security-administrator", "audit-administrator"):
        assert allowed_operations(actor(login), "expense.claim") == frozenset()


def test_personnel_departments_see_telephone_numbers(loaded):
    held = Assignment.objects.filter(post__code="personnel-specialist").first()
    personnel = actor(held.person.account.login)
    assert "read_contact" in allowed_operations(personnel, "organization.person")
    assert allowed_operations(actor("clerk"), "organization.person") == frozenset()

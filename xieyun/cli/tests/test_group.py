"""The first steps of a real installation."""

from __future__ import annotations

import pytest
from django.test import Client

from xieyun.cli.group import ADMINISTRATORS, create, create_group_with_administrators
from xieyun.cli.words import CommandError
from xieyun.organization.models import Account, OrgNode

pytestmark = pytest.mark.django_db


def test_three_administrators_can_sign_in(capsys) -> None:
    accounts = create_group_with_administrators(code="JH", name="江海集团")
    assert [account.login for account in accounts] == [role for role, _ in ADMINISTRATORS]
    for account in accounts:
        answer = Client().post(
            "/api/v1/session",
            {"login": account.login, "password": account.password},
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.content
        assert answer.json()["administrator_kinds"] == [account.login.split("-")[0]]


def test_a_second_group_gets_logins_of_its_own() -> None:
    create_group_with_administrators(code="JH", name="江海集团")
    second = create_group_with_administrators(code="HB", name="湖北集团")
    assert second[0].login == "system-administrator-hb"
    assert Account.objects.count() == 6


def test_a_taken_code_is_refused() -> None:
    create(code="JH", name="江海集团")
    with pytest.raises(CommandError):
        create(code="JH", name="另一个集团")
    assert OrgNode.objects.filter(kind="group").count() == 1


@pytest.mark.parametrize(("code", "name"), [("", "集团"), ("有 空格", "集团"), ("JH", "  "), ("J" * 21, "集团")])
def test_a_wrong_code_or_name_is_refused(code: str, name: str) -> None:
    with pytest.raises(CommandError):
        create(code=code, name=name)
    assert not OrgNode.objects.exists()

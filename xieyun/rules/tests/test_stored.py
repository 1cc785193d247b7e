"""Stored decision tables: versions, groups of their own, and what cannot be published."""

from __future__ import annotations

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.kernel.models import AuditRow
from xieyun.organization.tests.factories import make_group, make_world
from xieyun.rules.actions import publish_decision_table
from xieyun.rules.decisions import decide
from xieyun.rules.problems import InvalidDecision
from xieyun.rules.selectors import decision_table, stored_decision_table

pytestmark = pytest.mark.django_db
CODE = "test.route"


def table(limit: int) -> dict[str, object]:
    return {
        "code": CODE,
        "inputs": [{"code": "amount"}],
        "outputs": [{"code": "level"}],
        "rows": [{"when": {"amount": f"< {limit}"}, "then": {"level": "low"}}, {"then": {"level": "high"}}],
    }


@pytest.fixture
def actor():
    return system_actor(make_group().id)


def test_a_new_content_is_a_new_version_and_the_same_is_not(actor):
    assert publish_decision_table(actor=actor, code=CODE, content=table(10)).version == 1
    assert publish_decision_table(actor=actor, code=CODE, content=table(10)).version == 1
    assert publish_decision_table(actor=actor, code=CODE, content=table(20)).version == 2
    assert decide(decision_table(actor.group_id, CODE), {"amount": 15}).output == {"level": "low"}
    assert decide(stored_decision_table(actor.group_id, CODE, 1).content, {"amount": 15}).output == {"level": "high"}
    assert AuditRow.objects.filter(action="decision-table.published").count() == 2


def test_a_group_may_have_its_own(actor):
    other = make_group()
    publish_decision_table(actor=actor, code=CODE, content=table(10))
    publish_decision_table(actor=actor, code=CODE, content=table(99), group_id=other.id)
    assert decision_table(other.id, CODE) == table(99)
    assert decision_table(actor.group_id, CODE) == table(10)


def test_a_bad_table_is_not_published(actor):
    broken = {**table(10), "rows": [{"when": {"amount": "< "}, "then": {"level": "x"}}]}
    with pytest.raises(InvalidDecision) as caught:
        publish_decision_table(actor=actor, code=CODE, content=broken)
    assert "第 1 行" in caught.value.as_json()["detail_zh"]
    with pytest.raises(NotFound):
        decision_table(actor.group_id, CODE)


def test_only_system_administrators_publish():
    with pytest.raises(Forbidden):
        publish_decision_table(actor=make_world().actor("clerk"), code=CODE, content=table(10))

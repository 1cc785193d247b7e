"""Organisation relations: who a process asks."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.organization import actions, relations, versions
from xieyun.organization.errors import RelationParameterWrong, UnknownRelation
from xieyun.organization.models import Assignment
from xieyun.organization.relations import Anchor
from xieyun.organization.tests.factories import make_assignment, make_department, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def found(world, kind, role="clerk", as_of=None, **params):
    held = world.assignments[role]
    anchor = Anchor(held.person_id, held.node_id, held.node.unit_id)
    candidates = relations.find(
        kind, group_id=world.group.id, as_of=as_of or clock.today(), anchor=anchor, params=params
    )
    names = {one.id: name for name, one in world.assignments.items()}
    return [names.get(candidate.assignment_id, candidate.person_id) for candidate in candidates]


def test_head_of_the_department_and_levels_above(world):
    assert found(world, "head") == ["head"]
    assert found(world, "head", level=1) == ["company_manager"]
    assert found(world, "head", level=2) == [], "the group itself has no head"
    assert found(world, "head", level=9) == []


def test_a_vacant_department_is_skipped_upwards_only_when_asked(world):
    team = make_department(world.sales)
    make_assignment(team, person=world.person("colleague"), kind="concurrent")
    actions.set_head(actor=system_actor(world.group.id), node_id=world.sales.id, assignment_id=None)
    assert found(world, "head") == []
    assert found(world, "head", skip_vacant=True) == ["company_manager"]


def test_the_head_of_the_head_is_further_up(world):
    assert found(world, "head", "head") == ["head"]
    assert found(world, "head", "head", skip_self=True) == ["company_manager"]
    assert found(world, "superior", "head") == ["company_manager"]
    assert found(world, "superior", "clerk") == ["head"]
    assert found(world, "superior", "company_manager") == []


def test_a_post_is_looked_for_within_its_scope(world):
    assert found(world, "post", code="finance-manager") == ["finance_manager"]
    assert found(world, "post", "other_clerk", code="finance-manager") == []
    assert found(world, "post", "other_clerk", code="finance-manager", scope="group") == ["finance_manager"]
    assert found(world, "post", code="group-finance-head", scope="group_headquarters") == ["group_finance_head"]
    assert found(world, "post", code="clerk", scope="node") == ["clerk", "colleague"]
    assert found(world, "post", code="no-such-post") == []


def test_a_person_by_id_or_number(world):
    head = world.person("head")
    assert found(world, "person", person_id=str(head.id)) == ["head"]
    assert found(world, "person", number=head.number) == ["head"]
    assert found(world, "person", number="nobody") == []


def test_the_head_of_the_unit(world):
    assert found(world, "unit_head") == ["company_manager"]
    assert found(world, "unit_head", "group_finance_head") == ["group_manager"]


def test_somebody_with_two_posts_is_named_once_in_the_primary_one(world):
    make_assignment(world.finance, person=world.person("clerk"), post="clerk", kind="concurrent")
    assert found(world, "post", code="clerk") == ["clerk", "colleague"]


@pytest.mark.parametrize("field", ["assignment", "person", "node"])
def test_what_ended_counts_until_its_day_only(world, field):
    held = world.assignments["finance_manager"]
    ends = clock.today() + dt.timedelta(days=10)
    row = {"assignment": held, "person": held.person, "node": world.finance}[field]
    row.valid_to = ends
    row.save(update_fields=["valid_to"])
    assert found(world, "post", code="finance-manager", as_of=ends - dt.timedelta(days=1)) == ["finance_manager"]
    assert found(world, "post", code="finance-manager", as_of=ends) == []


def test_another_group_is_never_asked(world):
    other = make_world()
    assert found(world, "person", person_id=str(other.person("head").id)) == []
    assert found(world, "post", code="finance-manager", scope="group") == ["finance_manager"]
    anchor = Anchor(node_id=other.sales.id)
    assert relations.find("head", group_id=world.group.id, as_of=clock.today(), anchor=anchor) == []


@pytest.mark.parametrize(
    "kind,params",
    [
        ("post", {}),
        ("post", {"code": "clerk", "scope": "galaxy"}),
        ("person", {}),
        ("person", {"person_id": "'; DROP TABLE x"}),
        ("head", {"level": -1}),
        ("head", {"level": "two"}),
        ("head", {"level": True}),
    ],
)
def test_wrong_parameters_are_named(world, kind, params):
    with pytest.raises(RelationParameterWrong):
        found(world, kind, **params)


def test_an_unknown_relation_names_the_known_ones(world):
    with pytest.raises(UnknownRelation) as refusal:
        found(world, "soulmate")
    assert "superior" in str(refusal.value)


def test_each_relation_is_one_query(world, django_assert_num_queries):
    for kind, params in (("head", {"level": 1}), ("post", {"code": "cashier"}), ("superior", {})):
        with django_assert_num_queries(1):
            assert found(world, kind, **params)


def test_relations_see_a_transfer_from_its_day_on(world):
    day = clock.today() + dt.timedelta(days=5)
    moved = actions.transfer(
        actor=system_actor(world.group.id), person_id=world.person("head").id, node_id=world.other_sales.id,
        post_id=world.assignments["head"].post_id, on=day,
    )  # fmt: skip
    assert found(world, "head") == ["head"]
    assert found(world, "head", as_of=day) == []
    assert Assignment.objects.get(pk=moved.id).valid_from == day


def test_an_answer_is_kept_for_one_state_of_the_organisation_only(world):
    """A kept answer must not outlive a change of posts: the group's token is part of its key."""
    anchor = Anchor(node_id=world.sales.id)

    def heads():
        token = versions.token(world.group.id)
        people = relations.find("head", group_id=world.group.id, as_of=clock.today(), anchor=anchor, token=token)
        return [candidate.person_id for candidate in people]

    before = heads()
    assert before
    Assignment.objects.filter(node=world.sales, is_head=True).update(is_head=False)
    assert heads() == before, "nothing was kept: the test would not notice a stale answer"
    versions.touch(world.group.id)
    assert heads() == []

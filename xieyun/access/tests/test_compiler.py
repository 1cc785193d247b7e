"""The compiler against the oracle, over random worlds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import column, select, table

from xieyun.access import ports
from xieyun.access.actions import Permission, define_role, grant_role, revoke_grant
from xieyun.access.compiler import field_rights, visible
from xieyun.access.models import FieldPolicy, Grant, RecordShare, Role, RolePermission
from xieyun.access.policies import allowed_operations
from xieyun.access.tests.oracle import LEVELS, Description, Given, Held, Node, Record, Shared
from xieyun.access.tests.oracle import Role as RolePlan
from xieyun.kernel import clock
from xieyun.kernel.actor import Actor, system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import new_id
from xieyun.organization.actions import move_node
from xieyun.organization.tests.factories import actor_of, make_assignment, make_node, make_person, make_post, make_world

pytestmark = pytest.mark.django_db
SCOPES = ["self", "department", "department_and_below", "unit", "unit_and_below", "group", "explicit"]
FIELDS = ["amount", "account"]
TABLE = table("matter", *(column(name) for name in ("id", "owner_id", "node_id", "unit_id", "group_id")))
CREATE_MATTER = """
    CREATE TEMP TABLE matter (id uuid, owner_id uuid, node_id uuid, unit_id uuid, group_id uuid) ON COMMIT DROP
"""
LINKS = table("matter_link", column("record_id"), column("person_id"))


@st.composite
def descriptions(draw) -> Description:
    """Two groups; everything that is drawn for the second one tries to leak into the first."""
    nodes = [Node(0, None, "group"), Node(1, None, "group"), Node(0, 0, "unit"), Node(1, 1, "unit")]
    for _ in range(draw(st.integers(2, 9))):
        parent = draw(st.integers(2, len(nodes) - 1))
        kind = draw(st.sampled_from(["unit", "department", "department"]))
        nodes.append(Node(nodes[parent].group, parent, kind, closed=draw(st.booleans())))
    people = [0, 0, 0, 1]
    own = [place for place, node in enumerate(nodes) if node.group == 0]
    foreign = [place for place, node in enumerate(nodes) if node.group == 1]
    posts = [0, 0, 1]
    at_home = st.tuples(st.sampled_from(own), st.integers(0, 1))
    held = [
        Held(person, *draw(st.tuples(st.sampled_from(foreign), st.just(2)) if people[person] else at_home))
        for person in [0, 1, 2, 3, *draw(st.lists(st.integers(0, 2), max_size=2))]
    ]  # fmt: skip
    permissions = st.tuples(st.sampled_from(["read", "update"]), st.sampled_from(SCOPES))
    policies = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(LEVELS))
    roles = draw(st.lists(st.builds(RolePlan, st.lists(permissions, max_size=3), policies), min_size=1, max_size=4))
    subjects = {"person": range(4), "post": range(3), "node": range(len(nodes)), "assignment": range(len(held))}
    kinds = st.sampled_from([*subjects, "everyone"])

    def subject(kind: str) -> int | None:
        return None if kind == "everyone" else draw(st.sampled_from(subjects[kind]))

    grants = []
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(kinds)
        period = draw(st.sampled_from(["now", "now", "over", "later"]))
        grants.append(Given(draw(st.integers(0, len(roles) - 1)), kind, subject(kind), draw(st.booleans()), period))
    records = [
        Record(draw(st.integers(0, len(nodes) - 1)), draw(st.integers(0, 3)), draw(st.integers(0, 2)) == 2)
        for _ in range(draw(st.integers(1, 12)))
    ]
    shares = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(list(subjects)))
        shares.append(
            Shared(
                draw(st.integers(0, len(records) - 1)), kind, draw(st.sampled_from(subjects[kind])),
                draw(st.sampled_from(["read", "update"])), draw(st.sampled_from(["now", "over"])),
            )
        )  # fmt: skip
    me = draw(st.sampled_from([place for place, one in enumerate(held) if people[one.person] == 0]))
    return Description(nodes, people, held, posts, roles, grants, shares, records, me)


class Built:
    """A description as rows."""

    def __init__(self, plan: Description) -> None:
        self.plan = plan
        self.nodes = []
        for node in plan.nodes:
            parent = None if node.parent is None else self.nodes[node.parent]
            closed = clock.today() - dt.timedelta(days=30) if node.closed else None
            self.nodes.append(make_node(node.kind, parent, valid_to=closed))
        groups = self.nodes[:2]
        self.people = [make_person(groups[group]) for group in plan.people]
        self.posts = [make_post(groups[group]) for group in plan.posts]
        seen: set[int] = set()
        self.held = []
        for one in plan.held:
            kind = "concurrent" if one.person in seen else "primary"
            seen.add(one.person)
            self.held.append(
                make_assignment(
                    self.nodes[one.node], person=self.people[one.person], post=self.posts[one.post], kind=kind
                )
            )
        self.subjects = {"person": self.people, "post": self.posts, "node": self.nodes, "assignment": self.held}
        self._grant(groups[0])
        self.records = [new_id() for _ in plan.records]
        self._write_records()

    def _grant(self, group) -> None:
        roles = [
            Role.objects.create(group=group, code=f"role-{place}", name="") for place in range(len(self.plan.roles))
        ]
        for role, drawn in zip(roles, self.plan.roles, strict=True):
            RolePermission.objects.bulk_create(
                RolePermission(role=role, object_type="matter", operation=operation, scope=scope)
                for operation, scope in set(drawn.permissions)
            )
            FieldPolicy.objects.bulk_create(
                FieldPolicy(role=role, object_type="matter", field=name, level=level)
                for name, level in drawn.policies.items()
            )
        day = dt.timedelta(days=1)
        periods = {
            "now": (clock.today() - day, None),
            "over": (clock.today() - 2 * day, clock.today()),
            "later": (clock.today() + day, None),
        }
        for given_role in self.plan.grants:
            begins, ends = periods[given_role.period]
            subject = None if given_role.subject is None else self.subjects[given_role.kind][given_role.subject].id
            Grant.objects.create(
                role=roles[given_role.role], subject_kind=given_role.kind, and_below=given_role.and_below,
                subject_id=subject, valid_from=begins, valid_to=ends,
            )  # fmt: skip

    def _write_records(self) -> None:
        execute(CREATE_MATTER)
        execute("CREATE TEMP TABLE matter_link (record_id uuid, person_id uuid) ON COMMIT DROP")
        me = self.held[self.plan.me]
        for identifier, record in zip(self.records, self.plan.records, strict=True):
            node = self.nodes[record.node]
            owner = self.people[record.owner]
            execute(
                "INSERT INTO matter VALUES (%s, %s, %s, %s, %s)",
                [identifier, owner.id, node.id, node.unit_id, node.group_id],
            )
            if record.linked:
                execute("INSERT INTO matter_link VALUES (%s, %s)", [identifier, me.person_id])
        for share in self.plan.shares:
            record = self.plan.records[share.record]
            day = dt.timedelta(days=1)
            RecordShare.objects.get_or_create(
                group_id=self.nodes[record.node].group_id, object_type="matter", record_id=self.records[share.record],
                subject_kind=share.kind, subject_id=self.subjects[share.kind][share.subject].id,
                operation=share.operation, defaults={"until": clock.now() + (day if share.period == "now" else -day)},
            )  # fmt: skip

    def seen(self, actor: Actor, operation: str) -> set[int]:
        condition = visible(actor, "matter", operation, TABLE).condition
        ids = set(execute(select(TABLE.c.id).where(condition)).scalars())
        return {place for place, identifier in enumerate(self.records) if identifier in ids}


@pytest.fixture(autouse=True)
def linked_records(monkeypatch):
    """An explicit source, as the process room has one."""

    def source(actor, object_type, operation):
        if operation != "read":
            return None
        return select(LINKS.c.record_id).where(LINKS.c.person_id == actor.person_id)

    monkeypatch.setattr(ports, "_sources", {})
    ports.register_explicit_source("test", source)


def first_of_each(shares: list[Shared]) -> list[Shared]:
    """What `share_once` keeps: the first share of a record with a subject for an operation."""
    return list({(s.record, s.kind, s.subject, s.operation): s for s in reversed(shares)}.values())


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(descriptions())
def test_the_compiler_agrees_with_the_oracle(description):
    description.shares = first_of_each(description.shares)
    with transaction.atomic():
        built = Built(description)
        actor = actor_of(built.held[description.me])
        for operation in ("read", "update", "delete"):
            expected = {place for place in range(len(description.records)) if description.sees(operation, place)}
            assert built.seen(actor, operation) == expected, operation
        check_fields(description, built, actor)
        transaction.set_rollback(True)


def check_fields(description: Description, built: Built, actor: Actor) -> None:
    rights = visible(actor, "matter", "read", TABLE).readable
    safe = field_rights(actor, "matter", FIELDS)
    for place in built.seen(actor, "read"):
        record = description.records[place]
        owner_id, node_id = built.people[record.owner].id, built.nodes[record.node].id
        precise = field_rights(actor, "matter", FIELDS, owner_id=owner_id, node_id=node_id)
        for name in FIELDS:
            level = rights.at(name, owner_id=owner_id, node_id=node_id)
            assert level == precise[name] == description.level(name, place)
            assert safe[name] == rights.level(name)
            order = [LEVELS.index(one) for one in (rights.level(name), level, rights.highest(name))]
            assert order == sorted(order)


def test_the_platform_reaches_its_group_only():
    with transaction.atomic():
        plan = Description(
            nodes=[Node(0, None, "group"), Node(1, None, "group")], people=[0], held=[Held(0, 0, 0)], posts=[0],
            roles=[], grants=[], shares=[], records=[Record(0, 0), Record(1, 0)], me=0,
        )  # fmt: skip
        built = Built(plan)
        assert built.seen(system_actor(built.nodes[0].id), "delete") == {0}
        assert built.seen(system_actor(), "delete") == {0, 1}
        transaction.set_rollback(True)


def test_an_actor_of_no_group_sees_nothing():
    assert not execute(select(1).where(visible(Actor(group_id=None), "matter", "read", TABLE).condition))


def test_a_program_without_a_post_sees_what_it_is_granted():
    with transaction.atomic():
        plan = Description(
            nodes=[Node(0, None, "group"), Node(0, 0, "unit")], people=[0], held=[Held(0, 1, 0)], posts=[0],
            roles=[RolePlan([("read", "group")]), RolePlan([("update", "self"), ("update", "unit")])],
            grants=[Given(0, "everyone", None, False, "now"), Given(1, "everyone", None, False, "now")],
            shares=[], records=[Record(1, 0)], me=0,
        )  # fmt: skip
        built = Built(plan)
        program = Actor(group_id=built.nodes[0].id, kind="service", channel="api")
        assert built.seen(program, "read") == {0}
        assert built.seen(program, "update") == set()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "scope,expected",
    [
        ("self", {2, 7}),
        ("department", {2, 3}),
        ("department_and_below", {2, 3, 4}),
        ("unit", {1, 2, 3, 4, 5}),
        ("unit_and_below", {1, 2, 3, 4, 5, 6}),
        ("group", {0, 1, 2, 3, 4, 5, 6, 7}),
        ("explicit", set()),
    ],
)
@pytest.mark.parametrize(
    "kind,subject", [("everyone", None), ("person", 0), ("assignment", 0), ("post", 0), ("node", 2)]
)
def test_each_scope_reaches_exactly_its_records(scope, expected, kind, subject):
    nodes = [
        Node(0, None, "group"), Node(0, 0, "unit"), Node(0, 1, "department"), Node(0, 2, "department", closed=True),
        Node(0, 1, "department"), Node(0, 1, "unit"), Node(0, 0, "unit"), Node(1, None, "group"),
    ]  # fmt: skip
    # of the group, the unit, my department (mine, another's), below it, another, the subsidiary, the other unit
    records = [Record(0, 1), Record(1, 1), Record(2, 0), Record(2, 1), Record(3, 1), Record(4, 1), Record(5, 1),
               Record(6, 0), Record(7, 0)]  # fmt: skip
    plan = Description(
        nodes, people=[0, 0], held=[Held(0, 2, 0), Held(1, 6, 1)], posts=[0, 0], roles=[RolePlan([("read", scope)])],
        grants=[Given(0, kind, subject, False, "now")], shares=[], records=records, me=0,
    )  # fmt: skip
    with transaction.atomic():
        built = Built(plan)
        assert built.seen(actor_of(built.held[0]), "read") == expected
        assert built.seen(actor_of(built.held[0]), "update") == set()
        if kind != "everyone":
            assert built.seen(actor_of(built.held[1]), "read") == set()
        transaction.set_rollback(True)


def test_a_grant_below_a_node_reaches_people_below_it():
    nodes = [Node(0, None, "group"), Node(0, 0, "unit"), Node(0, 1, "department")]
    for and_below, expected in ((True, {0}), (False, set())):
        plan = Description(
            nodes, people=[0], held=[Held(0, 2, 0)], posts=[0], roles=[RolePlan([("read", "group")])],
            grants=[Given(0, "node", 1, and_below, "now")], shares=[], records=[Record(1, 0)], me=0,
        )  # fmt: skip
        with transaction.atomic():
            built = Built(plan)
            assert built.seen(actor_of(built.held[0]), "read") == expected
            transaction.set_rollback(True)


def test_a_record_reached_by_a_share_only_shows_the_least_of_my_policies():
    plan = Description(
        nodes=[Node(0, None, "group"), Node(0, 0, "unit"), Node(0, 0, "unit")], people=[0, 0],
        held=[Held(0, 1, 0), Held(1, 2, 0)], posts=[0],
        roles=[RolePlan([("read", "unit")], {"account": "read"}), RolePlan([], {"account": "masked"})],
        grants=[Given(0, "everyone", None, False, "now"), Given(1, "everyone", None, False, "now")],
        shares=[Shared(1, "person", 0, "read", "now")], records=[Record(1, 0), Record(2, 1)], me=0,
    )  # fmt: skip
    with transaction.atomic():
        built = Built(plan)
        actor = actor_of(built.held[0])
        assert built.seen(actor, "read") == {0, 1}
        check_fields(plan, built, actor)
        rights = visible(actor, "matter", "read", TABLE).readable
        assert rights.at("account", owner_id=built.people[0].id, node_id=built.nodes[1].id) == "read"
        assert rights.at("account", owner_id=built.people[1].id, node_id=built.nodes[2].id) == "masked"
        assert (rights.level("account"), rights.highest("account")) == ("masked", "read")
        assert not rights.is_uniform("account")
        transaction.set_rollback(True)


def test_a_change_takes_effect_with_the_next_question(django_assert_max_num_queries):
    world = make_world()
    system = system_actor(world.group.id)
    clerk = world.actor("clerk")
    define_role(actor=system, code="reader", name="", permissions=[Permission("matter", "read", "group")])
    assert allowed_operations(clerk, "matter") == frozenset()
    grant = grant_role(actor=system, role_code="reader", subject_kind="node", subject_id=world.sales.id)
    assert allowed_operations(clerk, "matter") == {"read"}
    with django_assert_max_num_queries(1):
        assert allowed_operations(clerk, "matter") == {"read"}
    revoke_grant(actor=system, grant_id=grant.id)
    assert allowed_operations(clerk, "matter") == frozenset()


def test_a_rolled_back_grant_is_forgotten():
    world = make_world()
    system = system_actor(world.group.id)
    clerk = world.actor("clerk")
    define_role(actor=system, code="reader", name="", permissions=[Permission("matter", "read", "group")])
    with transaction.atomic():
        grant_role(actor=system, role_code="reader", subject_kind="everyone")
        assert allowed_operations(clerk, "matter") == {"read"}
        transaction.set_rollback(True)
    assert allowed_operations(clerk, "matter") == frozenset()
    grant_role(actor=system, role_code="reader", subject_kind="person", subject_id=world.person("head").id)
    assert allowed_operations(clerk, "matter") == frozenset()


def test_a_moved_department_is_seen_from_its_new_place():
    world = make_world()
    system = system_actor(world.group.id)
    define_role(actor=system, code="reader", name="", permissions=[Permission("matter", "read", "unit_and_below")])
    grant_role(actor=system, role_code="reader", subject_kind="everyone")
    execute(CREATE_MATTER)
    execute("CREATE TEMP TABLE matter_link (record_id uuid, person_id uuid) ON COMMIT DROP")
    values = [new_id(), world.person("clerk").id, world.sales.id, world.company.id, world.group.id]
    execute("INSERT INTO matter VALUES (%s, %s, %s, %s, %s)", values)

    def sees(role: str) -> bool:
        condition = visible(world.actor(role), "matter", "read", TABLE).condition
        return bool(execute(select(TABLE.c.id).where(condition)))

    assert (sees("company_manager"), sees("other_head")) == (True, False)
    move_node(actor=system, node_id=world.sales.id, parent_id=world.other_company.id)
    assert (sees("company_manager"), sees("other_head")) == (False, True)

"""Roles, grants, shares and keys: who may change them, and what they must never allow."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.access.actions import (
    FieldRule,
    Permission,
    create_api_key,
    define_administrator_roles,
    define_role,
    grant_role,
    remove_role,
    revoke_api_key,
    revoke_grant,
    share_record,
    unshare_record,
)
from xieyun.access.errors import AdministratorRequired, ApiKeyPeriodWrong, DutiesCollide, SelfGrant, UnknownSubject
from xieyun.access.models import ApiKey, Grant, RecordShare, Role
from xieyun.access.policies import (
    administrator_kinds,
    allowed_operations,
    require,
    require_administrator,
    require_create,
)
from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, InvalidInput, NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.organization import relations
from xieyun.organization.relations import Anchor
from xieyun.organization.tests.factories import make_account, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    actor = system_actor(world.group.id)
    define_administrator_roles(actor=actor)
    for kind in ("system", "security", "audit"):
        grant_role(
            actor=actor, role_code=f"{kind}-administrator", subject_kind="person", subject_id=world.person(kind).id
        )
    return world


@pytest.fixture
def reader(world):
    return define_role(
        actor=world.actor("security"), code="reader", name="读者",
        permissions=[Permission("matter", "read", "unit"), Permission("matter", "read", "unit")],
        field_rules=[FieldRule("matter", "account", "masked")],
    )  # fmt: skip


def test_duties_are_separated(world):
    for kind in ("system", "security", "audit"):
        actor = world.actor(kind)
        assert administrator_kinds(actor) == {kind}
        for other in {"system", "security", "audit"} - {kind}:
            with pytest.raises(AdministratorRequired):
                require_administrator(actor, other)


def test_only_security_administrators_define_and_grant(world, reader):
    for role in ("clerk", "group_manager", "system", "audit"):
        actor = world.actor(role)
        with pytest.raises(AdministratorRequired):
            define_role(actor=actor, code="x", name="x")
        with pytest.raises(AdministratorRequired):
            grant_role(actor=actor, role_code="reader", subject_kind="everyone")
    assert not Role.objects.filter(code="x").exists()


def test_nobody_stands_in_for_the_audit_administrator(world):
    with pytest.raises(AdministratorRequired):
        require_administrator(system_actor(world.group.id), "audit")


def test_nobody_grants_himself(world, reader):
    actor = world.actor("security")
    own = {"person": actor.person_id, "assignment": actor.assignment_id}
    account = make_account(world.person("security"))
    actor = world.actor("security")
    assert actor.account_id == account.id
    for kind, subject in own.items():
        with pytest.raises(SelfGrant):
            grant_role(actor=actor, role_code="reader", subject_kind=kind, subject_id=subject)


def test_one_person_has_one_office(world):
    security = world.actor("security")
    with pytest.raises(DutiesCollide):
        grant_role(
            actor=security, role_code="audit-administrator", subject_kind="person", subject_id=world.person("system").id
        )
    with pytest.raises(DutiesCollide):
        grant_role(actor=security, role_code="audit-administrator", subject_kind="everyone")


def test_the_same_definition_changes_nothing(world, reader):
    count = "SELECT count(*) FROM kernel_auditrow WHERE action = 'define_role' AND target_id = %s"
    before = execute(count, [str(reader.id)]).scalar()
    again = define_role(
        actor=world.actor("security"), code="reader", name="读者", permissions=[Permission("matter", "read", "unit")],
        field_rules=[FieldRule("matter", "account", "masked")],
    )  # fmt: skip
    assert again.pk == reader.pk
    assert execute(count, [str(reader.id)]).scalar() == before == 1


def test_a_wrong_scope_or_level_is_named(world):
    with pytest.raises(InvalidInput) as refusal:
        define_role(
            actor=world.actor("security"), code="x", name="x", permissions=[Permission("matter", "read", "planet")],
            field_rules=[FieldRule("matter", "account", "blurred")],
        )  # fmt: skip
    assert [error.path for error in refusal.value.fields] == ["permissions[0].scope", "field_rules[0].level"]


def test_grants_are_made_once_and_end(world, reader):
    security = world.actor("security")
    values = {"role_code": "reader", "subject_kind": "person", "subject_id": world.person("clerk").id}
    first = grant_role(actor=security, **values)
    assert grant_role(actor=security, **values).pk == first.pk
    require(world.actor("clerk"), "matter", "read")
    with pytest.raises(Forbidden):
        require(world.actor("clerk"), "matter", "delete")
    with pytest.raises(Forbidden):
        require_create(world.actor("clerk"), "matter")
    revoke_grant(actor=security, grant_id=first.id)
    with pytest.raises(Forbidden):
        require(world.actor("clerk"), "matter", "read")
    grant_role(actor=security, **values, valid_to=clock.today() + dt.timedelta(days=1))
    remove_role(actor=security, code="reader")
    assert allowed_operations(world.actor("clerk"), "matter") == frozenset()
    assert not Grant.objects.filter(role_id=reader.pk).exists()


def test_another_groups_people_and_roles_are_absent(world, reader):
    other = make_world()
    security = world.actor("security")
    with pytest.raises(UnknownSubject):
        grant_role(actor=security, role_code="reader", subject_kind="person", subject_id=other.person("clerk").id)
    with pytest.raises(UnknownSubject):
        grant_role(actor=security, role_code="reader", subject_kind="person")
    grant = grant_role(actor=security, role_code="reader", subject_kind="everyone")
    assert allowed_operations(other.actor("clerk"), "matter") == frozenset()
    define_role(actor=system_actor(other.group.id), code="reader", name="x")
    define_administrator_roles(actor=system_actor(other.group.id))
    grant_role(
        actor=system_actor(other.group.id), role_code="security-administrator", subject_kind="person",
        subject_id=other.person("security").id,
    )  # fmt: skip
    with pytest.raises(NotFound):
        revoke_grant(actor=other.actor("security"), grant_id=grant.id)


def test_a_role_finds_its_holders_for_a_process(world, reader):
    anchor = Anchor(node_id=world.sales.id, unit_id=world.company.id)

    def holders(**params):
        found = relations.find(
            "role_in_scope", group_id=world.group.id, as_of=clock.today(), anchor=anchor, params=params
        )
        return [candidate.person_id for candidate in found]

    assert holders(role="reader") == []
    grant_role(
        actor=world.actor("security"),
        role_code="reader",
        subject_kind="node",
        subject_id=world.company.id,
        and_below=True,
    )
    assert set(holders(role="reader", scope="node")) == {
        world.person(role).id for role in ("clerk", "colleague", "head")
    }
    grant_role(
        actor=world.actor("security"), role_code="reader", subject_kind="person", subject_id=world.person("auditor").id
    )
    assert holders(role="reader", scope="group_headquarters") == [world.person("auditor").id]


def test_sharing_needs_the_right_to_share(world):
    record, head = new_id(), world.person("head").id
    values = {"object_type": "matter", "record_id": record, "subject_kind": "person", "subject_id": head}
    with pytest.raises(Forbidden):
        share_record(actor=world.actor("clerk"), **values)
    define_role(
        actor=world.actor("security"), code="sharer", name="", permissions=[Permission("matter", "share", "self")]
    )
    grant_role(
        actor=world.actor("security"), role_code="sharer", subject_kind="person", subject_id=world.person("clerk").id
    )
    share = share_record(actor=world.actor("clerk"), **values)
    with pytest.raises(UnknownSubject):
        share_record(actor=world.actor("clerk"), **(values | {"subject_id": new_id()}))
    with pytest.raises(Forbidden):
        unshare_record(actor=world.actor("colleague"), share_id=share.id)
    unshare_record(actor=world.actor("clerk"), share_id=share.id)
    assert not RecordShare.objects.exists()


def test_an_api_key_signs_its_owner_in_until_it_ends(client, world, at_instant):
    make_account(world.person("clerk"), login="clerk")
    new = create_api_key(actor=world.actor("clerk"), name="ERP", expires_at=clock.now() + dt.timedelta(days=2))
    assert new.secret not in str(ApiKey.objects.values().get())
    header = {"Authorization": f"Bearer {new.secret}"}
    assert client.get("/api/v1/session", headers=header).json()["account"]["login"] == "clerk"
    with at_instant(clock.now() + dt.timedelta(days=3)):
        assert client.get("/api/v1/people", headers=header).status_code == 401
    assert client.get("/api/v1/people", headers=header).status_code == 200
    revoke_api_key(actor=world.actor("clerk"), key_id=new.key.id)
    assert client.get("/api/v1/people", headers=header).status_code == 401


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Bearer xy_wrong", "Basic Y2xlcms6eA==", "", "Bearer \u00e9"])
def test_a_wrong_key_is_refused_even_beside_a_session(client, world, value):
    client.force_login(make_account(world.person("clerk")))
    assert client.get("/api/v1/people").status_code == 200
    assert client.get("/api/v1/people", headers={"Authorization": value}).status_code == 401


def test_keys_through_the_interface(client, world):
    client.force_login(make_account(world.person("clerk"), login="clerk"))
    made = client.post("/api/v1/api-keys", {"name": "ERP"}, content_type="application/json")
    assert made.status_code == 201
    body = made.json()
    assert body["secret"].startswith(body["prefix"])
    listed = client.get("/api/v1/api-keys").json()["items"]
    assert [(key["name"], key["login"]) for key in listed] == [("ERP", "clerk")]
    assert "secret" not in listed[0]
    header = {"Authorization": f"Bearer {body['secret']}"}
    more = client.post("/api/v1/api-keys", {"name": "more"}, content_type="application/json", headers=header)
    assert more.status_code == 403, "a key cannot make keys"
    assert client.delete(f"/api/v1/api-keys/{new_id()}").status_code == 404
    assert client.delete(f"/api/v1/api-keys/{body['id']}").status_code == 204
    assert client.get("/api/v1/people", headers=header).status_code == 401


def test_keys_end_within_a_year_and_are_made_for_programs_only(world):
    make_account(world.person("clerk"), login="clerk")
    program = make_account(group=world.group, login="erp")
    with pytest.raises(ApiKeyPeriodWrong):
        create_api_key(actor=world.actor("clerk"), name="x", expires_at=clock.now() + dt.timedelta(days=400))
    with pytest.raises(AdministratorRequired):
        create_api_key(actor=world.actor("clerk"), name="x", account_id=program.id)
    make_account(world.person("system"), login="system")
    create_api_key(actor=world.actor("system"), name="x", account_id=program.id)
    clerk = world.actor("clerk")
    with pytest.raises(NotFound):
        create_api_key(actor=world.actor("system"), name="x", account_id=clerk.account_id)


def test_a_session_request_takes_two_queries_to_know_its_sender(client, world, django_assert_num_queries, rf):
    from xieyun.access.authentication import authenticate

    client.force_login(make_account(world.person("clerk")))
    request = rf.get("/api/v1/people")
    request.session = client.session.__class__(client.session.session_key)
    with django_assert_num_queries(2):
        actor = authenticate(request)
    assert actor.person_id == world.person("clerk").id
    assert actor.node_id == world.sales.id


def test_the_audit_trail_is_for_audit_administrators(client, world):
    for role, status in (("clerk", 403), ("system", 403), ("security", 403), ("audit", 200)):
        client.force_login(make_account(world.person(role), login=role))
        answer = client.get("/api/v1/audit")
        assert answer.status_code == status, role
        if status == 403:
            assert answer.json()["detail_zh"] == "仅审计管理员可以使用，请联系其处理。"
            assert answer.json()["detail_en"] == "Only audit administrators may do this; ask one of them."


def test_the_audit_trail_pages_and_filters(client, world, reader):
    client.force_login(make_account(world.person("audit"), login="audit"))
    client.post("/api/v1/session", {"login": "stranger", "password": "x"}, content_type="application/json")
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get("/api/v1/audit", {"page_size": 3, "cursor": cursor}).json()
        seen += page["items"]
        cursor = page["next_cursor"]
    actions = [row["action"] for row in seen]
    assert [row["id"] for row in seen] == sorted((row["id"] for row in seen), reverse=True)
    assert {"define_role", "grant_role", "sign_in"} <= set(actions)
    defined = client.get("/api/v1/audit", {"action": "define_role", "target": str(reader.id)}).json()["items"]
    assert [row["after"]["code"] for row in defined] == ["reader"]
    by = client.get("/api/v1/audit", {"actor": str(world.person("security").id)}).json()["items"]
    assert {row["action"] for row in by} == {"define_role"}
    failed = client.get("/api/v1/audit", {"outcome": "failure"}).json()["items"]
    assert [row["target_id"] for row in failed] == ["stranger"]
    other = make_world()
    define_role(actor=system_actor(other.group.id), code="secret", name="x")
    rows = client.get("/api/v1/audit", {"action": "define_role", "page_size": 200}).json()["items"]
    assert "secret" not in {row["after"]["code"] for row in rows}


def test_a_secret_is_not_kept_for_a_repeated_command(client, world):
    client.force_login(make_account(world.person("clerk")))
    headers = {"Idempotency-Key": "make-a-key"}
    made = client.post("/api/v1/api-keys", {"name": "ERP"}, content_type="application/json", headers=headers)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    secret = made.json()["secret"].encode()
    stored = execute("SELECT body FROM kernel_idempotencykey").scalars()
    assert not any(secret in bytes(body) for body in stored)

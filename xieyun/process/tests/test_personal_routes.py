"""Routes that a person keeps for himself."""

from __future__ import annotations

from uuid import UUID

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Forbidden, InvalidInput, NotFound
from xieyun.kernel.models import AuditRow
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors
from xieyun.process.actions import RouteStep
from xieyun.process.actions.personal_routes import MAXIMUM_ROUTES
from xieyun.process.tests.test_api import Browser


@pytest.fixture
def world(db):
    return make_world()


def step(world, *roles, **more):
    return RouteStep(tuple(world.person(role).id for role in roles), **more)


def keep(world, name="例会请示", *steps, by="clerk"):
    return actions.keep_personal_route(
        actor=world.actor(by), name=name, steps=steps or (step(world, "head"), step(world, "cashier", name="付款"))
    )


def test_a_route_is_kept_by_its_owner_and_replaced_under_its_name(world):
    kept = keep(world)
    assert selectors.personal_routes(world.actor("head")) == []
    (found,) = selectors.personal_routes(world.actor("clerk"))
    assert (found["id"], found["name"]) == (kept, "例会请示")
    assert [(one["name"], one["kind"], [person["name"] for person in one["people"]]) for one in found["steps"]] == [
        ("", "all", [world.person("head").name]), ("付款", "all", [world.person("cashier").name])
    ]  # fmt: skip
    again = keep(world, " 例会请示 ", step(world, "auditor", "head", kind="any"), step(world, "cashier", beside=True))
    assert again == kept
    (found,) = selectors.personal_routes(world.actor("clerk"))
    assert [(one["kind"], one["beside"]) for one in found["steps"]] == [("any", False), ("all", True)]
    assert AuditRow.objects.filter(action="process.keep_personal_route").count() == 2
    told = execute("SELECT count(*) FROM kernel_outboxfact WHERE kind = 'process.keep_personal_route'").scalar()
    assert told == 2


def test_only_its_owner_forgets_it(world):
    kept = keep(world)
    with pytest.raises(NotFound):
        actions.remove_personal_route(actor=world.actor("head"), route_id=kept)
    actions.remove_personal_route(actor=world.actor("clerk"), route_id=kept)
    assert selectors.personal_routes(world.actor("clerk")) == []
    with pytest.raises(NotFound):
        actions.remove_personal_route(actor=world.actor("clerk"), route_id=kept)


@pytest.mark.parametrize(
    ("name", "make", "path"),
    [
        (" ", lambda world: step(world, "head"), "name"),
        ("名" * 41, lambda world: step(world, "head"), "name"),
        ("空", lambda world: RouteStep(()), "steps[0].person_ids"),
        ("无此人", lambda world: RouteStep((UUID(int=1),)), "steps[0].person_ids[0]"),
    ],
)
def test_what_could_not_be_sent_is_not_kept(world, name, make, path):
    with pytest.raises(InvalidInput) as refused:
        keep(world, name, make(world))
    assert [error.path for error in refused.value.fields] == [path]
    assert selectors.personal_routes(world.actor("clerk")) == []


def test_so_many_and_no_more(world):
    for number in range(MAXIMUM_ROUTES):
        keep(world, f"路线 {number}")
    with pytest.raises(InvalidInput) as refused:
        keep(world, "再一条")
    assert [error.code for error in refused.value.fields] == ["personal-routes-full"]
    keep(world, "路线 0", step(world, "auditor"))
    with pytest.raises(Forbidden):
        actions.keep_personal_route(actor=system_actor(world.group.id), name="平台", steps=[step(world, "head")])


def test_over_http(world):
    clerk = Browser(world, "clerk")
    body = {"name": "例会请示", "steps": [{"person_ids": [str(world.person("head").id)], "name": "审批"}]}
    kept = clerk.post("/personal-routes", body)
    assert (kept.status_code, [one["name"] for one in kept.json()["items"]]) == (200, ["例会请示"])
    assert clerk.get("/personal-routes").json()["items"][0]["steps"][0]["name"] == "审批"
    assert clerk.post("/personal-routes", {"name": "空", "steps": []}).status_code == 422
    path = f"/personal-routes/{kept.json()['items'][0]['id']}"
    assert Browser(world, "head").delete(path).status_code == 404
    assert clerk.delete(path).json() == {"items": []}

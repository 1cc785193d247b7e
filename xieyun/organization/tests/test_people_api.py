"""Finding people and reading the tree, through the HTTP interface."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xieyun.organization.naming import spell
from xieyun.organization.tests.factories import (
    make_account,
    make_assignment,
    make_department,
    make_node,
    make_person,
    make_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def clerk(client, world):
    client.force_login(make_account(world.person("clerk")))
    return client


@pytest.fixture
def wang(world):
    person = make_person(world.group, name="单小明", number="JH007", mobile="15412345678", email="a@b.example")
    make_assignment(world.other_sales, person=person)
    return person


@pytest.mark.parametrize(
    "query", ["单小明", "小明", "明", "shanxiaom", "xiaom", "sxm", "xm", "SXM", "jh007", "  小明  jh0 "]
)
def test_people_are_found_by_name_pinyin_initials_and_number(clerk, wang, query):
    answer = clerk.get("/api/v1/people", {"query": query}).json()
    assert [one["name"] for one in answer["items"]] == ["单小明"]
    assert answer["items"][0]["node_name"] == "销售部"
    assert "mobile" not in answer["items"][0]


@pytest.mark.parametrize(
    "query", ["dan", "154", "2345678", "a@b", "zzz", "'", "\\", "a:*b", "%", "!", "& |", "<->", "\u3000"]
)
def test_other_queries_find_nothing_and_break_nothing(clerk, wang, query):
    answer = clerk.get("/api/v1/people", {"query": query})
    assert answer.status_code == 200
    assert "单小明" not in [one["name"] for one in answer.json()["items"]]


def test_the_nearest_people_come_first_page_by_page(clerk, world):
    names, cursor = [], None
    while True:
        answer = clerk.get("/api/v1/people", {"page_size": 2, **({"cursor": cursor} if cursor else {})}).json()
        names += [one["name"] for one in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    at_company = {"clerk", "colleague", "head", "finance_manager", "cashier", "cashier_2", "company_manager"}
    assert set(names[:3]) == {f"测试{role}" for role in ("clerk", "colleague", "head")}
    assert sorted(names) == sorted(f"测试{role}" for role in at_company)


def test_other_groups_partners_and_leavers_are_not_found(clerk, world):
    other = make_world()
    make_assignment(other.sales, person=make_person(other.group, name="欧阳外人"))
    partner = make_node("partner", world.group)
    make_assignment(partner, person=make_person(world.group, name="欧阳客户"))
    left = make_person(world.group, name="欧阳前员工")
    make_assignment(world.sales, person=left)
    left.valid_to = left.valid_from.replace(year=2021)
    left.save()
    assert clerk.get("/api/v1/people", {"query": "欧阳"}).json()["items"] == []
    assert clerk.get(f"/api/v1/people/{other.person('clerk').id}").status_code == 404


def test_a_mobile_number_is_masked_but_for_oneself(clerk, world, wang):
    shown = clerk.get(f"/api/v1/people/{wang.id}").json()
    assert (shown["mobile"], shown["email"]) == ("154****5678", "a@b.example")
    assert [held["post_name"] for held in shown["assignments"]] == ["clerk"]
    me = world.person("clerk")
    me.mobile = "15400000001"
    me.save()
    assert clerk.get(f"/api/v1/people/{me.id}").json()["mobile"] == "15400000001"


def test_the_tree_opens_level_by_level_with_counts(clerk, world):
    top = clerk.get("/api/v1/org-nodes").json()["items"]
    assert [(node["name"], node["people"]) for node in top] == [("江海国贸", 16)]
    children = clerk.get("/api/v1/org-nodes", {"parent": top[0]["id"]}).json()["items"]
    counts = {node["name"]: (node["children"], node["people"]) for node in children}
    assert counts == {"集团总部": (1, 6), "江海进出口": (3, 8), "江海医药": (1, 2)}
    assert clerk.get("/api/v1/org-nodes", {"query": "jhyy"}).json()["items"][0]["name"] == "江海医药"


def test_nodes_page(clerk, world):
    for _ in range(5):
        make_department(world.sales)
    first = clerk.get("/api/v1/org-nodes", {"parent": str(world.sales.id), "page_size": 3}).json()
    values = {"parent": str(world.sales.id), "page_size": 3, "cursor": first["next_cursor"]}
    rest = clerk.get("/api/v1/org-nodes", values).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 2, None)


def test_members_of_a_node_and_below(clerk, world):
    path = f"/api/v1/org-nodes/{world.company.id}/people"
    assert [one["name"] for one in clerk.get(path).json()["items"]] == ["测试company_manager"]
    below = clerk.get(path, {"below": True}).json()["items"]
    assert len(below) == 8
    foreign = make_world()
    assert clerk.get(f"/api/v1/org-nodes/{foreign.company.id}/people", {"below": True}).json()["items"] == []


@pytest.mark.parametrize(
    "path", ["/api/v1/people", "/api/v1/org-nodes", "/api/v1/posts", "/api/v1/api-keys", "/api/v1/audit"]
)
def test_nobody_reads_without_signing_in(client, db, path):
    assert client.get(path).status_code == 401


@pytest.mark.parametrize(
    "query",
    [{"cursor": "x"}, {"cursor": "WzFd"}, {"page_size": 0}, {"page_size": 1000}, {"node": "1"}, {"query": "x" * 101}],
)
def test_wrong_queries_are_refused(clerk, query):
    assert clerk.get("/api/v1/people", query).status_code == 422


def queries_of(clerk, path):
    with CaptureQueriesContext(connection) as captured:
        assert clerk.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path", ["/api/v1/people?page_size=100", "/api/v1/org-nodes", "/api/v1/posts", "/api/v1/api-keys"]
)
def test_lists_take_a_constant_number_of_queries(clerk, world, path):
    before = queries_of(clerk, path)
    for _ in range(10):
        make_assignment(world.sales)
    after = queries_of(clerk, path)
    assert before == after <= 3, "session, identity, list"


def test_surnames_are_read_as_surnames():
    assert spell("曾国华", is_person=True).pinyin == "zengguohua"
    assert spell("单位办公室").initials == "dwbgs"

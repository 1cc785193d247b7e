"""One matter in the audit trail: who did what to it on which day, and who has opened it."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.process import actions
from xieyun.process.tests.claims import claims_world
from xieyun.process.tests.factories import grant_administrator, item_of
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_records import submit
from xieyun.records import attachments
from xieyun.records.tests.factories import line, make_claim, make_kind

EVENING = dt.datetime(2031, 6, 3, 15, 0, tzinfo=dt.UTC)  # 23:00 in China, on a day that the tests do not run on


@pytest.fixture
def world(db):
    return claims_world("", "")


@pytest.fixture
def claims(world):
    with clock.frozen(EVENING):
        kind = make_kind(world)
        return [make_claim(world.actor("clerk"), line(kind)) for _ in range(2)]


@pytest.fixture
def auditor(world):
    grant_administrator(world, "auditor", "audit")
    return Browser(world, "auditor")


def rows(browser, **filters):
    answer = browser.get("/audit?" + "&".join(f"{name}={value}" for name, value in filters.items()))
    assert answer.status_code == 200, answer.content.decode()
    return [row["action"] for row in answer.json()["items"]][::-1]


def test_a_matter_is_followed_from_its_record_to_its_end(world, claims, auditor):
    with clock.frozen(EVENING):
        outcome, other = (submit(world, claim) for claim in claims)
        head, item = world.actor("head"), item_of(world, outcome, "head")
        file = attachments.upload(actor=head, name="合同.pdf", chunks=[b"%PDF-1.7 contract"])
        actions.mark_read(actor=head, item_id=item)
        actions.consult(
            actor=head, item_id=item, person_ids=[world.person("colleague").id], attachments=[file.id], opinion="看看"
        )
    with clock.frozen(EVENING + dt.timedelta(hours=2)):
        actions.approve(actor=head, item_id=item)
    matter = str(outcome.instance_id)
    found = rows(auditor, matter=matter)
    assert {"process.submit", "attachment.uploaded", "process.consult", "process.approve"} <= set(found)
    assert found.count("process.submit") == 1
    # A day ends at midnight in China, not in Greenwich.
    first, second = (rows(auditor, matter=matter, since=day, until=day) for day in ("2031-06-03", "2031-06-04"))
    assert first + second == found
    assert second == ["process.approve"]
    assert rows(auditor, since="2031-06-04", until="2031-06-04") == second
    shown = auditor.get(f"/audit/matters/{matter}").json()
    assert [(one["name"], one["opened_at"] is not None) for one in shown["openings"][:2]] == [
        (world.person("head").name, True),
        (world.person("colleague").name, False),
    ]
    assert str(other.instance_id) not in str(shown)


def test_a_row_says_to_which_matter_it_belongs_whatever_it_is_about(world, claims, auditor):
    outcome, other = (submit(world, claim) for claim in claims)
    head, item = world.actor("head"), item_of(world, outcome, "head")
    actions.consult(actor=head, item_id=item, person_ids=[world.person("colleague").id], opinion="看看")
    title = auditor.get(f"/audit/matters/{outcome.instance_id}").json()["title"]
    named = [(row["action"], row["matter"]) for row in auditor.get("/audit").json()["items"]]
    mine = {"id": str(outcome.instance_id), "title": title}
    assert {action for action, matter in named if matter == mine} == {
        "process.submit", "process.consult", "record.created",
    }  # fmt: skip
    assert {matter["id"] for _, matter in named if matter is not None} == {mine["id"], str(other.instance_id)}
    assert ("sign_in", None) in named


def test_who_does_not_audit_finds_no_matter_and_an_unknown_one_is_told(world, claims, auditor):
    outcome = submit(world, claims[0])
    for path in (f"/audit/matters/{outcome.instance_id}", f"/audit?matter={outcome.instance_id}"):
        assert auditor.get(path).status_code == 200
        assert Browser(world, "head").get(path).status_code == 403
        assert auditor.get(path.replace(str(outcome.instance_id), str(world.group.id))).status_code == 404
    assert auditor.get("/audit?since=yesterday").status_code == 422

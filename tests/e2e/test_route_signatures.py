"""Signing in a real browser what changes a route, and a withdrawal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.api.client import Client
from tests.api.desk import Desk
from tests.api.test_collaboration import MATTER, sent, step
from tests.e2e.people import Person
from tests.e2e.signing import write_a_name
from tests.e2e.test_free_route import choose
from tests.harness import Installation

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
SIGNED = '<xieyun:verbs><xieyun:verb name="{}" signature="required"/></xieyun:verbs>'


@pytest.fixture
def signed_matters(served_demo: Installation) -> Iterator[None]:
    """Matters whose handlers sign what they add to a route and whose initiator signs a withdrawal, for a while."""
    keeper = Client(served_demo).sign_in("system-administrator")
    old = next(
        one for one in keeper.get(f"/api/v1/process-definitions/{MATTER}").json()["versions"]
        if one["status"] == "published"
    )  # fmt: skip
    xml = str(keeper.get(f"/api/v1/process-definition-versions/{old['id']}").json()["xml"])
    start = f"<bpmn:extensionElements>{SIGNED.format('withdraw')}</bpmn:extensionElements><bpmn:outgoing>"
    xml = xml.replace("<bpmn:outgoing>", start, 1)
    xml = xml.replace("<xieyun:emptyAssignee", SIGNED.format("extend-route") + "<xieyun:emptyAssignee", 1)
    new = keeper.post(f"/api/v1/process-definitions/{MATTER}/draft", {"xml": xml}).json()
    assert keeper.post(f"/api/v1/process-definition-versions/{new['id']}/publish").status == 200
    yield
    assert keeper.post(f"/api/v1/process-definition-versions/{old['id']}/publish").status == 200


def sign_in(dialog: Locator, person: Person) -> None:
    """See in the window of a verb what will be signed, and set a signature when there is none yet."""
    own, draw = dialog.get_by_role("img", name=re.compile("的签名")), dialog.get_by_role("button", name="设置我的签名")
    expect(own.or_(draw)).to_be_visible()
    if draw.count():
        draw.click()
        write_a_name(person, person.page.get_by_role("dialog").last)
    expect(own).to_be_visible()


def test_a_handler_signs_what_he_adds_and_the_initiator_a_withdrawal(
    person: SitDown, served_demo: Installation, signed_matters: None
) -> None:
    matter = sent(Desk(served_demo, "clerk"), step(Desk(served_demo, "head")))
    clerk, head, cashier = map(person, ("clerk", "head", "cashier"))
    clerk.open(f"/process-instances/{matter['id']}")
    clerk.press("撤回")
    dialog = clerk.dialog("撤回")
    dialog.get_by_role("textbox", name="意见").fill("日期未定。")
    sign_in(dialog, clerk)
    clerk.picture("withdrawal-signed")
    clerk.must_be_accessible()
    clerk.must_fit()
    dialog.get_by_role("button", name="撤回", exact=True).click()
    clerk.must_have_done("撤回")
    trail = clerk.page.get_by_role("region", name="意见栏")
    expect(trail.get_by_role("img", name=f"{clerk.account['name']} 的签名")).to_be_visible()

    matter = sent(Desk(served_demo, "clerk"), step(Desk(served_demo, "head")))
    item = Desk(served_demo, "head").todo(matter["id"])
    head.open(f"/work-items/{item['id']}")
    head.press("调整路线")
    dialog = head.dialog("调整路线")
    choose(head, dialog, 1, cashier)
    sign_in(dialog, head)
    head.picture("route-signed")
    head.must_be_accessible()
    dialog.get_by_role("button", name="调整路线", exact=True).click()
    head.must_have_done("调整路线")
    trail = head.page.get_by_role("region", name="意见栏")
    expect(trail.get_by_role("img", name=f"{head.account['name']} 的签名")).to_be_visible()

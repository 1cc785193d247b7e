"""What I sent: where it is, what came back to me, what waits for a time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.api.desk import Desk
from tests.e2e.people import Person, name
from tests.e2e.test_route import place
from tests.e2e.trouble import make_unfired
from tests.harness import Installation

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]


def row_of(one: Person, subject: str) -> Locator:
    """Return the row, on a phone the card, of a matter."""
    role = "listitem" if one.is_phone else "row"
    return one.page.get_by_role("main").get_by_role(role).filter(has_text=subject)


def narrow(one: Person, status: str) -> None:
    """Show only what has a status."""
    one.page.get_by_role("combobox", name="状态").click()
    one.choose(status)


def test_what_came_back_is_found_and_submitted_again(person: SitDown, desk: Desks, width: int) -> None:
    subject, other = f"{place(width)}会场布置费", f"{place(width)}会场租赁费"
    instance = desk("clerk").submitted("410.00", subject=subject)["id"]
    desk("clerk").submitted("420.00", subject=other)
    desk("head").act("return", instance, target="initiator", opinion="请补合同。")
    clerk, head = person("clerk"), person("head")
    clerk.open("/process-instances")
    expect(row_of(clerk, other)).to_contain_text("审批中")
    expect(row_of(clerk, other)).to_contain_text(name(head))
    expect(row_of(clerk, subject)).to_contain_text("已退回")
    expect(row_of(clerk, subject).get_by_role("button", name="催办")).to_have_count(0)
    clerk.picture("sent-returned")
    clerk.must_be_accessible()
    clerk.must_fit()
    narrow(clerk, "已退回")
    expect(row_of(clerk, other)).to_have_count(0)
    expect(row_of(clerk, subject)).to_be_visible()
    # The address says what is shown: it can be sent and comes back with the page.
    clerk.page.reload()
    expect(row_of(clerk, subject)).to_be_visible()
    expect(row_of(clerk, other)).to_have_count(0)
    clerk.picture("sent-narrowed")
    clerk.must_be_accessible()
    clerk.must_fit()

    row_of(clerk, subject).get_by_role("link", name=subject).click()
    main = clerk.page.get_by_role("main")
    expect(main).to_contain_text("已退回")
    expect(main.get_by_role("alert").filter(has_text="请补合同。")).to_be_visible()
    clerk.picture("returned-instance")
    clerk.must_be_accessible()
    clerk.must_fit()
    main.get_by_role("link", name="修改后重新提交").click()
    clerk.page.wait_for_url("**/work-items/**")
    clerk.page.go_back()
    clerk.page.go_back()
    row_of(clerk, subject).get_by_role("link", name="修改", exact=True).click()
    clerk.page.wait_for_url("**/work-items/**")
    clerk.press("重新提交")
    clerk.must_have_done("重新提交")
    clerk.open("/process-instances")
    expect(row_of(clerk, subject)).to_contain_text("审批中")
    expect(row_of(clerk, subject).get_by_role("button", name="催办")).to_be_visible()


def test_who_urges_from_the_list_stays_there_and_urges_once(person: SitDown, desk: Desks, width: int) -> None:
    subject, note = f"{place(width)}会场清洁费", "明天要付款，请尽快。"
    instance = desk("clerk").submitted("430.00", subject=subject)["id"]
    clerk = person("clerk")
    page, listed = clerk.page, re.compile(r"/process-instances(\?|$)")
    clerk.open("/process-instances")
    row_of(clerk, subject).get_by_role("button", name="催办").click()
    window = page.get_by_role("dialog", name="催办").filter(has_text=subject)
    words = window.get_by_role("textbox")
    words.click()
    words.fill(note)
    # Beside the window, and Esc: what is written would be lost with it.
    page.mouse.click(8, 8)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    expect(words).to_have_value(note)
    expect(page).to_have_url(listed)
    clerk.context.set_offline(True)
    window.get_by_role("button", name="催办", exact=True).click()
    expect(window.get_by_role("alert")).to_contain_text("连接不上服务器")
    clerk.picture("urge-without-network")
    clerk.must_suit_fingers()
    clerk.context.set_offline(False)
    window.get_by_role("button", name="催办", exact=True).dblclick()
    expect(page.get_by_text("已催办，处理人会收到消息")).to_be_visible()
    expect(window).to_be_hidden()
    expect(page.get_by_text("后可再次催办")).to_have_count(0)
    assert desk("clerk").instance(instance)["urge_count"] == 1
    again = row_of(clerk, subject).get_by_role("button", name="催办")
    expect(again).to_have_attribute("aria-disabled", "true")
    again.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("30 分钟后可再次催办（已催办 1 次）")


def test_what_waits_for_a_time_says_until_when(person: SitDown, served_demo: Installation, width: int) -> None:
    title = f"{place(width)}合同冷静期"
    make_unfired(served_demo, title)
    clerk = person("clerk")
    clerk.open("/process-instances")
    expect(row_of(clerk, title)).to_contain_text("冷静期")
    expect(row_of(clerk, title)).to_contain_text("等到")
    clerk.picture("sent-waiting")
    clerk.must_fit()

"""Work that goes back: taken back, transferred, returned, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person, name, trail
from tests.e2e.test_route import place

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]


def test_a_decision_is_taken_back_until_the_next_has_opened_it(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}客户培训费"
    desk("clerk").submitted("8200.00", subject=subject)
    head, finance = person("head"), person("finance-manager")
    head.open_todo(subject)
    head.press("同意")
    head.must_have_done("同意")
    head.open_item("done", subject)
    head.press("取回")
    head.must_have_done("取回")
    expect(trail(head)).to_contain_text("取回")
    head.press("同意")
    head.must_have_done("同意")
    finance.open_todo(subject)
    head.open_item("done", subject)
    refused = head.bar().get_by_role("button", name="取回", exact=True)
    expect(refused).to_have_attribute("aria-disabled", "true")
    if head.is_phone:
        refused.tap(force=True)
    else:
        refused.click(force=True)
    expect(head.page.get_by_role("tooltip")).to_contain_text(f"不能取回：{name(finance)} 已于")
    head.picture("cannot-take-back")
    head.must_be_accessible()
    head.must_fit()


def test_a_transferred_item_is_gone_for_good_and_can_be_returned(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}检验费"
    instance = desk("clerk").submitted("8300.00", subject=subject)["id"]
    desk("head").act("approve", instance)
    finance, other = person("finance-manager"), person("group-finance-head")
    finance.open_todo(subject)
    finance.answer("转办", people=(name(other),), opinion="请代为审核。")
    finance.must_have_done("转办")
    other.open_todo(subject)
    other.page.get_by_role("button", name="为什么到我这里？").click()
    expect(other.page.get_by_text(f"{name(finance)} 转办给您")).to_be_visible()
    other.page.keyboard.press("Escape")
    # Back to an activity that was passed, which then runs again.
    other.answer("退回", opinion="请部门先核实。", choices=("部门负责人审批", "从该环节起重新流转"))
    other.must_have_done("退回")
    head = person("head")
    head.open_todo(subject)
    expect(trail(head)).to_contain_text("请部门先核实。")
    head.page.get_by_role("button", name="为什么到我这里？").click()
    expect(head.page.get_by_text(f"{name(other)} 退回：请部门先核实。")).to_be_visible()
    expect(head.page.get_by_text("审批路线按“报销审批路线”判定")).to_be_visible()


def test_work_goes_back_to_the_step_before(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}报关代理费"
    instance = desk("clerk").submitted("8700.00", subject=subject)["id"]
    desk("head").act("approve", instance)
    finance, head = person("finance-manager"), person("head")
    finance.open_todo(subject)
    finance.press("退回")
    dialog = finance.dialog("退回")
    choices = dialog.get_by_role("radiogroup", name="退回到").get_by_role("radio")
    expect(choices.nth(0)).to_have_accessible_name("上一步：部门负责人审批")
    expect(choices.nth(0)).to_be_checked()
    expect(choices.nth(1)).to_have_accessible_name(re.compile("^发起人"))
    finance.picture("return-previous")
    finance.must_be_accessible()
    dialog.get_by_role("textbox", name="意见").fill("请核对箱量。")
    dialog.get_by_role("button", name="退回", exact=True).click()
    finance.must_have_done("退回")
    head.open_todo(subject)
    expect(head.page.get_by_role("note")).to_contain_text(f"{name(finance)} 从“财务经理审批”退回给您，重新流转")
    expect(trail(head)).to_contain_text("请核对箱量。")


def test_the_initiator_withdraws_what_was_returned(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}资料印刷费"
    instance = desk("clerk").submitted("340.00", subject=subject)["id"]
    desk("head").act("return", instance, target="initiator", opinion="请补合同。")
    clerk = person("clerk")
    clerk.open_todo(subject)
    clerk.answer("撤回", opinion="不再报销。")
    clerk.must_have_done("撤回")
    clerk.open(f"/process-instances/{instance}")
    expect(clerk.page.get_by_role("main")).to_contain_text("已撤回")
    expect(clerk.page.get_by_role("main").get_by_role("link", name="修改后重新提交")).to_be_visible()

"""A matter on a route of one's own in a real browser: laid out, sent, extended on the way, followed to its end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.people import Person

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]


def choose(one: Person, inside: Locator, number: int, whom: Person) -> None:
    """Choose who handles a step: in a searching select, on a phone in a full-screen list."""
    label, name, post = f"第 {number} 步的人员", whom.account["name"], whom.account["post"]
    if one.is_phone:
        inside.get_by_role("button", name=label).click()
        sheet = one.page.get_by_role("dialog", name=label)
        sheet.get_by_role("textbox").fill(name)
        sheet.get_by_role("listitem").filter(has_text=name).filter(has_text=post).first.get_by_role("button").click()
        sheet.get_by_role("button", name=re.compile("^完成|^确定")).click()
        expect(sheet).to_be_hidden()
        return
    box = inside.get_by_role("combobox", name=label)
    box.click()
    box.fill(name)
    option = one.page.locator(".ant-select-item-option:visible").filter(has_text=name).filter(has_text=post)
    option.first.click()
    one.page.keyboard.press("Escape")


def test_a_matter_is_sent_extended_and_finished(person: SitDown, width: int) -> None:
    subject = "关于召开三季度经营分析会的请示" if width > 600 else "关于调整周例会时间的请示"
    clerk, head, finance, cashier = map(person, ("clerk", "head", "finance-manager", "cashier"))
    clerk.open("/start")
    clerk.page.get_by_role("main").get_by_role("link", name="协同事项").click()
    clerk.page.get_by_label("标题").fill(subject)
    clerk.page.get_by_label("正文").fill("请各部门准备三季度经营数据，会议拟于周五下午召开。")
    main = clerk.page.get_by_role("main")
    clerk.wait_until_saved()
    clerk.page.get_by_role("button", name="提交", exact=True).click()
    expect(clerk.page.get_by_text("请先排好办理路线")).to_be_visible()
    choose(clerk, main, 1, head)
    clerk.page.get_by_role("button", name="添加步骤").click()
    choose(clerk, main, 2, cashier)
    clerk.picture("free-route")
    clerk.must_be_accessible()
    clerk.must_fit()
    instance = clerk.submit()
    clerk.picture("free-route-sent")

    head.open_todo(subject)
    expect(head.page.get_by_text("请各部门准备三季度经营数据").first).to_be_visible()
    head.press("调整路线")
    dialog = head.dialog("调整路线")
    choose(head, dialog, 1, finance)
    dialog.get_by_role("textbox", name="第 1 步的名称").fill("财务核对数据")
    head.picture("free-route-extend")
    head.must_be_accessible()
    dialog.get_by_role("button", name="调整路线", exact=True).click()
    head.must_have_done("调整路线")
    way = head.page.get_by_role("region", name="流程").get_by_role("list" if head.is_phone else "figure")
    expect(way).to_contain_text("财务核对数据")
    head.picture("free-route-work-item")
    head.must_fit()
    head.give_opinion("同意召开。")
    head.press("同意")
    head.must_have_done("同意")

    finance.open_todo(subject)
    finance.page.get_by_role("button", name="为什么到我这里").click()
    expect(finance.page.get_by_text(f"{head.account['name']} 办理时在路线中加上了您。")).to_be_visible()
    finance.page.keyboard.press("Escape")
    finance.press("同意")
    finance.must_have_done("同意")

    cashier.open_todo(subject)
    cashier.press("同意")
    cashier.must_have_done("同意")
    clerk.page.goto(instance)
    expect(clerk.page.get_by_role("main")).to_contain_text("已完成")
    trail = clerk.page.get_by_role("region", name="意见栏")
    expect(trail).to_contain_text("添加步骤：财务核对数据")
    clerk.picture("free-route-done")
    clerk.must_be_accessible()
    clerk.must_fit()

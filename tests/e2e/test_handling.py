"""Pools, kept work, deputies, and what administrators do to a process."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person, name, trail
from tests.e2e.test_route import PDF, place
from xieyun.kernel import clock

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]


def test_a_pool_item_is_claimed_put_back_and_claimed_by_another(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}会务费"
    instance = desk("clerk").submitted("280.00", subject=subject)["id"]
    desk("head").act("approve", instance)
    one, other = person("cashier"), person("cashier-2")
    one.open_todo(subject)
    one.press("领取")
    one.must_have_done("领取")
    other.open("/work-items?box=todo")
    expect(other.page.get_by_role("main").get_by_role("link", name=subject)).to_have_count(0)
    one.press("放回")
    one.must_have_done("放回")
    other.open_todo(subject)
    other.press("领取")
    other.must_have_done("领取")
    other.press("确认付款")
    other.must_have_done("确认付款")


def test_what_was_kept_is_there_at_another_browser(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}翻译服务费"
    desk("clerk").submitted("310.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    head.give_opinion("等供应商回复后再定。")
    head.bar().get_by_role("checkbox", name="意见不公开").check()
    with head.page.expect_file_chooser() as chooser:
        head.bar().get_by_role("button", name="为“意见”添加附件").click()
    chooser.value.set_files({"name": "询价单.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(head.bar().get_by_role("link", name="询价单.pdf")).to_be_visible()
    head.press("暂存")
    head.must_have_done("暂存")
    elsewhere = person("head")
    elsewhere.open_todo(subject)
    expect(elsewhere.bar().get_by_role("textbox", name="意见")).to_have_value("等供应商回复后再定。")
    expect(elsewhere.bar().get_by_role("checkbox", name="意见不公开")).to_be_checked()
    expect(elsewhere.bar().get_by_role("link", name="询价单.pdf")).to_be_visible()
    # What is kept anew there is what the first browser shows afterwards.
    elsewhere.give_opinion("供应商已回复，价格偏高。")
    elsewhere.press("暂存")
    elsewhere.must_have_done("暂存")
    head.page.reload()
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value("供应商已回复，价格偏高。")
    head.press("同意")
    head.must_have_done("同意")
    head.open_item("done", subject)
    expect(trail(head)).to_contain_text("询价单.pdf")


def test_an_administrator_halts_moves_and_ends_a_process(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}设备租赁费"
    desk("clerk").submitted("8400.00", subject=subject)
    administrator, head = person("system-administrator"), person("head")
    administrator.open(f"/process-instances?box=all&query={subject}")
    administrator.page.get_by_role("main").get_by_role("link", name=subject).first.click()
    expect(administrator.page.get_by_text("没有查看表单内容的权限")).to_be_visible()
    administrator.press("挂起")
    dialog = administrator.dialog("挂起")
    dialog.get_by_role("button", name="挂起", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写挂起原因")
    dialog.get_by_role("textbox", name="意见").fill("核查发票。")
    dialog.get_by_role("button", name="挂起", exact=True).click()
    administrator.must_have_done("挂起")
    head.open_todo(subject)
    refused = head.bar().get_by_role("button", name="同意", exact=True)
    expect(refused).to_have_attribute("aria-disabled", "true")
    administrator.answer("恢复", opinion="核查完毕。")
    administrator.must_have_done("恢复")
    expect(trail(administrator)).to_contain_text("核查完毕。")
    administrator.press("跳转")
    dialog = administrator.dialog("跳转")
    dialog.get_by_role("combobox", name="跳转到").click()
    administrator.choose("财务经理审批")
    dialog.get_by_role("textbox", name="意见").fill("负责人出差。")
    administrator.picture("jump")
    administrator.must_be_accessible()
    dialog.get_by_role("button", name="跳转", exact=True).click()
    administrator.must_have_done("跳转")
    finance = person("finance-manager")
    finance.open_todo(subject)
    finance.page.get_by_role("button", name="为什么到我这里？").click()
    expect(finance.page.get_by_text("将流程跳转到本环节：负责人出差。")).to_be_visible()
    expect(trail(administrator)).to_contain_text("跳转到：财务经理审批")
    expect(trail(administrator)).to_contain_text("负责人出差。")
    administrator.answer("终止", opinion="重复报销。")
    administrator.must_have_done("终止")
    expect(trail(administrator)).to_contain_text("重复报销。")
    expect(administrator.page.get_by_role("main")).to_contain_text("已终止")
    expect(administrator.page.get_by_role("note").filter(has_text="终止了流程")).to_contain_text("重复报销。")
    administrator.must_be_accessible()
    administrator.must_fit()


def test_a_deputy_is_set_for_a_process_up_to_an_amount(person: SitDown, desk: Desks, width: int) -> None:
    head, deputy = person("head"), person("company-manager")
    head.open("/settings?section=substitution")
    form = head.page.get_by_role("main")
    head.page.get_by_role("button", name="设置代理").click()
    expect(form.get_by_role("alert")).to_have_text(["请选择代理人", "请选择结束时间"])
    head.pick(form, name(deputy), label="代理人")
    end = head.page.get_by_role("textbox", name="结束时间")
    end.click()
    calendar = head.page.locator(".ant-picker-dropdown:visible")
    expect(calendar.get_by_role("columnheader").first).to_have_text("一")
    head.picture("substitution-calendar")
    head.must_fit()
    end.fill(f"{clock.today() - timedelta(days=1)} 18:00")
    # Nothing but the next field is pressed: what was typed stays.
    end.press("Tab")
    head.page.get_by_role("button", name="设置代理").click()
    expect(form.get_by_role("alert")).to_have_text(["结束时间须晚于开始时间，且不能早于现在。"])
    head.must_be_accessible()
    head.must_suit_fingers()
    end.fill(f"{clock.today() + timedelta(days=60)} 18:00")
    head.page.keyboard.press("Enter")
    head.page.get_by_role("combobox", name="限定流程").click()
    head.choose("费用报销")
    head.page.keyboard.press("Escape")
    head.page.get_by_role("textbox", name="金额上限").fill("４００.００元")
    head.page.get_by_role("textbox", name="事由").fill("出差")
    head.must_be_accessible()
    head.page.get_by_role("button", name="设置代理").click()
    entry = head.page.get_by_role("listitem").filter(has_text=name(deputy)).filter(has_text="生效中").first
    expect(entry).to_contain_text("限 费用报销")
    expect(entry).to_contain_text("400.00")
    head.picture("substitution")
    try:
        small, large = f"{place(width)}小额快递费", f"{place(width)}大额快递费"
        desk("clerk").submitted("330.00", subject=small)
        desk("clerk").submitted("430.00", subject=large)
        deputy.open_todo(small)
        deputy.page.get_by_role("button", name="为什么到我这里？").click()
        expect(deputy.page.get_by_text(re.compile(f"{name(head)} 在 .* 前由您代理"))).to_be_visible()
        deputy.page.keyboard.press("Escape")
        deputy.press("同意")
        deputy.must_have_done("同意")
        deputy.open_item("done", small)
        expect(trail(deputy)).to_contain_text(f"代 {name(head)}")
        head.open_todo(large)
    finally:
        head.open("/settings?section=substitution")
        entry.get_by_role("button", name="结束代理").click()
        head.page.get_by_role("tooltip").get_by_role("button", name=re.compile("确\\s*定")).click()
        expect(entry).to_have_count(0)

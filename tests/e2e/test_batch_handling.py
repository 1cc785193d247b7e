"""Several items handled at once."""

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


def tick(person: Person, box: str, *subjects: str) -> None:
    """Open a list and tick the items with these subjects."""
    person.open(f"/work-items?box={box}")
    if person.is_phone:
        person.page.get_by_role("button", name="批量处理").click()
    for subject in subjects:
        person.page.get_by_role("checkbox", name=subject).check()


def press_for_all(person: Person, verb: str, count: int) -> None:
    """Press a verb for what is ticked; on the phone it may stand behind "more"."""
    bar = person.page.get_by_role("region", name="批量处理")
    label = f"{verb}({count})"
    button = bar.get_by_role("button", name=label, exact=True)
    expect(bar.get_by_role("button", name=re.compile(rf"\({count}\)$")).first).to_be_visible()
    if button.count() == 0:
        bar.get_by_role("button", name="更多").click()
        button = person.page.get_by_role("dialog").get_by_role("button", name=label, exact=True)
    button.click()


def test_several_are_approved_with_one_opinion_and_each_has_its_result(
    person: SitDown, desk: Desks, width: int
) -> None:
    subjects = [f"{place(width)}批量样品费{number}" for number in ("甲", "乙", "丙")]
    instances = [desk("clerk").submitted("320.00", subject=subject)["id"] for subject in subjects]
    head = person("head")
    tick(head, "todo", *subjects)
    press_for_all(head, "同意", 3)
    # One of them is gone before the batch is sent.
    desk("clerk").client.post(f"/api/v1/process-instances/{instances[2]}/withdraw", {"opinion": "填错了"})
    dialog = head.page.get_by_role("dialog", name=re.compile("批量同意 3 件"))
    dialog.get_by_role("textbox").fill("情况属实，同意。")
    head.picture("batch-approve")
    dialog.get_by_role("button", name="同意", exact=True).click()
    result = head.page.get_by_role("dialog", name="批量同意结果")
    expect(result).to_contain_text("同意成功 2 件")
    expect(result.get_by_role("listitem").filter(has_text=subjects[2])).to_contain_text("撤回")
    expect(result.get_by_role("listitem").filter(has_text=subjects[0])).to_be_visible()
    head.picture("batch")
    head.must_be_accessible()
    result.get_by_role("button", name="确定").click()
    head.open("/work-items?box=done")
    expect(head.page.get_by_role("main").get_by_role("link", name=subjects[0]).first).to_be_visible()


def test_several_are_returned_transferred_and_rejected_at_once(person: SitDown, desk: Desks, width: int) -> None:
    subjects = [f"{place(width)}批量仓储费{number}" for number in ("甲", "乙")]
    for subject in subjects:
        instance = desk("clerk").submitted("8600.00", subject=subject)["id"]
        desk("head").act("approve", instance)
    finance, head, other = person("finance-manager"), person("head"), person("company-manager")
    tick(finance, "todo", *subjects)
    press_for_all(finance, "退回", 2)
    dialog = finance.page.get_by_role("dialog", name="批量退回 2 件")
    expect(dialog.get_by_role("radio", name="上一步")).to_be_checked()
    dialog.get_by_role("button", name="退回", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写意见")
    dialog.get_by_role("textbox", name="意见").fill("请部门先核实。")
    finance.picture("batch-return")
    finance.must_be_accessible()
    dialog.get_by_role("button", name="退回", exact=True).click()
    expect(finance.page.get_by_text("退回成功，共 2 件")).to_be_visible()
    tick(head, "todo", *subjects)
    head.picture("batch-bar")
    head.must_be_accessible()
    head.must_fit()
    press_for_all(head, "转办", 2)
    dialog = head.page.get_by_role("dialog", name="批量转办 2 件")
    head.pick(dialog, name(other))
    dialog.get_by_role("button", name="转办", exact=True).click()
    expect(head.page.get_by_text("转办成功，共 2 件")).to_be_visible()
    tick(other, "todo", *subjects)
    press_for_all(other, "不同意", 2)
    dialog = other.page.get_by_role("dialog", name="批量不同意 2 件")
    dialog.get_by_role("textbox", name="意见").fill("超出预算。")
    dialog.get_by_role("button", name="不同意", exact=True).click()
    expect(other.page.get_by_text("不同意成功，共 2 件")).to_be_visible()
    clerk = person("clerk")
    clerk.open(f"/process-instances?box=sent&query={subjects[0]}")
    clerk.page.get_by_role("main").get_by_role("link", name=subjects[0]).first.click()
    expect(trail(clerk)).to_contain_text("超出预算。")


def test_what_was_sent_for_reading_is_marked_as_read_together(person: SitDown, desk: Desks, width: int) -> None:
    subjects = [f"{place(width)}批量会务费{number}" for number in ("甲", "乙")]
    reader = person("group-auditor")
    for subject in subjects:
        instance = desk("clerk").submitted("340.00", subject=subject)["id"]
        desk("head").act("notify", instance, person_ids=[desk("group-auditor").person["id"]])
    tick(reader, "read", *subjects)
    if reader.is_phone:
        every = reader.page.get_by_role("checkbox", name="全选", exact=True)
        every.check()
        expect(reader.page.get_by_role("checkbox", checked=False, disabled=False)).to_have_count(0)
        every.uncheck()
        for subject in subjects:
            reader.page.get_by_role("checkbox", name=subject).check()
    press_for_all(reader, "已阅", 2)
    expect(reader.page.get_by_text("已阅成功，共 2 件")).to_be_visible()
    reader.must_be_accessible()
    if reader.is_phone:
        reader.page.get_by_role("button", name="批量处理").click()
    expect(reader.page.get_by_role("checkbox", name=subjects[0])).to_be_disabled()


def test_what_was_called_off_without_network_does_not_happen_when_it_is_back(
    person: SitDown, desk: Desks, width: int
) -> None:
    subjects = [f"{place(width)}断网样品费{number}" for number in ("甲", "乙")]
    instances = [desk("clerk").submitted("321.00", subject=subject)["id"] for subject in subjects]
    head = person("head")
    tick(head, "todo", *subjects)
    press_for_all(head, "不同意", 2)
    dialog = head.page.get_by_role("dialog", name=re.compile("批量不同意 2 件"))
    dialog.get_by_role("textbox").fill("请按新制度重新填报。")
    head.context.set_offline(True)
    dialog.get_by_role("button", name="不同意", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("连接不上服务器")
    head.page.keyboard.press("Escape")
    head.page.mouse.click(8, 8)
    expect(dialog.get_by_role("textbox")).to_have_value("请按新制度重新填报。")
    dialog.get_by_role("button", name="关闭" if head.is_phone else "取消").click()
    expect(dialog).to_be_hidden()
    with head.page.expect_response(re.compile(r"/api/v1/work-items\?")):
        head.context.set_offline(False)
    assert [desk("head").todo(one)["status"] for one in instances] == ["open", "open"]

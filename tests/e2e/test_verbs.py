"""Every verb of approval practice, clicked by the people who use it, on a desktop and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.api.desk import Desk
from tests.e2e.people import Person
from tests.e2e.test_route import place
from tests.harness import Installation

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]


@pytest.fixture(scope="session")
def desk(served_demo: Installation) -> Desks:
    """Return a function that gives a demo person's view through the API, to prepare what a test does not look at."""
    known: dict[str, Desk] = {}

    def sit_down(login: str) -> Desk:
        if login not in known:
            known[login] = Desk(served_demo, login)
        return known[login]

    return sit_down


def name(person: Person) -> str:
    return str(person.account["name"])


def trail(person: Person) -> Locator:
    return person.page.get_by_role("region", name="意见栏")


def test_delegated_work_waits_for_the_answer_and_comes_back(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}仓库盘点差旅费"
    desk("clerk").submitted("230.00", subject=subject)
    head, deputy = person("head"), person("company-manager")
    head.open_todo(subject)
    head.answer("委派", people=(name(deputy),), opinion="请先核对票据。")
    head.must_have_done("委派")
    # What waits for another is no to-do of mine, but I can find it.
    head.open("/work-items?box=todo")
    expect(head.page.get_by_role("main").get_by_role("link", name=subject)).to_have_count(0)
    head.open_item("waiting", subject)
    expect(head.page.get_by_role("alert").filter(has_text="先办理，完成后回到您的待办")).to_contain_text(name(deputy))
    head.must_be_accessible()
    head.must_fit()
    deputy.open_todo(subject)
    deputy.page.get_by_role("button", name="为什么到我这里？").click()
    expect(deputy.page.get_by_text(f"{name(head)} 委派您办理")).to_be_visible()
    deputy.page.keyboard.press("Escape")
    deputy.give_opinion("票据已核对，无误。")
    deputy.press("回复")
    deputy.must_have_done("回复")
    head.open_todo(subject)
    expect(trail(head)).to_contain_text("票据已核对，无误。")
    head.press("同意")
    head.must_have_done("同意")


def test_a_delegation_can_be_called_off(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}年度审计差旅费"
    desk("clerk").submitted("240.00", subject=subject)
    head, deputy = person("head"), person("company-manager")
    head.open_todo(subject)
    head.answer("委派", people=(name(deputy),))
    head.must_have_done("委派")
    head.open_item("waiting", subject)
    head.answer("减签", choices=(name(deputy),))
    head.must_have_done("减签")
    head.open_todo(subject)
    expect(head.bar().get_by_role("button", name="同意", exact=True)).to_be_enabled()
    deputy.open("/work-items?box=todo")
    expect(deputy.page.get_by_role("main").get_by_role("link", name=subject)).to_have_count(0)


def test_advice_is_asked_without_moving_the_flow(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}样品检测费"
    desk("clerk").submitted("250.00", subject=subject)
    head, auditor = person("head"), person("group-auditor")
    head.open_todo(subject)
    head.answer("征询", people=(name(auditor),), opinion="这类费用能否报销？", several=True)
    head.must_have_done("征询")
    # The figure in the drawing names who handles the activity, not who gives advice.
    way = head.page.get_by_role("region", name="流程")
    expect(way).to_contain_text(name(head))
    expect(way).not_to_contain_text(name(auditor))
    auditor.open_todo(subject)
    expect(trail(auditor)).to_contain_text("这类费用能否报销？")
    auditor.give_opinion("制度允许。")
    auditor.press("回复")
    auditor.must_have_done("回复")
    head.open_todo(subject)
    expect(trail(head)).to_contain_text("制度允许。")


def test_signers_are_added_before_me_and_one_is_removed(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}展位搭建费"
    desk("clerk").submitted("260.00", subject=subject)
    head, first, second = person("head"), person("company-manager"), person("group-auditor")
    head.open_todo(subject)
    head.press("加签")
    dialog = head.dialog("加签")
    head.pick(dialog, name(first), name(second), several=True)
    dialog.get_by_role("radio", name="在我之前").check()
    head.picture("add-signers")
    head.must_be_accessible()
    dialog.get_by_role("button", name="加签", exact=True).click()
    head.must_have_done("加签")
    head.open_item("waiting", subject)
    head.answer("减签", choices=(name(second),))
    head.must_have_done("减签")
    first.open_todo(subject)
    first.press("同意")
    first.must_have_done("同意")
    head.open_todo(subject)
    expect(trail(head)).to_contain_text("减签")
    head.press("同意")
    head.must_have_done("同意")


@pytest.mark.parametrize("position", ["在我之后", "与我并行"])
def test_signers_are_added_after_me_and_beside_me(person: SitDown, desk: Desks, width: int, position: str) -> None:
    subject = f"{place(width)}{'布展' if position == '在我之后' else '撤展'}运输费"
    desk("clerk").submitted("270.00", subject=subject)
    head, other = person("head"), person("company-manager")
    head.open_todo(subject)
    head.answer("加签", people=(name(other),), choices=(position,), several=True)
    head.must_have_done("加签")
    head.press("同意")
    head.must_have_done("同意")
    other.open_todo(subject)
    other.press("同意")
    other.must_have_done("同意")


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
    refused.click(force=True)
    expect(head.page.get_by_role("tooltip")).to_contain_text(f"不能取回：{name(finance)} 已于")
    head.picture("cannot-take-back")
    head.must_be_accessible()
    head.must_fit()


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


def test_people_are_notified_and_who_has_read_is_counted(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}广告投放费"
    desk("clerk").submitted("290.00", subject=subject)
    head, reader, other = person("head"), person("group-auditor"), person("company-manager")
    head.open_todo(subject)
    head.answer("知会", people=(name(reader), name(other)), opinion="请知悉。", several=True)
    head.must_have_done("知会")
    expect(head.page.get_by_text("已阅 0/2")).to_be_visible()
    reader.open_item("read", subject)
    expect(trail(reader)).to_contain_text("请知悉。")
    head.page.reload()
    count = head.page.get_by_role("button", name="已阅 1/2")
    count.click()
    expect(head.page.get_by_role("tooltip").or_(head.page.get_by_role("dialog"))).to_contain_text(name(other))
    head.must_be_accessible()
    # Who reads may pass it on.
    reader.answer("知会", people=(name(person("finance-manager")),), several=True)
    reader.must_have_done("知会")


def test_what_was_kept_is_there_at_another_browser(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}翻译服务费"
    desk("clerk").submitted("310.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    head.give_opinion("等供应商回复后再定。")
    head.press("暂存")
    head.must_have_done("暂存")
    elsewhere = person("head")
    elsewhere.open_todo(subject)
    expect(elsewhere.bar().get_by_role("textbox", name="意见")).to_have_value("等供应商回复后再定。")


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


def test_an_administrator_halts_moves_and_ends_a_process(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}设备租赁费"
    desk("clerk").submitted("8400.00", subject=subject)
    administrator, head = person("system-administrator"), person("head")
    administrator.open(f"/process-instances?box=all&query={subject}")
    administrator.page.get_by_role("main").get_by_role("link", name=subject).first.click()
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
    expect(trail(administrator)).to_contain_text("负责人出差。")
    administrator.answer("终止", opinion="重复报销。")
    administrator.must_have_done("终止")
    expect(trail(administrator)).to_contain_text("重复报销。")
    expect(administrator.page.get_by_role("main")).to_contain_text("已终止")
    administrator.must_be_accessible()
    administrator.must_fit()


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
    press_for_all(reader, "已阅", 2)
    expect(reader.page.get_by_text("已阅成功，共 2 件")).to_be_visible()
    reader.must_be_accessible()
    if reader.is_phone:
        reader.page.get_by_role("button", name="批量处理").click()
    expect(reader.page.get_by_role("checkbox", name=subjects[0])).to_be_disabled()


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
    expect(trail(head)).to_contain_text("请核对箱量。")


def test_a_deputy_is_set_for_a_process_up_to_an_amount(person: SitDown, desk: Desks, width: int) -> None:
    head, deputy = person("head"), person("company-manager")
    head.open("/settings?section=substitution")
    form = head.page.get_by_role("main")
    head.pick(form, name(deputy), label="代理人")
    head.page.get_by_role("textbox", name="结束时间").fill("2027-01-31 18:00")
    head.page.keyboard.press("Enter")
    head.page.get_by_role("combobox", name="限定流程").click()
    head.choose("费用报销")
    head.page.keyboard.press("Escape")
    head.page.get_by_role("textbox", name="金额上限").fill("400")
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

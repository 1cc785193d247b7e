"""Others asked on the way: delegation, advice, added signers, people who only read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person, name, trail
from tests.e2e.test_route import place

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]


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
    head.follow_item("waiting", subject)
    expect(head.page.get_by_role("alert").filter(has_text="先办理，完成后回到您的待办")).to_contain_text(name(deputy))
    head.must_be_accessible()
    head.must_fit()
    deputy.open_todo(subject)
    asked = deputy.page.get_by_role("note").filter(has_text=f"{name(head)} 委派您办理")
    expect(asked).to_contain_text("请先核对票据。")
    deputy.page.get_by_role("button", name="为什么到我这里？").click()
    expect(deputy.page.get_by_text(f"{name(head)} 委派您办理，完成后回到其待办。")).to_be_visible()
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
    # The answer comes while the asker is in the middle of a return: the page shows it and keeps what stands open.
    head.open_todo(subject)
    head.give_opinion("等待征询结果。")
    head.bar().get_by_role("checkbox", name="意见不公开").check()
    head.press("退回")
    head.dialog("退回").get_by_role("textbox", name="意见").fill("请补充检测报告。")
    auditor.press("回复")
    auditor.must_have_done("回复")
    head.page.context.set_offline(True)
    head.page.context.set_offline(False)
    expect(head.page.get_by_text("制度允许。")).to_be_attached()
    expect(head.dialog("退回").get_by_role("textbox", name="意见")).to_have_value("请补充检测报告。")
    head.page.reload()
    expect(trail(head)).to_contain_text("制度允许。")
    # The opinion is one, wherever it was typed last.
    expect(head.bar().get_by_role("textbox").first).to_have_value("请补充检测报告。")
    expect(head.bar().get_by_role("checkbox", name="意见不公开")).to_be_checked()


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


def test_people_are_notified_and_who_has_read_is_counted(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}广告投放费"
    desk("clerk").submitted("290.00", subject=subject)
    head, reader, other = person("head"), person("group-auditor"), person("company-manager")
    head.open_todo(subject)
    head.answer("知会", people=(name(reader), name(other)), opinion="请知悉。", several=True)
    head.must_have_done("知会")
    expect(head.page.get_by_text("已阅 0/2")).to_be_visible()
    reader.follow_item("read", subject)
    expect(trail(reader)).to_contain_text("请知悉。")
    head.page.reload()
    count = head.page.get_by_role("button", name="已阅 1/2")
    count.click()
    expect(head.page.get_by_role("tooltip").or_(head.page.get_by_role("dialog"))).to_contain_text(name(other))
    head.must_be_accessible()
    # Who reads may pass it on.
    reader.answer("知会", people=(name(person("finance-manager")),), several=True)
    reader.must_have_done("知会")


def test_files_go_with_a_question_and_nobody_is_asked_twice(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}合同用印费"
    desk("clerk").submitted("255.00", subject=subject)
    head, auditor = person("head"), person("group-auditor")
    head.open_todo(subject)
    for verb in ("转办", "委派", "加签", "知会"):
        head.press(verb)
        expect(head.dialog(verb).get_by_role("button", name="为“意见”添加附件")).to_be_visible()
        head.dialog(verb).get_by_role("button", name="关闭").click()
        expect(head.dialog(verb)).to_be_hidden()
    head.press("征询")
    dialog = head.dialog("征询")
    head.pick(dialog, name(auditor), several=True)
    dialog.get_by_role("textbox", name="意见").fill("合同条款能否接受？")
    with head.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="为“意见”添加附件").click()
    chooser.value.set_files({"name": "合同条款.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 %%EOF"})
    expect(dialog.get_by_role("link", name="合同条款.pdf")).to_be_visible()
    # Closed by mistake, and the page loaded anew: the person, the words and the file wait where they were given.
    dialog.get_by_role("button", name="关闭").click()
    head.page.reload()
    head.press("征询")
    expect(dialog.get_by_role("link", name="合同条款.pdf")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="意见")).to_have_value("合同条款能否接受？")
    expect(dialog.get_by_text(name(auditor)).first).to_be_visible()
    head.picture("consult-files")
    head.must_be_accessible()
    dialog.get_by_role("button", name="征询", exact=True).click()
    head.must_have_done("征询")
    expect(trail(head).get_by_role("link", name="合同条款.pdf")).to_be_visible()
    auditor.open_todo(subject)
    expect(trail(auditor).get_by_role("link", name="合同条款.pdf")).to_be_visible()
    head.answer("征询", people=(name(auditor),), opinion="再问一次。", several=True)
    expect(dialog.get_by_role("alert")).to_contain_text(f"您已征询“{name(auditor)}”，对方尚未回复")
    expect(dialog.get_by_role("textbox", name="意见")).to_have_value("再问一次。")
    head.must_fit()

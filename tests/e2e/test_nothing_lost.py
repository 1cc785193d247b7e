"""What somebody typed survives what goes wrong: no network, a window closed by mistake, a session that ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person
from tests.e2e.test_route import PDF, place
from tests.e2e.trouble import make_endless
from tests.harness import Installation

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]
NO_NETWORK = re.compile("连接不上服务器")


def test_a_reason_written_without_network_is_sent_when_it_is_back(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}断网会务费"
    desk("clerk").submitted("260.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    reason = "发票抬头不对，请重新开具后再报。"
    head.press("不同意")
    dialog = head.dialog("不同意")
    dialog.get_by_role("textbox", name="意见").fill(reason)
    head.context.set_offline(True)
    dialog.get_by_role("button", name="不同意", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text(NO_NETWORK)
    expect(dialog.get_by_role("textbox", name="意见")).to_have_value(reason)
    # Closed by mistake as well: the opinion is one, wherever it is typed.
    head.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value(reason)
    head.press("同意")
    told = head.page.get_by_role("main").get_by_role("alert")
    expect(told).to_contain_text(NO_NETWORK)
    expect(told).not_to_contain_text("network")
    head.context.set_offline(False)
    head.press("不同意")
    expect(dialog.get_by_role("textbox", name="意见")).to_have_value(reason)
    dialog.get_by_role("button", name="不同意", exact=True).click()
    head.must_have_done("不同意")


def test_what_was_read_and_written_stays_while_the_server_is_away(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}停机会务费"
    desk("clerk").submitted("262.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    head.give_opinion("服务器停机时写的意见。")
    item = head.page.url.rsplit("/", 1)[1]
    failed: list[str] = []
    head.page.on("requestfailed", lambda sent: failed.append(sent.url) if sent.method == "GET" else None)
    head.page.route("**/api/**", lambda route: route.abort())
    head.press("同意")
    expect(head.bar().get_by_role("alert")).to_contain_text(NO_NETWORK)
    # Reading it anew fails as often as it is tried, and takes nothing away.
    while sum(url.endswith(item) for url in failed) < 3:
        head.page.wait_for_timeout(200)
    head.page.wait_for_timeout(500)
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value("服务器停机时写的意见。")
    head.page.unroute("**/api/**")
    head.press("同意")
    head.must_have_done("同意")


@pytest.mark.parametrize("kept", ["new", "detail"])
def test_a_form_stays_when_what_it_is_made_of_is_read_anew_in_vain(person: SitDown, desk: Desks, kept: str) -> None:
    clerk = person("clerk")
    page = clerk.page
    if kept == "new":
        clerk.open("/records/collaboration.matter/new")
        page.get_by_label("标题").fill("关于值班安排的请示")
    else:
        record = desk("clerk").create(desk("clerk").claim_values("271.00", subject="读两次会务费"))["id"]
        clerk.open(f"/records/expense.claim/{record}")
    failed: list[str] = []
    page.on("requestfailed", lambda sent: failed.append(sent.url) if sent.method == "GET" else None)
    page.route("**/api/v1/object-types/**", lambda route: route.abort())
    # An hour later somebody comes back to the window.
    page.evaluate("{ const now = Date.now; Date.now = () => now() + 3_600_000 }")
    page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    while sum("/object-types/" in url for url in failed) < 3:
        page.wait_for_timeout(200)
    page.wait_for_timeout(300)
    page.unroute_all()
    if kept == "new":
        expect(page.get_by_label("标题")).to_have_value("关于值班安排的请示")
    else:
        expect(page.get_by_role("main")).to_contain_text("读两次会务费")
        expect(page.get_by_role("link", name="继续填写")).to_be_visible()


def test_a_slow_double_click_does_not_decide_the_next_item(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}连点会务费"
    for _ in range(2):
        desk("clerk").submitted("263.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    first = head.page.url
    button = head.bar().get_by_role("button", name="同意", exact=True)
    box = button.bounding_box()
    assert box is not None
    for _ in range(2):
        head.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        head.page.wait_for_url(lambda url: url != first)
        expect(button).to_be_visible()
    second = head.page.url
    head.page.wait_for_timeout(500)
    assert second.rsplit("/", 1)[1] in [item["id"] for item in desk("head").box("todo")]
    # The click of who has looked is taken.
    button.click()
    head.page.wait_for_url(lambda url: url != second)


def test_a_refused_approval_says_why_beside_the_button(person: SitDown, served_demo: Installation, width: int) -> None:
    title = f"{place(width)}循环核对"
    make_endless(served_demo, title)
    head = person("head")
    head.open_todo(title)
    head.give_opinion("数据无误。")
    head.press("同意")
    expect(head.bar().get_by_role("alert")).to_contain_text("可能陷入死循环")
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value("数据无误。")
    head.picture("approval-refused")
    head.must_be_accessible()
    head.must_fit()
    head.bar().get_by_role("alert").get_by_role("button").click()
    expect(head.page.get_by_role("alert")).to_have_count(0)
    expect(head.bar().get_by_role("button", name="同意", exact=True)).to_be_enabled()


def test_a_note_to_somebody_is_there_again_with_the_people(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}半途会务费"
    desk("clerk").submitted("261.00", subject=subject)
    head, manager = person("head"), desk("company-manager").person["name"]
    head.open_todo(subject)
    head.press("征询")
    dialog = head.dialog("征询")
    head.pick(dialog, manager, several=True)
    dialog.get_by_role("textbox", name="意见").fill("这笔是否在预算内？")
    head.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    head.press("征询")
    expect(dialog.get_by_role("textbox", name="意见")).to_have_value("这笔是否在预算内？")
    expect(dialog).to_contain_text(manager)
    dialog.get_by_role("button", name="征询", exact=True).click()
    head.must_have_done("征询")
    # A question is not my opinion.
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value("")


def test_too_long_an_opinion_is_told_and_never_cut(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}长篇会务费"
    desk("clerk").submitted("262.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    text = "长😀" * 2001
    head.give_opinion(text)
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value(text)
    expect(head.bar().get_by_role("alert")).to_contain_text("最多 4000 字，已超出 2 字")
    head.press("同意")
    expect(head.bar().get_by_role("textbox", name="意见")).to_be_focused()
    head.must_fit()
    head.give_opinion(text[:-3])
    head.press("同意")
    head.must_have_done("同意")


def test_a_session_that_ended_with_its_cookies_goes_on_where_it_was(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}过期会务费"
    desk("clerk").submitted("263.00", subject=subject)
    # Not among the kept sessions of other tests: this one is thrown away.
    manager = person("head")
    manager.open_todo(subject)
    manager.give_opinion("属实，同意。")
    before = manager.context.cookies()
    manager.context.clear_cookies()
    manager.press("同意")
    overlay = manager.page.get_by_role("dialog", name="登录已过期")
    overlay.get_by_role("textbox", name="密码").fill(manager.account["password"])
    overlay.get_by_role("button", name="登录").click()
    manager.must_have_done("同意")
    manager.context.add_cookies(before)  # type: ignore[arg-type]


def test_who_was_too_late_can_copy_what_was_written(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}两处会务费"
    instance = desk("clerk").submitted("264.00", subject=subject)["id"]
    head = person("head")
    head.open_todo(subject)
    head.give_opinion("请附会议通知。")
    desk("head").act("approve", instance)
    head.press("同意")
    told = head.page.get_by_role("alert").filter(has_text="该事项已被处理")
    expect(told).to_contain_text("您写的意见没有提交")
    expect(told).to_contain_text("请附会议通知。")
    head.picture("too-late")
    head.must_be_accessible()


def test_a_number_typed_in_an_opinion_is_a_number(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}编号会务费"
    desk("clerk").submitted("265.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    box = head.bar().get_by_role("textbox", name="意见")
    box.press_sequentially("1. 缺发票；2. 缺通知")
    expect(box).to_have_value("1. 缺发票；2. 缺通知")
    box.clear()
    box.press("Alt+1")
    expect(box).to_have_value("同意")
    # Out of the box the letters are keys again: R asks for a return.
    box.press("Escape")
    head.page.keyboard.press("r")
    expect(head.dialog("退回").get_by_role("textbox", name="意见")).to_have_value("同意")


def test_a_step_that_is_refused_says_whom_it_is_about(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}重复会务费"
    instance = desk("clerk").submitted("266.00", subject=subject)["id"]
    auditor = desk("group-auditor").person
    desk("head").act("add-signers", instance, person_ids=[auditor["id"]], position="parallel")
    head = person("head")
    head.open_todo(subject)
    head.answer("加签", people=(auditor["name"],), several=True)
    expect(head.dialog("加签").get_by_role("alert")).to_contain_text(f"“{auditor['name']}”已经是本节点的办理人")


def test_a_long_trail_is_folded_and_a_link_of_others_leads_back(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}往返会务费"
    clerk, head = desk("clerk"), desk("head")
    instance = clerk.submitted("267.00", subject=subject)["id"]
    for turn in range(7):
        head.act("return", instance, target="initiator", opinion=f"第{turn + 1}次退回。")
        clerk.act("approve", instance, opinion=f"第{turn + 1}次补充。")
    item = head.todo(instance)["id"]
    reader = person("head")
    reader.open(f"/work-items/{item}")
    opinions = reader.page.get_by_role("region", name="意见栏")
    expect(opinions).to_contain_text("第7次退回。")
    expect(opinions).not_to_contain_text("第1次退回。")
    reader.must_be_accessible()
    opinions.get_by_role("button", name="展开中间 6 条").click()
    expect(opinions).to_contain_text("第1次退回。")
    stranger = person("cashier")
    stranger.page.goto(f"/work-items/{item}")
    expect(stranger.page.get_by_role("alert")).to_contain_text("没有找到，或您无权查看")
    stranger.page.get_by_role("link", name="回到待办").click()
    expect(stranger.page.get_by_role("heading", name="待办", level=1)).to_be_visible()


def test_many_files_and_many_signers_leave_room_for_the_rest(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}大型会务费"
    instance = desk("clerk").submitted("268.00", subject=subject)["id"]
    found = desk("head").client.get("/api/v1/people?query=w&page_size=50").json()["items"]
    mine = desk("head").person["id"]
    signers = [one["id"] for one in found if one["id"] != mine][:25]
    assert len(signers) > 15
    desk("head").act("add-signers", instance, person_ids=signers, position="parallel")
    head = person("head")
    head.open_todo(subject)
    names = [f"会务费用明细表（第{number}批，含住宿与餐饮）.pdf" for number in range(1, 7)]
    with head.page.expect_file_chooser() as chooser:
        head.bar().get_by_role("button", name="为“意见”添加附件").click()
    chooser.value.set_files([{"name": one, "mimeType": "application/pdf", "buffer": PDF} for one in names])
    expect(head.bar().get_by_role("link", name=names[-1])).to_be_attached()
    box = head.bar().get_by_role("textbox", name="意见").bounding_box()
    assert box is not None
    assert box["width"] > 200
    head.must_fit()
    head.press("减签")
    dialog = head.dialog("减签")
    expect(dialog.get_by_text("减签").first).to_be_in_viewport()
    expect(dialog.get_by_role("button", name="减签", exact=True)).to_be_attached()
    if head.is_phone:
        expect(dialog.get_by_role("button", name="减签", exact=True)).to_be_in_viewport()


def test_what_was_written_waits_while_the_process_is_suspended(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}核查会务费"
    instance = desk("clerk").submitted("269.00", subject=subject)["id"]
    administrator = desk("system-administrator").client
    head = person("head")
    head.open_todo(subject)
    head.give_opinion("请补充会议签到表。")
    administrator.post(f"/api/v1/process-instances/{instance}/suspend", {"opinion": "核查发票"})
    head.press("同意")
    expect(head.bar().get_by_role("alert")).to_contain_text("流程已挂起，恢复后才能办理")
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value("请补充会议签到表。")
    expect(head.page.get_by_role("banner").or_(head.page.get_by_role("main")).last).to_contain_text("已挂起")
    expect(head.bar().get_by_role("button", name="同意", exact=True)).to_have_attribute("aria-disabled", "true")
    told = head.page.get_by_role("note").filter(has_text="挂起了流程")
    expect(told).to_contain_text(desk("system-administrator").person["name"])
    expect(told).to_contain_text("核查发票")
    head.picture("suspended-meanwhile")
    head.must_be_accessible()
    head.must_fit()
    administrator.post(f"/api/v1/process-instances/{instance}/resume", {"opinion": "核查完毕"})
    head.page.reload()
    expect(head.bar().get_by_role("textbox", name="意见")).to_have_value("请补充会议签到表。")
    head.press("同意")
    head.must_have_done("同意")


def test_files_that_cannot_be_taken_say_why_beside_their_names(
    person: SitDown, desk: Desks, width: int, tmp_path: Path
) -> None:
    subject = f"{place(width)}超大会务费"
    desk("clerk").submitted("259.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    large = tmp_path / "扫描件.pdf"
    with large.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    (tmp_path / "空白.pdf").touch()
    (tmp_path / "安装.exe").write_bytes(b"MZ")
    with head.page.expect_file_chooser() as chooser:
        head.bar().get_by_role("button", name="为“意见”添加附件").click()
    chooser.value.set_files([large, tmp_path / "空白.pdf", tmp_path / "安装.exe"])
    for name, reason in (("扫描件.pdf", "超过 50 MB"), ("空白.pdf", "是空的"), ("安装.exe", "不支持的文件类型")):
        failed = head.bar().get_by_role("listitem").filter(has_text=name)
        expect(failed.get_by_role("alert")).to_contain_text(reason)
        # The same file would be refused again.
        expect(failed.get_by_role("button")).to_have_count(1)
    head.picture("files-refused")
    head.must_fit()
    head.must_be_accessible()
    head.press("同意")
    expect(head.page.get_by_text(re.compile("附件.*(未|没有)"))).to_be_visible()
    for name in ("扫描件.pdf", "空白.pdf", "安装.exe"):
        head.bar().get_by_role("listitem").filter(has_text=name).get_by_role("button").click()
    head.press("同意")
    head.must_have_done("同意")


def test_nobody_hands_his_work_to_himself(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}自办会务费"
    desk("clerk").submitted("258.00", subject=subject)
    head, me = person("head"), desk("head").person["name"]
    head.open_todo(subject)
    head.press("委派")
    dialog = head.dialog("委派")
    if head.is_phone:
        dialog.get_by_role("button", name=re.compile("输入姓名")).click()
        sheet = head.page.get_by_role("dialog").last
        sheet.get_by_role("textbox").fill(me)
        expect(sheet.get_by_text("没有找到")).to_be_visible()
    else:
        box = dialog.get_by_role("combobox").first
        box.click()
        box.fill(me)
        expect(head.page.locator(".ant-select-dropdown:visible")).to_contain_text("没有找到")

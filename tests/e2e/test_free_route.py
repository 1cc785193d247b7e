"""A matter on a route of one's own in a real browser: laid out, sent, extended on the way, followed to its end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.api.desk import Desk
from tests.api.test_collaboration import sent, step
from tests.e2e.people import Person

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]


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
    one.choose(name, post)
    one.page.keyboard.press("Escape")
    one.must_be_closed(box)


def take_off(one: Person, inside: Locator, number: int, whom: Person) -> None:
    """Take somebody off a step again."""
    label, name = f"第 {number} 步的人员", whom.account["name"]
    if one.is_phone:
        inside.get_by_role("button", name=label).click()
        sheet = one.page.get_by_role("dialog", name=label)
        sheet.get_by_role("button", name=re.compile(name)).first.click()
        sheet.get_by_role("button", name=re.compile("^完成|^确定")).click()
        expect(sheet).to_be_hidden()
        return
    inside.get_by_role("combobox", name=label).focus()
    one.page.keyboard.press("Backspace")


def test_a_matter_is_sent_extended_and_finished(person: SitDown, width: int) -> None:
    subject = "关于召开三季度经营分析会的请示" if width > 600 else "关于调整周例会时间的请示"
    clerk, head, finance, cashier = map(person, ("clerk", "head", "finance-manager", "cashier"))
    clerk.open("/start")
    clerk.page.get_by_role("main").get_by_role("link", name="发起协同").click()
    expect(clerk.page.get_by_role("heading", name="发起协同", level=1)).to_be_attached()
    content = "请各部门准备三季度经营数据，会议拟于周五下午召开。"
    clerk.page.get_by_label("正文").fill(content)
    main = clerk.page.get_by_role("main")
    clerk.page.get_by_role("button", name="提交", exact=True).click()
    # What the form lacks is told with what the route lacks, beside its field, and stays while the rest is saved.
    expect(clerk.page.get_by_text("请先排好办理路线")).to_be_visible()
    title = clerk.page.get_by_label("标题")
    clerk.wait_until_saved()
    expect(title).to_have_accessible_description("此项必填。")
    expect(clerk.page.get_by_label("正文")).to_have_value(content)
    clerk.picture("free-route-lacking")
    title.fill(subject)
    expect(title).not_to_have_accessible_description("此项必填。")
    clerk.wait_until_saved()
    choose(clerk, main, 1, clerk)
    clerk.page.get_by_role("button", name="提交", exact=True).click()
    section = clerk.page.get_by_role("region", name="办理路线")
    expect(section.get_by_role("alert")).to_have_text("路线中只有您自己办理，请再选择其他办理人。")
    take_off(clerk, main, 1, clerk)
    choose(clerk, main, 1, head)
    clerk.page.get_by_role("button", name="添加步骤").click()
    choose(clerk, main, 2, head)
    clerk.page.get_by_role("checkbox", name="与上一步同时进行").check()
    clerk.page.get_by_role("button", name="提交", exact=True).click()
    second = section.get_by_role("listitem", name="第 2 步")
    expect(second.get_by_role("alert")).to_have_text("同一步骤或同时办理的步骤中已选择此人，请去掉重复。")
    # A picture ends what still moves; the button that waited must have come to rest, or it would wait for ever.
    expect(clerk.page.get_by_role("button", name="提交", exact=True)).to_be_visible()
    clerk.picture("free-route-mistake")
    take_off(clerk, main, 2, head)
    expect(section.get_by_role("alert")).to_have_count(1)
    clerk.page.get_by_role("checkbox", name="与上一步同时进行").uncheck()
    choose(clerk, main, 2, cashier)
    chain = section.get_by_role("list", name="办理路线图")
    expect(chain).to_contain_text(head.account["name"])
    expect(chain).to_contain_text(cashier.account["name"])
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


def test_a_route_comes_back_and_becomes_a_template(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"关于更换办公区域的请示（{width}）"
    clerk, head, finance, keeper = map(person, ("clerk", "head", "finance-manager", "system-administrator"))
    matter = sent(desk("clerk"), step(desk("head")), subject=subject)["id"]
    instance = f"/process-instances/{matter}"
    desk("head").act("extend-route", matter, steps=[step(desk("finance-manager"), name="核算费用")])
    desk("head").act("approve", matter)

    finance.open_todo(subject)
    finance.press("退回")
    back = finance.dialog("退回")
    expect(back.get_by_role("radio", name=re.compile(f"办理（{head.account['name']}）"))).to_be_visible()
    back.get_by_role("radio", name=re.compile("发起人")).check()
    back.get_by_role("textbox", name="意见").fill("请写明费用。")
    back.get_by_role("button", name="退回", exact=True).click()
    finance.must_have_done("退回")

    clerk.open_todo(subject)
    clerk.press("修改路线")
    dialog = clerk.dialog("修改路线")
    expect(dialog.get_by_role("textbox", name="第 2 步的名称")).to_have_value("核算费用")
    dialog.get_by_role("button", name="第 2 步上移").click()
    clerk.picture("free-route-change")
    clerk.must_be_accessible()
    dialog.get_by_role("button", name="修改路线", exact=True).click()
    clerk.must_have_done("修改路线")
    clerk.press("重新提交")
    clerk.must_have_done("重新提交")
    for login in ("finance-manager", "head"):
        desk(login).act("approve", matter)
    clerk.page.goto(instance)
    expect(clerk.page.get_by_role("main")).to_contain_text("已完成")
    expect(clerk.page.get_by_role("button", name="存为流程模板")).to_have_count(0)

    title = f"办公区域调整 {width}"
    keeper.open(instance)
    keeper.press("存为流程模板")
    dialog = keeper.dialog("存为流程模板")
    dialog.get_by_label("模板名称").fill(title)
    dialog.get_by_role("combobox", name="第 2 步的办理人").click()
    keeper.choose("发起人的部门负责人")
    keeper.picture("route-template")
    keeper.must_be_accessible()
    dialog.get_by_role("button", name="保存草稿").click()
    expect(keeper.page.get_by_role("heading", name=title, level=1)).to_be_attached()
    expect(keeper.page.get_by_role("figure")).to_contain_text("核算费用")
    keeper.picture("route-template-definition")
    keeper.must_fit()
    keeper.page.get_by_role("button", name="发布", exact=True).first.click()
    keeper.page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(keeper.page.get_by_text("第 1 版已发布", exact=True)).to_be_visible()

    clerk.open("/records/collaboration.matter/new")
    clerk.page.get_by_label("标题").fill(f"{subject}之二")
    clerk.page.get_by_label("正文").fill("按模板办理。")
    clerk.page.get_by_role("combobox", name="流转方式").click()
    clerk.choose(f"流程模板：{title}")
    clerk.wait_until_saved()
    clerk.page.reload()
    expect(clerk.page.get_by_text(f"流程模板：{title}")).to_be_visible()
    clerk.picture("free-route-template")
    clerk.must_be_accessible()
    clerk.must_fit()
    second = clerk.submit().rsplit("/", 1)[1]
    for login in ("finance-manager", "head"):
        desk(login).act("approve", second)
    assert desk("clerk").instance(second)["status"] == "completed"


def test_a_withdrawn_matter_keeps_its_route_and_steps_to_come_are_taken_off(
    person: SitDown, desk: Desks, width: int
) -> None:
    subject = f"关于组织年度体检的请示（{width}）"
    clerk, finance = map(person, ("clerk", "finance-manager"))
    main = clerk.page.get_by_role("main")
    matter = sent(desk("clerk"), step(desk("head")), step(desk("cashier")), subject=subject)["id"]
    desk("head").act("extend-route", matter, steps=[step(desk("finance-manager"), name="核算费用")])
    desk("head").act("return", matter, target="initiator", opinion="请写明人数。")
    clerk.open(f"/process-instances/{matter}")
    expect(clerk.page.get_by_role("region", name="意见栏")).to_contain_text("核算费用")
    clerk.answer("撤回", opinion="先核实人数。")
    clerk.must_have_done("撤回")

    clerk.open("/process-instances?box=drafts")
    main.get_by_role("link", name=subject).first.click()
    main.get_by_role("link", name="继续填写").click()
    section = clerk.page.get_by_role("region", name="办理路线")
    expect(section).to_contain_text("已带出撤回前的办理路线")
    expect(section.get_by_role("textbox", name="第 2 步的名称")).to_have_value("核算费用")
    chain = section.get_by_role("list", name="办理路线图")
    expect(chain).to_contain_text(desk("cashier").person["name"])
    clerk.picture("free-route-reopened")
    clerk.must_be_accessible()
    clerk.must_fit()
    section.get_by_role("button", name="删除第 1 步").click()
    again = clerk.submit().rsplit("/", 1)[1]

    finance.open_todo(subject)
    finance.answer("退回", opinion="请附名单。", choices=("发起人", "直接回到我这里"))
    finance.must_have_done("退回")
    clerk.open_todo(subject)
    clerk.press("修改路线")
    dialog = clerk.dialog("修改路线")
    dialog.get_by_role("button", name="删除第 1 步").click()
    expect(dialog.get_by_role("status")).to_contain_text("没有后续步骤")
    clerk.picture("free-route-emptied")
    clerk.must_be_accessible()
    dialog.get_by_role("button", name="修改路线", exact=True).click()
    clerk.must_have_done("修改路线")
    expect(clerk.page.get_by_role("region", name="意见栏")).to_contain_text("去掉了退回人之后的全部步骤")
    clerk.press("重新提交")
    clerk.must_have_done("重新提交")
    desk("finance-manager").act("approve", again)
    finance.follow_item("done", subject)
    expect(finance.page.get_by_role("main")).to_contain_text("已完成")


def test_a_route_of_my_own_is_kept_and_chosen_again(person: SitDown, width: int) -> None:
    name = f"体检请示 {width}"
    clerk, head, cashier = map(person, ("clerk", "head", "cashier"))
    page, main = clerk.page, clerk.page.get_by_role("main")
    clerk.open("/records/collaboration.matter/new")
    choose(clerk, main, 1, head)
    page.get_by_role("button", name="添加步骤").click()
    choose(clerk, main, 2, cashier)
    page.get_by_role("textbox", name="第 2 步的名称").fill("付款")
    page.get_by_role("button", name="常用路线").click()
    window = page.get_by_role("dialog", name="常用路线")
    window.get_by_role("textbox", name="给当前路线取个名字").fill(name)
    window.get_by_role("button", name="保存当前路线").click()
    expect(page.get_by_text(f"已保存常用路线“{name}”")).to_be_visible()
    expect(window.get_by_role("listitem").filter(has_text=name)).to_contain_text(cashier.account["name"])
    clerk.picture("own-routes")
    clerk.must_be_accessible()

    # On a new matter it is there again: the server keeps it.
    clerk.open("/records/collaboration.matter/new")
    page.get_by_role("button", name="常用路线").click()
    page.get_by_role("button", name=f"选用“{name}”").click()
    expect(page.get_by_role("textbox", name="第 2 步的名称")).to_have_value("付款")
    expect(main.get_by_role("list", name="办理路线图")).to_contain_text(head.account["name"])
    clerk.must_fit()
    page.get_by_role("button", name="常用路线").click()
    page.get_by_role("button", name=f"删除“{name}”").click()
    page.get_by_role("tooltip").get_by_role("button", name="删除").click()
    expect(window.get_by_role("listitem").filter(has_text=name)).to_have_count(0)


def test_nobody_is_chosen_whom_a_search_did_not_find(person: SitDown, width: int) -> None:
    clerk, head = person("clerk"), person("head")
    page, main = clerk.page, clerk.page.get_by_role("main")
    clerk.open("/records/collaboration.matter/new")
    chain = main.get_by_role("list", name="办理路线图")
    wanted = head.account["name"]
    kept: list[Route] = []

    def hold(route: Route) -> None:
        kept.append(route)

    page.route(re.compile(r"/api/v1/people\?query=."), hold)
    if clerk.is_phone:
        main.get_by_role("button", name="第 1 步的人员").click()
        sheet = page.get_by_role("dialog", name="第 1 步的人员")
        expect(sheet.get_by_role("listitem")).not_to_have_count(0)
        sheet.get_by_role("textbox").fill(wanted)
        # Those from before the search would be under the finger when what was found takes their place.
        expect(sheet.get_by_role("listitem")).to_have_count(0)
    else:
        box = main.get_by_role("combobox", name="第 1 步的人员")
        box.click()
        offered = page.locator(".ant-select-item-option:visible")
        expect(offered).not_to_have_count(0)
        box.press_sequentially(wanted)
        page.keyboard.press("Enter")
        expect(offered).to_have_count(0)
        page.wait_for_timeout(500)
        expect(chain).to_contain_text("未选择人员")
    while not kept:
        page.wait_for_timeout(50)
    for one in kept:
        one.continue_()
    page.unroute_all()
    if clerk.is_phone:
        sheet.get_by_role("listitem").filter(has_text=wanted).first.get_by_role("button").click()
        sheet.get_by_role("button", name=re.compile("^完成")).click()
    else:
        expect(offered.filter(has_text=wanted).first).to_be_visible()
        page.keyboard.press("Enter")
    expect(chain).to_contain_text(wanted)


def test_a_route_is_not_lost_with_its_page(person: SitDown, desk: Desks, width: int) -> None:
    clerk, head, finance = map(person, ("clerk", "head", "finance-manager"))
    main = clerk.page.get_by_role("main")
    # Laid out before anything is written.
    clerk.open("/records/collaboration.matter/new")
    choose(clerk, main, 1, head)
    clerk.wait_until_saved()
    clerk.page.reload()
    expect(main.get_by_role("list", name="办理路线图")).to_contain_text(head.account["name"])

    # Answered in a window that was closed by mistake, and on a page that was loaded anew.
    subject = f"关于采购打印机的请示（{width}）"
    matter = sent(desk("clerk"), step(desk("head")), subject=subject)["id"]
    head.open_todo(subject)
    head.press("调整路线")
    dialog = head.dialog("调整路线")
    choose(head, dialog, 1, finance)
    dialog.get_by_role("textbox", name="第 1 步的名称").fill("财务比价")
    dialog.get_by_role("radio", name="与当前步骤同时").check()
    for lose in (lambda: head.page.keyboard.press("Escape"), head.page.reload):
        lose()
        expect(dialog).to_be_hidden()
        head.press("调整路线")
        expect(dialog.get_by_role("textbox", name="第 1 步的名称")).to_have_value("财务比价")
        expect(dialog).to_contain_text(finance.account["name"])
        expect(dialog.get_by_role("radio", name="与当前步骤同时")).to_be_checked()
    dialog.get_by_role("button", name="调整路线", exact=True).click()
    head.must_have_done("调整路线")
    # Sent, it is not offered a second time.
    head.press("调整路线")
    expect(dialog.get_by_role("textbox", name="第 1 步的名称")).to_have_value("")
    assert desk("finance-manager").todo(matter)["activity_name"] == "财务比价"

"""The approval route of issue 2 in a real browser, on a desktop and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.api.desk import Desk
from tests.e2e.people import Person, name
from tests.e2e.signing import must_sign
from xieyun.kernel import clock

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]
TODAY = clock.today().isoformat()  # the pools are of this year
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(scope="session")
def pool(clerk_desk: Desk) -> tuple[str, str]:
    """Names of the cost centre and the expense type that have most quota left."""
    centre, kind = clerk_desk.fullest_pool()
    centres = {option["id"]: option["title"] for option in clerk_desk.options("cost_centre")}
    kinds = {option["id"]: option["title"] for option in clerk_desk.options("lines.expense_type")}
    return centres[centre], kinds[kind]


def place(width: int) -> str:
    """Return a town for each width, so that the two runs' claims can be told apart."""
    return "南京" if width > 600 else "苏州"


def test_who_signs_in_arrives_at_the_page_that_was_asked_for(person: SitDown) -> None:
    head = person("head")
    head.context.clear_cookies()
    head.page.goto("/work-items?box=done")
    head.page.get_by_role("textbox", name="账号").fill(head.account["login"])
    password = head.page.get_by_role("textbox", name="密码")
    password.fill("not this one")
    head.page.get_by_role("button", name="登录").click()
    expect(head.page.get_by_role("alert")).to_contain_text("账号、密码或验证码不正确")
    password.fill(head.account["password"])
    head.page.get_by_role("button", name="登录").click()
    expect(head.page.get_by_role("heading", name="已办", level=1)).to_be_attached()


def test_a_large_claim_is_filled_approved_and_paid(person: SitDown, pool: tuple[str, str], width: int) -> None:
    subject = f"{place(width)}展会差旅费"
    clerk = person("clerk")
    clerk.start_claim(subject, pool[0])
    clerk.enter_lines([(pool[1], TODAY, "48200.00"), (pool[1], TODAY, "15800.50")])
    expect(clerk.page.get_by_text("陆万肆仟元伍角整")).to_be_visible()
    # The quota that is left stands beside each line.
    expect(clerk.page.get_by_role("button", name=re.compile(r"^-?¥[\d,.]+$")).first).to_be_visible()
    clerk.attach("展位合同.pdf", PDF)
    clerk.wait_until_saved()
    clerk.picture("claim")
    clerk.must_be_accessible()
    clerk.must_fit()
    # What was saved by itself is there after a reload.
    clerk.page.reload()
    expect(clerk.page.get_by_label("报销事由")).to_have_value(subject)
    expect(clerk.page.get_by_text("陆万肆仟元伍角整")).to_be_visible()
    instance = clerk.submit()
    clerk.must_be_accessible()

    head = person("head")
    head.open_todo(subject)
    # The way so far and to come: drawn on a wide window, listed on a phone, with the names of the handlers.
    way = head.page.get_by_role("region", name="流程").get_by_role("list" if head.is_phone else "figure")
    expect(way).to_contain_text(head.windows.installation.accounts()["group-finance-head"]["name"])
    head.picture("work-item")
    head.must_be_accessible()
    head.must_fit()
    here = head.page.url
    head.give_opinion("业务属实，同意。")
    head.press("同意")
    head.must_have_done("同意")
    head.page.wait_for_url(lambda url: url != here)  # the next one opened by itself, or the list when there was none

    finance = person("finance-manager")
    finance.open_todo(subject)
    finance.page.get_by_label("财务审核说明").fill("票据齐全，标准内。")
    finance.press("同意")
    finance.must_have_done("同意")

    group = person("group-finance-head")
    group.open_todo(subject)
    expect(group.page.get_by_text("业务属实，同意。")).to_be_visible()
    must_sign(group)
    group.press("同意")
    group.must_have_done("同意")

    cashier = person("cashier")
    cashier.open_todo(subject)
    cashier.press("领取")
    cashier.page.get_by_label("付款流水").fill("PAY-20261122-01")
    cashier.press("确认付款")
    cashier.must_have_done("确认付款")

    clerk.page.goto(instance)
    expect(clerk.page.get_by_role("main")).to_contain_text("已完成")
    trail = clerk.page.get_by_role("region", name="意见栏")
    for one in (head, finance, group, cashier):
        expect(trail).to_contain_text(one.account["name"])
    clerk.must_fit()


def test_returned_work_is_mended_and_comes_straight_back(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}行业会议"
    clerk = person("clerk")
    instance = desk("clerk").submitted("7100.00", subject=subject)["id"]
    desk("head").act("approve", instance)
    finance = person("finance-manager")
    finance.open_todo(subject)
    finance.answer("退回", opinion="请补充会议通知。", choices=("发起人", "直接回到我这里"))
    finance.must_have_done("退回")
    clerk.open("/work-items?box=todo")
    expect(clerk.page.get_by_role("main").get_by_role("link", name=subject).first).to_contain_text("被退回")
    clerk.open_todo(subject)
    expect(clerk.page.get_by_text("请补充会议通知。").first).to_be_visible()
    clerk.page.get_by_role("textbox", name="备注").fill("会议通知已补充。")
    clerk.press("重新提交")
    clerk.must_have_done("重新提交")
    finance.open_todo(subject)
    expect(finance.page.get_by_text("会议通知已补充。").first).to_be_visible()


def test_rejecting_asks_for_a_reason(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}客户招待"
    instance = desk("clerk").submitted("130.00", subject=subject)["id"]
    clerk, head = person("clerk"), person("head")
    head.open_todo(subject)
    head.must_suit_fingers()
    # In sight at every width, as approving is.
    head.bar().get_by_role("button", name="不同意", exact=True).click()
    dialog = head.dialog("不同意")
    dialog.get_by_role("button", name="不同意", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写意见")
    head.must_suit_fingers()
    dialog.get_by_role("textbox", name="意见").fill("超出报销标准。")
    dialog.get_by_role("button", name="不同意", exact=True).click()
    head.must_have_done("不同意")
    clerk.open(f"/process-instances/{instance}")
    expect(clerk.page.get_by_text("超出报销标准。")).to_be_visible()


def test_the_initiator_urges_and_withdraws(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}办公用品"
    instance = desk("clerk").submitted("140.00", subject=subject)["id"]
    clerk = person("clerk")
    clerk.open(f"/process-instances/{instance}")
    clerk.answer("催办", opinion="请尽快处理。")
    clerk.must_have_done("催办")
    head = person("head")
    head.open("/work-items?box=todo")
    expect(head.page.get_by_role("main").get_by_role("link", name=subject)).to_be_visible()
    clerk.page.reload()
    clerk.answer("撤回", opinion="金额填错了。")
    clerk.must_have_done("撤回")
    head.open("/work-items?box=todo")
    expect(head.page.get_by_role("main").get_by_role("link", name=subject)).to_have_count(0)


def test_lists_say_where_my_work_is(person: SitDown, desk: Desks, pool: tuple[str, str], width: int) -> None:
    subject = f"{place(width)}样品快递"
    desk("clerk").submitted("150.00", subject=subject)
    clerk, head = person("clerk"), person("head")
    clerk.open("/process-instances?box=sent")
    row = clerk.page.get_by_role("main").locator("tr, li").filter(has_text=subject).first
    expect(row).to_contain_text("部门负责人审批")
    expect(row).to_contain_text(head.account["name"])
    clerk.must_be_accessible()
    clerk.must_fit()
    head.open("/work-items?box=todo")
    head.picture("todo")
    head.must_be_accessible()
    head.must_fit()
    head.follow_item("todo", subject)
    head.press("同意")
    head.must_have_done("同意")
    head.follow_item("done", subject)
    clerk.start_claim(f"{place(width)}市场推广", pool[0])
    clerk.wait_until_saved()
    clerk.open("/process-instances?box=drafts")
    expect(clerk.page.get_by_role("main").get_by_role("link", name=f"{place(width)}市场推广").first).to_be_visible()


def test_the_palette_offers_nobody_of_the_search_before(person: SitDown, desk: Desks) -> None:
    clerk, found, wanted = person("clerk"), desk("head").person["name"], desk("cashier").person["name"]
    page = clerk.page
    kept: list[Route] = []
    clerk.open("/")
    page.keyboard.press("Control+K")
    window = page.get_by_role("dialog")
    window.get_by_role("combobox").fill(found)
    expect(window.get_by_role("option", name=found).first).to_be_visible()

    def hold(route: Route) -> None:
        kept.append(route)

    page.route(re.compile(r"/api/v1/people\?query=."), hold)
    window.get_by_role("combobox").fill(wanted)
    expect(window.get_by_role("option")).to_have_count(0)
    expect(window.get_by_text("没有找到")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/$"))
    while not kept:
        page.wait_for_timeout(50)
    for one in kept:
        one.continue_()
    page.unroute_all()
    expect(window.get_by_role("option", name=wanted).first).to_be_visible()
    expect(window.get_by_role("option", name=found)).to_have_count(0)


def test_home_says_what_to_do_now(person: SitDown, desk: Desks, width: int) -> None:
    desk("clerk").submitted("160.00", subject=f"赴{place(width)}拜访客户")
    head = person("head")
    head.open("/")
    expect(head.page.get_by_role("region", name="现在要办的事")).to_contain_text(f"赴{place(width)}拜访客户")
    head.picture("home")
    head.must_be_accessible()
    head.must_fit()


def test_claims_are_filtered_and_exported(person: SitDown, width: int, tmp_path: Any) -> None:
    auditor = person("group-auditor")
    auditor.open("/records/expense.claim")
    main = auditor.page.get_by_role("main")
    expect(main.get_by_text(re.compile(r"共 [\d,+]+ 条"))).to_be_visible()
    auditor.must_be_accessible()
    auditor.must_fit()
    auditor.picture("claims")
    # A filter, and on the desktop a sort and a choice of columns: the address keeps them, a reload restores them.
    before = main.get_by_text(re.compile(r"共 [\d,+]+ 条")).inner_text()
    main.get_by_role("button", name="添加筛选").click()
    auditor.page.get_by_role("combobox", name="字段").click()
    auditor.choose("报销总额")
    auditor.page.get_by_role("textbox", name="值").first.fill("5000")
    auditor.page.get_by_role("button", name="确定").click()
    expect(main.get_by_text(before, exact=True)).to_have_count(0)
    if not auditor.is_phone:
        main.get_by_role("button", name="报销总额", exact=True).click()
        expect(main.get_by_role("columnheader", name=re.compile("^报销总额"))).to_have_attribute(
            "aria-sort", re.compile("ascending|descending")
        )
        main.get_by_role("button", name="列设置").click()
        auditor.page.get_by_role("checkbox", name="付款日期").uncheck()
        auditor.page.keyboard.press("Escape")
        expect(main.get_by_role("columnheader", name=re.compile("^付款日期"))).to_have_count(0)
    after = main.get_by_text(re.compile(r"共 [\d,+]+ 条")).inner_text()
    auditor.page.reload()
    expect(main.get_by_text(after, exact=True)).to_be_visible()
    main.get_by_role("button", name="导出 Excel").click()
    with auditor.page.expect_download() as download:
        main.get_by_role("link", name="下载").or_(main.get_by_role("button", name="下载")).first.click()
    file = tmp_path / "claims.xlsx"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/start", "/me", "/messages", "/organization", "/jobs", "/settings", "/records/expense.quota-pool"],
)
def test_every_page_is_accessible_and_fits(person: SitDown, path: str) -> None:
    manager = person("finance-manager")
    if path == "/sign-in":
        manager.context.clear_cookies()
    manager.open(path)
    manager.must_be_accessible()
    manager.must_fit()


def test_a_branch_of_the_organization_that_is_on_its_way_is_accessible(person: SitDown) -> None:
    clerk = person("clerk")
    page = clerk.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/org-nodes?*parent=*", hold)
    page.goto("/organization")
    top = page.get_by_role("treeitem").first
    expect(top).to_be_visible()
    while not held:
        page.wait_for_timeout(50)
    clerk.must_be_accessible()
    expect(top).to_have_attribute("aria-busy", "true")
    for one in held:
        one.continue_()
    expect(top).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("treeitem").nth(1)).to_be_visible()


def test_the_dark_theme_is_accessible(person: SitDown) -> None:
    manager = person("finance-manager")
    manager.page.emulate_media(color_scheme="dark")
    for path in ("/", "/work-items?box=todo", "/records/expense.claim"):
        manager.open(path)
        manager.must_be_accessible()


def test_the_list_of_what_i_sent_offers_what_would_succeed_and_says_why_not(
    person: SitDown, desk: Desks, width: int
) -> None:
    subject = f"{place(width)}档案装订费"
    desk("clerk").submitted("310.00", subject=subject)
    clerk, head = person("clerk"), person("head")
    clerk.open(f"/process-instances?box=sent&query={subject}")
    row = clerk.page.get_by_role("main").get_by_role("listitem" if clerk.is_phone else "row").filter(has_text=subject)
    expect(row.get_by_role("button", name="撤回")).not_to_have_attribute("aria-disabled", "true")
    row.get_by_role("button", name="催办").click()
    clerk.page.get_by_role("dialog").get_by_role("textbox").fill("请尽快。")
    clerk.page.get_by_role("dialog").get_by_role("button", name="催办").click()
    expect(clerk.page.get_by_role("dialog")).to_be_hidden()
    expect(row.get_by_role("button", name="催办")).to_have_attribute("aria-disabled", "true")
    head.open_todo(subject)
    clerk.page.reload()
    for verb, reason in (("催办", "30 分钟后可再次催办"), ("撤回", f"不能撤回：{name(head)}")):
        row.get_by_role("button", name=verb).click(force=True)
        expect(clerk.page.get_by_role("tooltip").filter(has_text=reason)).to_be_visible()
        expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    clerk.picture("sent-refused")
    clerk.must_be_accessible()
    clerk.must_fit()

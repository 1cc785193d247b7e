"""Incidents in a real browser: the list over all instances, the panel on the instance's page, the connections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.people import Person
from tests.e2e.trouble import make_stopped, make_trouble, make_undelivered, make_unfired
from tests.harness import Installation
from xieyun.process.tests.other_system import OtherSystem, other_system

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
ADMIN = "system-administrator"
# A worker has to find out first; how long that takes is nobody's business here.
PATIENCE = 120_000


@pytest.fixture
def erp() -> Iterator[OtherSystem]:
    """Another system, which refuses what it is sent."""
    with other_system() as made:
        made.script = [(422, {"error": "account closed"})]
        yield made


@pytest.fixture
def title() -> str:
    """The name of this test's process and system."""
    return f"凭证 {uuid4().hex[:6]}"


def show(person: Person, path: str, what: Callable[[], Locator]) -> None:
    """Open a page and wait until it shows what a worker brings about; it reads again by itself."""
    person.open(path)
    expect(what()).to_be_visible(timeout=PATIENCE)


def rows(person: Person, title: str) -> Locator:
    """The incidents of a process: rows of a table, or cards on the phone."""
    return person.page.get_by_role("main").locator("tbody tr, li").filter(has_text=title)


def first_row(person: Person, title: str) -> Locator:
    return rows(person, title).first


def test_incidents_of_one_cause_are_tried_again_together(
    person: SitDown, served_demo: Installation, erp: OtherSystem, title: str
) -> None:
    make_trouble(served_demo, erp.url, title, 2)
    admin = person(ADMIN)
    show(admin, f"/process-incidents?query={title}", lambda: rows(admin, title).nth(1))
    line = rows(admin, title).first
    expect(line).to_contain_text("流程停止")
    expect(line).to_contain_text("生成凭证")
    expect(line).to_contain_text("422")
    expect(line).to_contain_text("同样原因 2 条")
    admin.must_fit()
    admin.must_be_accessible()
    admin.picture("incidents")
    if not admin.is_phone:
        badge = admin.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=re.compile("流程异常"))
        expect(badge).to_contain_text(re.compile("[0-9]+"))

    # It fails once more, and says so; then the other system takes it.
    line.get_by_role("button", name="重试", exact=True).click()
    expect(admin.page.get_by_text("已重试")).to_be_visible()
    show(admin, f"/process-incidents?query={title}", lambda: rows(admin, title).nth(1))
    erp.script = [(200, {"number": "V-1"})]
    rows(admin, title).first.get_by_role("button", name=re.compile("更多操作")).click()
    admin.page.get_by_role("menuitem", name="重试同样原因的 2 条").click()
    dialog = admin.page.get_by_role("dialog")
    admin.picture("incidents-retry-all")
    dialog.get_by_role("button", name="重试同样原因的 2 条").click()
    expect(rows(admin, title)).to_have_count(0, timeout=PATIENCE)
    expect(admin.page.get_by_text("没有符合条件的异常")).to_be_visible()
    admin.must_fit()


def test_the_list_is_filtered_and_an_instance_terminated_from_it(
    person: SitDown, served_demo: Installation, erp: OtherSystem, title: str
) -> None:
    make_trouble(served_demo, erp.url, title, 1)
    admin = person(ADMIN)
    show(admin, "/process-incidents", lambda: rows(admin, title).first)
    admin.page.get_by_role("combobox", name="流程", exact=True).click()
    admin.choose(title)
    expect(rows(admin, title)).to_have_count(1)
    expect(admin.page).to_have_url(re.compile("process=trouble"))
    admin.page.get_by_role("combobox", name="异常类型").click()
    admin.choose("流程停止")
    expect(admin.page).to_have_url(re.compile("kind=stopped"))
    rows(admin, title).first.get_by_role("button", name=re.compile("更多操作")).click()
    admin.page.get_by_role("menuitem", name="终止").click()
    dialog = admin.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("textbox").fill("对方不再接收")
    dialog.get_by_role("button", name="终止").click()
    expect(rows(admin, title)).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize(
    ("make", "kind", "discard", "means", "done", "audited"),
    [
        (make_undelivered, "消息未送达", "丢弃消息", "等待它的流程继续等待", "消息已丢弃", "丢弃未送达的消息"),
        (make_unfired, "定时未触发", "丢弃定时", "会一直等待，可另行跳转或终止", "定时已丢弃", "丢弃定时"),
    ],
    ids=["message", "timer"],
)
def test_what_keeps_failing_is_discarded_with_a_reason(
    person: SitDown, served_demo: Installation, title: str, make: Callable[[Installation, str], str],
    kind: str, discard: str, means: str, done: str, audited: str,
) -> None:  # fmt: skip
    instance = make(served_demo, title)
    admin = person(ADMIN)
    show(admin, f"/process-incidents?query={title}", lambda: rows(admin, title).first)
    line = rows(admin, title).first
    expect(line).to_contain_text(kind)
    line.get_by_role("button", name=re.compile("更多操作")).click()
    admin.page.get_by_role("menuitem", name=discard).click()
    dialog = admin.page.get_by_role("dialog", name=discard)
    expect(dialog).to_contain_text(means)
    dialog.get_by_role("button", name=discard).click()
    expect(dialog.get_by_role("alert")).to_have_text("请填写丢弃原因")
    dialog.get_by_role("textbox").fill("付款已撤销，不再需要")
    admin.picture("incident-discard")
    admin.must_be_accessible()
    admin.must_fit()
    dialog.get_by_role("button", name=discard).click()
    expect(admin.page.get_by_text(done)).to_be_visible()
    expect(rows(admin, title)).to_have_count(0)
    auditor = person("audit-administrator")
    auditor.open("/audit")
    expect(auditor.page.get_by_role("main")).to_contain_text(audited)
    # Who waited for it waits on, until somebody moves it.
    admin.open(f"/process-instances/{instance}")
    expect(admin.page.get_by_role("main")).to_contain_text("审批中" if make is make_unfired else "已挂起")


def test_the_page_of_an_instance_says_where_it_stopped_and_takes_an_answer_by_hand(
    person: SitDown, served_demo: Installation, erp: OtherSystem, title: str
) -> None:
    (instance,) = make_trouble(served_demo, erp.url, title, 1)
    admin = person(ADMIN)
    panel = admin.page.get_by_role("region", name="外部系统与异常")
    show(admin, f"/process-instances/{instance}", lambda: panel.get_by_text("需要处理"))
    expect(panel).to_contain_text("生成凭证")
    expect(panel).to_contain_text("422")
    admin.must_fit()
    admin.must_be_accessible()
    admin.picture("incident-panel")
    panel.get_by_role("button", name="人工答复").click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="变量名").fill("voucher")
    dialog.get_by_role("textbox", name="值", exact=True).fill("V-77")
    dialog.get_by_role("button", name="人工答复").click()
    expect(dialog.get_by_role("alert")).to_have_text("请填写原因")
    expect(dialog.get_by_role("textbox", name="值", exact=True)).to_have_value("V-77")
    admin.must_be_accessible()
    dialog.get_by_role("textbox", name="原因").fill("对方已线下入账")
    admin.picture("incident-answer")
    dialog.get_by_role("button", name="人工答复").click()
    expect(admin.page.get_by_text("已答复，流程继续")).to_be_visible()
    expect(panel).to_have_count(0)
    expect(admin.page.get_by_text("核对凭证").first).to_be_visible()
    # Others do not see what is none of their business.
    clerk = person("clerk")
    clerk.open(f"/process-instances/{instance}")
    expect(clerk.page.get_by_role("region", name="外部系统与异常")).to_have_count(0)


def test_the_initiator_sees_where_it_stopped_though_nothing_is_drawn(
    person: SitDown, served_demo: Installation, title: str
) -> None:
    instance, _ = make_stopped(served_demo, title)
    clerk = person("clerk")
    clerk.open(f"/process-instances?box=sent&query={title}")
    expect(clerk.page.get_by_role("main")).to_contain_text("异常，待管理员处理")
    clerk.open(f"/process-instances/{instance}")
    path = clerk.page.get_by_role("region", name="流程", exact=True)
    stopped = path.get_by_role("listitem").filter(has_text="秘书审批")
    expect(stopped).to_contain_text("异常，待管理员处理")
    expect(path.get_by_role("radio")).to_have_count(0)
    clerk.must_fit()
    clerk.must_be_accessible()
    clerk.picture("stopped-for-initiator")
    clerk.bar().get_by_role("button", name="催办").click(force=True)
    expect(clerk.page.get_by_text("目前没有其他人在办理，暂时不能催办。")).to_be_visible()


def test_a_connection_gets_limits_and_says_that_its_system_is_down(
    person: SitDown, served_demo: Installation, erp: OtherSystem, title: str
) -> None:
    admin = person(ADMIN)
    admin.open("/settings?section=connections")
    admin.page.get_by_role("button", name="新建连接").click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="名称").fill(f"{title} 档案")
    dialog.get_by_role("textbox", name="代码").fill(f"archive-{uuid4().hex[:6]}")
    dialog.get_by_role("textbox", name="地址").fill("https://archive.example.com/api")
    dialog.get_by_label("密钥").fill("a-secret-of-sixteen-or-more")
    dialog.get_by_role("spinbutton", name="同时调用上限").fill("3")
    dialog.get_by_role("spinbutton", name="每分钟调用上限").fill("60")
    admin.must_be_accessible()
    admin.picture("connection-dialog")
    dialog.get_by_role("button", name="保存").click()
    expect(admin.page.get_by_text("连接已保存")).to_be_visible()
    admin.page.get_by_role("row", name=re.compile(f"{title} 档案")).get_by_role("button", name="编辑").click()
    expect(dialog.get_by_role("spinbutton", name="同时调用上限")).to_have_value("3")
    admin.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    erp.script = [(503, {})]
    make_trouble(served_demo, erp.url, title, 6)
    line = admin.page.get_by_role("row", name=re.compile(f"{title}(?! 档案)"))
    show(admin, "/settings?section=connections", lambda: line.get_by_text("无应答，暂停调用"))
    admin.must_fit()
    admin.must_be_accessible()
    admin.picture("connections")
    erp.script = [(200, {})]
    line.get_by_role("button", name="立即试探").click()
    expect(admin.page.get_by_text("已安排试探")).to_be_visible()
    expect(line.get_by_text("正常")).to_be_visible(timeout=PATIENCE)


def test_what_stops_again_is_told_and_what_cannot_move_is_not_moved(
    person: SitDown, served_demo: Installation, title: str
) -> None:
    _, code = make_stopped(served_demo, title)
    admin, other = person(ADMIN), person(ADMIN)
    for one in (admin, other):
        show(one, "/process-incidents", partial(first_row, one, title))
    row = rows(admin, title).first
    expect(row).to_contain_text("“秘书审批”没有找到办理人")
    expect(row).not_to_contain_text("秘书审批：")
    row.get_by_role("button", name="重试").click()
    expect(admin.page.get_by_text("已重试，但流程仍停在这里（共 2 次）")).to_be_visible()
    # Nothing can move while its activity has no counterpart.
    admin.open(f"/process-definitions/{code}/migrate")
    admin.page.get_by_role("button", name="预览").click()
    expect(admin.page.get_by_text("新版本没有“秘书审批”").first).to_be_visible()
    admin.page.get_by_role("button", name="开始迁移").click(force=True)
    expect(admin.page.get_by_role("tooltip")).to_contain_text("没有可以迁移的流程")
    expect(admin.page.get_by_role("dialog")).to_have_count(0)
    # Two administrators end it: the first without network, so that the second is first.
    admin.page.go_back()
    show(admin, "/process-incidents", lambda: rows(admin, title).first)
    for one in (admin, other):
        rows(one, title).first.get_by_role("button", name=re.compile("更多操作")).click()
        one.page.get_by_role("menuitem", name="终止").click()
        expect(one.page.get_by_role("dialog")).to_contain_text(f"事项：{title}")
        one.page.get_by_role("dialog").get_by_role("textbox").fill("岗位已撤销")
    dialog = admin.page.get_by_role("dialog")
    admin.context.set_offline(True)
    dialog.get_by_role("button", name="终止").click()
    expect(dialog.get_by_role("alert")).to_contain_text("连接不上服务器")
    expect(dialog.get_by_role("textbox")).to_have_value("岗位已撤销")
    other.page.get_by_role("dialog").get_by_role("button", name="终止").click()
    expect(rows(other, title)).to_have_count(0, timeout=PATIENCE)
    admin.context.set_offline(False)
    dialog.get_by_role("button", name="终止").click()
    expect(admin.page.get_by_text("流程已经结束，不能再处理。")).to_be_visible()
    expect(rows(admin, title)).to_have_count(0, timeout=PATIENCE)

"""Long ways, long words and many people in a real browser; and what the browser's own "back" does to a window."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person
from tests.e2e.test_route import place

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
Desks = Callable[[str], Desk]
LONG = "请按照集团费用管理办法第三章第十二条逐项核对发票抬头、税号与金额，并附会议通知与签到表。" * 20


def test_back_closes_the_window_and_leaves_the_page(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}后退会务费"
    instance = desk("clerk").submitted("271.00", subject=subject)["id"]
    head, clerk = person("head"), person("clerk")
    clerk.open("/process-instances")
    clerk.page.get_by_role("main").get_by_role("link", name=subject).first.click()
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(subject)
    clerk.press("撤回")
    reason = clerk.dialog("撤回").get_by_role("textbox", name="意见")
    clerk.page.go_back()
    expect(reason).to_have_count(0)
    expect(clerk.page).to_have_url(re.compile(instance))

    head.follow_item("todo", subject)
    address = head.page.url
    head.press("退回")
    head.dialog("退回").get_by_role("textbox", name="意见").fill("请补充会议通知。")
    if head.is_phone:
        head.page.go_back()
        expect(head.dialog("退回")).to_have_count(0)
        # The list of people lies over the window: one step back at a time.
        head.press("加签")
        head.dialog("加签").get_by_role("button", name=re.compile("输入姓名")).click()
        people = head.page.get_by_role("dialog").last
        expect(people.get_by_role("listitem").first).to_be_visible()
        head.page.go_back()
        expect(people.get_by_role("listitem")).to_have_count(0)
        expect(head.dialog("加签")).to_be_visible()
    head.page.go_back()
    expect(head.page.get_by_role("dialog")).to_have_count(0)
    expect(head.page).to_have_url(address)
    head.press("退回")
    expect(head.dialog("退回").get_by_role("textbox", name="意见")).to_have_value("请补充会议通知。")
    head.page.go_back()
    expect(head.dialog("退回")).to_have_count(0)
    head.page.go_back()
    expect(head.page.get_by_role("heading", name="待办", level=1)).to_be_attached()


def test_words_that_would_be_lost_keep_their_window(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}催办会务费"
    desk("clerk").submitted("272.00", subject=subject)
    clerk = person("clerk")
    clerk.open("/process-instances?box=drafts")
    clerk.page.get_by_role("link", name="已发", exact=True).last.click()
    row = clerk.page.get_by_role("listitem" if clerk.is_phone else "row").filter(has_text=subject)
    row.get_by_role("button", name="催办").click()
    window = clerk.page.get_by_role("dialog", name=re.compile("催办"))
    window.get_by_role("textbox").fill("周五前要付款，请尽快。")
    clerk.page.go_back()
    expect(window.get_by_role("textbox")).to_have_value("周五前要付款，请尽快。")


def test_a_long_way_and_long_words_are_folded(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}长文会务费"
    clerk, head = desk("clerk"), desk("head")
    instance = clerk.submitted("273.00", subject=subject)["id"]
    for turn in range(7):
        head.act("return", instance, target="initiator", opinion=LONG if turn == 6 else f"第{turn + 1}次退回。")
        clerk.act("approve", instance, opinion=f"第{turn + 1}次补充。")
    found = head.client.get("/api/v1/people?query=w&page_size=50").json()["items"]
    signers = [one["id"] for one in found if one["id"] != head.person["id"]][:20]
    head.act("add-signers", instance, person_ids=signers, position="parallel")
    reader = person("head")
    reader.open_todo(subject)
    words = reader.page.get_by_role("region", name="意见栏").get_by_role("listitem").filter(has_text="逐项核对")
    more = words.get_by_role("button", name="展开全文")
    folded = words.bounding_box()
    more.click()
    whole = words.bounding_box()
    assert folded is not None
    assert whole is not None
    assert whole["height"] > folded["height"] + 100
    reader.must_be_accessible()
    reader.must_suit_fingers()
    words.get_by_role("button", name="收起").click()
    way = reader.page.get_by_role("region", name="流程")
    if not reader.is_phone:
        way.get_by_text("步骤", exact=True).click()
    expect(way.get_by_text("重新提交").or_(way.get_by_text("已完成")).first).to_be_visible()
    steps = way.get_by_role("listitem")
    expect(steps.filter(has_text=f"等 {len(signers) + 1} 人，全部显示")).to_have_count(1)
    short = steps.count()
    way.get_by_role("button", name=re.compile(r"^展开中间 \d+ 条$")).click()
    expect(way.get_by_role("button", name=re.compile("^展开中间"))).to_have_count(0)
    assert steps.count() > short
    reader.picture("long-way")
    reader.must_be_accessible()
    reader.must_fit()


@pytest.mark.parametrize("width", [390])
def test_who_is_chosen_on_a_phone_stays_in_sight(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"{place(width)}选人会务费"
    desk("clerk").submitted("274.00", subject=subject)
    head = person("head")
    head.open_todo(subject)
    head.press("加签")
    head.dialog("加签").get_by_role("button", name=re.compile("输入姓名")).click()
    sheet = head.page.get_by_role("dialog").last
    rows = sheet.get_by_role("listitem").get_by_role("button", pressed=False)
    expect(rows.nth(5)).to_be_visible()
    for _ in range(3):
        rows.first.click()
    expect(sheet.get_by_role("button", name="完成（已选 3 人）")).to_be_in_viewport()
    sheet.get_by_role("textbox").fill("没有这个人")
    chosen = sheet.get_by_role("list", name="已选人员").get_by_role("button")
    expect(chosen).to_have_count(3)
    head.picture("people-chosen")
    head.must_be_accessible()
    head.must_suit_fingers()
    chosen.first.click()
    expect(chosen).to_have_count(2)
    done = sheet.get_by_role("button", name="完成（已选 2 人）")
    done.click()
    expect(done).to_have_count(0)

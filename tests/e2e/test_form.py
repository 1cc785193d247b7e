"""What a handler sees beside the form, hides and signs, and what remains of it: trail, form of then, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.signing import write_a_name
from tests.e2e.test_route import Desks, SitDown

pytestmark = pytest.mark.browser


def test_guidance_hidden_opinion_signature_form_of_then_and_paper(person: SitDown, desk: Desks, width: int) -> None:
    subject = f"签批核对{width}"
    desk("clerk").submitted("260.00", subject=f"{subject}之前")
    instance = f"/process-instances/{desk('clerk').submitted('5200.00', '880.50', subject=subject)['id']}"

    head = person("head")
    head.open_todo(subject)
    beside = head.page.get_by_role("region", name="办理参考")
    beside.get_by_role("button", name=re.compile("差旅费报销管理办法")).click()
    expect(beside.get_by_text("部门负责人对业务的真实性")).to_be_visible()
    beside.get_by_role("button", name="查看全文").click()
    expect(head.page.get_by_role("dialog").get_by_text("第十三条")).to_be_visible()
    head.page.keyboard.press("Escape")
    beside.get_by_role("button", name=re.compile("该员工最近的报销单")).click()
    beside.get_by_role("button", name=re.compile(f"{subject}之前")).click()
    expect(head.page.get_by_role("dialog").get_by_text("260.00").first).to_be_visible()
    head.picture("related-record")
    head.page.keyboard.press("Escape")
    head.give_opinion("情况属实，同意。")
    head.press("同意")
    head.must_have_done("同意")

    finance = person("finance-manager")
    finance.open_todo(subject)
    figures = finance.page.get_by_role("region", name="办理参考")
    for title in ("可用额度", "该员工本月报销", "该成本中心去年同月"):
        expect(figures.get_by_text(title)).to_be_visible()
    finance.must_be_accessible()
    finance.must_fit()
    finance.page.get_by_label("财务审核说明").fill("第二行标准偏高，已核减口头确认。")
    bar = finance.bar()
    if bar.get_by_role("button", name="设置我的签名").count():
        bar.get_by_role("button", name="设置我的签名").click()
        write_a_name(finance, finance.page.get_by_role("dialog"))
    else:
        bar.get_by_role("checkbox", name="附签名").check()
    expect(bar.get_by_role("img", name=re.compile("的签名"))).to_be_visible()
    bar.get_by_role("checkbox", name="意见不公开").check()
    expect(bar.get_by_text("集团财务")).to_be_visible()
    finance.give_opinion("建议关注该员工近期费用。")
    finance.picture("opinion-options")
    finance.press("同意")
    finance.must_have_done("同意")

    # Beside what is done stands the quota as its handler saw it.
    finance.open_item("done", subject)
    expect(figures.get_by_text("可用额度（办理时）")).to_be_visible()
    finance.picture("figures-then")
    finance.must_be_accessible()
    finance.must_fit()

    clerk = person("clerk")
    clerk.page.goto(instance)
    trail = clerk.page.get_by_role("region", name="意见栏")
    expect(trail.get_by_text("意见已隐藏")).to_be_visible()
    expect(trail).not_to_contain_text("建议关注")
    expect(trail.get_by_role("img", name=re.compile("的签名"))).to_be_visible()
    trail.get_by_role("button", name="当时的表单").nth(1).click()
    then = clerk.page.get_by_role("dialog")
    expect(then.get_by_text("此后有 1 处变化")).to_be_visible()
    expect(then.get_by_text("现为 第二行标准偏高")).to_be_visible()
    clerk.picture("signed-form")
    clerk.must_be_accessible()
    # It is printed as it was: without what was written and said afterwards.
    then.get_by_role("link", name="打印").click()
    paper = clerk.page.get_by_role("article")
    expect(paper).to_contain_text("表单内容为")
    expect(paper).not_to_contain_text("第二行标准偏高")
    expect(paper.get_by_role("img", name=re.compile("的签名"))).to_have_count(0)
    clerk.picture("print-as-signed")
    clerk.must_be_accessible()

    clerk.page.goto(f"{instance}/print")
    expect(paper).not_to_contain_text("表单内容为")
    expect(paper.get_by_text("情况属实，同意。")).to_be_visible()
    expect(paper.get_by_role("img", name=re.compile("的签名"))).to_be_visible()
    expect(paper).not_to_contain_text("建议关注")
    clerk.picture("print")
    clerk.must_be_accessible()
    clerk.must_fit()
    clerk.page.emulate_media(media="print")
    expect(clerk.page.get_by_role("button", name="打印")).to_be_hidden()
    clerk.picture("paper")


def test_a_signature_is_kept_in_the_settings(person: SitDown, width: int) -> None:
    cashier = person("cashier")
    cashier.open("/settings?section=signature")
    cashier.page.get_by_role("button", name=re.compile("设置签名|更换签名")).click()
    write_a_name(cashier, cashier.page.get_by_role("dialog"))
    kept = cashier.page.get_by_role("region", name="手写签名")
    expect(kept.get_by_role("img", name=re.compile("的签名"))).to_be_visible()
    cashier.picture("signature")
    cashier.must_be_accessible()
    cashier.must_fit()
    kept.get_by_role("button", name="删除签名").click()
    expect(kept.get_by_text("还没有设置签名")).to_be_visible()

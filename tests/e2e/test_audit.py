"""The audit trail in a real browser, for whom it is and for whom it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person, name

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]


def test_who_may_not_read_the_audit_trail_is_told_who_may(person: SitDown) -> None:
    clerk = person("clerk")
    clerk.page.goto("/audit")
    main = clerk.page.get_by_role("main")
    expect(main).to_contain_text("仅审计管理员可以使用，请联系其处理。")
    clerk.picture("audit-refused")
    clerk.must_be_accessible()
    clerk.must_fit()
    auditor = person("audit-administrator")
    auditor.open("/audit")
    expect(auditor.page.get_by_role("table").first).to_be_visible()


def test_an_auditor_follows_one_object(person: SitDown, desk: Callable[[str], Desk]) -> None:
    clerk = desk("clerk")
    instance = clerk.submitted("270.00", subject="审计会务费")["id"]
    clerk.client.post(f"/api/v1/process-instances/{instance}/urge", {"opinion": ""})
    clerk.client.post(f"/api/v1/process-instances/{instance}/withdraw", {"opinion": "填错了"})
    auditor = person("audit-administrator")
    auditor.open("/audit?action=process.withdraw")
    auditor.page.get_by_role("row").filter(has_text="审计会务费").filter(has_text="撤回").first.click()
    details = auditor.page.get_by_role("dialog", name="记录详情")
    expect(details).to_contain_text("成功")
    expect(details).not_to_contain_text("success")
    expect(details).not_to_contain_text("inside")
    details.get_by_role("button", name="该对象的全部记录").click()
    table = auditor.page.get_by_role("table").first
    expect(table).to_contain_text("催办")
    expect(table).to_contain_text("提交")
    expect(auditor.page.get_by_text(f"对象 {instance}")).to_be_visible()
    auditor.must_be_accessible()
    auditor.must_fit()


def test_an_auditor_follows_one_matter_through_its_days(person: SitDown, desk: Callable[[str], Desk]) -> None:
    clerk, head = desk("clerk"), person("head")
    instance = clerk.submitted("271.00", subject="审计培训费")["id"]
    head.open_todo("审计培训费")
    clerk.client.post(f"/api/v1/process-instances/{instance}/urge", {"opinion": ""})
    auditor = person("audit-administrator")
    auditor.open("/audit?action=process.urge")
    auditor.page.get_by_role("row").filter(has_text="催办").first.click()
    details = auditor.page.get_by_role("dialog", name="记录详情")
    details.get_by_role("button", name="该事项的全部记录").click()
    matter = auditor.page.get_by_role("region", name="审计培训费")
    expect(matter.get_by_role("listitem").filter(has_text=name(head))).to_contain_text("首次打开")
    table = auditor.page.get_by_role("table").first
    for action in ("提交", "催办", "新建"):
        expect(table).to_contain_text(action)
    auditor.picture("audit-matter")
    auditor.must_be_accessible()
    auditor.must_fit()
    until = auditor.page.get_by_role("textbox", name="截止日期")
    until.fill("2020-01-01")
    until.press("Enter")
    expect(auditor.page.get_by_text("没有符合条件的记录")).to_be_visible()
    expect(auditor.page).to_have_url(re.compile(rf"matter={instance}.*until=2020-01-01"))
    auditor.open(f"/audit?matter={uuid4()}")
    expect(auditor.page.get_by_role("main")).to_contain_text("不存在")

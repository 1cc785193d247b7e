"""The dark mode in a real browser: whatever is written can be read, also in windows and menus."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.api.desk import Desk
from tests.e2e.people import Person
from tests.e2e.test_route import place
from tests.e2e.trouble import make_stopped
from tests.harness import Installation

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]


@pytest.fixture
def at_night(person: SitDown) -> SitDown:
    """Return a function that lets a demo account sit down at a browser in dark mode."""

    def sit_down(login: str) -> Person:
        one = person(login)
        one.page.emulate_media(color_scheme="dark")
        return one

    return sit_down


def test_who_handles_reads_everything(at_night: SitDown, desk: Callable[[str], Desk], width: int) -> None:
    subject = f"{place(width)}夜间会务费"
    desk("clerk").submitted("290.00", subject=subject)
    head = at_night("head")
    head.open("/work-items?box=todo")
    expect(head.page.locator("html")).to_have_attribute("data-theme", "dark")
    head.must_be_accessible()
    head.open_todo(subject)
    expect(head.bar().get_by_role("button", name="同意", exact=True)).to_be_visible()
    head.must_be_accessible()
    for verb in ("退回", "不同意"):
        head.press(verb)
        dialog = head.dialog(verb)
        dialog.get_by_role("button", name=verb, exact=True).click()
        expect(dialog.get_by_role("alert")).to_contain_text("请填写意见")
        phrases = dialog.get_by_role("group", name="常用意见")
        expect(phrases.get_by_role("button", name=re.compile("请补充材料"))).to_be_visible()
        expect(phrases.get_by_role("button", name=re.compile("同意"))).to_have_count(0)
        head.must_be_accessible()
        head.picture(f"dark-{verb}")
        head.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_who_administers_and_who_audits_read_everything(
    at_night: SitDown, served_demo: Installation, width: int
) -> None:
    title = f"{place(width)}夜间停止"
    make_stopped(served_demo, title)
    administrator, auditor = at_night("system-administrator"), at_night("audit-administrator")
    administrator.open(f"/process-incidents?query={title}")
    administrator.page.get_by_role("button", name=re.compile("更多操作")).first.click()
    expect(administrator.page.get_by_role("menuitem", name="终止")).to_be_visible()
    administrator.must_be_accessible()
    administrator.picture("dark-incidents")
    auditor.open("/audit")
    auditor.must_be_accessible()
    auditor.page.get_by_role("row").nth(1).click()
    expect(auditor.page.get_by_role("dialog", name="记录详情")).to_be_visible()
    auditor.must_be_accessible()

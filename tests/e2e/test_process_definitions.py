"""Looking after processes in a real browser: a new version, moving the running claims to it, and taking that back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.api.client import Client
from tests.e2e.people import Person
from tests.harness import Installation

pytestmark = pytest.mark.browser
SitDown = Callable[[str], Person]
CODE = "expense.claim"


@pytest.fixture
def keeper(served_demo: Installation) -> Iterator[Client]:
    """The system administrator by program; afterwards the version is published that was published before."""
    client = Client(served_demo).sign_in("system-administrator")
    before = versions(client)
    yield client
    published = next(one for one in before if one["status"] == "published")
    client.post(f"/api/v1/process-definition-versions/{published['id']}/publish")


def versions(client: Client) -> list[dict[str, Any]]:
    return list(client.get(f"/api/v1/process-definitions/{CODE}").json()["versions"])


def next_file(client: Client) -> bytes:
    """The published file with one activity under another id, and one under another id and name."""
    published = next(one for one in versions(client) if one["status"] == "published")
    xml = client.get(f"/api/v1/process-definition-versions/{published['id']}").json()["xml"]
    xml = re.sub(r"\bfinance_manager\b", "finance_review", xml)
    xml = re.sub(r"\bdepartment_head\b", "line_manager", xml).replace("部门负责人审批", "直接主管审批")
    return str(xml).encode()


def test_running_claims_move_to_a_new_version_and_back(person: SitDown, keeper: Client) -> None:
    admin = person("system-administrator")
    admin.open("/process-definitions")
    admin.page.get_by_role("main").get_by_role("link", name="费用报销").click()
    expect(admin.page.get_by_role("figure")).to_be_visible()
    admin.must_fit()

    with admin.page.expect_file_chooser() as chooser:
        admin.page.get_by_role("button", name="上传流程文件").click()
    chooser.value.set_files({"name": "wrong.bpmn", "mimeType": "text/xml", "buffer": b"<nonsense/>"})
    expect(admin.page.get_by_role("alert").first).to_contain_text("流程文件不能发布")
    with admin.page.expect_file_chooser() as chooser:
        admin.page.get_by_role("button", name="上传流程文件").click()
    chooser.value.set_files({"name": "next.bpmn", "mimeType": "text/xml", "buffer": next_file(keeper)})
    expect(admin.page.get_by_text("草稿，检查无误后可发布")).to_be_visible()
    admin.page.get_by_role("button", name="发布", exact=True).first.click()
    admin.page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(admin.page.get_by_text(re.compile("第 [0-9]+ 版已发布"))).to_be_visible()
    admin.picture("process-definition")
    admin.must_be_accessible()

    admin.page.get_by_role("link", name="迁移运行中的流程").first.click()
    choice = admin.page.get_by_role("combobox", name="“部门负责人审批”对应的节点")
    expect(choice).to_be_visible()
    admin.page.get_by_role("button", name="预览").click()
    expect(admin.page.get_by_text("新版本没有“部门负责人审批”").first).to_be_visible()
    admin.picture("migration-blocked")
    admin.page.go_back()
    choice.click()
    admin.choose("直接主管审批")
    admin.picture("migration-mapping")
    admin.must_fit()
    admin.page.get_by_role("button", name="预览").click()
    blocked = admin.page.locator("dl > div", has_text="不能迁移").locator("dd")
    expect(blocked).to_have_text("0")
    admin.must_be_accessible()
    admin.picture("migration-preview")
    admin.page.get_by_role("button", name="开始迁移").click()
    dialog = admin.page.get_by_role("dialog", name="开始迁移")
    dialog.get_by_role("button", name="开始迁移").click()
    expect(dialog.get_by_role("alert")).to_have_text("请填写迁移原因")
    dialog.get_by_role("textbox", name="迁移原因").fill("报销制度调整，直接主管审批。")
    dialog.get_by_role("button", name="开始迁移").click()

    main = admin.page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_contain_text("迁移到")
    expect(main.get_by_text("已完成", exact=True)).to_be_visible(timeout=120_000)
    admin.picture("migration-result")
    admin.must_be_accessible()
    admin.must_fit()
    admin.page.get_by_role("button", name="撤销迁移").click()
    dialog = admin.page.get_by_role("dialog", name="撤销迁移")
    dialog.get_by_role("textbox", name="撤销原因").fill("制度推迟执行。")
    dialog.get_by_role("button", name="撤销迁移").click()
    expect(main.locator("header").get_by_text("已撤销", exact=True)).to_be_visible(timeout=120_000)
    # What became of each and who took it back, at night as by day.
    counts = main.get_by_role("region", name="迁移情况")
    expect(counts).to_contain_text("制度推迟执行。")
    expect(counts).to_contain_text(admin.account["name"])
    expect(counts).not_to_contain_text("已迁移")
    expect(main.locator("header")).to_contain_text("费用报销")
    admin.must_be_accessible()
    admin.must_fit()
    admin.picture("migration-undone")
    admin.page.emulate_media(color_scheme="dark")
    # Opened anew: while the page changes its colours, some of it is still light.
    admin.open(admin.page.url)
    expect(counts).to_contain_text("制度推迟执行。")
    admin.must_be_accessible()
    admin.picture("migration-undone-dark")


def test_for_others_the_pages_are_not_there(person: SitDown) -> None:
    clerk = person("clerk")
    clerk.open("/me" if clerk.is_phone else "/")
    expect(clerk.page.get_by_role("link", name="流程管理")).to_have_count(0)
    clerk.page.goto("/process-definitions")
    expect(clerk.page.get_by_role("alert")).to_be_visible()

"""The audit trail in a real browser, for whom it is and for whom it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.people import Person

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

"""The people of the approval route, each signed in once per session."""

from __future__ import annotations

import pytest

from tests.api.desk import Desk
from tests.harness import Installation


@pytest.fixture(scope="session")
def clerk(served_demo: Installation) -> Desk:
    return Desk(served_demo, "clerk")


@pytest.fixture(scope="session")
def head(served_demo: Installation) -> Desk:
    return Desk(served_demo, "head")


@pytest.fixture(scope="session")
def finance_manager(served_demo: Installation) -> Desk:
    return Desk(served_demo, "finance-manager")


@pytest.fixture(scope="session")
def group_finance_head(served_demo: Installation) -> Desk:
    return Desk(served_demo, "group-finance-head")


@pytest.fixture(scope="session")
def cashier(served_demo: Installation) -> Desk:
    return Desk(served_demo, "cashier")


@pytest.fixture(scope="session")
def second_cashier(served_demo: Installation) -> Desk:
    return Desk(served_demo, "cashier-2")

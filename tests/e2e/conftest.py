"""Browser tests: a system browser when there is one, two widths, people who are signed in, screenshots."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.api.desk import Desk
from tests.e2e.people import Person
from tests.e2e.windows import Windows
from tests.harness import Installation

# Without them the browser asks the outside world for updates and the like at every start.
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    system = os.environ.get("XIEYUN_TEST_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    return {**browser_type_launch_args, "args": flags, **({"executable_path": system} if system else {})}


@pytest.fixture(params=[1440, 390], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="session")
def windows(browser: Browser, served_demo: Installation) -> Iterator[Windows]:
    """Windows that stay open between the tests of a worker."""
    made = Windows(browser, served_demo)
    yield made
    made.close()


@pytest.fixture
def person(windows: Windows, width: int) -> Iterator[Callable[[str], Person]]:
    """Return a function that lets a demo account sit down at a browser of the test's width."""
    opened: list[Person] = []

    def sit_down(login: str) -> Person:
        one = Person(windows, login, width)
        opened.append(one)
        return one

    yield sit_down
    for one in opened:
        one.leave()
    # What a page complained about on its console is a defect, whatever it looked like.
    complaints = [f"{one.login}: {text}" for one in opened for text in one.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def clerk_desk(served_demo: Installation) -> Desk:
    """The clerk's view through the API, to prepare what a test does not look at."""
    return Desk(served_demo, "clerk")


@pytest.fixture(scope="session")
def desk(served_demo: Installation) -> Callable[[str], Desk]:
    """Return a function that gives a demo person's view through the API, to prepare what a test does not look at."""
    known: dict[str, Desk] = {}

    def sit_down(login: str) -> Desk:
        if login not in known:
            known[login] = Desk(served_demo, login)
        return known[login]

    return sit_down

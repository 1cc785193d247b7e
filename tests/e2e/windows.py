"""Browser windows that stay open between tests: a new one loads and compiles the whole front end again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from tests.api.client import Client
from tests.harness import Installation

MOST_UNUSED = 12


class Windows:
    """Windows of one worker, each for one account and width; who sits down finds nothing of who sat there before."""

    def __init__(self, browser: Browser, installation: Installation) -> None:
        self.browser = browser
        self.installation = installation
        self._unused: list[tuple[str, int, Page]] = []
        self._cookies: dict[str, Any] = {}

    def take(self, login: str, width: int) -> Page:
        """Return a window in which the account is signed in, on no page of the product yet."""
        found = next((one for one in reversed(self._unused) if one[:2] == (login, width)), None)
        if found is None:
            page = self._new(width)
        else:
            self._unused.remove(found)
            page = found[2]
        page.context.clear_cookies()
        page.context.add_cookies(self._signed_in(login))
        return page

    def give_back(self, login: str, width: int, page: Page) -> None:
        """Leave a window as it was when it was new, or close it when it does not react."""
        unwanted: Page | None = page
        with suppress(BrowserError):
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.context.set_offline(False)
            page.unroute_all()
            page.emulate_media(media="null", color_scheme="null")
            # A page of the same place that does nothing: what the last one left undone ends with it.
            page.goto("/readyz")
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
            self._unused.append((login, width, page))
            unwanted = self._unused.pop(0)[2] if len(self._unused) > MOST_UNUSED else None
        if unwanted is not None:
            unwanted.context.close()

    def close(self) -> None:
        """Close all windows that nobody uses."""
        for _, _, page in self._unused:
            page.context.close()

    def _new(self, width: int) -> Page:
        is_phone = width < 600
        return self.browser.new_context(
            base_url=self.installation.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 844 if is_phone else 900},
            has_touch=is_phone,
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        ).new_page()

    def _signed_in(self, login: str) -> Any:
        """Each account signs in once, by program; that the page signs in has a test of its own."""
        if login not in self._cookies:
            kept = Client(self.installation).sign_in(login).cookies
            self._cookies[login] = [
                {"name": name, "value": value, "url": self.installation.url} for name, value in kept.items()
            ]
        return self._cookies[login]

"""A person in front of a browser: what they click, and what they must see."""

from __future__ import annotations

import os
import re
import time
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, expect
from playwright.sync_api import Error as BrowserError

from tests.e2e.windows import Windows

ROOT = Path(__file__).resolve().parents[2]
# Ant Design's Select gives the list under an open field no name and no way to set one; the field itself has its own.
UNNAMED = [".ant-select-dropdown [role=listbox]"]
AXE = (ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
PICTURES = ROOT / ("docs/images" if os.environ.get("XIEYUN_SCREENSHOTS") == "1" else "test-results/images")
PATIENCE = 15  # seconds, as long as `expect` waits
LOADING = ".ant-skeleton, .ant-spin-spinning, [aria-busy=true]"
FINGER = 36  # px, as high as what is tapped on a phone has to be
# A tick counts with its label; in a sheet only what is on the sheet can be tapped.
LOW = """least => {
  const sheets = [...document.querySelectorAll('.ant-drawer-content-wrapper, .ant-modal')];
  const within = sheets.filter(it => it.getBoundingClientRect().height > 0).at(-1) ?? document.body;
  const high = it => it.getBoundingClientRect().height;
  return [...within.querySelectorAll('button, input[type=checkbox], input[type=radio]')]
    .filter(it => high(it) > 0 && it.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(it => Math.max(high(it), high(it.closest('label') ?? it)) < least && !it.closest('svg, .bjs-container'))
    .map(it => `${it.getAttribute('aria-label') ?? it.innerText} ${Math.round(high(it))}`)
}"""
SERIOUS = ("serious", "critical")
_invoice = count(1)


def invoice_number() -> str:
    """Return an invoice number that no other line has."""
    return f"E2E{os.getpid() % 100000:05}{next(_invoice):06}"


class Person:
    """One demo account at one browser window."""

    def __init__(self, windows: Windows, login: str, width: int) -> None:
        self.login = login
        self.width = width
        self.account = windows.installation.accounts()[login]
        self.is_phone = width < 600
        self.complaints: list[str] = []
        self.windows = windows
        self.page = windows.take(login, width)
        self.context = self.page.context
        self.page.on("pageerror", self._complain)
        self.page.on("console", self._listen)

    def _complain(self, error: BrowserError) -> None:
        self.complaints.append(str(error))

    def _listen(self, message: ConsoleMessage) -> None:
        # A refused command is shown as a sentence; that the browser also logs its status is no defect.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def leave(self) -> None:
        """Get up from the window."""
        self.page.remove_listener("pageerror", self._complain)
        self.page.remove_listener("console", self._listen)
        self.windows.give_back(self.login, self.width, self.page)

    def open(self, path: str) -> None:
        """Go to an address and wait until the page has its heading."""
        self.page.goto(path)
        expect(self.page.get_by_role("heading", level=1)).to_be_attached()
        expect(self.page.locator(LOADING)).to_have_count(0)

    def picture(self, name: str) -> None:
        """Take a screenshot for the readme and for people who look at a failed run."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        assert size is not None
        self.page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", animations="disabled")

    def must_be_accessible(self) -> None:
        """Check the page as it stands with axe-core: no serious or critical violation."""
        # Half-faded text has no contrast; what moves endlessly cannot be finished.
        self.page.evaluate("document.getAnimations().forEach(it => { try { it.finish() } catch { it.cancel() } })")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        # What is loaded beforehand only serves rules that are not run: experimental ones, and those about sound.
        found = self.page.evaluate(
            "async exclude => (await axe.run({exclude}, {resultTypes: ['violations'], preload: false})).violations",
            UNNAMED,
        )
        serious = [
            f"{broken['id']}: {broken['help']}\n    "
            + "\n    ".join(node["html"][:300] for node in broken["nodes"][:4])
            for broken in found
            if broken["impact"] in SERIOUS
        ]
        assert not serious, f"{self.page.url}\n" + "\n".join(serious)

    def must_fit(self) -> None:
        """Check that the page does not scroll sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the window"

    def must_suit_fingers(self) -> None:
        """Check on a phone that what is tapped on the page as it stands is high enough for a finger."""
        if self.is_phone:
            low = self.page.evaluate(LOW, FINGER)
            assert not low, f"{self.page.url}: lower than {FINGER} px: {low}"

    # --- claims

    def start_claim(self, subject: str, cost_centre: str) -> None:
        """Open a new claim from the start page and fill in its head."""
        self.open("/start")
        self.page.get_by_role("main").get_by_role("link", name="费用报销单").click()
        self.page.get_by_label("报销事由").fill(subject)
        self.page.get_by_role("combobox", name="成本中心").click()
        self.choose(cost_centre)

    def choose(self, *texts: str) -> None:
        """Choose the first option with all these texts in the list that is open."""
        option = self.page.locator(".ant-select-item-option:visible")
        for text in texts:
            option = option.filter(has_text=text)
        option.first.click()

    def must_be_closed(self, box: Locator) -> None:
        """Wait until a select shows no options: those of the next one open would be mixed up with them."""
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(self.page.locator(".ant-select-item-option:visible")).to_have_count(0)

    def enter_lines(self, lines: list[tuple[str, str, str]]) -> None:
        """Enter lines (expense type, date, amount): pasted from a sheet, or one card after the other on a phone."""
        if self.is_phone:
            for number, line in enumerate(lines, start=1):
                self._enter_card(number, *line)
            return
        rows = [f"{kind}\t{date}\t{amount}\t{invoice_number()}" for kind, date, amount in lines]
        self.page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(rows))
        self.page.get_by_role("combobox", name="第 1 行 费用类型").click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+V")
        expect(self.page.get_by_text(f"已粘贴 {len(lines)} 行")).to_be_visible()

    def _enter_card(self, number: int, kind: str, date: str, amount: str) -> None:
        # A new line opens for editing at once; the first is there from the beginning.
        add = self.page.get_by_role("button", name="添加一行" if number > 1 else f"编辑第 {number} 行")
        add.click()
        card = self.page.get_by_role("dialog", name=f"第 {number} 行")
        card.get_by_role("combobox", name="费用类型").click()
        self.choose(kind)
        card.get_by_role("textbox", name="发生日期").fill(date)
        self.page.keyboard.press("Enter")
        card.get_by_role("textbox", name="金额").fill(amount)
        card.get_by_role("textbox", name="发票号码").fill(invoice_number())
        card.get_by_role("button", name="完成").click()
        expect(card).to_be_hidden()

    def attach(self, name: str, content: bytes) -> None:
        """Upload a file to the first line."""
        if self.is_phone:
            self.page.get_by_role("button", name="编辑第 1 行").click()
            button = self.page.get_by_role("dialog").get_by_role("button", name="附件")
        else:
            button = self.page.get_by_role("button", name="为“第 1 行 附件”添加附件")
        with self.page.expect_file_chooser() as chooser:
            button.click()
        chooser.value.set_files({"name": name, "mimeType": "application/pdf", "buffer": content})
        expect(self.page.get_by_text(name).first).to_be_visible()
        if self.is_phone:
            self.page.get_by_role("dialog").get_by_role("button", name="完成").click()

    def wait_until_saved(self) -> None:
        """Wait until the draft says that it is saved."""
        expect(self.page.get_by_role("status").filter(has_text="已保存").first).to_be_visible()

    def submit(self) -> str:
        """Submit the open draft and return the address of its process instance."""
        self.page.get_by_role("button", name="提交", exact=True).click()
        self.page.wait_for_url(re.compile(r"/process-instances/[0-9a-f-]{36}"))
        expect(self.page.get_by_role("region", name="意见栏")).to_be_visible()
        return self.page.url

    # --- work items

    def open_todo(self, subject: str) -> None:
        """Open the newest to-do whose title has the subject."""
        self.open_item("todo", subject)

    def open_item(self, box: str, subject: str) -> None:
        """Open the newest item of a list whose title has the subject, at its address."""
        deadline = time.monotonic() + PATIENCE
        while not (found := [one for one in self._box(box) if subject in one["title"]]):
            assert time.monotonic() < deadline, f"{self.login} finds no {subject} in {box}"
            time.sleep(0.1)
        self.open(f"/work-items/{found[0]['id']}")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(subject)

    def _box(self, box: str) -> list[dict[str, Any]]:
        answer = self.context.request.get(f"/api/v1/work-items?box={box}&page_size=100")
        assert answer.ok, answer.text()
        return list(answer.json()["items"])

    def follow_item(self, box: str, subject: str) -> None:
        """Open a list and in it the newest item whose title has the subject."""
        self.open(f"/work-items?box={box}")
        self.page.get_by_role("main").get_by_role("link", name=subject).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(subject)

    def bar(self) -> Locator:
        """Return the bar with the verbs."""
        return self.page.get_by_role("region", name="办理")

    def press(self, verb: str) -> None:
        """Press a verb, on the bar or behind "more"."""
        expect(self.bar().get_by_role("button").first).to_be_visible()
        button = self.bar().get_by_role("button", name=verb, exact=True)
        if button.count() == 0:
            self.bar().get_by_role("button", name="更多").click()
            role = "button" if self.is_phone else "menuitem"
            button = self.page.get_by_role(role, name=verb, exact=True)
        button.click()

    def give_opinion(self, opinion: str) -> None:
        """Write the opinion on the bar."""
        self.bar().get_by_role("textbox", name="意见").fill(opinion)

    def pick(self, within: Locator, *names: str, several: bool = False, label: str | None = None) -> None:
        """Choose people by name: in a searching select, on the phone in a full-screen list."""
        if not self.is_phone:
            box = within.get_by_role("combobox", name=label) if label else within.get_by_role("combobox").first
            box.click()
            for name in names:
                box.fill(name)
                self.choose(name)
            if several:
                self.page.keyboard.press("Escape")
                self.must_be_closed(box)
            return
        within.get_by_role("button", name=re.compile("输入姓名")).click()
        sheet = self.page.get_by_role("dialog").last
        for name in names:
            sheet.get_by_role("textbox").fill(name)
            sheet.get_by_role("listitem").get_by_role("button", name=re.compile(name)).first.click()
        if several:
            sheet.get_by_role("button", name=re.compile("完成|确定")).click()

    def answer(
        self,
        verb: str,
        *,
        opinion: str = "",
        choices: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        several: bool = False,
    ) -> None:
        """Press a verb that asks before it acts, answer, and confirm."""
        self.press(verb)
        dialog = self.dialog(verb)
        if people:
            self.pick(dialog, *people, several=several)
        for choice in choices:
            dialog.get_by_role("radio", name=choice).check()
        if opinion:
            dialog.get_by_role("textbox", name="意见").fill(opinion)
        dialog.get_by_role("button", name=verb, exact=True).click()

    def dialog(self, verb: str) -> Locator:
        """Return the window (on a phone the sheet) in which a verb asks."""
        return self.page.get_by_role("dialog", name=verb)

    def must_have_done(self, verb: str) -> None:
        """See the message that the verb was done."""
        expect(self.page.get_by_text(re.compile(f"{verb}成功"))).to_be_visible()


def name(person: Person) -> str:
    """Return what a person is called."""
    return str(person.account["name"])


def trail(person: Person) -> Locator:
    """Return the opinions on the page."""
    return person.page.get_by_role("region", name="意见栏")

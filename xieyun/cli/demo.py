"""Demo data: the group, the bundled app packages with a year's history, and the demo accounts."""

from __future__ import annotations

import argparse
import json
import time
import unicodedata

from xieyun.cli.installation import load_django, require_tables
from xieyun.cli.words import choose, fail, say
from xieyun.kernel import embedded

ACCOUNTS = "demo-accounts.json"


def load(options: argparse.Namespace) -> int:
    """Load the demo group and its history into an installation without one; print the accounts."""
    load_django()
    require_tables()
    from xieyun.organization import demo as organization

    if options.companies < 1 or options.people < options.companies:
        fail("公司数至少为 1，人数不少于公司数。", "At least 1 company, and at least as many people as companies.")
    started = time.monotonic()
    organization.load(companies=options.companies, people=options.people, seed=options.seed)
    _load_packages(options.seed)
    seconds = time.monotonic() - started
    say(f"演示数据已装入，用时 {seconds:.1f} 秒。", f"The demo data was loaded in {seconds:.1f} s.")
    return show_accounts()


def _load_packages(seed: int) -> None:
    from xieyun.packages import demo as packages

    packages.load(seed=seed)


def show_accounts(*, quietly: bool = False) -> int:
    """Print the table of demo accounts; `quietly` prints nothing when there are none."""
    try:
        accounts = json.loads((embedded.home() / ACCOUNTS).read_text("utf-8"))
    except FileNotFoundError:
        if not quietly:
            fail(
                "还没有演示账号。请先运行 xieyun demo load。",
                "There are no demo accounts yet. Run `xieyun demo load` first.",
            )
        return 0
    language = choose("zh", "en")
    head = choose("角色|姓名|岗位|账号|密码", "Role|Name|Post|Login|Password").split("|")
    rows = [
        [item[f"role_{language}"], item.get("name", ""), item.get("post", ""), item["login"], item["password"]]
        for item in accounts
    ]
    widths = [max(_width(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _width(text: str) -> int:
    """Columns that a terminal needs for the text: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

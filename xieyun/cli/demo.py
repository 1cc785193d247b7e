"""Demo data: the group, the bundled app packages with a year's history, and the demo accounts."""

from __future__ import annotations

import json
import time
import unicodedata

from xieyun.cli.words import choose, fail, say
from xieyun.kernel import embedded

ACCOUNTS = "demo-accounts.json"
COMPANIES = 312
PEOPLE = 20400


def load(*, companies: int, people: int, seed: int) -> None:
    """Load the demo group, the bundled app packages and their history into an installation without a group.

    Raises CommandError for impossible sizes or when there is a group already.
    """
    from xieyun.access import demo as access
    from xieyun.kernel.database import in_transaction
    from xieyun.organization import demo as organization
    from xieyun.packages import demo as packages

    if companies < 2 or people < companies:
        fail(
            "公司数至少为 2（含总部），人数不少于公司数。",
            "At least 2 companies, headquarters included, and at least as many people as companies.",
        )
    if group_exists():
        fail(
            "这个数据库里已有集团，演示数据只装入空库。请换一个 XIEYUN_HOME 或 DATABASE_URL。",
            "There is a group already; demo data goes into an empty database. Use another XIEYUN_HOME or DATABASE_URL.",
        )
    say(f"正在装入演示集团：{companies} 家公司，{people} 人……", f"Loading the demo group: {companies} companies ...")
    started = time.monotonic()
    # All or nothing: a demo without its claims would never be completed, since there is a group then.
    with in_transaction():
        access.load(organization.load(companies=companies, people=people, seed=seed))
        packages.load(seed=seed)
    seconds = time.monotonic() - started
    say(f"演示数据已装入，用时 {seconds:.1f} 秒。", f"The demo data was loaded in {seconds:.1f} s.")


def group_exists() -> bool:
    """Whether the database has a group: then it is in use, by a demo or for real."""
    from xieyun.organization.models import OrgNode

    return OrgNode.objects.filter(kind="group").exists()


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

"""Nobody reaches record tables past the compiler: a linter over the source of all rooms.

Only the records room may name the tables (schema `data`) or import the modules that make them. A
line elsewhere may do so with a comment `# raw records: why`, which a reviewer sees.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import xieyun

ROOT = Path(xieyun.__file__).parent
DOORS = {"xieyun.records.tables", "xieyun.records.naming", "xieyun.records.store"}
NAMES_A_TABLE = re.compile(r"\b(from|join|into|update|table|only)\s+\"?data\"?\.", re.IGNORECASE)
EXCUSE = "# raw records: "


def raw_accesses(source: str) -> list[str]:
    """Return "line: what" for every raw access to record tables that has no excuse."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        what = _what(node)
        if what and EXCUSE not in lines[node.lineno - 1]:  # type: ignore[attr-defined]
            found.append(f"{node.lineno}: {what}")  # type: ignore[attr-defined]
    return found


def _what(node: ast.AST) -> str:
    match node:
        case ast.Import(names=names):
            return next((f"imports {name.name}" for name in names if name.name in DOORS), "")
        case ast.ImportFrom(module=module, names=names):
            modules = {module or "", *(f"{module}.{name.name}" for name in names)}
            return next((f"imports {door}" for door in sorted(modules & DOORS)), "")
        case ast.Constant(value=str(text)) if NAMES_A_TABLE.search(text):
            return "names a record table in SQL"
        case ast.keyword(arg="schema", value=ast.Constant(value="data")):
            return "builds a record table"
    return ""


def test_only_the_records_room_touches_record_tables():
    found = {}
    for file in sorted(ROOT.rglob("*.py")):
        room = file.relative_to(ROOT).parts[0]
        if room != "records" and "tests" not in file.parts:
            found |= {f"{file.relative_to(ROOT)}:{where}": "" for where in raw_accesses(file.read_text("utf-8"))}
    assert list(found) == []


def test_the_linter_sees_every_way_in():
    for source in (
        "import xieyun.records.tables",
        "from xieyun.records import store",
        "from xieyun.records.naming import table_name",
        "def f():\n    from xieyun.records import tables",
        'execute("SELECT id FROM data.expense_claim")',
        'execute(f"DELETE FROM data.{name}")',
        'execute("insert into \\"data\\".x")',
        'table("x", schema="data")',
    ):
        assert raw_accesses(source), source


def test_the_linter_lets_pass_what_is_meant():
    for source in (
        "from xieyun.records import selectors, actions",
        "from xieyun.records import store  # raw records: the process reads under its own authority",
        'text = "the data. And more from data"',
    ):
        assert not raw_accesses(source), source

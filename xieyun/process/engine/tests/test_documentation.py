"""docs/bpmn.md claims only what a test proves, and leaves out nothing that the scenarios prove."""

from __future__ import annotations

import re

import yaml

from .driver import HERE

DOCUMENT = (HERE.parents[3] / "docs" / "bpmn.md").read_text("utf-8")
SCENARIOS = yaml.safe_load((HERE / "scenarios.yaml").read_text("utf-8"))


def _proofs() -> set[str]:
    """Everything in the last column of a table that has a Proof column."""
    found: set[str] = set()
    in_table = False
    for line in DOCUMENT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            in_table = False
        elif cells[-1] == "Proof":
            in_table = True
        elif in_table:
            found.update(re.findall(r"`([^`]+)`", cells[-1]))
    return found


def _proven() -> set[str]:
    rows = {row for scenario in SCENARIOS for row in scenario.get("row", ())}
    tests = {
        name
        for path in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), flags=re.MULTILINE)
    }
    return rows | tests


def test_every_claim_has_a_proof() -> None:
    assert _proofs() - _proven() == set()


def test_every_proven_row_is_documented() -> None:
    rows = {row for scenario in SCENARIOS for row in scenario.get("row", ())}
    assert rows - _proofs() == set()


def test_all_43_patterns_are_listed() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", DOCUMENT, flags=re.MULTILINE)]
    assert numbers == list(range(1, 44))

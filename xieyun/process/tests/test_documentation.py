"""docs/approval-practice.md claims only what a test proves."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "approval-practice.md").read_text("utf-8")


def test_every_proof_of_approval_practice_exists():
    files = [*ROOT.glob("xieyun/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
    known = {
        name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), flags=re.MULTILINE)
    }
    claimed = set(re.findall(r"`(test_\w+)`", DOCUMENT))
    assert len(claimed) > 40
    assert claimed - known == set()

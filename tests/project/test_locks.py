"""Pinned versions carry no address: where packages come from is each machine's own business (decision 0002)."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_python_constraints_are_exact_versions_and_nothing_else() -> None:
    lines = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line


def test_every_dependency_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [*project["dependency-groups"].values(), project["project"]["dependencies"]]
    wanted = {re.match(r"[A-Za-z0-9._-]+", item).group() for group in groups for item in group}
    pinned = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    normal = lambda names: {re.sub(r"[-_.]+", "-", name).lower() for name in names}  # noqa: E731
    assert normal(wanted) - normal(pinned) == set()


def test_the_node_lock_has_no_addresses() -> None:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry and "://" in entry["resolved"]]

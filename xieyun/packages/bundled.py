"""The packages that come with the platform."""

from __future__ import annotations

from pathlib import Path

import xieyun


def folder_of(name: str) -> Path | None:
    """The folder of a bundled package: in the wheel, or in the repository's `apps/`."""
    root = Path(xieyun.__file__).resolve().parent
    for place in (root / "bundled_apps", root.parent / "apps"):
        if (place / name / "app.yaml").is_file():
            return place / name
    return None


def names() -> list[str]:
    """The names of the bundled packages."""
    root = Path(xieyun.__file__).resolve().parent
    for place in (root / "bundled_apps", root.parent / "apps"):
        if place.is_dir():
            return sorted(folder.name for folder in place.iterdir() if (folder / "app.yaml").is_file())
    return []

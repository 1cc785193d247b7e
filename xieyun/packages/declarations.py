"""An app package as it stands in its files, before anything is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Declaration = Mapping[str, Any]


@dataclass(frozen=True)
class Package:
    """The declarations of a package by code. `processes` are BPMN files by file name; `files` everything else."""

    manifest: Declaration
    objects: Mapping[str, Declaration] = field(default_factory=dict)
    ledgers: Mapping[str, Declaration] = field(default_factory=dict)
    decisions: Mapping[str, Declaration] = field(default_factory=dict)
    processes: Mapping[str, bytes] = field(default_factory=dict)
    roles: Mapping[str, Declaration] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The id of the package."""
        return str(self.manifest.get("id", ""))

    @property
    def version(self) -> str:
        """The version of the package."""
        return str(self.manifest.get("version", ""))

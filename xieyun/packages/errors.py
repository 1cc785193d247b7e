"""Refusals of the packages room. Their sentences are in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import InvalidInput, NotFound


class PackageInvalid(InvalidInput):
    """The package cannot be applied; each error names file and place."""

    code = "package-invalid"


class PackageUnreadable(InvalidInput):
    """The folder is not a package, or a file in it cannot be read."""

    code = "package-unreadable"


class PackageNotInstalled(NotFound):
    """The group has no package of this code."""

    code = "package-not-installed"

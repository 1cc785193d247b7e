"""Binds the process room to the ports of the rooms below it."""

from __future__ import annotations


def bind() -> None:
    """Register what lower rooms ask of running processes."""

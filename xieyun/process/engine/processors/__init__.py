"""Element processors: one per element type, a family per file."""

from __future__ import annotations

from collections.abc import Iterable

from ..definition import Node


def bind(nodes: Iterable[Node]) -> None:
    """Give every node its processor."""
    from .registry import PROCESSORS

    for node in nodes:
        node.processor = PROCESSORS[node.type]

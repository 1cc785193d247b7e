"""Expressions as files write them: the notation is recognised when the file is read."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """An expression of a file. `language`: zen, foreign (JUEL, FEEL, Python or JavaScript), or literal text."""

    text: str
    language: str = "foreign"

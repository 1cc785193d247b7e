"""Conditions that are little JavaScript programs: `next(null, this.environment.variables.x > 1)`."""

from __future__ import annotations

import re

from ..notation import Source

_NEXT = re.compile(
    r"(?:^|;|\n)\s*(?:return\s+)?(?:next|callback|done|cb)\s*\(\s*null\s*,(?P<value>.*)\)\s*;?\s*$", re.DOTALL
)
_RETURN = re.compile(r"^\s*return\s+(?P<value>[^;]+);?\s*$", re.DOTALL)


def script_condition(content: str, language: str | None) -> Source | None:
    """The expression inside a JavaScript condition whose meaning is plain; None when it is no such program."""
    for pattern in (_NEXT, _RETURN):
        match = pattern.search(content)
        if match:
            return Source(match.group("value").strip(), "foreign")
    if language and language.lower() in ("javascript", "js", "groovy", "juel", "python"):
        return Source(content.strip().rstrip(";"), "foreign")
    return None

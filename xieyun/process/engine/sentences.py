"""The sentences of engine errors, by code: (Chinese, English). Each says what to do."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {}

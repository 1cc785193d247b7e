"""Texts that people write in this room: refused when they cannot be stored, cut at no length silently."""

from __future__ import annotations

import re

from xieyun.kernel.errors import FieldError, InvalidInput

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean_text(text: str, *, maximum: int, field: str) -> str:
    """Return the text; raises InvalidInput for control characters, lone surrogates, or over `maximum` characters."""
    if _UNSAFE.search(text):
        raise InvalidInput(fields=[FieldError(field, "field-unsafe-text")])
    if len(text) > maximum:
        raise InvalidInput(fields=[FieldError(field, "field-too-long", {"limit": maximum})])
    return text

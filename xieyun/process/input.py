"""Texts that people write in this room: refused when they cannot be stored, cut at no length silently."""

from __future__ import annotations

import re
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


# What takes no room on a page: spaces, zero-width characters and marks, fillers.
_SEEN = re.compile(
    "[^\\s\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def written(text: str) -> str:
    """Return the text without spaces around it; empty when nothing in it can be seen."""
    text = text.strip()
    return text if _SEEN.search(text) else ""


def clean_text(text: str, *, maximum: int, field: str) -> str:
    """Return the text; raises InvalidInput for control characters, lone surrogates, or over `maximum` characters."""
    if _UNSAFE.search(text):
        raise InvalidInput(fields=[FieldError(field, "field-unsafe-text")])
    if len(text) > maximum:
        raise InvalidInput(fields=[FieldError(field, "field-too-long", {"limit": maximum})])
    return text


def group_of(actor: Actor) -> UUID:
    """Return the group that the actor acts in; raises NotFound for an actor outside any group."""
    if actor.group_id is None:
        raise NotFound
    return actor.group_id

"""Sentences for people, in Chinese and English, kept in one `texts.yaml` per room."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import resources
from typing import Literal

import yaml

Language = Literal["zh", "en"]
ROOMS = ("kernel", "organization", "access", "rules", "records", "process", "messaging", "packages", "http")
_language: ContextVar[Language] = ContextVar("language", default="zh")


def current_language() -> Language:
    """Return the language of the running request; Chinese outside a request."""
    return _language.get()


@contextmanager
def language_of(accept_language: str) -> Iterator[None]:
    """Speak the language of an Accept-Language header until the block ends."""
    wanted = accept_language.split(",", 1)[0].strip().lower()
    before = _language.set("en" if wanted.startswith("en") else "zh")
    try:
        yield
    finally:
        _language.reset(before)


@functools.cache
def catalogue() -> Mapping[str, Mapping[Language, str]]:
    """Return all sentences by code; a code that two rooms define is a programming error."""
    sentences: dict[str, Mapping[Language, str]] = {}
    for room in ROOMS:
        file = resources.files("xieyun").joinpath(room, "texts.yaml")
        if not file.is_file():
            continue
        for code, texts in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
            if code in sentences:
                raise ValueError(f"sentence {code!r} is defined twice, again in {room}")
            sentences[code] = texts
    return sentences


def sentence(code: str, params: Mapping[str, object], language: Language | None = None) -> str:
    """Return the sentence of a code with its {params} filled in.

    Raises KeyError for a code without sentences: every code has both languages (held by a test).
    """
    return catalogue()[code][language or current_language()].format_map(_Lenient(params))


class _Lenient(dict[str, object]):
    """A missing parameter shows as an ellipsis: an explanation must never become a second error."""

    def __missing__(self, key: str) -> str:
        return "…"

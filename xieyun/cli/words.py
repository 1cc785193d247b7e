"""What the command line says: Chinese, or English when the user's locale is English."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def in_english() -> bool:
    """Whether the first locale variable that is set names English."""
    for name in ("XIEYUN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value.lower().startswith("en")
    return False


def choose(zh: str, en: str) -> str:
    """Return the sentence in the user's language."""
    return en if in_english() else zh


def say(zh: str, en: str) -> None:
    """Print a sentence in the user's language, at once."""
    print(choose(zh, en), flush=True)


def complain(zh: str, en: str) -> None:
    """Print a sentence about something that went wrong, on standard error."""
    print(choose(zh, en), file=sys.stderr, flush=True)


class CommandError(Exception):
    """A command cannot do its work; the sentences say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def fail(zh: str, en: str) -> NoReturn:
    """Raise CommandError with these sentences."""
    raise CommandError(zh, en)

"""Errors of the engine. They are pure: the room turns them into problems with the same code and parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .reasons import in_chinese, in_english
from .sentences import SENTENCES


class EngineError(Exception):
    """A command that is not valid in the present state; the state is untouched.

    `code` names the sentence in `sentences.py`, `params` fill it; both languages say what to do instead. An error among
    the params is told in the language of the sentence.
    """

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params = params
        self.zh = _fill(SENTENCES[code][0], params, in_chinese)
        self.en = _fill(SENTENCES[code][1], params, in_english)
        super().__init__(self.en)


class DefinitionError(EngineError):
    """A BPMN file that cannot be read or executed; `element_id` is where, when it is one element."""

    def __init__(self, code: str, /, *, element_id: str | None = None, **params: Any) -> None:
        self.element_id = element_id
        super().__init__(code, element=element_id or "", **params)

    @property
    def message_zh(self) -> str:
        """The Chinese sentence."""
        return self.zh

    @property
    def message_en(self) -> str:
        """The English sentence."""
        return self.en


def _fill(sentence: str, params: dict[str, Any], told: Callable[[Exception], str]) -> str:
    return sentence.format_map(
        {key: told(value) if isinstance(value, Exception) else str(value) for key, value in params.items()}
    )

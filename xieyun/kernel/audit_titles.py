"""What the codes of the audit trail are called: `audit-ACTION` and `audit-of-TYPE` in the rooms' texts."""

from __future__ import annotations

from collections.abc import Callable

from xieyun.kernel.i18n import catalogue, sentence

Namer = Callable[[str], "str | None"]
_namers: list[Namer] = []
_ACTION, _TARGET, _VERB = "audit-", "audit-of-", "verb-"


def action_title(action: str) -> str:
    """Return the name of an action in the language of the request; its code when no room has named it.

    `process.VERB` is called as the verb is: `verb-VERB`.
    """
    room, _, verb = action.partition(".")
    for code in (f"{_ACTION}{action}", f"{_VERB}{verb}" if room == "process" else ""):
        if code in catalogue():
            return sentence(code, {})
    return action


def register_namer(namer: Namer) -> None:
    """Register a function that names kinds of targets which come with data, not with the code, or returns None."""
    _namers.append(namer)


def target_title(target_type: str) -> str:
    """Return the name of a type of target in the language of the request; its code when nobody names it."""
    code = f"{_TARGET}{target_type}"
    if code in catalogue():
        return sentence(code, {})
    return next((name for namer in _namers if (name := namer(target_type)) is not None), target_type)


def known_actions() -> list[dict[str, str]]:
    """Return every named action as code and title, for a filter."""
    named = [code.removeprefix(_ACTION) for code in catalogue() if code.startswith(_ACTION)]
    verbs = [f"process.{code.removeprefix(_VERB)}" for code in catalogue() if code.startswith(_VERB)]
    codes = [code for code in named if not code.startswith("of-")] + [code for code in verbs if code not in named]
    return [{"code": code, "title": action_title(code)} for code in codes]

"""What the codes of the audit trail are called: `audit-ACTION` and `audit-of-TYPE` in the rooms' texts."""

from __future__ import annotations

from xieyun.kernel.i18n import catalogue, sentence

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


def target_title(target_type: str) -> str:
    """Return the name of a type of target; the code of an object type stays as it is."""
    code = f"{_TARGET}{target_type}"
    return sentence(code, {}) if code in catalogue() else target_type


def known_actions() -> list[dict[str, str]]:
    """Return every named action as code and title, for a filter."""
    named = [code.removeprefix(_ACTION) for code in catalogue() if code.startswith(_ACTION)]
    verbs = [f"process.{code.removeprefix(_VERB)}" for code in catalogue() if code.startswith(_VERB)]
    codes = [code for code in named if not code.startswith("of-")] + [code for code in verbs if code not in named]
    return [{"code": code, "title": action_title(code)} for code in codes]

"""Conditions that are little JavaScript programs: `next(null, this.environment.variables.x > 1)`."""

from __future__ import annotations

import re

from ..notation import Source, expression
from ..notations.kie import from_xpath
from ..notations.parser import parse
from ..notations.script import understood
from ..notations.tokens import NotationError
from ..notations.xpath_conditions import walks

_NEXT = re.compile(
    r"(?:^|;|\n)\s*(?:return\s+)?(?:next|callback|done|cb)\s*\(\s*null\s*,(?P<value>.*)\)\s*;?\s*$", re.DOTALL
)
_RULE = re.compile(r"^\s*eval\s*\((?P<value>.*)\)\s*;?\s*$", re.DOTALL)
_LANGUAGES = ("javascript", "js", "groovy", "python")
_OWN_MEANING = ("javascript", "js", "python")  # what an expression means there, its own interpreter knows
_SEVERAL = re.compile(r"[;\n]\s*\S")
_ASSIGNS = re.compile(r"(?:^|[;\n])\s*[\w.\s]+=[^=]|setVariable\s*\(")
_RETURN = re.compile(r"^\s*return\s+(?P<value>[^;]+);?\s*$", re.DOTALL)


def script_value(content: str, language: str | None) -> Source:
    """The value of a script as an expression, or as a program when it is more than one expression."""
    source = script_condition(content, language or "groovy") or expression(content)
    if source.language not in ("foreign", "juel"):
        return source
    try:
        parse(source.text)
    except NotationError:
        name = (language or "groovy").lower()
        return Source(content.strip(), f"program:{name}") if understood(content, name) else source
    return source


def script_condition(content: str, language: str | None) -> Source | None:
    """The expression inside a JavaScript condition whose meaning is plain; None when it is no such program."""
    if language and "xpath" in language.lower():
        path = content.strip()
        return Source(path, "xpath") if walks(path) else Source(from_xpath(path), "foreign")
    if language and language.endswith("drools/rule"):  # a rule that only evaluates an expression
        rule = _RULE.match(content)
        return Source(rule.group("value").strip(), "foreign") if rule else None
    name = (language or "javascript").lower()
    if name in _LANGUAGES and _SEVERAL.search(content.strip()) and _ASSIGNS.search(content):
        return Source(content.strip(), f"program:{name}")
    for pattern in (_NEXT, _RETURN):
        match = pattern.search(content)
        if match:
            given = match.group("value").strip()
            strict = language is not None and name in ("javascript", "js") and understood(given, name)
            return Source(given, f"program:{name}" if strict else "foreign")
    if language and name in (*_LANGUAGES, "juel"):
        return _expression_or_program(content.strip().rstrip(";"), name)
    return None


def _expression_or_program(content: str, name: str) -> Source:
    """Closures and texts with `${}` of Groovy, functions of JavaScript: what only the grammar of scripts knows."""
    if content.startswith(("${", "#{")):
        return expression(content)
    source = Source(content, "foreign")
    if name in _OWN_MEANING and understood(content, name):
        return Source(content, f"program:{name}")
    if name == "juel":
        return source
    if "\n" not in content and understood(f"return {content}", name):
        content = f"return {content}"  # a condition gives a value even where a statement would change a list
    try:
        parse(source.text)
    except NotationError:
        return Source(content, f"program:{name}") if understood(content, name) else source
    inserted = name == "groovy" and "${" in content and understood(content, name)
    return Source(content, f"program:{name}") if inserted else source

"""Expressions as files write them: which notation it is, and their value.

Our own files write zen (evaluated by the injected rules). `${...}` and `#{...}` are JUEL, a leading `=` is FEEL;
plain text in a foreign file is read with the common grammar of `notations` and, failing that, as zen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .notations.feel_parser import parse_feel
from .notations.parser import parse
from .notations.plain import storable
from .notations.scope import Scope
from .notations.script import run_assignments
from .notations.templates import template
from .notations.tokens import NotationError
from .notations.values import truth
from .notations.xpath_conditions import check_xpath, xpath_value

if TYPE_CHECKING:
    from .context import Context


class Source(NamedTuple):
    """An expression of a file.

    `language`: zen, foreign, juel, feel, xpath, template (text with `${...}` inside) or literal.
    """

    text: str
    language: str = "foreign"


def expression(text: str, *, own: bool = False) -> Source:
    """Read text that must be an expression, such as a condition. `own`: the file is ours, plain text is zen."""
    text = text.strip() if own else text.strip().rstrip("; \t\r\n")  # scripts end so
    if _wrapped(text):
        return Source(text[2:-1].strip(), "juel")
    if text.startswith("=") and not text.startswith("=="):
        return Source(text[1:].strip(), "feel")
    return Source(text, "zen" if own else "foreign")


def value(text: str, *, own: bool = False) -> Source:
    """Read text that is a plain value unless it is marked as an expression, such as an assignee."""
    stripped = text.strip()
    if _wrapped(stripped):
        return Source(stripped[2:-1].strip(), "juel")
    if stripped.startswith("=") and len(stripped) > 1:
        return Source(stripped[1:].strip(), "zen" if own else "feel")
    if "${" in stripped or "#{" in stripped:
        return Source(stripped.replace("#{", "${"), "template")
    return Source(stripped, "literal")


def variable_of(source: Source) -> str | None:
    """The variable that an expression consists of, alone or with members: `order` of `order.total`."""
    name = source.text.split(".")[0].strip()
    return name if name.isidentifier() and all(part.strip().isidentifier() for part in source.text.split(".")) else None


def _wrapped(text: str) -> bool:
    """Whether one pair of `${ }` spans the whole text."""
    if not (text.startswith(("${", "#{")) and text.endswith("}")):
        return False
    depth = 0
    for index in range(1, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return index == len(text) - 1
    return False


def evaluate(source: Source, data: Mapping[str, Any], context: Context) -> Any:
    """The value of an expression; raises ValueError with a sentence when it has none."""
    if source.language == "literal":
        return source.text
    if source.language == "zen":
        return context.evaluator.evaluate(source.text, data)
    try:
        value = _compiled(source)(data, context)
    except (TypeError, LookupError, AttributeError) as error:
        raise NotationError(f"the values do not fit the expression: {error}") from error
    return storable(value) if isinstance(value, str) else value


def holds(source: Source, data: Mapping[str, Any], context: Context) -> bool:
    """Whether a condition is true; raises ValueError with a sentence when that cannot be said."""
    return truth(evaluate(source, data, context))


def check(source: Source) -> None:
    """Raise NotationError when a foreign expression cannot be read at all (zen is checked by the rules)."""
    if source.language in ("foreign", "juel", "feel", "template"):
        _compiled(source)
    elif source.language == "xpath":
        check_xpath(source.text)


@lru_cache(maxsize=8192)
def _compiled(source: Source) -> Callable[[Mapping[str, Any], Context], Any]:
    if source.language.startswith("program:"):
        language = source.language.removeprefix("program:")
        return lambda data, context: run_assignments(source.text, language, data, context.now)[1]
    if source.language == "xpath":
        return lambda data, context: xpath_value(source.text, Scope(data, context.now))
    if source.language == "template":
        parts = template(source.text, "${", partial(parse, language="juel"))
        return lambda data, context: parts(Scope(data, context.now))
    try:
        feel = source.language == "feel"
        parsed = parse_feel(source.text) if feel else parse(source.text, language=source.language)
    except NotationError as error:
        reason = str(error)

        def fall_back(data: Mapping[str, Any], context: Context) -> Any:
            try:
                return context.evaluator.evaluate(source.text, data)
            except ValueError:
                raise NotationError(reason) from None

        return fall_back
    return lambda data, context: parsed(Scope(data, context.now))

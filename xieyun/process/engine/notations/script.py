"""Scripts that only assign: lines such as `a = b + 1`, `execution.setVariable('x', 1)`, with if, loops and functions.

Anything else (imports that matter, classes, network, files) is refused, never run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from . import javascript, python
from .javascript.library import known
from .plain import plain
from .scope import GONE, Scope, SharingScope
from .script_parser import ScriptParser
from .statements import Broken, Continued, Statement
from .tokens import NotationError, tokenize

# What JavaScript is known by, in scripts that do not name their language.
_JAVASCRIPT = re.compile(
    r"\bnext\(\s*(?:null|undefined|err\w*)?\s*[,)]|(?:^|[;{(])\s*(?:var|let|const)\s+[\w$]"
    r"|\bthis\.environment\b|\bfunction\b[\s\w$]*\(|\b(?:console|JSON)\.\w+\(|[!=]==|=>|\breturn\s*\{\s*[\w$]+\s*[:,}]",
    re.MULTILINE,
)
# In such scripts, what Java and its kin say, and what stands for a script to be generated (`CREATE_LOG_FILE`).
_NOT_PYTHON = re.compile(
    r"\b(?:System\.(?:out|err)|kcontext|Integer|Long|Double|Boolean)\.|\bthrow new\b"
    r"|^[ \t]*\w+[ \t]*=[ \t]*(?:true|false|null)[ \t]*;?$|\A\s*[A-Z]{2}\w*[\s;]*\Z",
    re.MULTILINE,
)


def run_assignments(
    script: str,
    language: str,
    data: Mapping[str, Any],
    now: datetime | None,
    facts: Mapping[str, Any] | None = None,
    own: set[str] | None = None,
    *,
    stores: bool = True,
) -> tuple[dict[str, Any], Any]:
    """The variables that a script sets, and the value of its last expression.

    `facts` are what the script's `task` or `execution` knows of itself. `own` receives the names of the variables
    that it sets for its activity alone (`setVariableLocal`). Unless it `stores`, only what it sets by a call is given.
    """
    family = _family(language, script)
    scope = SharingScope(data, now, facts)
    scope.stores = stores
    value = _RUNNERS[family](_parse(script, family), scope)
    try:
        scope.settle()
    except RecursionError as error:
        raise NotationError("a value holds itself") from error
    return _finished(scope, value, own, stores=stores)


def _run_script(statement: Statement, scope: SharingScope) -> Any:
    try:
        return statement(scope)
    except (Broken, Continued) as error:
        raise NotationError("the script leaves a loop where none is") from error
    except (TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotationError(f"the values do not fit the script: {error}") from error


_RUNNERS: dict[str, Callable[[Any, SharingScope], Any]] = {
    "python": python.run,
    "javascript": javascript.run,
    "groovy": _run_script,
    "script": _run_script,
}


def _finished(scope: Scope, value: Any, own: set[str] | None, *, stores: bool) -> tuple[dict[str, Any], Any]:
    if own is not None:
        own |= scope.own
    kept = {
        name: entry
        for name, entry in scope.changed.items()
        if name not in scope.private
        and (stores or name not in scope.passing)
        and not callable(entry)
        and not isinstance(entry, python.Module)
    }
    kept |= scope.given
    try:
        return {name: entry if entry is GONE else plain(entry) for name, entry in kept.items()}, plain(value)
    except RecursionError as error:
        raise NotationError("a value holds itself or is nested too deeply to be kept") from error


def understood(script: str, language: str) -> bool:
    """Whether a script consists of statements that can be run here."""
    family = _family(language, script)
    try:
        _parse(script, family)
    except NotationError:
        return False
    return True


def _family(language: str, script: str) -> str:
    name = language.lower()
    if "groovy" in name:
        return "groovy"
    if any(mark in name for mark in ("javascript", "js", "ecma", "nashorn")):
        return "javascript"
    if "java" in name:
        return "script"
    if not name and _JAVASCRIPT.search(script):
        return "javascript"
    return "script" if "python" not in name and _NOT_PYTHON.search(script) else "python"


@lru_cache(maxsize=1024)
def _parse_python(script: str) -> python.Reading:
    return python.read(script)


@lru_cache(maxsize=1024)
def _parse_javascript(script: str) -> javascript.Program:
    return javascript.read(script, known)


def _parse(script: str, family: str) -> Any:
    if family == "python":
        return _parse_python(script)
    return _parse_javascript(script) if family == "javascript" else _parse_script(script, family)


@lru_cache(maxsize=1024)
def _parse_script(script: str, family: str) -> Statement:
    try:
        return ScriptParser(tokenize(script, script=family), family).program()
    except RecursionError as error:
        raise NotationError("the script is nested too deeply") from error

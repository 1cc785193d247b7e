"""Files, data and steps of a trial."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from xieyun.process.engine import Definition, DefinitionError, read_definition
from xieyun.process.engine.definition import PAYLOAD

_ROOT = re.compile(rb"<(?:[\w.-]+:)?definitions(?=[\s>])")


class TrialError(Exception):
    """Something is wrong with what the trial was given; the sentence says what to do."""


AT_ACTIVITY = frozenset({"task", "error", "escalation"})  # kinds of steps that name an activity


class StepText(NamedTuple):
    """One step: `kind` is task, timer, message, signal, set, error or escalation (with a `code`)."""

    kind: str
    name: str
    variables: dict[str, Any]
    text: str
    code: str = ""
    message: str = ""


def read_files(main: Path, others: list[Path]) -> Definition:
    """The definition of the main file with those that it may call."""
    called: dict[str, Definition] = {}
    pending = [(path, _read(path)) for path in others]
    for path, xml in pending:
        definition = _definition(path, xml, called)
        _register(called, definition)
    # A called file may call another one that was read after it.
    for path, xml in pending:
        definition = _definition(path, xml, called)
        _register(called, definition)
    return _definition(main, _read(main), called)


def _register(called: dict[str, Definition], definition: Definition) -> None:
    from xieyun.process.engine.run import find_called

    called[definition.process_id] = definition
    for name in definition.processes:
        if name != definition.process_id:
            other = find_called(definition, name)
            if other is not None:
                called[name] = other


def _read(path: Path) -> bytes:
    try:
        return _mended(path.read_bytes())
    except OSError as error:
        raise TrialError(f"{path}: the file cannot be read ({error.strerror}); check the path.") from None


def _mended(xml: bytes) -> bytes:
    """A file cut out of a test's source: white space before its declaration, the prefix `xsi` never declared."""
    xml = xml.lstrip() if xml[:1].isspace() else xml
    if b"xsi:" in xml and b"xmlns:xsi" not in xml:
        return _ROOT.sub(rb'\g<0> xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', xml, count=1)
    return xml


def _definition(path: Path, xml: bytes, calls: dict[str, Definition]) -> Definition:
    try:
        return read_definition(xml, calls=calls, without_start=True)
    except DefinitionError as error:
        raise TrialError(f"{path.name}: {error.en}") from None
    except RecursionError:
        raise TrialError(f"{path.name}: the file is nested too deeply; simplify it.") from None


def parse_object(text: str, where: str) -> dict[str, Any]:
    """A JSON object; raises TrialError for anything else."""
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise TrialError(f'{where} is not JSON: {error}; write for example {{"amount": 1200}}.') from None
    if not isinstance(value, dict):
        raise TrialError(f'{where} is not a JSON object; write for example {{"amount": 1200}}.')
    return value


def parse_step(text: str, known: frozenset[str]) -> StepText:
    """Read one step; `known` are the names and ids of the file, which may themselves contain "="."""
    if text == "@timer":
        return StepText("timer", "", {}, text)
    for kind in ("message", "signal"):
        if text.startswith(f"@{kind}:"):
            name, variables = _split(text[len(kind) + 2 :], known, payload=True)
            return StepText(kind, name, variables, text)
    for kind in ("error", "escalation"):
        if text.startswith(f"@{kind}:"):
            return _thrown(kind, text, known)
    if text.startswith("@set="):
        return StepText("set", "", parse_object(text[5:], "@set"), text)
    if text.startswith("@") and text not in known:
        raise TrialError(
            f"the step {text!r} is not known; use @timer, @message:NAME, @signal:NAME, "
            "@error:TASK=CODE, @escalation:TASK=CODE or @set=JSON."
        )
    name, variables = _split(text, known)
    return StepText("task", name, variables, text)


def _thrown(kind: str, text: str, known: frozenset[str]) -> StepText:
    """What an activity throws: a code, or an object with `code`, `message` and `variables`."""
    rest = text[len(kind) + 2 :]
    host = max((name for name in known if rest.startswith(f"{name}=")), key=len, default=None)
    code = rest[len(host) + 1 :] if host is not None else ""
    if host is None or not code:
        raise TrialError(f"the step {text!r} names no activity of the file with a code; write @{kind}:TASK=CODE.")
    if not code.startswith("{"):
        return StepText(kind, host, {}, text, code)
    said = parse_object(code, f"the value of the step {text!r}")
    variables = said.get("variables") or {}
    if not isinstance(variables, dict):
        raise TrialError(f'the variables of the step {text!r} are no JSON object; write for example {{"amount": 1}}.')
    return StepText(kind, host, variables, text, str(said.get("code", "")), str(said.get("message", "")))


def _split(text: str, known: frozenset[str], *, payload: bool = False) -> tuple[str, dict[str, Any]]:
    """The name and the JSON of a step; what an event carries may be any JSON."""
    if text in known or "=" not in text:
        return text, {}
    position = -1
    while True:
        position = text.find("=", position + 1)
        if position < 0:
            break
        try:
            value = orjson.loads(text[position + 1 :])
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        if isinstance(value, dict):
            return text[:position], value
        if payload:
            return text[:position], {PAYLOAD: value}
    name, _, rest = text.partition("=")
    return name, parse_object(rest, f"the value of the step {name!r}")

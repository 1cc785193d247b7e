"""`JSON.parse` and `JSON.stringify`."""

from __future__ import annotations

import json
import math
from typing import Any

from ..scope import MAXIMUM_SIZE
from ..tokens import NotationError
from . import dates
from .values import UNDEFINED, Keyed, Moment, failure, is_nan, keys_of, number, text, text_of_number, whole

MAXIMUM_DEPTH = 100


def parse(machine: Any, source: Any, change: Any = UNDEFINED) -> Any:
    """What a text of JSON says."""
    written = text(source)
    machine.scope.tick(len(written) // 100)
    try:
        value = json.loads(written, parse_constant=_refused)
    except ValueError as error:
        raise failure("SyntaxError", f"{str(error)[:100]} in JSON") from error
    value = _numbers(value)
    return value if change is UNDEFINED else _changed(machine, {"": value}, "", change)


def _refused(name: str) -> Any:
    raise ValueError(f"Unexpected token {name}")


def _numbers(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return {key: _numbers(item) for key, item in value.items()} if isinstance(value, dict) else value


def _changed(machine: Any, holder: Any, key: Any, change: Any) -> Any:
    value = holder[key]
    if isinstance(value, list):
        for index in range(len(value)):
            value[index] = _changed(machine, value, index, change)
    elif isinstance(value, dict):
        for name in list(value):
            made = _changed(machine, value, name, change)
            if made is UNDEFINED:
                del value[name]
            else:
                value[name] = made
    return machine.call(change, holder, [text(key), value])


def stringify(machine: Any, value: Any, chosen: Any = UNDEFINED, indent: Any = UNDEFINED) -> Any:
    """The text of JSON for a value; undefined when there is none."""
    gap = " " * min(max(whole(indent), 0), 10) if isinstance(indent, int | float) else ""
    if isinstance(indent, str):
        gap = indent[:10]
    writer = _Writer(machine, chosen, gap)
    return writer.write({"": value}, "", value, "", 0)


class _Writer:
    def __init__(self, machine: Any, chosen: Any, gap: str) -> None:
        self.machine = machine
        self.change = chosen if callable(chosen) else None
        self.names = [text(name) for name in chosen] if isinstance(chosen, list) else None
        self.gap = gap
        self.length = 0

    def write(self, holder: Any, key: str, value: Any, before: str, depth: int) -> Any:
        """The text of one value; undefined when JSON has none."""
        self.machine.scope.tick()
        if depth > MAXIMUM_DEPTH:
            raise failure("TypeError", "Converting circular structure to JSON")
        if isinstance(value, Moment):
            value = None if is_nan(value.milliseconds) else dates.iso(value)
        elif isinstance(value, dict) and callable(value.get("toJSON")):
            value = self.machine.call(value["toJSON"], value, [key])
        if self.change is not None:
            value = self.machine.call(self.change, holder, [key, value])
        written = self._written(value, before, depth)
        if isinstance(written, str):
            self.length += len(written) if not isinstance(value, list | dict) else 2
            if self.length > MAXIMUM_SIZE:
                raise NotationError("the text is too long")
        return written

    def _written(self, value: Any, before: str, depth: int) -> Any:
        if value is UNDEFINED or callable(value):
            return UNDEFINED
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return text_of_number(value) if math.isfinite(value) else "null"
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        inside = before + self.gap
        if isinstance(value, list | tuple):
            parts = [self.write(value, str(index), item, inside, depth + 1) for index, item in enumerate(value)]
            return self._joined("[", ["null" if part is UNDEFINED else part for part in parts], "]", before)
        if isinstance(value, dict):
            colon = ": " if self.gap else ":"
            found: list[str] = []
            for name in self.names if self.names is not None else keys_of(value):
                if name in value:
                    part = self.write(value, name, value[name], inside, depth + 1)
                    if part is not UNDEFINED:
                        found.append(json.dumps(name, ensure_ascii=False) + colon + part)
            return self._joined("{", found, "}", before)
        return "{}" if isinstance(value, Keyed) else json.dumps(text(value), ensure_ascii=False)

    def _joined(self, opening: str, parts: list[str], closing: str, before: str) -> str:
        if not parts:
            return opening + closing
        if not self.gap:
            return opening + ",".join(parts) + closing
        inside = before + self.gap
        return f"{opening}\n{inside}" + f",\n{inside}".join(parts) + f"\n{before}{closing}"

"""Names, attributes and indexes in foreign expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from . import values
from .feel_durations import Months
from .scope import BUSINESS_KEYS, Execution, RuntimeService, Scope
from .tokens import NotationError

# Names under which other engines offer all variables of the instance.
_ENVIRONMENTS = frozenset({"environment", "content", "this", "variables", "process", "processInstance", "context"})
# What bpmn-server calls them, where no variable of that name is.
_TOKENS = frozenset({"data", "token", "item"})
_EXECUTIONS = frozenset({"execution", "task", "delegateTask", "delegateExecution", "kcontext"})
_LIBRARIES = frozenset(
    {
        "datetime",
        "time",
        "math",
        "console",
        "random",
        "dateutil",
        "json",
        "System",
        "out",
        "Math",
        "Object",
        "JSON",
        "Array",
        "KieFunctions",
        "Integer",
        "Long",
        "Double",
        "String",
        "Number",
        "JsonOutput",
        "LocalDate",
        "LocalDateTime",
        "Instant",
        "Arrays",
        "Collections",
        "List",
        "Map",
        "java",
    }
)


# Properties of Camunda's result of a decision, a list of rows.
_OF_RESULT: dict[str, Callable[[list[Any]], Any]] = {
    "singleResult": values.single,
    "singleEntry": lambda rows: values.single_entry(values.single(rows)),
    "firstResult": lambda rows: rows[0] if rows else None,
    "resultList": list,
}


class Environment:
    """All variables as an object, for `environment.variables.x` and the like."""

    __slots__ = ("output", "scope")

    def __init__(self, scope: Scope, *, output: bool = False) -> None:
        self.scope = scope
        self.output = output

    def __bool__(self) -> bool:
        """An answer that was never given counts as no."""
        return not self.output


class Library:
    """A library that scripts name: its functions are looked up as `datetime.now`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def root_value(name: str) -> Callable[[Scope], Any]:
    """A variable, or what other engines call the instance when no variable has that name."""
    if name in _ENVIRONMENTS:
        return lambda scope: scope.look_up(name) if scope.has(name) else Environment(scope)
    if name in _EXECUTIONS:
        return lambda scope: scope.look_up(name) if scope.has(name) else Execution(scope)
    if name in ("runtimeService", "taskService"):
        return lambda scope: scope.look_up(name) if scope.has(name) else RuntimeService(scope)
    if name in _TOKENS:
        return lambda scope: scope.look_up(name) if scope.has(name) else Environment(scope, output=True)
    if name in _LIBRARIES:
        return library_value(name)
    if name == "toString":
        return lambda scope: ""
    if name.startswith("$") and len(name) > 1:  # XPath and ProcessMaker write variables so
        plain = root_value(name[1:])
        return lambda scope: scope.look_up(name) if scope.has(name) else plain(scope)
    return lambda scope: scope.named(name)


def library_value(name: str) -> Callable[[Scope], Any]:
    """A variable, or the library of that name."""
    return lambda scope: scope.look_up(name) if scope.has(name) else Library(name)


def stands_for(scope: Scope, name: str) -> Any:
    """What other engines call the instance by a name that no variable has; None when nothing."""
    if name in _ENVIRONMENTS or name in _TOKENS or name == "input":  # bpmn-server: what an event brought
        return Environment(scope, output=name in _TOKENS)
    return Execution(scope) if name in _EXECUTIONS else None


def _of_execution(execution: Execution, name: str) -> Any:
    if name in ("variables", "execution", "processInstance", "processEngineServices"):
        return execution
    if name in ("runtimeService", "taskService"):
        return RuntimeService(execution.scope)
    if name in BUSINESS_KEYS:
        return execution.scope.look_up("businessKey")
    return "instance" if name in ("id", "processInstanceId", "executionId") else (execution.scope.facts or {}).get(name)


def attribute(value: Any, name: str) -> Any:
    """A member of a value; members of null are null."""
    if name.startswith("__"):
        raise NotationError(f"the member {name!r} is not known here")
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        return len(value) if name in ("length", "size") else None
    if isinstance(value, Environment):
        return _environment(value, name)
    if isinstance(value, Library):
        return Library(f"{value.name}.{name}")
    if isinstance(value, Execution):
        return _of_execution(value, name)
    if isinstance(value, str | Sequence) and name in ("length", "size", "empty"):
        return len(value) if name != "empty" else not value
    if isinstance(value, date | time | timedelta | Months):
        return _of_time(value, name)
    if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        return _of_rows(value, name)
    return None


def _of_time(value: Any, name: str) -> Any:
    if isinstance(value, Months):
        return {"years": value.years, "months": value.months}.get(name)
    if isinstance(value, timedelta):
        parts = {"hours": value.seconds // 3600, "minutes": value.seconds // 60 % 60}
        return {"days": value.days, "seconds": value.total_seconds(), **parts}.get(name)
    if isinstance(value, datetime) and name == "time":
        return int(value.timestamp() * 1000)
    if isinstance(value, date) and name == "weekday":
        return value.isoweekday()
    if isinstance(value, datetime | date | time) and name in ("year", "month", "day", "hour", "minute", "second"):
        return getattr(value, name, 0)
    return None


def _of_rows(rows: list[Any], name: str) -> Any:
    """FEEL projects a member over a list; Camunda's result of a decision is a list with properties of its own."""
    if name in _OF_RESULT and not any(name in row for row in rows):
        return _OF_RESULT[name](rows)
    return [row.get(name) for row in rows]


def _environment(value: Environment, name: str) -> Any:
    scope = value.scope
    if name == "output":
        return scope.look_up("output") if scope.has("output") else Environment(scope, output=True)
    if name in ("variables", "environment", "content", "input", "message", "execution") and not scope.has(name):
        return Environment(scope)
    if name in _TOKENS and not scope.has(name):
        return Environment(scope, output=True)
    if name == "services":
        return Library("services")
    if scope.has(name):
        return scope.look_up(name)
    # `environment.output.TASK.name`: what a task answered is a variable of the instance here.
    return Environment(scope, output=True) if value.output and name.isidentifier() else None


def index_of(value: Any, index: Any) -> Any:
    """A member by key or position; what is not there is null."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return value.get(index, value.get(str(index)))
    if isinstance(value, Environment):
        return attribute(value, str(index))
    if isinstance(value, Execution):
        return value.scope.look_up(str(index))
    if isinstance(index, float) and index.is_integer():
        index = int(index)
    if isinstance(value, str | Sequence) and isinstance(index, int) and not isinstance(index, bool):
        return value[index] if -len(value) <= index < len(value) else None
    if isinstance(index, str):
        return attribute(value, index)
    raise NotationError("the index is not a position or a name")


def slice_of(value: Any, start: Any, stop: Any) -> Any:
    """Part of a list or text."""
    if not isinstance(value, str | Sequence):
        raise NotationError("only texts and lists have parts")
    return value[start:stop]


def part_of(value: Any, start: Any, stop: Any, *, without: bool) -> Any:
    """Groovy's `value[start..stop]`: both ends belong to it (`without`: not the last).

    Negative places count from the end. Raises NotationError beyond the ends.
    """
    if not isinstance(value, str | Sequence):
        raise NotationError("only texts and lists have parts")
    first = start + len(value) if start < 0 else start
    last = stop + len(value) if stop < 0 else stop
    last -= without
    if not 0 <= first < len(value) or not -1 <= last < len(value):
        raise NotationError("the part goes beyond the end")
    if last < first:
        return value[0:0] if without else value[last : first + 1][::-1]
    return value[first : last + 1]


def set_member(container: Any, key: Any, member: Any) -> Any:
    """A copy of a container with one member changed; null becomes an object."""
    if container is None:
        container = {}
    if isinstance(container, Mapping):
        return {**container, key: member}
    if isinstance(container, Sequence) and not isinstance(container, str) and isinstance(key, int):
        changed = list(container)
        if -len(changed) <= key < len(changed):
            changed[key] = member
            return changed
        if key == len(changed):
            return [*changed, member]
    raise NotationError("that member cannot be set")


def set_path(result: dict[str, Any], view: Mapping[str, Any], path: list[str], value: Any) -> None:
    """Put a value into a member of a variable that `view` knows; the changed variable goes into `result`."""
    chain = [view.get(path[0])][: len(path) - 1]
    for name in path[1:-1]:
        chain.append(_member(chain[-1], name))
    for holder, name in zip(reversed(chain), reversed(path[1:]), strict=True):
        if not name.isdecimal():
            value = set_member(holder if isinstance(holder, Mapping) else None, name, value)
        elif isinstance(holder, list):
            value = set_member(holder, int(name), value)
        else:
            return  # only a list has places
    result[path[0]] = value


def _member(holder: Any, name: str) -> Any:
    """A member of an object, or of a list by its place; null where there is none."""
    if isinstance(holder, list) and name.isdecimal():
        return holder[int(name)] if int(name) < len(holder) else None
    return holder.get(name) if isinstance(holder, Mapping) else None

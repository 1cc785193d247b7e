"""What a foreign expression can see: variables by name, the clock, and a budget that ends endless work."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from .tokens import NotationError, UnknownNameError

MAXIMUM_WORK = 200_000
MAXIMUM_SIZE = 1_000_000
ValueT = TypeVar("ValueT")
GONE = object()  # what a deleted variable is assigned


class Frame(dict[str, Any]):
    """The variables of a function while it runs."""

    __slots__ = ()


class Known(dict[str, Any]):
    """Variables among which an expression may name only those that are there."""

    __slots__ = ()


class Scope:
    """Variables for one evaluation. `changed` collects what a script assigns, `private` names that it keeps to itself.

    `passing` are names that were assigned and not set by a call; `given` is what calls set under a name that the script
    calls something of its own.
    `own` are names set for the activity alone; `facts` are what `task` and `execution` know of themselves.
    """

    __slots__ = (
        "calls",
        "changed",
        "data",
        "facts",
        "given",
        "locals",
        "now",
        "own",
        "passing",
        "private",
        "stores",
        "work",
    )

    def __init__(
        self, data: Mapping[str, Any], now: datetime | None = None, facts: Mapping[str, Any] | None = None
    ) -> None:
        self.data = data
        self.now = now
        self.facts = facts
        self.changed: dict[str, Any] = {}
        self.private: set[str] = set()
        self.own: set[str] = set()
        self.passing: set[str] = set()
        self.stores = True
        self.given: dict[str, Any] = {}
        self.locals: list[MutableMapping[str, Any]] = []
        self.work = 0
        self.calls = 0

    @property
    def moment(self) -> datetime:
        """What time it is for the script; the beginning of time where nobody gave a clock."""
        return self.now or datetime.min.replace(tzinfo=UTC)

    def look_up(self, name: str) -> Any:
        """The value of a name; absent and deleted names are null."""
        for frame in reversed(self.locals):
            if name in frame:
                return frame[name]
        value = self.shared(name)
        return None if value is GONE else value

    def named(self, name: str) -> Any:
        """The value of a name that an expression writes; raises UnknownNameError where it must be known."""
        if isinstance(self.data, Known) and not self.has(name):
            raise UnknownNameError(f"the variable {name!r} is not known here")
        return self.look_up(name)

    def shared(self, name: str) -> Any:
        """The value of a variable of the script or the instance."""
        return self.changed[name] if name in self.changed else self.data.get(name)

    def published(self, name: str) -> Any:
        """The value of a variable of the instance, whatever the script or a function of it calls so itself."""
        if name in self.given:
            value = self.given[name]
        else:
            value = self.data.get(name) if name in self.private else self.shared(name)
        return None if value is GONE else value

    def is_published(self, name: str) -> bool:
        """Whether the instance has a variable of the name."""
        if name in self.given:
            return self.given[name] is not GONE
        if name in self.changed and name not in self.private:
            return self.changed[name] is not GONE
        return name in self.data

    def everything(self) -> dict[str, Any]:
        """All variables by name."""
        names = {**self.data, **self.changed, **self.given}
        return {name: self.published(name) for name in names if self.is_published(name)}

    def has(self, name: str) -> bool:
        """Whether a name is known (a deleted one is not)."""
        if any(name in frame for frame in self.locals):
            return True
        return self.changed[name] is not GONE if name in self.changed else name in self.data

    def assign(self, name: str, value: Any) -> None:
        """Set a variable: that of a function that runs, or one of the script (its loop variables are ordinary)."""
        for frame in reversed(self.locals):
            if isinstance(frame, Frame) and name in frame:
                frame[name] = value
                return
        self.changed[name] = value

    def will_assign(self, name: str) -> None:
        """Note that the script assigns a name; unless it stores that, what a call has set under it before stays."""
        if not self.stores and name in self.changed and name not in self.passing and name not in self.private:
            self.given[name] = self.changed[name]
        self.passing.add(name)

    def declare(self, name: str) -> None:
        """Make a name one of the function that runs, or else of the script only."""
        frame = next((frame for frame in reversed(self.locals) if isinstance(frame, Frame)), None)
        if frame is None:
            self.private.add(name)
        else:
            frame[name] = None

    def publish(self, name: str, value: Any, *, own: bool = False) -> None:
        """Set a variable of the instance (or of the activity alone); what the script calls so itself stays."""
        (self.own.add if own else self.own.discard)(name)
        if isinstance(self.facts, dict):
            times = self.facts.setdefault("set", {})
            times[name] = times.get(name, 0) + 1
        held = self.given if name in self.private or name in self.passing else self.changed
        held[name] = value.value if isinstance(value, Typed) else value

    def sized(self, value: ValueT) -> ValueT:
        """A value that was just made, unless it is too large; making large ones counts as work."""
        if isinstance(value, str | bytes | list | tuple | dict):
            if len(value) > MAXIMUM_SIZE:
                raise NotationError("the result is too long")
            if len(value) > 1000:
                self.tick(len(value) // 100)
        return value

    def measured(self, *given: Any) -> None:
        """Count as work the parts of values that are walked or written as a whole; refuses what is too large for that.

        What stands in a value twice is walked twice, so that lists which hold each other may be small and large.
        """
        waiting = list(given)
        left = MAXIMUM_SIZE
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                left -= len(value)
                self.tick(len(value) // 1000)
            elif isinstance(value, list | tuple | set | dict):
                left -= len(value)
                self.tick(1 + len(value) // 50)
                parts = [*value, *value.values()] if isinstance(value, dict) else value
                waiting += [part for part in parts if isinstance(part, str | list | tuple | set | dict)]
            if left < 0:
                raise NotationError("the value is too large for that")

    def tick(self, amount: int = 1) -> None:
        """Count work; raises when an expression does not end or grows too large."""
        self.work += amount
        if self.work > MAXIMUM_WORK:
            raise NotationError("the expression does too much work; make it simpler")


class Typed:
    """What `Variables.objectValue(value)` of Camunda gives: a value, and the form it is kept in, which is all one here.

    Setting a variable to it sets the value.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class SharingScope(Scope):
    """Variables for a script: its language shares lists and objects, and what it changes in them is a change too.

    A variable's list or object is copied when it is first looked at, so that nothing outside the script changes.
    """

    __slots__ = ("copies",)

    def __init__(
        self, data: Mapping[str, Any], now: datetime | None = None, facts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, now, facts)
        self.copies: dict[str, Any] = {}

    def shared(self, name: str) -> Any:
        """The value of a variable of the script or the instance, itself and no copy; absent names are null."""
        if name in self.changed:
            return self.changed[name]
        if name in self.copies:
            return self.copies[name]
        value = self.data.get(name)
        if isinstance(value, list | dict):
            value = self.copies[name] = self._copied(value)
        return value

    def remove(self, name: str) -> None:
        """Delete a variable; raises NameError when there is none."""
        if not self.has(name):
            raise NameError(f"name '{name}' is not defined")
        if name in self.data:
            self.changed[name] = GONE
        else:
            del self.changed[name]

    def settle(self) -> None:
        """Count among the changes the variables whose lists or objects were changed."""
        for name, value in self.copies.items():
            if name not in self.changed and value != self.data[name]:
                self.changed[name] = value

    def _copied(self, value: Any) -> Any:
        if isinstance(value, list):
            self.tick(1 + len(value) // 100)
            return [self._copied(item) for item in value]
        if isinstance(value, dict):
            self.tick(1 + len(value) // 100)
            return {key: self._copied(item) for key, item in value.items()}
        return value


class RuntimeService:
    """The object by which scripts reach their own process (`runtimeService`, `taskService` of Flowable and Camunda)."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope


# What other engines call the key of an instance; here it is the variable `businessKey`.
BUSINESS_KEYS = frozenset({"businessKey", "processBusinessKey", "processInstanceBusinessKey"})


class Execution:
    """The object that other engines call `execution` or `task`: variables by name through methods."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

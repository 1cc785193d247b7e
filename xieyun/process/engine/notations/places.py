"""What stands left of an assignment in Groovy and Java. Lists and maps are shared, not copied."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from .changes import appended, map_key
from .evaluations import Evaluation
from .instance import set_property
from .java_classes import Builder, method_of, property_method
from .java_library import CONSTANTS, LIBRARIES, without_package
from .lookups import Environment, Library, attribute, index_of, library_value, root_value
from .scope import MAXIMUM_SIZE, Execution, Scope
from .tokens import NotationError


class Place(ABC):
    """An expression that can be assigned to."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, scope: Scope) -> Any:
        """Its value."""

    @abstractmethod
    def found(self, scope: Scope) -> tuple[Any, Any]:
        """The holder and the key, worked out once."""

    @abstractmethod
    def get(self, scope: Scope, holder: Any, key: Any) -> Any:
        """What the holder has."""

    @abstractmethod
    def put(self, scope: Scope, holder: Any, key: Any, value: Any) -> None:
        """Set what the holder has."""


class Variable(Place):
    """A name."""

    __slots__ = ("name", "read")

    def __init__(self, name: str) -> None:
        self.name = name
        self.read = library_value(name) if name in LIBRARIES else root_value(name)

    def __call__(self, scope: Scope) -> Any:
        """The value of the variable, or what engines call so."""
        return self.read(scope)

    def found(self, scope: Scope) -> tuple[Any, Any]:
        """A variable has no holder."""
        return None, self.name

    def get(self, scope: Scope, holder: Any, key: Any) -> Any:
        """The value of the variable."""
        return self.read(scope)

    def put(self, scope: Scope, holder: Any, key: Any, value: Any) -> None:
        """Set the variable."""
        scope.will_assign(self.name)
        scope.assign(self.name, value)


class Member(Place):
    """A member by name, or by a key or position that is worked out (`index`)."""

    __slots__ = ("index", "key", "owner")

    def __init__(self, owner: Evaluation, key: Evaluation, *, index: bool) -> None:
        self.owner = owner
        self.key = key
        self.index = index

    def __call__(self, scope: Scope) -> Any:
        """The value of the member; members of null are null."""
        return self.get(scope, self.owner(scope), self.key(scope))

    def found(self, scope: Scope) -> tuple[Any, Any]:
        """The owner and the key; an owner that is null becomes a map."""
        owner = self.owner(scope)
        if owner is None and isinstance(self.owner, Place):
            owner = {}
            self.owner.put(scope, *self.owner.found(scope), owner)
        return owner, self.key(scope)

    def get(self, scope: Scope, holder: Any, key: Any) -> Any:
        """What the owner has."""
        if (getter := self._method(holder, "get", key)) is not None:
            return getter(scope, holder, key) if self.index else getter(scope, holder)
        if self.index:
            return index_of(holder, key)
        member = attribute(holder, key)
        return CONSTANTS.get(without_package(member.name), member) if isinstance(member, Library) else member

    def put(self, scope: Scope, holder: Any, key: Any, value: Any) -> None:
        """Set it in the owner itself."""
        if isinstance(key, float) and key.is_integer():
            key = int(key)
        if isinstance(holder, Execution | Environment):
            if not (isinstance(holder, Execution) and set_property(scope, str(key), value)):
                scope.will_assign(str(key))
                scope.assign(str(key), value)
        elif isinstance(holder, dict):
            holder[map_key(holder, key)] = value
        elif isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < MAXIMUM_SIZE:
            holder.extend([None] * (key + 1 - len(holder)))  # as Groovy has it
            holder[key] = value
        elif (setter := self._method(holder, "put" if self.index else "set", key)) is not None:
            setter(scope, holder, *((key, value) if self.index else (value,)))
        else:
            raise NotationError("that member cannot be set")
        if isinstance(holder, dict | list):
            scope.sized(holder)

    def _method(self, holder: Any, verb: str, key: Any) -> Callable[..., Any] | None:
        """What gets or sets the member of an object of Java's library, as Groovy has it: `getTime`, `putAt`."""
        return method_of(holder, f"{verb}At" if self.index else property_method(verb, str(key)))


Calculation = Callable[[Scope, str, Any, Any], Any]


def assigned(place: Place, operator: str, value: Evaluation, calculate: Calculation) -> Evaluation:
    """`place = value`, `place += value` and the like; the value is what was assigned."""

    def assign(scope: Scope) -> Any:
        holder, key = place.found(scope)
        if operator == "=":
            result = value(scope)
        else:
            result = calculate(scope, operator[0], place.get(scope, holder, key), value(scope))
        place.put(scope, holder, key, result)
        return result

    return assign


def stepped(place: Place, step: int, calculate: Calculation, *, before: bool) -> Evaluation:
    """`place++` and `++place`."""

    def run(scope: Scope) -> Any:
        holder, key = place.found(scope)
        old = place.get(scope, holder, key)
        new = calculate(scope, "+", old, step)
        place.put(scope, holder, key, new)
        return new if before else old

    return run


def shifted(left: Evaluation, right: Evaluation) -> Evaluation:
    """Groovy's `list << member` and `map << map`, which give the list or map itself; numbers are shifted."""

    def run(scope: Scope) -> Any:
        target, member = left(scope), right(scope)
        if target is None and isinstance(left, Place):
            target = []
            left.put(scope, *left.found(scope), target)
        if isinstance(target, Builder):
            return target.append(scope, member)
        if isinstance(target, list):
            appended(target, member)
        elif isinstance(target, dict) and isinstance(member, Mapping):
            target.update(member)
        elif isinstance(target, int) and isinstance(member, int) and 0 <= member < 64:
            return target << member
        else:
            raise NotationError("`<<` has no value here")
        return scope.sized(target)

    return run

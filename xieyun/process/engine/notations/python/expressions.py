"""Work out the expressions of a Python script."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from ..closures import MAXIMUM_CALLS
from ..lookups import Environment, attribute, index_of, stands_for
from ..scope import Execution, SharingScope
from ..tokens import NotationError, UnknownNameError
from . import operators, texts
from .builtins import CONSTRUCTORS, builtin
from .frames import Body, Frame, Function, Names, Native, bind, names_of
from .members import member, variables_member
from .modules import Module, offered
from .reading import Reading

_GONE = object()


class Expressions(ABC):
    """Expressions, names and calls."""

    def __init__(self, scope: SharingScope, reading: Reading) -> None:
        self.scope = scope
        self.bound = reading.bound
        self.top = Frame(None, None)
        self.handled: list[Exception] = []

    @abstractmethod
    def call_function(self, function: Function, frame: Frame) -> Any:
        """The value of a function whose parameters are in its frame."""

    @abstractmethod
    def set(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give a value to a name, a member, or the names of a list."""

    def value(self, node: ast.expr, frame: Frame) -> Any:
        """The value of an expression."""
        return self._expressions[type(node)](self, node, frame)

    # -- names

    def look_up(self, name: str, frame: Frame) -> Any:
        """What a name stands for; raises NameError."""
        place: Frame | None = frame
        while place is not None and place.names is not None:
            if name in place.variables:
                return place.variables[name]
            if place is frame and name in place.names.own:
                raise UnboundLocalError(
                    f"cannot access local variable '{name}' where it is not associated with a value"
                )
            place = None if name in place.names.of_script else place.around
        if self.scope.has(name):
            found = self.scope.shared(name)
            if type(found) is not object:
                return found
        known = builtin(self, name)
        if known is None:
            known = offered(self, name)
        if known is None:
            known = stands_for(self.scope, name)
        if known is None:
            raise NameError(f"name '{name}' is not defined")
        return known

    def assign(self, name: str, value: Any, frame: Frame) -> None:
        """Set a variable of the function that runs, of one around it, or of the script."""
        place: Frame | None = frame
        while place is not None and place.names is not None:
            if name in place.names.own:
                place.variables[name] = value
                return
            place = None if name in place.names.of_script else place.around
        self.scope.will_assign(name)
        self.scope.changed[name] = value

    def forget(self, name: str, frame: Frame, *, quiet: bool = False) -> None:
        """`del name`."""
        if frame.names is not None and name in frame.names.own:
            frame.variables.pop(name, None)
        elif quiet and name not in self.scope.data:
            self.scope.changed.pop(name, None)
        elif self.scope.has(name) or offered(self, name) is None:  # what is offered, the next script finds again
            self.scope.remove(name)

    def _name(self, node: ast.Name, frame: Frame) -> Any:
        return self.look_up(node.id, frame)

    # -- members

    def member(self, owner: Any, name: str) -> Any:
        """`owner.name`."""
        if isinstance(owner, Environment | Execution):
            found = variables_member(self.scope, owner, name)
            return attribute(owner, name) if found is None or self.scope.has(name) else found
        return member(self, owner, name)

    def item(self, owner: Any, key: Any) -> Any:
        """`owner[key]`."""
        if isinstance(owner, Environment | Execution):
            return index_of(owner, key) if isinstance(owner, Environment) else self.scope.shared(str(key))
        if isinstance(owner, str | list | tuple | dict | range | bytes):
            return operators.kept(self.scope, owner[operators.hashed(self.scope, key)])
        if hasattr(owner, "spans"):
            return owner.group(key)
        raise TypeError(f"'{type(owner).__name__}' object is not subscriptable")

    def turns(self, value: Any) -> Iterator[Any]:
        """The members of a value one after another, each counted."""
        if isinstance(value, set | frozenset):
            value = sorted(
                value, key=lambda item: (type(item).__name__, item if not isinstance(item, tuple) else repr(item))
            )
        if isinstance(value, Environment | Execution):
            value = self.scope.everything()
        if isinstance(value, type | Function | Native | Module) or not hasattr(value, "__iter__"):
            raise TypeError(f"'{type(value).__name__}' object is not iterable")
        for item in value:
            self.scope.tick()
            yield item

    def members(self, value: Any) -> list[Any]:
        """The members of a value as a list."""
        return list(self.turns(value))

    # -- calls

    def function(self, name: str, node: Body, frame: Frame) -> Function:
        """A function that sees what is around its definition."""
        defaults = [self.value(default, frame) for default in node.args.defaults]
        keywords = [... if default is None else self.value(default, frame) for default in node.args.kw_defaults]
        return Function(self, name, node, frame, defaults, keywords)

    def call(self, function: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        """The value of a call."""
        scope = self.scope
        scope.tick()
        if isinstance(function, Function):
            scope.calls += 1
            if scope.calls > MAXIMUM_CALLS:
                raise NotationError(f"the functions of the script call each other more than {MAXIMUM_CALLS} deep")
            frame = Frame(function.frame, names_of(function.node))
            bind(function, frame, arguments, named)
            try:
                return self.call_function(function, frame)
            finally:
                scope.calls -= 1
        if isinstance(function, Native):
            return operators.kept(scope, function.function(*arguments, **named))
        if isinstance(function, Module) and function.callable_as is not None:
            function = function.callable_as
        if isinstance(function, type) and function in CONSTRUCTORS:
            return operators.kept(scope, CONSTRUCTORS[function](self, *arguments, **named))
        raise TypeError(f"'{type(function).__name__}' object is not callable")

    def _call(self, node: ast.Call, frame: Frame) -> Any:
        if isinstance(node.func, ast.Name):
            self._must_be_known(node.func.id, frame)
        function = self.value(node.func, frame)
        arguments: list[Any] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                arguments += self.members(self.value(argument.value, frame))
            else:
                arguments.append(self.value(argument, frame))
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                named.update(self.value(keyword.value, frame))
            else:
                named[keyword.arg] = self.value(keyword.value, frame)
        if isinstance(node.func, ast.Name) and not callable(function) and not isinstance(function, Module):
            raise UnknownNameError(f"the function {node.func.id!r} is not known here")
        return self.call(function, arguments, named)

    def _must_be_known(self, name: str, frame: Frame) -> None:
        if name in self.bound or self.scope.has(name):
            return
        if builtin(self, name) is None and offered(self, name) is None:
            raise UnknownNameError(f"the function {name!r} is not known here")

    # -- operators

    def _either(self, node: ast.BoolOp, frame: Frame) -> Any:
        stop = isinstance(node.op, ast.Or)
        value = None
        for part in node.values:
            value = self.value(part, frame)
            if bool(value) is stop:
                return value
        return value

    def _binary(self, node: ast.BinOp, frame: Frame) -> Any:
        return operators.binary(self.scope, type(node.op), self.value(node.left, frame), self.value(node.right, frame))

    def _unary(self, node: ast.UnaryOp, frame: Frame) -> Any:
        value = self.value(node.operand, frame)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub):
            return -value
        return +value if isinstance(node.op, ast.UAdd) else ~value

    def _compare(self, node: ast.Compare, frame: Frame) -> Any:
        left = self.value(node.left, frame)
        result: Any = True
        for kind, other in zip(node.ops, node.comparators, strict=True):
            right = self.value(other, frame)
            if isinstance(kind, ast.In | ast.NotIn) and isinstance(right, Environment | Execution):
                result = self.scope.has(str(left)) is isinstance(kind, ast.In)
            else:
                result = operators.compared(self.scope, type(kind), left, right)
            if not result:
                return result
            left = right
        return result

    def _choice(self, node: ast.IfExp, frame: Frame) -> Any:
        return self.value(node.body if self.value(node.test, frame) else node.orelse, frame)

    def _walrus(self, node: ast.NamedExpr, frame: Frame) -> Any:
        value = self.value(node.value, frame)
        self.assign(node.target.id, value, frame)
        return value

    # -- containers

    def _list(self, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> list[Any]:
        items: list[Any] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                items += self.members(self.value(element.value, frame))
            else:
                items.append(self.value(element, frame))
        return self.scope.sized(items)

    def _dict(self, node: ast.Dict, frame: Frame) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                made.update(self.value(value, frame))
            else:
                made[operators.hashed(self.scope, self.value(key, frame))] = self.value(value, frame)
        return made

    def _comprehended(self, node: Any, frame: Frame, *parts: ast.expr) -> list[Any]:
        inner = Frame(frame, _names_of_comprehension(node))
        found: list[Any] = []

        def run(index: int) -> None:
            if index == len(node.generators):
                found.append(
                    [self.value(part, inner) for part in parts] if len(parts) > 1 else self.value(parts[0], inner)
                )
                return
            generator = node.generators[index]
            source = self.value(generator.iter, frame if index == 0 else inner)
            for item in self.turns(source):
                self.set(generator.target, item, inner)
                if all(self.value(test, inner) for test in generator.ifs):
                    run(index + 1)

        run(0)
        return found

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Any:
        return self.item(self.value(node.value, frame), self.value(node.slice, frame))

    def _slice(self, node: ast.Slice, frame: Frame) -> slice:
        parts = (node.lower, node.upper, node.step)
        return slice(*(None if part is None else self.value(part, frame) for part in parts))

    def _text(self, node: ast.JoinedStr, frame: Frame) -> str:
        parts: list[str] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                found = texts.converted(
                    self.scope, self.value(part.value, frame), chr(part.conversion) if part.conversion > 0 else ""
                )
                form = self.value(part.format_spec, frame) if part.format_spec else ""
                parts.append(texts.written(self.scope, found, form))
            else:
                parts.append(self.value(part, frame))
        return texts.joined(parts)

    _expressions: ClassVar[Any] = {
        ast.Constant: lambda self, node, frame: node.value,
        ast.Name: _name,
        ast.Attribute: lambda self, node, frame: self.member(self.value(node.value, frame), node.attr),
        ast.Subscript: _subscript,
        ast.Slice: _slice,
        ast.Call: _call,
        ast.BoolOp: _either,
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.Compare: _compare,
        ast.IfExp: _choice,
        ast.NamedExpr: _walrus,
        ast.Lambda: lambda self, node, frame: self.function("<lambda>", node, frame),
        ast.List: _list,
        ast.Tuple: lambda self, node, frame: tuple(self._list(node, frame)),
        ast.Set: lambda self, node, frame: {operators.hashed(self.scope, item) for item in self._list(node, frame)},
        ast.Dict: _dict,
        ast.ListComp: lambda self, node, frame: self._comprehended(node, frame, node.elt),
        ast.SetComp: lambda self, node, frame: set(self._comprehended(node, frame, node.elt)),
        ast.GeneratorExp: lambda self, node, frame: iter(self._comprehended(node, frame, node.elt)),
        ast.DictComp: lambda self, node, frame: dict(self._comprehended(node, frame, node.key, node.value)),
        ast.JoinedStr: _text,
    }


def _names_of_comprehension(node: Any) -> Names:
    """The names of a comprehension: its targets are its own, and no walrus."""
    parts = (part for generator in node.generators for part in ast.walk(generator.target))
    return Names(frozenset(part.id for part in parts if isinstance(part, ast.Name)), frozenset())

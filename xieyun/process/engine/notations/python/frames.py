"""What names mean in Python: the variables of functions, and of the script."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

Body = ast.FunctionDef | ast.Lambda


class Frame:
    """The variables of a function while it runs; `None` as `around` marks the script itself."""

    __slots__ = ("around", "names", "variables")

    def __init__(self, around: Frame | None, names: Names | None) -> None:
        self.around = around
        self.names = names
        self.variables: dict[str, Any] = {}


class Names(NamedTuple):
    """Which names are a function's own, and which it takes from the script or from around it."""

    own: frozenset[str]
    of_script: frozenset[str]


class Function:
    """A function of the script: its node, what is around it and what its parameters are by default."""

    __slots__ = ("defaults", "frame", "keyword_defaults", "machine", "name", "node")

    def __init__(
        self, machine: Any, name: str, node: Body, frame: Frame, defaults: list[Any], keyword_defaults: list[Any]
    ) -> None:
        self.machine = machine
        self.name = name
        self.node = node
        self.frame = frame
        self.defaults = defaults
        self.keyword_defaults = keyword_defaults

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The value for these arguments."""
        return self.machine.call(self, list(arguments), named)

    def __repr__(self) -> str:
        return f"<function {self.name}>"


class Native:
    """A function or method that scripts may call."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function = function

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The value for these arguments."""
        return self.function(*arguments, **named)

    def __repr__(self) -> str:
        return f"<built-in function {self.name}>"


@lru_cache(maxsize=1024)
def names_of(node: Body) -> Names:
    """The names that a function sets are its own, unless it says `global` or `nonlocal`."""
    own: set[str] = {argument.arg for argument in all_arguments(node.args)}
    outside: set[str] = set()
    of_script: set[str] = set()
    waiting: list[ast.AST] = list(node.body) if isinstance(node, ast.FunctionDef) else [node.body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Global):
            of_script.update(part.names)
        elif isinstance(part, ast.Nonlocal):
            outside.update(part.names)
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            own.add(part.id)
        elif isinstance(part, ast.ExceptHandler) and part.name:
            own.add(part.name)
        elif isinstance(part, ast.alias):
            own.add(part.asname or part.name.split(".")[0])
        elif isinstance(part, ast.FunctionDef):
            own.add(part.name)
            continue
        elif isinstance(part, ast.Lambda):
            continue
        elif isinstance(part, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            own.update(walrus.target.id for walrus in ast.walk(part) if isinstance(walrus, ast.NamedExpr))
            continue
        waiting.extend(ast.iter_child_nodes(part))
    return Names(frozenset(own - outside - of_script), frozenset(of_script))


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters."""
    stars = [star for star in (arguments.vararg, arguments.kwarg) if star is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]


def bind(function: Function, frame: Frame, given: list[Any], named: dict[str, Any]) -> None:
    """Give the parameters of a function their values; raises TypeError when they do not fit."""
    arguments = function.node.args
    places = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    variables = frame.variables
    if len(given) > len(places) and arguments.vararg is None:
        raise TypeError(f"{function.name}() takes {len(places)} positional arguments but {len(given)} were given")
    variables.update(zip(places, given, strict=False))
    if arguments.vararg is not None:
        variables[arguments.vararg.arg] = tuple(given[len(places) :])
    keywords = [argument.arg for argument in arguments.kwonlyargs]
    rest: dict[str, Any] = {}
    for name, value in named.items():
        if name in variables and name in places:
            raise TypeError(f"{function.name}() got multiple values for argument '{name}'")
        if name in places or name in keywords:
            variables[name] = value
        elif arguments.kwarg is None:
            raise TypeError(f"{function.name}() got an unexpected keyword argument '{name}'")
        else:
            rest[name] = value
    if arguments.kwarg is not None:
        variables[arguments.kwarg.arg] = rest
    defaults = dict(zip(places[len(places) - len(function.defaults) :], function.defaults, strict=True))
    defaults |= {
        name: value for name, value in zip(keywords, function.keyword_defaults, strict=True) if value is not ...
    }
    for name in (*places, *keywords):
        if name not in variables:
            if name not in defaults:
                raise TypeError(f"{function.name}() missing 1 required positional argument: '{name}'")
            variables[name] = defaults[name]

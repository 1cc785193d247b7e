"""Operators of Java that other notations do not have: on bits, and references to methods."""

from __future__ import annotations

from typing import Any

from .closures import Closure
from .evaluations import Evaluation
from .functions import call_function
from .java_library import CONSTRUCTORS, STATIC_FUNCTIONS, without_package
from .lookups import Library
from .scope import Scope
from .script_methods import call_script_method
from .tokens import NotationError

_MAXIMUM_BITS = 64


def bitwise(operator: str, left: Evaluation, right: Evaluation) -> Evaluation:
    """`&`, `|`, `^` and `>>` of whole numbers; the first three also of truth values."""

    def calculate(scope: Scope) -> int:
        first, second = left(scope), right(scope)
        if not isinstance(first, int) or not isinstance(second, int):
            raise NotationError(f"`{operator}` has no value here")
        if operator == ">>":
            return first >> (second % _MAXIMUM_BITS)
        if operator == "&":
            return first & second
        return first | second if operator == "|" else first ^ second

    return calculate


def method_reference(owner: Evaluation, name: str) -> Evaluation:
    """`String::length`, `Integer::parseInt`, `list::add` and `StringBuilder::new` as functions."""

    def refer(scope: Scope) -> Closure:
        holder = owner(scope)

        def call(inner: Scope) -> Any:
            given = inner.look_up("given")
            if isinstance(holder, Library):
                static = f"{without_package(holder.name)}.{name}"
                if static in STATIC_FUNCTIONS:
                    return call_function(static, inner, ([given], {}), STATIC_FUNCTIONS)
                if name == "new":
                    return call_function(without_package(holder.name), inner, ([], {}), CONSTRUCTORS)
            if holder is None or isinstance(holder, Library):
                return call_script_method(inner, given, name, ([], {}))
            return call_script_method(inner, holder, name, ([given], {}))

        return Closure(["given"], call, scope)

    return refer

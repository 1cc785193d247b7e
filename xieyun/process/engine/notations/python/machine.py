"""Walk the statements of a Python script."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, ClassVar

from ..lookups import Environment
from ..scope import Execution, SharingScope
from ..tokens import NotationError, ThrownError, UnknownNameError
from . import operators
from .builtins import EXCEPTIONS
from .expressions import Expressions
from .frames import Frame, Function
from .members import set_member
from .modules import imported
from .reading import Reading

GONE_ON = object()  # the loop goes on with its next turn
ENDED = object()  # the loop ends


class Return:
    """A function, or the script, ends with a value."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def run(reading: Reading, scope: SharingScope) -> Any:
    """Run a script; the value of its last expression or assignment. What it sets is in the scope afterwards."""
    machine = Machine(scope, reading)
    try:
        ended = machine.block(reading.body, machine.top)
    except NotationError:
        raise
    except RecursionError as error:
        raise NotationError("the functions of the script call each other too deep") from error
    except Exception as error:
        raise machine.reported(error) from error
    return ended.value if isinstance(ended, Return) else machine.last


class Machine(Expressions):
    """Statements. Each gives None, a signal of its loop, or a `Return`."""

    def __init__(self, scope: SharingScope, reading: Reading) -> None:
        super().__init__(scope, reading)
        self.last: Any = None
        self.thrown: list[BaseException] = []

    def reported(self, error: Exception) -> NotationError:
        """What an error that nothing caught tells: one that was raised on purpose may be a BPMN error."""
        if any(error is one for one in self.thrown):
            texts = [str(part) for part in error.args]
            name = type(error).__name__
            code, message = [*([name] if name.endswith("Exception") else []), *texts, None, None][:2]
            return ThrownError(code, message)
        return NotationError(f"the values do not fit the script: {type(error).__name__}: {str(error)[:200]}")

    def block(self, body: list[ast.stmt], frame: Frame) -> Any:
        """Statements one after another."""
        for statement in body:
            self.scope.tick()
            signal = self._statements[type(statement)](self, statement, frame)
            if signal is not None:
                return signal
        return None

    def call_function(self, function: Function, frame: Frame) -> Any:
        """The value of a function whose parameters are in its frame."""
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, frame)
        ended = self.block(function.node.body, frame)
        return ended.value if isinstance(ended, Return) else None

    def _expression(self, node: ast.Expr, frame: Frame) -> None:
        self.last = self.value(node.value, frame)

    def _assign(self, node: ast.Assign, frame: Frame) -> None:
        self.last = value = self.value(node.value, frame)
        for target in node.targets:
            self.set(target, value, frame)

    def _annotated(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.last = value = self.value(node.value, frame)
            self.set(node.target, value, frame)

    def _augmented(self, node: ast.AugAssign, frame: Frame) -> None:
        target = node.target
        if isinstance(target, ast.Name):
            owner: Any = None
            old = self.look_up(target.id, frame)
        else:
            owner = self.value(target.value, frame)
            key = self._key(target, frame)
            old = self.member(owner, key) if isinstance(target, ast.Attribute) else self.item(owner, key)
        more = self.value(node.value, frame)
        if isinstance(old, list) and isinstance(node.op, ast.Add):
            old.extend(self.members(more))
            self.scope.sized(old)
            result: Any = old
        elif isinstance(old, dict | set) and isinstance(node.op, ast.BitOr) and isinstance(more, dict | set):
            old.update(more)
            result = old
        else:
            result = operators.binary(self.scope, type(node.op), old, more)
        self.last = result
        if isinstance(target, ast.Name):
            self.assign(target.id, result, frame)
        elif isinstance(target, ast.Attribute):
            set_member(self.scope, owner, key, result)
        else:
            self.set_item(owner, key, result)

    def _key(self, target: ast.Attribute | ast.Subscript, frame: Frame) -> Any:
        return target.attr if isinstance(target, ast.Attribute) else self.value(target.slice, frame)

    def set(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give a value to a name, a member, or the names of a list."""
        if isinstance(target, ast.Name):
            self.assign(target.id, value, frame)
        elif isinstance(target, ast.Attribute):
            set_member(self.scope, self.value(target.value, frame), target.attr, value)
        elif isinstance(target, ast.Subscript):
            self.set_item(self.value(target.value, frame), self.value(target.slice, frame), value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, self.members(value), frame)

    def set_item(self, owner: Any, key: Any, value: Any) -> None:
        """`owner[key] = value`."""
        if isinstance(owner, Execution | Environment):
            self.scope.publish(str(key), value)
            return
        if not isinstance(owner, list | dict):
            raise TypeError(f"'{type(owner).__name__}' object does not support item assignment")
        owner[operators.hashed(self.scope, key)] = self.members(value) if isinstance(key, slice) else value
        self.scope.sized(owner)

    def _unpack(self, targets: list[ast.expr], items: list[Any], frame: Frame) -> None:
        starred = next((index for index, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
        if starred is None:
            if len(items) != len(targets):
                few = len(items) < len(targets)
                raise ValueError("not enough values to unpack" if few else "too many values to unpack")
            for target, item in zip(targets, items, strict=True):
                self.set(target, item, frame)
            return
        after = len(targets) - starred - 1
        if len(items) < starred + after:
            raise ValueError("not enough values to unpack")
        for target, item in zip(targets[:starred], items, strict=False):
            self.set(target, item, frame)
        middle = targets[starred]
        self.set(
            middle.value if isinstance(middle, ast.Starred) else middle, items[starred : len(items) - after], frame
        )
        for target, item in zip(targets[starred + 1 :], items[len(items) - after :], strict=False):
            self.set(target, item, frame)

    def _delete(self, node: ast.Delete, frame: Frame) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.forget(target.id, frame)
            elif isinstance(target, ast.Subscript | ast.Attribute):
                owner = self.value(target.value, frame)
                if not isinstance(owner, list | dict):
                    raise TypeError("that cannot be deleted")
                del owner[self._key(target, frame)]

    def _if(self, node: ast.If, frame: Frame) -> Any:
        while True:
            if self.value(node.test, frame):
                return self.block(node.body, frame)
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                return self.block(node.orelse, frame)
            node = node.orelse[0]

    def _for(self, node: ast.For, frame: Frame) -> Any:
        def turns() -> Iterator[None]:
            for item in self.turns(self.value(node.iter, frame)):
                self.set(node.target, item, frame)
                yield

        return self._loop(node, turns(), frame)

    def _while(self, node: ast.While, frame: Frame) -> Any:
        def turns() -> Iterator[None]:
            while self.value(node.test, frame):
                self.scope.tick()
                yield

        return self._loop(node, turns(), frame)

    def _loop(self, node: ast.For | ast.While, turns: Iterator[None], frame: Frame) -> Any:
        for _ in turns:
            signal = self.block(node.body, frame)
            if signal is ENDED:
                return None
            if isinstance(signal, Return):
                return signal
        return self.block(node.orelse, frame)

    def _function(self, node: ast.FunctionDef, frame: Frame) -> None:
        self.assign(node.name, self.function(node.name, node, frame), frame)

    def _return(self, node: ast.Return, frame: Frame) -> Return:
        return Return(self.value(node.value, frame) if node.value else None)

    def _raise(self, node: ast.Raise, frame: Frame) -> None:
        if node.exc is None:
            if not self.handled:
                raise RuntimeError("No active exception to reraise")
            raise self.handled[-1]
        error = self.value(node.exc, frame)
        if isinstance(error, type):
            error = self.call(error, [], {})
        if isinstance(error, dict):  # BpmnError
            raise ThrownError(error.get("errorCode"), error.get("errorMessage"), error)
        if not isinstance(error, BaseException):
            raise TypeError("exceptions must derive from BaseException")
        self.thrown.append(error)
        raise error

    def _try(self, node: ast.Try, frame: Frame) -> Any:
        try:
            try:
                signal = self.block(node.body, frame)
            except UnknownNameError:
                raise
            except NotationError as error:
                self.scope.tick()  # a script that works too much does not catch that
                if not isinstance(error, ThrownError):
                    raise
                signal = self._rescue(node, error, frame)
            except Exception as error:
                signal = self._rescue(node, error, frame)
            else:
                signal = signal if signal is not None else self.block(node.orelse, frame)
        except BaseException:
            self.scope.tick()
            ended = self.block(node.finalbody, frame)
            if ended is not None:
                return ended
            raise
        ended = self.block(node.finalbody, frame)
        return signal if ended is None else ended

    def _rescue(self, node: ast.Try, error: Exception, frame: Frame) -> Any:
        for handler in node.handlers:
            if handler.type is not None and not self._catches(self.value(handler.type, frame), error):
                continue
            if handler.name:
                self.assign(handler.name, error, frame)
            self.handled.append(error)
            try:
                return self.block(handler.body, frame)
            finally:
                self.handled.pop()
                if handler.name:
                    self.forget(handler.name, frame, quiet=True)
        raise error

    def _catches(self, wanted: Any, error: Exception) -> bool:
        kinds = wanted if isinstance(wanted, tuple) else (wanted,)
        if isinstance(error, ThrownError):
            return Exception in kinds
        return isinstance(error, tuple(kind for kind in kinds if kind in EXCEPTIONS.values()))

    def _assert(self, node: ast.Assert, frame: Frame) -> None:
        if not self.value(node.test, frame):
            error = AssertionError(*([self.value(node.msg, frame)] if node.msg else []))
            self.thrown.append(error)
            raise error

    def _import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.split(".")[0]
            self.assign(alias.asname or name, imported(self, name), frame)

    def _import_from(self, node: ast.ImportFrom, frame: Frame) -> None:
        module = imported(self, node.module or "")
        for alias in node.names:
            if alias.name != "*":
                self.assign(alias.asname or alias.name, self.member(module, alias.name), frame)
            elif hasattr(module, "members"):
                for name, member in module.members.items():
                    self.assign(name, member, frame)

    def _outside(self, node: ast.Global | ast.Nonlocal, frame: Frame) -> None:
        return None  # what they mean is worked out when the function is defined

    _statements: ClassVar[Any] = {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Delete: _delete,
        ast.If: _if,
        ast.For: _for,
        ast.While: _while,
        ast.FunctionDef: _function,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Try: _try,
        ast.Assert: _assert,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Global: _outside,
        ast.Nonlocal: _outside,
        ast.Pass: lambda self, node, frame: None,
        ast.Break: lambda self, node, frame: ENDED,
        ast.Continue: lambda self, node, frame: GONE_ON,
    }

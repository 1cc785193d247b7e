"""Questions that one read or write asks many times, answered once.

Within a `hold()` block, `once(key, make)` keeps the first answer: the versions of policies, organisation and
definitions, which every narrowed statement needs. Never held longer than one selector or action, and not
around code that changes what is held (such code calls `forget`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

ValueT = TypeVar("ValueT")
_held: ContextVar[dict[Any, Any] | None] = ContextVar("held", default=None)


@contextmanager
def hold() -> Iterator[None]:
    """Keep answers within the block (usable as a decorator); an inner block joins the outer one."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(key: Any, make: Callable[[], ValueT]) -> ValueT:
    """Return the held answer to `key`, made now when it is the first time or nothing is held."""
    held = _held.get()
    if held is None:
        return make()
    if key not in held:
        held[key] = make()
    return cast(ValueT, held[key])


def forget() -> None:
    """Drop all held answers: something they depend on was changed."""
    held = _held.get()
    if held is not None:
        held.clear()

"""Methods of Java and Groovy that change a list, set or map itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from . import values
from .feel import distinct
from .scope import MAXIMUM_SIZE
from .tokens import NotationError

_MAXIMUM_COMPARED = 3000


class MemberSet(list[Any]):
    """A set of Java: a list in which every member is once; with `ordered` smaller ones come first."""

    __slots__ = ("ordered",)

    def __init__(self, members: Iterable[Any] = (), *, ordered: bool = False) -> None:
        super().__init__()
        self.ordered = ordered
        for member in members:
            appended(self, member)


def appended(items: list[Any], member: Any) -> bool:
    """Add a member at the end; whether the list changed, which a set that has it does not."""
    if isinstance(items, MemberSet):
        if len(items) > _MAXIMUM_COMPARED:
            raise NotationError("the set is too large")
        if list.__contains__(items, member):
            return False
    items.append(member)
    if isinstance(items, MemberSet) and items.ordered:
        items.sort()
    return True


def map_key(mapping: dict[Any, Any], key: Any) -> Any:
    """The key under which a map holds a key: those that it was written with are texts."""
    if isinstance(key, str) or key in mapping:
        return key
    written = values.text_of(key)
    return written if written in mapping else key


def _place(items: list[Any], place: Any) -> int:
    """A place where a member can be put in."""
    if not 0 <= place <= len(items):
        raise IndexError(f"Index: {place}, Size: {len(items)}")
    return int(place)


def _add(items: list[Any], *given: Any) -> bool:
    if len(given) == 2:
        items.insert(_place(items, given[0]), given[1])
        return True
    return appended(items, given[0])


def _add_all(items: list[Any], *given: Any) -> bool:
    more = list(given[-1])
    if len(given) == 2:
        place = _place(items, given[0])
        items[place:place] = more
        return bool(more)
    return sum(appended(items, member) for member in more) > 0


def _remove(items: list[Any], which: Any) -> Any:
    """By its place when that is a number, as Java and Groovy have it for lists."""
    if isinstance(which, int) and not isinstance(which, bool) and not isinstance(items, MemberSet):
        return items.pop(which)
    return _remove_element(items, which)


def _remove_element(items: list[Any], wanted: Any) -> bool:
    place = next((at for at, item in enumerate(items) if values.equal(item, wanted)), None)
    if place is not None:
        del items[place]
    return place is not None


def _keep(items: list[Any], others: Any, *, among: bool) -> bool:
    """Keep the members that are among others (or pass a test), or those that are not; whether any went."""
    if not callable(others) and len(items) * len(others) > MAXIMUM_SIZE:
        raise NotationError("the lists are too long to be compared")
    kept = [
        item
        for item in items
        if (values.truth(others(item)) if callable(others) else values.contains(others, item)) is among
    ]
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


def _set(items: list[Any], place: Any, member: Any) -> Any:
    before, items[int(place)] = items[int(place)], member
    return before


def _sort(items: list[Any], order: Any = None) -> list[Any]:
    """In place and given back, as Groovy does; `order` is a value of each member or a comparison of two."""
    if order is False:
        return sorted(items)
    if not callable(order):
        items.sort()
    elif len(getattr(order, "names", ())) == 1:
        items.sort(key=order.measured)
    else:
        items.sort(key=functools.cmp_to_key(lambda left, right: int(order(left, right))))
    return items


def _unique(items: list[Any], changes: Any = True) -> list[Any]:
    if len(items) > _MAXIMUM_COMPARED:
        raise NotationError("the list is too long to be compared")
    found = distinct(items)
    if changes is False:
        return found
    items[:] = found
    return items


def _reverse(items: list[Any], changes: Any = False) -> list[Any]:
    if changes is not True:
        return items[::-1]
    items.reverse()
    return items


LIST_CHANGES: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("add", "push", "addLast"), _add),
    "addFirst": lambda items, member: items.insert(0, member),
    "addAll": _add_all,
    "remove": _remove,
    "removeAt": lambda items, place: items.pop(int(place)),
    "removeElement": _remove_element,
    **dict.fromkeys(("pop", "removeLast"), lambda items: items.pop()),
    "removeFirst": lambda items: items.pop(0),
    **dict.fromkeys(("removeAll", "removeIf"), lambda items, others: _keep(items, others, among=False)),
    "retainAll": lambda items, others: _keep(items, others, among=True),
    **dict.fromkeys(("set", "putAt"), _set),
    "sort": _sort,
    "unique": _unique,
    "reverse": _reverse,
    "clear": lambda items: items.clear(),
}


def _put(mapping: dict[Any, Any], key: Any, value: Any) -> Any:
    place = map_key(mapping, key)
    before, mapping[place] = mapping.get(place), value
    return before


def _put_if_absent(mapping: dict[Any, Any], key: Any, value: Any) -> Any:
    before = mapping.get(map_key(mapping, key))
    return _put(mapping, key, value) if before is None else before


def _compute_if_absent(mapping: dict[Any, Any], key: Any, make: Callable[[Any], Any]) -> Any:
    place = map_key(mapping, key)
    if mapping.get(place) is None:
        mapping[place] = make(key)
    return mapping[place]


def _merge(mapping: dict[Any, Any], key: Any, value: Any, join: Callable[[Any, Any], Any]) -> Any:
    place = map_key(mapping, key)
    before = mapping.get(place)
    mapping[place] = value if before is None else join(before, value)
    return mapping[place]


def _prop(mapping: dict[Any, Any], key: Any, *value: Any) -> Any:
    """Spin's `prop`: with a value it sets the member and gives the object."""
    if not value:
        return mapping.get(key)
    _put(mapping, key, value[0])
    return mapping


def _delete_prop(mapping: dict[Any, Any], key: Any) -> dict[Any, Any]:
    mapping.pop(key, None)
    return mapping


def _put_value(mapping: dict[Any, Any], key: Any, value: Any) -> dict[Any, Any]:
    """Camunda's `putValue` and `putValueTyped` of a map of variables, which give the map."""
    _put(mapping, key, value)
    return mapping


MAP_CHANGES: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("put", "putAt", "addAdditionalData"), _put),
    **dict.fromkeys(("putValue", "putValueTyped"), _put_value),
    "putAll": lambda mapping, more: mapping.update(more),
    "putIfAbsent": _put_if_absent,
    "computeIfAbsent": _compute_if_absent,
    "merge": _merge,
    "remove": lambda mapping, key: mapping.pop(map_key(mapping, key), None),
    "clear": lambda mapping: mapping.clear(),
    "prop": _prop,
    "deleteProp": _delete_prop,
}

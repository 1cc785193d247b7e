"""Texts of XML as Spin reads them: `customer.xPath("@age").number()`, `XML(order).childElement("item").textContent()`.

An element stays the text that it is written as, so that it can be kept as a variable; an attribute is its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from .tokens import NotationError

MAXIMUM_TEXT = 100_000
MAXIMUM_PATH = 500
MAXIMUM_VISITS = 20_000_000
_WANDERS = re.compile(r"\[|//|::|\.\.")  # each may walk all of the document again for every element
_Root = etree._Element


class Found:
    """What a path leads to: elements, attributes and texts, or a number, text or truth."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def nodes(self, *, elements: bool) -> list[str]:
        """The texts of all elements, or the values of all attributes."""
        found = self.value if isinstance(self.value, list) else []
        return [_written(node) for node in found if isinstance(node, etree._Element) == elements]

    def one(self, *, elements: bool) -> str:
        """The first of them; raises NotationError when there is none, as Spin does."""
        found = self.nodes(elements=elements)
        if not found:
            raise NotationError("the path leads to nothing")
        return found[0]

    def texts(self) -> list[str]:
        """The texts of all nodes."""
        return [Found([node]).text() for node in self.value]

    def text(self) -> str:
        """XPath's string(): the text of the first node."""
        if isinstance(self.value, list):
            first = self.value[0] if self.value else ""
            return "".join(map(str, first.itertext())) if isinstance(first, etree._Element) else str(first)
        return str(self.value)

    def number(self) -> float:
        """XPath's number()."""
        try:
            return float(self.value if isinstance(self.value, float) else self.text().strip())
        except ValueError as error:
            raise NotationError(f"{self.text()[:40]!r} is no number") from error

    def truth(self) -> bool:
        """XPath's boolean(): whether the path leads to anything."""
        return bool(self.value)


def path(text: str, expression: str, namespaces: Mapping[str, str] | None = None) -> Found:
    """What an XPath finds from the root element on; raises NotationError when it is not understood or walks too far."""
    root = parsed(text)
    walked(root, expression)
    try:
        return Found(root.xpath(expression, namespaces=dict(namespaces or {})))
    except (etree.XPathError, ValueError, TypeError) as error:
        raise NotationError(f"the path {expression!r} is not understood") from error


def walked(root: _Root, expression: str) -> None:
    """Refuse a path that is too long or walks too far through a document."""
    if len(expression) > MAXIMUM_PATH:
        raise NotationError(f"the path is longer than {MAXIMUM_PATH} characters")
    size = 1 + sum(1 + len(element.attrib) for element in root.iter())
    if size ** max(1, len(_WANDERS.findall(expression))) > MAXIMUM_VISITS:
        raise NotationError("the path walks through too much; make it simpler")


@lru_cache(maxsize=64)
def parsed(text: str) -> _Root:
    """The root of a text of XML; raises NotationError when it cannot be read or is too long."""
    from ..errors import DefinitionError
    from ..reading.xml import parse_xml

    if len(text) > MAXIMUM_TEXT:
        raise NotationError(f"the text is longer than {MAXIMUM_TEXT} characters")
    try:
        return parse_xml(text.strip().encode())
    except DefinitionError as error:
        raise NotationError(f"{text[:40]!r} is no XML that can be read") from error


def _written(node: Any) -> str:
    return etree.tostring(node, encoding="unicode", with_tail=False) if isinstance(node, etree._Element) else str(node)


def _attribute(text: str, name: str) -> str:
    value = parsed(text).get(name)
    if value is None:
        raise NotationError(f"the element has no attribute {name!r}")
    return str(value)


def _children(text: str, name: str | None = None) -> list[str]:
    return [_written(child) for child in parsed(text) if name is None or etree.QName(child).localname == name]


def _child(text: str, name: str) -> str:
    found = _children(text, name)
    if not found:
        raise NotationError(f"the element has no child {name!r}")
    return found[0]


TEXT_METHODS: dict[str, Callable[..., Any]] = {
    "xPath": path,
    "attr": _attribute,
    "name": lambda text: etree.QName(parsed(text)).localname,
    "hasAttr": lambda text, name: name in parsed(text).attrib,
    "childElement": _child,
    "childElements": _children,
    "textContent": lambda text: "".join(map(str, parsed(text).itertext())),
    "value": lambda text: text,  # of an attribute
}
FOUND_METHODS: dict[str, Callable[[Found], Any]] = {
    "element": lambda found: found.one(elements=True),
    "elementList": lambda found: found.nodes(elements=True),
    "attribute": lambda found: found.one(elements=False),
    "attributeList": lambda found: found.nodes(elements=False),
    "string": Found.text,
    "number": Found.number,
    "bool": Found.truth,
}

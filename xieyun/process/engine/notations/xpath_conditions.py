"""XPath over variables, as conditions of jBPM say it: `count($order/line) = 2`, `x//@value = 'a'`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from . import values
from .scope import MAXIMUM_WORK, Scope
from .tokens import NotationError
from .xml_texts import Found, parsed, walked

_STRINGS = re.compile(r"(\"[^\"]*\"|'[^']*')")
_TEXT = re.compile(r"/text\(\)")
_WALKS = re.compile(r"[/@\[]|::|\b(?:string-length|starts-with|normalize-space|substring-(?:before|after))\(")
_NAMED = re.compile(r"\$([\w.-]+)")
_NAME = re.compile(r"[^\W\d][\w.-]*")
_Element = etree._Element


def walks(text: str) -> bool:
    """Whether a condition walks through what variables hold, beyond the text of a variable."""
    plain = "".join(part for index, part in enumerate(_STRINGS.split(text)) if not index % 2)
    return _WALKS.search(_TEXT.sub("", plain)) is not None


@lru_cache(maxsize=1024)
def check_xpath(text: str) -> None:
    """Raise NotationError when a condition is no XPath."""
    try:
        etree.XPath(text)
    except etree.XPathError as error:
        raise NotationError(f"the path {text[:80]!r} is not understood") from error


def xpath_value(text: str, scope: Scope) -> Any:
    """The value of an XPath; a variable is an element of its name, or what a text of XML holds."""
    check_xpath(text)
    root = etree.Element("variables")
    named = set(_NAMED.findall(text))
    words = set(re.findall(_NAME, text))
    for name, value in scope.data.items():
        if name in words and _NAME.fullmatch(name):
            _add(scope, root, name, value, 0)
    walked(root, text)
    bound: dict[str, Any] = {}
    for name in named:
        value = scope.look_up(name)
        follows = re.search(rf"\${re.escape(name)}\s*[/\[]", text)
        simple = isinstance(value, str | bool | int | float) and not follows
        elements = [child for child in root if child.tag == name]
        bound[name] = value if simple else [*elements, *(inner for one in elements for inner in one if _is_xml(value))]
    try:
        found = root.xpath(text, **bound)
        return Found(found).texts() if isinstance(found, list) else found
    except (etree.XPathError, ValueError, TypeError) as error:
        raise NotationError(f"the path {text[:80]!r} has no value") from error


def _is_xml(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("<")


def _add(scope: Scope, parent: _Element, name: str, value: Any, depth: int) -> None:
    """Add a value as an element: members of maps are elements, those of lists elements of the same name."""
    scope.tick(10)
    if depth > 50:
        raise NotationError("the value is nested too deeply")
    if isinstance(value, list | tuple):
        for member in value:
            _add(scope, parent, name, member, depth + 1)
        return
    element = etree.SubElement(parent, name)
    if isinstance(value, Mapping):
        for key, member in value.items():
            if _NAME.fullmatch(str(key)):
                _add(scope, element, str(key), member, depth + 1)
    elif _is_xml(value):
        element.append(etree.fromstring(etree.tostring(parsed(value))))
    elif value is not None:
        text = values.text_of(value)
        scope.tick(min(len(text) // 100, MAXIMUM_WORK))
        try:
            element.text = text
        except ValueError as error:
            raise NotationError("the value holds characters that XML does not have") from error

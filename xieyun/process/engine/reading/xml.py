"""XML made safe and easy: no entities, no DTD, bounded size; names without namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from ..errors import DefinitionError
from ..reasons import UNKNOWN_IN_XML, chinese, is_known

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XIEYUN = "https://xieyun.org/bpmn"
MAXIMUM_BYTES = 20_000_000
MAXIMUM_ELEMENTS = 250_000
MAXIMUM_DEPTH = 120

Element = etree._Element


def parse_xml(xml: bytes) -> Element:
    """The root element of a BPMN file; raises DefinitionError for anything that is not safe, small XML."""
    if len(xml) > MAXIMUM_BYTES:
        raise DefinitionError("file-too-large", limit=MAXIMUM_BYTES // 1_000_000)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise DefinitionError("entities-not-allowed")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DefinitionError("not-xml", reason=_NotXml(error)) from None
    except ValueError as error:
        raise DefinitionError("not-xml", reason=error) from None
    if _has_doctype(root):
        raise DefinitionError("entities-not-allowed")
    count = 0
    for element in root.iter():
        count += 1
        if not isinstance(element.tag, str):
            raise DefinitionError("entities-not-allowed")
    if count > MAXIMUM_ELEMENTS:
        raise DefinitionError("too-many-elements", limit=MAXIMUM_ELEMENTS)
    return root


class _NotXml(ValueError):
    """What the parser says, with the place first; in Chinese never in its English words."""

    def __init__(self, error: etree.XMLSyntaxError) -> None:
        line, column = error.position
        said = str(error.msg).removesuffix(f", line {line}, column {column}").splitlines()
        what = said[0].strip()[:200] if said else UNKNOWN_IN_XML
        super().__init__(f"line {line}, column {column}: {what}")
        self.message_zh = chinese(f"line {line}, column {column}: {what if is_known(what) else UNKNOWN_IN_XML}")


def _has_doctype(root: Element) -> bool:
    """Also in encodings where the bytes look different, such as UTF-16."""
    information: Any = root.getroottree().docinfo
    return bool(information.doctype)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = str(element.tag)
    return tag.rsplit("}", 1)[-1]


def namespace(element: Element) -> str:
    """The namespace of an element, empty when it has none."""
    tag = str(element.tag)
    return tag[1:].split("}", 1)[0] if tag.startswith("{") else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children with one of these names (all without names)."""
    for child in element:
        if not names or local(child) in names:
            yield child


def child(element: Element, name: str) -> Element | None:
    """The first child of a name."""
    return next(children(element, name), None)


def text(element: Element | None) -> str:
    """The text inside an element, trimmed."""
    return "".join(str(part) for part in element.itertext()).strip() if element is not None else ""


def plain(element: Element, name: str) -> str | None:
    """A BPMN attribute (without namespace)."""
    value = element.get(name)
    return str(value) if value is not None else None


def vendor(element: Element, *names: str) -> str | None:
    """An attribute of any extension namespace by its name; files use all kinds of prefixes."""
    for key, value in element.attrib.items():
        name = str(key)
        if name.startswith("{") and name.rsplit("}", 1)[-1] in names and str(value).strip():
            return str(value)
    return None


def prefixed(element: Element, prefix: str) -> str:
    """What an undeclared-looking `prefix:name` reference means: its local part."""
    return prefix.split(":", 1)[-1] if ":" in prefix and not prefix.startswith("http") else prefix


def extensions(element: Element, *names: str) -> Iterator[Element]:
    """Extension elements with one of these names, also one level inside a wrapper such as ioMapping.

    Some files write a name as its type, `camunda:InputOutput`, and mean the same.
    """
    holder = child(element, "extensionElements")
    if holder is None:
        return
    for extension in holder:
        if local(extension) in names or _as_element(extension) in names:
            yield extension
        for inner in extension:
            if local(inner) in names:
                yield inner


def _as_element(element: Element) -> str:
    name = local(element)
    return name[:1].lower() + name[1:]


def extension(element: Element, *names: str) -> Element | None:
    """The first extension element of a name."""
    return next(extensions(element, *names), None)


def own(element: Element) -> bool:
    """Whether an extension element is ours."""
    return namespace(element) == XIEYUN

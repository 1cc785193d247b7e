"""Values that a file gives variables to begin with: data objects (Activiti, Flowable), declarations (CompileFlow)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import orjson

from ..definition import Container
from .catalogue import Catalogue
from .xml import Element, children, extension, extensions, plain, text


def read_data_objects(element: Element, container: Container, catalogue: Catalogue) -> None:
    """The initial variables of a process or sub-process; what a caller passes goes before them.

    In jBPM a property of a sub-process is a variable of its own, which hides that of the process.
    """
    initial: dict[str, Any] = {}
    if catalogue.vendor == "kie" and container.owner is not None:
        initial = {plain(entry, "name") or plain(entry, "id") or "": None for entry in children(element, "property")}
    for entry in children(element, "dataObject"):
        holder = extension(entry, "value")
        name = plain(entry, "name") or plain(entry, "id")
        if holder is not None and name and text(holder):
            initial[name] = _typed(text(holder), (plain(entry, "itemSubjectRef") or "").split(":", 1)[-1].lower())
    for entry in extensions(element, "var"):
        name, content = plain(entry, "name"), plain(entry, "defaultValue")
        if name and content:
            initial[name] = _typed(content, (plain(entry, "dataType") or "").rsplit(".", 1)[-1].lower())
    if initial:
        container.data["initial"] = initial


def _typed(content: str, kind: str) -> Any:
    with suppress(ValueError):
        if kind in ("int", "integer", "long", "short"):
            return int(content)
        if kind in ("double", "float", "decimal"):
            return float(content)
        if kind == "json":
            return orjson.loads(content)
    return content == "true" if kind == "boolean" else content

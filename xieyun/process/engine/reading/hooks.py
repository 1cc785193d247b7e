"""Scripts that other tools attach to elements: listeners (Camunda, Flowable), pre- and post-scripts (SpiffWorkflow).

A listener that names a class or calls a bean is foreign code and passed over; so is a script that does more than
the scripts we understand.
"""

from __future__ import annotations

from ..definition import Hook
from ..notations.script import understood
from .xml import Element, child, extension, extensions, plain, text

_WHEN = {"start": "before", "create": "before", "end": "after", "complete": "after"}


def read_hooks(element: Element) -> tuple[Hook, ...]:
    """The scripts of an element, in the order of the file."""
    found: list[Hook] = []
    for name, when in (("preScript", "before"), ("postScript", "after")):
        script = extension(element, name)
        if script is not None and text(script):
            found.append(Hook(when, text(script), "python"))
    for listener in extensions(element, "executionListener", "taskListener"):
        hook = _listener(listener)
        if hook is not None:
            found.append(hook)
    return tuple(found)


def _listener(listener: Element) -> Hook | None:
    when = _WHEN.get(plain(listener, "event") or "")
    script = child(listener, "script")
    expression = (plain(listener, "expression") or "").strip()
    if script is not None:
        content = text(script)
        language = plain(script, "scriptFormat") or plain(script, "language") or "groovy"
    else:
        content, language = expression.removeprefix("${").removesuffix("}"), "java"
    if when is None or not content or not understood(content, language):
        return None
    if script is None and "setVariable" not in content:
        return None
    return Hook(when, content, language)

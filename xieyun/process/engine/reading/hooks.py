"""Scripts that other tools attach to elements: listeners (Camunda, Flowable), pre- and post-scripts (SpiffWorkflow),
entry and exit scripts (jBPM).

A listener that names a class or calls a bean is foreign code and passed over; so is a script that does more than
the scripts we understand.
"""

from __future__ import annotations

from ..definition import Hook
from ..notations.script import understood
from .xml import Element, child, children, extension, extensions, plain, text

_WHEN = {"start": "before", "create": "before", "assignment": "before", "end": "after", "complete": "after",
         "delete": "after"}  # fmt: skip
_ALL = ("create", "assignment", "complete")  # what Flowable's task listeners for all events hear of
_ON_FLOWS = ("start", "take", "end")
_ATTACHED = (
    ("preScript", "before", "python"),
    ("onEntry-script", "before", "java"),
    ("postScript", "after", "python"),
    ("onExit-script", "after", "java"),
)


def read_hooks(element: Element) -> tuple[Hook, ...]:
    """The scripts of an activity, event or process: in the order of the file, those for an assignment after others."""
    found: list[Hook] = []
    for name, when, language in _ATTACHED:
        script = extension(element, name)
        if script is not None and text(script) and (language == "python" or understood(text(script), language)):
            found.append(Hook(when, text(script), language))
    for listener in extensions(element, "executionListener", "taskListener"):
        named = plain(listener, "event") or ""
        for event in _ALL if named == "all" else (named,):
            hook = _listener(listener, _WHEN[event], event) if event in _WHEN else None
            if hook is not None:
                found.append(hook)
    return tuple(sorted(found, key=lambda hook: hook.event == "assignment"))


def read_timeouts(element: Element) -> list[tuple[Element, Hook | None]]:
    """Camunda's listeners for a time that runs out at a task: the timer, and what is run then."""
    found = []
    for listener in extensions(element, "taskListener"):
        timer = child(listener, "timerEventDefinition")
        if plain(listener, "event") == "timeout" and timer is not None:
            found.append((timer, _listener(listener, "before", "timeout")))
    return found


def read_flow_hooks(element: Element) -> tuple[Hook, ...]:
    """The scripts of a sequence flow, run when it is taken: Flowable's of its start, of taking it, of its end."""
    found = [
        (_ON_FLOWS.index(event), _listener(listener, "taken", event))
        for listener in extensions(element, "executionListener")
        if (event := plain(listener, "event") or "take") in _ON_FLOWS
    ]
    return tuple(hook for _, hook in sorted(found, key=lambda entry: entry[0]) if hook is not None)


def _listener(listener: Element, when: str, event: str) -> Hook | None:
    script = child(listener, "script")
    expression = (plain(listener, "expression") or "").strip()
    result, stores = None, True
    if script is not None:
        content, language = text(script), plain(script, "scriptFormat") or plain(script, "language") or "groovy"
        result = plain(script, "resultVariable")
        stores = plain(listener, "type") != "script"
    elif (plain(listener, "class") or "").endswith(("ScriptExecutionListener", "ScriptTaskListener")):
        content = _field(listener, "script")
        language = _field(listener, "language") or "groovy"
        result = _field(listener, "resultVariable") or None
    else:
        content, language = expression.removeprefix("${").removesuffix("}"), "java"
        if "setVariable" not in content and "setAssignee" not in content:
            return None
    if not content or not understood(content, language):
        return None
    return Hook(when, content, language, event, result, stores)


def _field(listener: Element, name: str) -> str:
    """An injected field of Flowable's own listeners: an attribute or an element holds its value."""
    for entry in children(listener, "field"):
        if plain(entry, "name") == name:
            return plain(entry, "stringValue") or plain(entry, "expression") or text(entry)
    return ""

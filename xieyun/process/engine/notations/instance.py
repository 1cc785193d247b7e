"""Methods of `execution`, `task`, all variables, and `runtimeService`, as other engines hand them to scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .java_classes import property_method
from .scope import BUSINESS_KEYS, GONE, Execution, RuntimeService, Scope
from .tokens import NotationError
from .values import text_of


def service_method(scope: Scope, name: str, arguments: list[Any]) -> Any:
    """What `runtimeService` and `taskService` do for the instance itself: its variables, and signals that it tells.

    A signal (`signalEventReceived(name)`, with variables) is told after the script.
    """
    if name == "saveTask":
        return None
    if arguments[:1] == [_ITSELF] and name in ("getVariable", "setVariable", "setVariables", "getVariables"):
        return variables_method(scope, name, arguments[1:])
    if name == "signalEvent" and isinstance(scope.facts, dict):  # jBPM: name, what it carries, instance
        _tell(scope.facts, arguments[0], arguments[1] if len(arguments) > 1 else None)
        return None
    if name != "signalEventReceived" or not isinstance(scope.facts, dict):
        raise NotationError(f"the method {name!r} is not known here")
    _tell(scope.facts, arguments[0], arguments[-1] if isinstance(arguments[-1], Mapping) else {})
    return None


def _tell(facts: dict[str, Any], name: Any, carried: Any) -> None:
    """Note a signal that is told after the script."""
    facts.setdefault("signals", []).append((text_of(name), {} if carried is None else carried))


_ITSELF = "instance"  # the id that scripts get of what they belong to


def set_property(scope: Scope, name: str, value: Any) -> bool:
    """Groovy's `task.assignee = 'kermit'`: whether it is a property of the task and no variable."""
    method = property_method("set", name)
    if method != "setAssignee" and method not in _OF_TASKS:
        return False
    variables_method(scope, method, [value])
    return True


# What listeners set at a task beside its assignee: nothing that a process goes by.
_OF_TASKS = frozenset({"addCandidateUser", "addCandidateUsers", "addCandidateGroup", "addCandidateGroups", "setOwner",
                       "setName", "setDescription", "setPriority", "setDueDate", "setFollowUpDate",
                       "setCategory"})  # fmt: skip


def variables_method(scope: Scope, name: str, arguments: list[Any]) -> Any:
    """The result of a method of `execution`, `task` or of all variables; raises NotationError for others."""
    if name in ("getVariable", "getVariableLocal", "getVariableTyped", "get"):
        return scope.published(text_of(arguments[0]))
    if name in ("setVariable", "setVariableLocal", "set", "put"):
        _set(scope, *arguments, own=name.endswith("Local"))
        return None
    if name in ("hasVariable", "hasVariableLocal", "containsKey"):
        return scope.is_published(text_of(arguments[0]))
    if name in ("removeVariable", "removeVariableLocal"):
        scope.given.pop(text_of(arguments[0]), None)
        scope.assign(text_of(arguments[0]), GONE)
        return None
    if name in ("setVariables", "setVariablesLocal"):
        for key, entry in arguments[0].items():
            scope.publish(text_of(key), entry, own=name.endswith("Local"))
        return None
    if name.removesuffix("Local") in ("getVariables", "getVariableNames"):
        found = scope.everything()
        return list(found) if "Names" in name else found
    if name == "appendData":  # bpmn-server
        for key, entry in (arguments[0] or {}).items():
            scope.publish(text_of(key), entry)
        return None
    if name == "log":
        return None
    if name in ("getProcessInstanceId", "getExecutionId", "getId"):
        return _ITSELF
    if name[3:4].lower() + name[4:] in BUSINESS_KEYS:
        return scope.look_up("businessKey")
    return _of_itself(scope, name, arguments)


def _set(scope: Scope, name: Any, value: Any, *place: Any, own: bool) -> None:
    """Set a variable; Camunda lets scripts say of which activity around them."""
    scope.publish(text_of(name), value, own=own)
    if place and isinstance(scope.facts, dict):
        scope.facts.setdefault("places", {})[text_of(name)] = text_of(place[0])


def _of_itself(scope: Scope, name: str, arguments: list[Any]) -> Any:
    """What `execution` and `task` know of themselves, and what listeners say of a task."""
    if name in ("getProcessEngineServices", "getProcessEngine", "getExecution", "getProcessInstance"):
        return Execution(scope)
    if name == "signalEvent":
        return service_method(scope, name, arguments)
    if name in ("getRuntimeService", "getTaskService", "getKieRuntime", "getKnowledgeRuntime"):
        return RuntimeService(scope)
    if name in ("getNodeInstance", "getNode"):  # jBPM's ways to the name of the activity
        return Execution(scope)
    if name == "setAssignee" and isinstance(scope.facts, dict):
        scope.facts["assignee"] = arguments[0]
        return None
    if name in _OF_TASKS:
        return None
    if name == "isCanceled":
        return bool((scope.facts or {}).get("canceled"))
    fact = name[3:4].lower() + name[4:]
    if name.startswith("get") and fact in (scope.facts or {}):
        return (scope.facts or {})[fact]
    raise NotationError(f"the method {name!r} is not known here")

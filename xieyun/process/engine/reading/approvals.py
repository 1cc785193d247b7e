"""Read the approval policy of a user task from our extension elements, or from other engines' attributes."""

from __future__ import annotations

import re
from datetime import timedelta

from .. import notation
from ..approval_policy import USUAL_URGING, Approval, Completion, TimeLimit, Urging
from ..errors import DefinitionError
from ..notations.tokens import NotationError
from ..times import MAXIMUM_REPETITIONS, parse_duration, working_duration
from .catalogue import Catalogue
from .task_forms import read_guidance, read_opinions, read_signature
from .xml import Element, child, children, extension, extensions, local, own, plain, text, vendor

_CHOICES = {
    "completion": ("all", "any", "ratio", "weight", "sequence"),
    "emptyAssignee": ("skip", "administrator", "superior", "error"),
    "duplicates": ("keep", "skip", "skip_consecutive", "merge"),
    "initiatorIsApprover": ("keep", "skip", "superior"),
    "rejection": ("end", "return_initiator", "flow"),
    "verbs": ("true", "false"),
    "timeLimit": ("remind", "escalate", "transfer", "approve", "reject"),
}
_RIGHTS = ("hidden", "masked", "read", "edit", "required")


def read_approval(element: Element, catalogue: Catalogue) -> Approval:
    """The policy of one user task."""
    ours = {local(entry): entry for entry in _own_extensions(element)}
    verbs = ours.get("verbs")
    form = ours.get("form")
    return Approval(
        assignment=read_assignment(element) or _vendor_assignment(element, catalogue),
        completion=_completion(element, ours.get("completion")),
        empty=_choice(element, ours.get("emptyAssignee"), "policy", "emptyAssignee", "error"),
        duplicates=_choice(element, ours.get("duplicates"), "policy", "duplicates", "keep"),
        initiator=_choice(element, ours.get("initiatorIsApprover"), "policy", "initiatorIsApprover", "keep"),
        rejection=_choice(element, ours.get("rejection"), "policy", "rejection", "end"),
        outcome_variable=_get(ours.get("rejection"), "variable") or _get(ours.get("completion"), "variable"),
        time_limits=tuple(
            _time_limit(element, entry, catalogue) for entry in extensions(element, "timeLimit") if own(entry)
        ),
        fields=_fields(element, ours.get("fields")),
        verbs=_verbs(element, verbs),
        batch=_choice(element, verbs, "batch", "verbs", "true") == "true",
        due=_optional(vendor(element, "dueDate") or _zeebe(element, "taskSchedule", "dueDate"), catalogue),
        priority=_optional(vendor(element, "priority"), catalogue),
        form=_get(form, "ref") or vendor(element, "formKey", "formRef"),
        guidance=read_guidance(element, ours.get("guidance")),
        opinions=read_opinions(element, ours.get("opinion")),
        signature=read_signature(element, ours.get("signature"), verbs),
        texts={plain(entry, "kind") or local(entry): text(entry) for entry in extensions(element, "text")},
    )


def read_urging(process: Element) -> Urging:
    """How often an instance of a process may be urged: `<xieyun:urge interval="PT30M" perDay="3"/>`.

    Raises DefinitionError for an interval below a minute or above a month, and for a number outside 1 to 100.
    """
    element = next((entry for entry in _own_extensions(process) if local(entry) == "urge"), None)
    if element is None:
        return USUAL_URGING
    interval, per_day = plain(element, "interval"), plain(element, "perDay")
    try:
        length = parse_duration(interval) if interval else USUAL_URGING.interval
    except NotationError:
        length = timedelta()
    if not timedelta(minutes=1) <= length <= timedelta(days=31):
        raise DefinitionError("wrong-value", element_id=plain(process, "id"), attribute="interval", value=interval)
    if per_day is not None and not (re.fullmatch("[0-9]{1,3}", per_day) and 0 < int(per_day) <= 100):
        raise DefinitionError("wrong-value", element_id=plain(process, "id"), attribute="perDay", value=per_day)
    return Urging(length, int(per_day or 0))


def _own_extensions(element: Element) -> list[Element]:
    holder = child(element, "extensionElements")
    return [entry for entry in holder if own(entry)] if holder is not None else []


def _get(element: Element | None, name: str) -> str | None:
    return plain(element, name) if element is not None else None


def _attributes(element: Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def read_assignment(element: Element) -> dict[str, notation.Source] | None:
    """Whom our own extension of a user task or a lane names: `<xieyun:assignment kind="post" code="cashier"/>`."""
    named = next((entry for entry in _own_extensions(element) if local(entry) == "assignment"), None)
    if named is None:
        return None
    return {name: notation.value(value, own=True) for name, value in _attributes(named).items()}


def _vendor_assignment(element: Element, catalogue: Catalogue) -> dict[str, notation.Source] | None:
    zeebe = extension(element, "assignmentDefinition")
    found = {
        "assignee": vendor(element, "assignee") or _get(zeebe, "assignee"),
        "candidate_users": vendor(element, "candidateUsers") or _get(zeebe, "candidateUsers"),
        "candidate_groups": vendor(element, "candidateGroups") or _get(zeebe, "candidateGroups"),
    }
    if catalogue.vendor == "kie":
        found |= _kie_actors(element)
    for role in children(element, "humanPerformer", "performer", "potentialOwner"):
        content = text(role)
        if content and local(role) != "potentialOwner":
            found["assignee"] = found["assignee"] or content
        elif content and catalogue.vendor != "kie":
            _potential_owner(found, content)
    assignment = {name: notation.value(value) for name, value in found.items() if value}
    return {"kind": notation.Source("vendor", "literal"), **assignment} if assignment else None


def _kie_actors(element: Element) -> dict[str, str | None]:
    """jBPM names people in data inputs of its own, and in `potentialOwner`, which is a person there."""
    names = {plain(entry, "id"): plain(entry, "name") for entry in element.iter() if local(entry) == "dataInput"}
    found: dict[str, str | None] = {}
    for association in children(element, "dataInputAssociation"):
        reference = text(child(association, "targetRef"))
        given = child(association, "assignment")
        content = text(child(given, "from")) if given is not None else ""
        key = {"ActorId": "assignee", "GroupId": "candidate_groups"}.get(names.get(reference) or "")
        if key and content:
            found[key] = content.replace("#{", "${")
    people = [text(role) for role in children(element, "potentialOwner") if text(role)]
    if people and "assignee" not in found:
        found["assignee"] = ",".join(people).replace("#{", "${")
    return found


def _potential_owner(found: dict[str, str | None], content: str) -> None:
    """`user(kermit), group(management)`; a bare name is a group."""
    for part in content.split(","):
        name = part.strip()
        key = "candidate_groups"
        if name.startswith("user(") and name.endswith(")"):
            key, name = "candidate_users", name[5:-1]
        elif name.startswith("group(") and name.endswith(")"):
            name = name[6:-1]
        found[key] = f"{found[key]},{name}" if found[key] else name


def _zeebe(element: Element, name: str, attribute: str) -> str | None:
    return _get(extension(element, name), attribute)


def _optional(value: str | None, catalogue: Catalogue) -> notation.Source | None:
    return notation.value(value, own=catalogue.own) if value else None


def _completion(task: Element, element: Element | None) -> Completion:
    if element is None:
        return Completion()
    kind = _choice(task, element, "kind", "completion", "all")
    ratio = plain(element, "ratio") or "1"
    try:
        share = float(ratio.rstrip("%")) / (100 if ratio.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise DefinitionError("wrong-value", element_id=plain(task, "id"), attribute="ratio", value=ratio)
    first = plain(element, "firstReject")
    return Completion(kind, share, first == "true" if first else kind in ("all", "sequence"))


def _choice(task: Element, element: Element | None, attribute: str, name: str, default: str) -> str:
    if element is None:
        return default
    value = plain(element, attribute) or default
    if value not in _CHOICES[name]:
        raise DefinitionError("wrong-value", element_id=plain(task, "id"), attribute=f"{name} {attribute}", value=value)
    return value


def _time_limit(task: Element, element: Element, catalogue: Catalogue) -> TimeLimit:
    duration = notation.value(plain(element, "duration") or "PT24H", own=True)
    working = plain(element, "calendar") == "working"
    if catalogue.held and duration.language == "literal":
        _require_duration(task, duration.text, working=working)
    return TimeLimit(
        duration=duration,
        working=working,
        action=_choice(task, element, "action", "timeLimit", "remind"),
        repeat=_repeat(plain(element, "repeat") or ""),
    )


def _repeat(written: str) -> int:
    return min(int(written), MAXIMUM_REPETITIONS) if re.fullmatch("[0-9]{1,20}", written) else 0


def _require_duration(task: Element, written: str, *, working: bool) -> None:
    try:
        (working_duration if working else parse_duration)(written)
    except NotationError as error:
        place = {"element_id": plain(task, "id"), "attribute": "timeLimit duration"}
        raise DefinitionError("wrong-value", **place, value=written) from error


def _verbs(task: Element, element: Element | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for verb in element if element is not None else ():
        _choice(task, verb, "batch", "verbs", "true")
        name = local(verb) if local(verb) != "verb" else plain(verb, "name") or ""
        found[name.replace("_", "-")] = _attributes(verb)
    return found


def _fields(task: Element, element: Element | None) -> dict[str, str]:
    rights: dict[str, str] = {}
    for entry in element if element is not None else ():
        right = plain(entry, "right") or "read"
        if right not in _RIGHTS:
            raise DefinitionError("wrong-value", element_id=plain(task, "id"), attribute="right", value=right)
        rights[plain(entry, "name") or ""] = right
    return rights

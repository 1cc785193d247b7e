"""What a task shows its handler beside the form: regulations, reference figures, related records.

Figures and related records are read with the authority of the process, as its definition declares them, not with
the roles of the reader: whoever may open the work item sees them, and only what is named there. The filters of a
declaration may refer to the data of the process and to `today`, `month_start`, `next_month_start`, `year_start`
and the same a year ago (`last_year_...`); the answers are those of now, but for balances of ledgers beside a task
that is done: these are those that its handler saw.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.kernel.identifiers import parse_id
from xieyun.process import ports
from xieyun.process.engine.task_form import NO_GUIDANCE, Figure, Guidance, Regulation, Related
from xieyun.process.selectors.loading import item_for_reading, require_participant
from xieyun.process.stepping.draft import Draft
from xieyun.process.stepping.records_link import bound, variables_of
from xieyun.process.stepping.values import plain
from xieyun.records import catalogue, inherited
from xieyun.records.models import Attachment
from xieyun.rules import expressions
from xieyun.rules.errors import ExpressionError

_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Scene:
    """One task as its guidance sees it."""

    group_id: UUID
    process: str
    target: tuple[str, UUID] | None
    data: Mapping[str, Any]
    guidance: Guidance
    # When the task was handled: balances are shown as the handler saw them.
    handled_at: dt.datetime | None


def scene_of(actor: Actor, item_id: UUID) -> Scene:
    """Return the task of an item for its handler. Raises NotFound."""
    draft = item_for_reading(actor, item_id)
    require_participant(draft)
    target = bound(draft)
    return Scene(
        draft.instance.group_id, draft.instance.definition_code, target, _data(draft, target), _declared(draft),
        _handled_at(draft),
    )  # fmt: skip


def _declared(draft: Draft) -> Guidance:
    node = draft.node(draft.entry.activity_id)
    return node.approval.guidance if node is not None and node.approval is not None else NO_GUIDANCE


def announced_guidance(draft: Draft) -> dict[str, list[str]]:
    """Return the titles of what stands beside a task: its page keeps their place until they are read."""
    declared = _declared(draft)
    return {
        "regulations": [one.title for one in declared.regulations],
        "figures": [one.title for one in declared.figures],
        "related": [one.title for one in declared.related],
    }


def _handled_at(draft: Draft) -> dt.datetime | None:
    if draft.acted.status in ("open", "held"):
        return None
    found: dt.datetime | None = execute("SELECT finished_at FROM work_item WHERE id = %s", [draft.acted.id]).scalar()
    return found


def _data(draft: Draft, target: tuple[str, UUID] | None) -> dict[str, Any]:
    data: dict[str, Any] = dict(draft.variables)
    if target is not None:
        data |= variables_of(*target)
    data["initiator_id"] = plain(draft.instance.initiator_id)
    return data | {name: day.isoformat() for name, day in moments(clock.today()).items()}


def moments(today: dt.date) -> dict[str, dt.date]:
    """Return the days that declarations may name: the bounds of this month and year, and of those a year ago."""
    month = today.replace(day=1)
    following = (month + dt.timedelta(days=32)).replace(day=1)
    found = {
        "today": today,
        "month_start": month,
        "next_month_start": following,
        "year_start": today.replace(month=1, day=1),
        "next_year_start": today.replace(year=today.year + 1, month=1, day=1),
    }
    # 29 February has no day a year ago: the month ends a day earlier.
    before = {f"last_year_{name}": day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
              for name, day in found.items()}  # fmt: skip
    return found | before


def task_guidance(actor: Actor, item_id: UUID) -> dict[str, Any]:
    """Return regulations, figures and related records of the actor's task. Raises NotFound."""
    scene = scene_of(actor, item_id)
    measured = _measured(scene)
    return {
        "regulations": [_regulation(scene, one) for one in scene.guidance.regulations],
        "figures": [_figure(scene, one, measured.get(place)) for place, one in enumerate(scene.guidance.figures)],
        "related": [_related(scene, index) for index in range(len(scene.guidance.related))],
    }


def _regulation(scene: Scene, declared: Regulation) -> dict[str, Any]:
    text = ports.document(scene.group_id, scene.process, declared.document) if declared.document else None
    document = [" ".join(part.split()) for part in _PARAGRAPHS.split(text or "") if part.strip()]
    return {"title": declared.title, "paragraphs": list(declared.paragraphs), "document": document}


def _measured(scene: Scene) -> dict[int, Any]:
    """What the aggregates of a scene give, by their place among the figures; one query for all."""
    bound_to = [
        (place, one, condition)
        for place, one in enumerate(scene.guidance.figures)
        if one.kind == "aggregate" and (condition := bind(one.condition, scene.data)) is not None
    ]
    measures = [inherited.Measure(one.object_type, one.function, one.field, found) for _, one, found in bound_to]
    values = inherited.aggregates(scene.group_id, measures)
    return {place: value for (place, _, _), value in zip(bound_to, values, strict=True)}


def _figure(scene: Scene, declared: Figure, value: Any) -> dict[str, Any]:
    rows: list[tuple[str, Any]]
    if declared.kind == "ledger":
        rows = _balances(scene, declared)
    elif declared.kind == "aggregate":
        rows = [("", 0 if value is None and declared.function in ("sum", "count") else value)]
    else:
        rows = [("", _evaluate(declared.expression, scene.data))]
    shown = [{"title": title, "value": None if value is None else str(plain_number(value))} for title, value in rows]
    at = scene.handled_at if declared.kind == "ledger" else None
    return {"title": declared.title, "type": declared.type, "rows": shown, "at": at}


def plain_number(value: Any) -> Any:
    """Return a number without an exponent, as JSON carries decimals."""
    return format(value, "f") if hasattr(value, "as_tuple") else value


def _balances(scene: Scene, declared: Figure) -> list[tuple[str, Any]]:
    if scene.target is None:
        return []
    found = inherited.pools_of(scene.group_id, declared.ledger, *scene.target, at=scene.handled_at)
    return [(balance.title, getattr(balance, declared.field)) for balance in found]


def _evaluate(source: str, data: Mapping[str, Any]) -> Any:
    try:
        return expressions.evaluate(source, data)
    except ExpressionError:
        return None


def bind(condition: Any, data: Mapping[str, Any]) -> Any:
    """Return a filter with its expressions evaluated; None when one has no value, so that nothing meets it."""
    if condition is None:
        return {"and": []}
    made = _bind(condition, data)
    return None if made is _NOTHING else made


_NOTHING = object()


def _bind(part: Any, data: Mapping[str, Any]) -> Any:
    if isinstance(part, dict):
        made = {key: _bind(value, data) for key, value in part.items()}
        return _NOTHING if any(value is _NOTHING for value in made.values()) else made
    if isinstance(part, list):
        parts = [_bind(value, data) for value in part]
        return _NOTHING if any(value is _NOTHING for value in parts) else parts
    if isinstance(part, str) and part.startswith("="):
        value = _evaluate(part[1:], data)
        return _NOTHING if value is None else value
    return part


def _source(scene: Scene, declared: Related) -> str:
    if declared.object_type or scene.target is None:
        return declared.object_type
    field = catalogue.object_type(scene.target[0]).find(declared.field)
    return field.target if field is not None else ""


def _ids(scene: Scene, declared: Related, only: UUID | None = None) -> list[UUID]:
    """Return the related records; with `only`, that one if it is among them."""
    if declared.object_type:
        condition = bind(declared.condition, scene.data)
        if condition is None:
            return []
        own = scene.target[1] if scene.target is not None else None
        found = inherited.find(
            scene.group_id,
            declared.object_type,
            condition=condition,
            sort=declared.sort,
            limit=declared.limit + 1,
        )
        ids = [one for one in found if one != own][: declared.limit]
    else:
        ids = _referred(scene, declared)
    return [one for one in ids if only is None or one == only]


def _referred(scene: Scene, declared: Related) -> list[UUID]:
    head, _, column = declared.field.partition(".")
    value = scene.data.get(head)
    values = [row.get(column) for row in value or ()] if column else [value]
    ids = [parse_id(str(one)) for one in values if one]
    wanted = list(dict.fromkeys(one for one in ids if one is not None))
    source = _source(scene, declared)
    if not wanted or not source:
        return []
    found = inherited.find(scene.group_id, source, limit=declared.limit, only=wanted)
    return [one for one in wanted if one in found]


def _related(scene: Scene, index: int) -> dict[str, Any]:
    declared = scene.guidance.related[index]
    source = _source(scene, declared)
    shown = inherited.show(scene.group_id, source, _ids(scene, declared), declared.fields) if source else _NONE
    return {"index": index, "title": declared.title, "object_type": source, **shown}


_NONE: dict[str, Any] = {"items": [], "form": {"fields": [], "forms": []}, "field_rights": {}}


def related_record(actor: Actor, item_id: UUID, index: int, record_id: UUID) -> tuple[Scene, dict[str, Any]]:
    """Return one related record of a task, and the task. Raises NotFound for what the declaration does not name."""
    scene, declared, source = _named(actor, item_id, index, record_id)
    shown = inherited.show(scene.group_id, source, [record_id], declared.fields)
    record = shown.pop("items")[0]
    return scene, {"index": index, "title": declared.title, "object_type": source, "record": record, **shown}


def related_file(actor: Actor, item_id: UUID, index: int, record_id: UUID, attachment_id: UUID) -> Attachment:
    """Return a file in a shown field of a related record. Raises NotFound."""
    scene, declared, source = _named(actor, item_id, index, record_id)
    return inherited.file_of(scene.group_id, source, record_id, attachment_id, declared.fields)


def _named(actor: Actor, item_id: UUID, index: int, record_id: UUID) -> tuple[Scene, Related, str]:
    scene = scene_of(actor, item_id)
    if not 0 <= index < len(scene.guidance.related):
        raise NotFound
    declared = scene.guidance.related[index]
    if not _ids(scene, declared, record_id):
        raise NotFound
    return scene, declared, _source(scene, declared)

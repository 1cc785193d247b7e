"""What a user task shows and asks beside its form: guidance to its handler, opinions, signatures.

Declarations only; the room evaluates them when the task is shown. Read from `<xieyun:...>` extension elements,
see `docs/bpmn.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Regulation:
    """A text to act by: paragraphs in the model, a document of the package, or both."""

    title: str
    paragraphs: tuple[str, ...] = ()
    document: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure to judge by.

    `kind`: aggregate (`function` of `field` over the records of `object_type` that `condition` selects), ledger
    (`field` of the pools that the record books on in `ledger`), expression (`expression` over the data of the
    process). `type` is that of a field, for printing.
    """

    title: str
    kind: str
    type: str = "decimal"
    object_type: str = ""
    function: str = "sum"
    field: str = ""
    condition: Mapping[str, Any] | None = None
    ledger: str = ""
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Records to look at: those that `field` of this record refers to, or those of `object_type` that meet `condition`.

    `fields` are all that is shown of them.
    """

    title: str
    fields: tuple[str, ...]
    field: str = ""
    object_type: str = ""
    condition: Mapping[str, Any] | None = None
    sort: str = ""
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Guidance:
    """Everything that is shown to the handler beside the form."""

    regulations: tuple[Regulation, ...] = ()
    figures: tuple[Figure, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class OpinionPolicy:
    """How opinions of an activity are written.

    `rule` required, optional or none for its decisions, "" for the habit of the verb; `hide` never, allowed or
    always; `audience` who besides the writer and administrators reads a hidden one: handlers, activity:ID, role:CODE.
    """

    rule: str = ""
    hide: str = "allowed"
    audience: tuple[str, ...] = ()


NO_GUIDANCE = Guidance()
USUAL_OPINIONS = OpinionPolicy()

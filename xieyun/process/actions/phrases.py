"""Quick phrases for opinions."""

from __future__ import annotations

from collections.abc import Sequence

from xieyun.kernel import audit
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, Forbidden, InvalidInput
from xieyun.kernel.identifiers import new_id
from xieyun.process.input import clean_text

MAXIMUM_PHRASES = 50
MAXIMUM_LENGTH = 200


@action
def replace_quick_phrases(*, actor: Actor, phrases: Sequence[tuple[str, str]]) -> None:
    """Replace the actor's own phrases by these, in this order: each with the opinions that it fits (`QuickPhrase`).

    Raises InvalidInput over 50 or 200 characters each.
    """
    if actor.person_id is None:
        raise Forbidden
    if len(phrases) > MAXIMUM_PHRASES:
        raise InvalidInput(fields=[FieldError("phrases", "field-too-many", {"limit": MAXIMUM_PHRASES})])
    kept = [
        (clean_text(text, maximum=MAXIMUM_LENGTH, field=f"phrases[{position}]").strip(), fits)
        for position, (text, fits) in enumerate(phrases)
    ]
    before = execute(
        "DELETE FROM process_quick_phrase WHERE person_id = %s RETURNING text", [actor.person_id]
    ).scalars()
    for position, (text, fits) in enumerate((text, fits) for text, fits in kept if text):
        execute(
            "INSERT INTO process_quick_phrase (id, group_id, person_id, position, text, fits) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [new_id(), actor.group_id, actor.person_id, position, text, fits],
        )
    audit.record(
        actor=actor,
        action="process.replace_quick_phrases",
        target_type="person",
        target_id=actor.person_id,
        before={"count": len(before)},
        after={"phrases": [text for text, _ in kept]},
    )

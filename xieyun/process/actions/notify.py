"""Notify (cc) and circulate; reading what came."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xieyun.kernel import audit, clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action, execute
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.process import signatures
from xieyun.process.actions.handling import (
    done_by,
    note_hiding,
    note_opinion,
    people_named,
    refuse_oneself,
    signers_for,
)
from xieyun.process.errors import VerbRefused
from xieyun.process.policies import is_participant, require_allowed
from xieyun.process.resolvers.answer import unpack
from xieyun.process.stepping.draft import Draft, person_id
from xieyun.process.stepping.outcome import Outcome, outcome_of
from xieyun.process.stepping.runner import on_item, take
from xieyun.process.store.rows import NewItem

MAXIMUM_PEOPLE = 500


def notify(
    *,
    actor: Actor,
    item_id: UUID,
    person_ids: Sequence[UUID],
    opinion: str = "",
    attachments: Sequence[UUID] = (),
    sign: bool = False,
) -> Outcome:
    """Send the matter to people for reading, with a note and files; who has read it is counted.

    Whoever handles, handled or was himself notified may do it. People who have it already are left out; raises
    InvalidInput when that leaves nobody.
    """
    if len(person_ids) > MAXIMUM_PEOPLE:
        raise InvalidInput(fields=[FieldError("person_ids", "field-too-many", {"limit": MAXIMUM_PEOPLE})])

    def act(draft: Draft) -> None:
        item = draft.acted
        if not is_participant(draft):
            raise NotFound
        require_allowed(draft, "notify")
        refuse_oneself(draft, person_ids, "person_ids")
        note_opinion(draft, "notify", opinion, attachments)
        note_hiding(draft, hidden=False)
        signatures.sign(draft, "notify", wanted=sign)
        signers = signers_for(draft, person_ids, ("why-notified", done_by(draft)))
        present = execute(
            "SELECT assignee_id FROM work_item WHERE instance_id = %s AND kind = 'notice'", [draft.instance.id]
        ).scalars()
        told = [signer for signer in signers if person_id(signer.person) not in present]
        if not told:
            raise InvalidInput(fields=[FieldError("person_ids", "people-notified")])
        draft.details["people"] = people_named(told)
        for signer in told:
            assignment, sentences = unpack(signer.reason)
            draft.extra_items.append(
                NewItem(
                    kind="notice",
                    status="sent",
                    activity_id=item.activity_id,
                    activity_name=item.activity_name,
                    narrowed=draft.narrows(item.activity_id),
                    received_at=draft.at,
                    assignee_id=person_id(signer.person),
                    assignment_id=assignment,
                    asked_by=actor.person_id,
                    why={"sentences": sentences},
                )
            )

    return outcome_of(take(on_item(actor, item_id, "notify"), act))


def mark_read(*, actor: Actor, item_id: UUID) -> None:
    """Note that the actor has opened his item; from then on nobody can take back what led to it."""
    execute(
        "UPDATE work_item SET read_at = %s WHERE id = %s AND read_at IS NULL AND assignee_id = %s",
        [clock.now(), item_id, actor.person_id],
    )


@action
def read_notice(*, actor: Actor, item_id: UUID) -> None:
    """Note that the actor has taken notice of what was sent to him, without opening it.

    Raises NotFound for what is no notice of his, VerbRefused when he has read it already.
    """
    read = execute(
        "UPDATE work_item SET read_at = %s WHERE id = %s AND kind = 'notice' AND read_at IS NULL AND assignee_id = %s "
        "RETURNING instance_id",
        [clock.now(), item_id, actor.person_id],
    ).scalar()
    if read is None:
        mine = execute(
            "SELECT 1 FROM work_item WHERE id = %s AND kind = 'notice' AND assignee_id = %s", [item_id, actor.person_id]
        ).scalar()
        if mine is None:
            raise NotFound
        raise VerbRefused("notice-read")
    told = {"item_id": item_id, "instance_id": read}
    audit.record(actor=actor, action="process.read", target_type="work_item", target_id=item_id, after=told)
    outbox.publish(
        kind="work_item.read", group_id=actor.group_id, subject_type="work_item", subject_id=item_id, payload=told
    )

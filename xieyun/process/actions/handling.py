"""What every verb on a work item checks and notes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from xieyun.kernel.clock import day_of
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.process.engine.commands import Signer
from xieyun.process.engine.errors import EngineError
from xieyun.process.errors import AlreadyHandled, InstanceSuspended, OpinionRequired, StepRefused, VerbRefused
from xieyun.process.input import clean_text, written
from xieyun.process.policies import (
    declared_opinion_rule,
    offered_to_all,
    opinion_policy,
    opinion_rule,
    require_allowed,
)
from xieyun.process.resolvers.answer import pack
from xieyun.process.resolvers.registry import Question, Sentence
from xieyun.process.signatures import sign
from xieyun.process.stepping import records_link
from xieyun.process.stepping.closing import closing_of
from xieyun.process.stepping.draft import Draft
from xieyun.process.store.rows import Item

MAXIMUM_OPINION = 4000
MAXIMUM_ATTACHMENTS = 20


def begin(
    draft: Draft,
    verb: str,
    opinion: str,
    attachments: Sequence[UUID] = (),
    *,
    hidden: bool = False,
    signed: bool = False,
) -> Item:
    """Check that the actor may use the verb on the item now, and note the opinion and the signature.

    Raises NotFound for somebody else's item, AlreadyHandled when it is closed, InstanceSuspended,
    OpinionRequired, or a refusal of the verb itself.
    """
    item = own_item(draft)
    if draft.instance.status == "suspended":
        raise InstanceSuspended
    require_allowed(draft, verb)
    note_opinion(draft, verb, opinion, attachments)
    note_hiding(draft, hidden=hidden)
    sign(draft, verb, wanted=signed)
    return item


def own_item(draft: Draft) -> Item:
    """Return the item if it is open and the actor's (or offered to him)."""
    item, person = draft.acted, draft.actor.person_id
    mine = person is not None and (item.assignee_id == person or draft.candidate or offered_to_all(draft))
    if not mine:
        raise NotFound
    taken = item.assignee_id not in (None, person)
    # The row may be older than the instance (see store.read); the engine's state came under the lock.
    gone = item.number is not None and (draft.state is None or item.number not in draft.state.items)
    if item.status in ("done", "cancelled") or taken or gone:
        raise AlreadyHandled(**closing_of(item.instance_id, item.id))
    return item


def number_of(item: Item) -> int:
    """Return the engine's number of an item; raises VerbRefused for a notice, which the engine does not know."""
    if item.number is None:
        raise VerbRefused("verb-not-offered")
    return item.number


def note_opinion(draft: Draft, verb: str, opinion: str, attachments: Sequence[UUID] = ()) -> None:
    """Put the opinion into the history row; raises OpinionRequired when the verb demands one."""
    text = written(clean_text(opinion, maximum=MAXIMUM_OPINION, field="opinion"))
    if not text and opinion_rule(draft, verb) == "required":
        raise OpinionRequired(fields=[FieldError("opinion", "opinion-required")])
    if text and declared_opinion_rule(draft, verb) == "none":
        raise InvalidInput(fields=[FieldError("opinion", "opinion-not-taken")])
    if len(attachments) > MAXIMUM_ATTACHMENTS:
        raise InvalidInput(fields=[FieldError("attachments", "field-too-many", {"limit": MAXIMUM_ATTACHMENTS})])
    draft.entry.opinion = text
    if attachments:
        draft.entry.attachments = records_link.attach_to_opinion(draft, attachments)


def note_hiding(draft: Draft, *, hidden: bool) -> None:
    """Note whether the opinion is hidden, and from whom it is not; raises InvalidInput where none may be hidden."""
    policy = opinion_policy(draft)
    if hidden and policy.hide == "never":
        raise InvalidInput(fields=[FieldError("hidden", "opinion-not-hideable")])
    written = bool(draft.entry.opinion or draft.entry.attachments)
    draft.entry.opinion_hidden = written and (hidden or policy.hide == "always")
    if draft.entry.opinion_hidden:
        draft.details["audience"] = list(policy.audience)


def signers_for(
    draft: Draft, person_ids: Sequence[UUID], because: Sentence, *, field: str = "person_ids"
) -> tuple[Signer, ...]:
    """Return signers for people that a handler chose; raises InvalidInput for somebody who is not there any more."""
    from xieyun.organization.relations import Anchor
    from xieyun.process.resolvers.kinds import people_named as named_people

    question = Question(
        group_id=draft.instance.group_id,
        as_of=day_of(draft.at),
        activity_id=draft.entry.activity_id,
        assignment={},
        variables={},
        initiator=Anchor(),
        actor=Anchor(),
    )
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise InvalidInput(fields=[FieldError(field, "field-required")])
    here = {one.person_id: one.assignment_id for one in named_people(question, [str(one) for one in wanted])}
    for position, person_id in enumerate(wanted):
        if person_id not in here:
            raise InvalidInput(fields=[FieldError(f"{field}[{position}]", "person-not-available")])
    return tuple(Signer(str(one), reason=pack(here[one], [because])) for one in wanted)


def refuse_oneself(draft: Draft, person_ids: Sequence[UUID], field: str) -> None:
    """Raise InvalidInput when the actor is among the people whom he chose."""
    for position, person_id in enumerate(person_ids):
        if person_id == draft.actor.person_id:
            place = field if field == "person_id" else f"{field}[{position}]"
            raise InvalidInput(fields=[FieldError(place, "person-is-yourself")])


@contextmanager
def naming_people(draft: Draft) -> Iterator[None]:
    """Let a refusal of the engine, which knows people by their ids, call them by their names."""
    from xieyun.organization.selectors import person_cards

    try:
        yield
    except StepRefused as refusal:
        error = refusal.__cause__
        if not isinstance(error, EngineError) or "person" not in error.params:
            raise
        person = UUID(error.params["person"])
        card = person_cards(draft.instance.group_id, [person]).get(person)
        told = EngineError(error.code, **{**error.params, "person": card.name if card else ""})
        raise StepRefused(reason=told.code, reason_zh=told.zh, reason_en=told.en) from error


def people_named(signers: Sequence[Signer]) -> list[str]:
    """Return the people of signers for the trail's details."""
    return [signer.person for signer in signers]


def done_by(draft: Draft) -> dict[str, Any]:
    """Return who acts, for a sentence of "why did this come to me?"."""
    return {"name": draft.actor.person_name}

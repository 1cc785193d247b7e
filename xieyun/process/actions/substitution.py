"""Standing deputies for a period, by process and amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from xieyun.access.policies import administrator_kinds
from xieyun.kernel import audit, clock, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, NotFound
from xieyun.kernel.identifiers import new_id
from xieyun.organization import relations, versions
from xieyun.organization.relations import Anchor
from xieyun.process.errors import InvalidSubstitution
from xieyun.process.input import clean_text, group_of
from xieyun.process.models import Substitution

MAXIMUM_PERIOD = dt.timedelta(days=366)


@action
def substitute(
    *,
    actor: Actor,
    deputy_id: UUID,
    valid_from: dt.datetime,
    valid_to: dt.datetime,
    person_id: UUID | None = None,
    definition_codes: Sequence[str] = (),
    maximum_amount: Decimal | None = None,
    reason: str = "",
) -> Substitution:
    """Let `deputy_id` handle what comes to a person within a period; without `person_id` the actor's own work.

    Only a system administrator may do it for somebody else. Items that are open already stay where they are.
    Raises InvalidSubstitution for an empty, past or overlong period or an unavailable deputy.
    """
    person = person_id or actor.person_id
    if person is None or (person != actor.person_id and "system" not in administrator_kinds(actor)):
        raise NotFound
    _check(group_of(actor), person, deputy_id, (valid_from, valid_to), maximum_amount)
    made = Substitution(
        id=new_id(), group_id=group_of(actor), person_id=person, deputy_id=deputy_id, valid_from=valid_from,
        valid_to=valid_to, definition_codes=list(definition_codes), maximum_amount=maximum_amount,
        reason=clean_text(reason, maximum=200, field="reason"), created_at=clock.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    _changed(actor, made, "process.substitute")
    return made


@action
def revoke_substitution(*, actor: Actor, substitution_id: UUID) -> Substitution:
    """End a substitution now. Raises NotFound unless it is the actor's own or he is a system administrator."""
    found = Substitution.objects.select_for_update().filter(id=substitution_id, group_id=group_of(actor)).first()
    if found is None or (found.person_id != actor.person_id and "system" not in administrator_kinds(actor)):
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        found.save(update_fields=["revoked_at"])
        _changed(actor, found, "process.revoke_substitution")
    return found


def _check(
    group_id: UUID, person: UUID, deputy: UUID, period: tuple[dt.datetime, dt.datetime], amount: Decimal | None
) -> None:
    errors = []
    begins, ends = period
    if begins.tzinfo is None or ends.tzinfo is None or not clock.now() < ends or not begins < ends:
        errors.append(FieldError("valid_to", "substitution-period"))
    elif ends - begins > MAXIMUM_PERIOD:
        errors.append(FieldError("valid_to", "substitution-too-long", {"days": MAXIMUM_PERIOD.days}))
    if person == deputy:
        errors.append(FieldError("deputy_id", "person-is-yourself"))
    elif not relations.find(
        "person", group_id=group_id, as_of=clock.today(), anchor=Anchor(), params={"person_id": str(deputy)}
    ):
        errors.append(FieldError("deputy_id", "person-not-available"))
    if amount is not None and not 0 < amount < Decimal(10) ** 18:
        errors.append(FieldError("maximum_amount", "substitution-amount"))
    if errors:
        raise InvalidSubstitution(fields=errors)


def _changed(actor: Actor, found: Substitution, verb: str) -> None:
    versions.touch(found.group_id)
    content = {
        "person": found.person_id, "deputy": found.deputy_id, "from": found.valid_from, "to": found.valid_to,
        "processes": found.definition_codes, "maximum_amount": found.maximum_amount, "revoked_at": found.revoked_at,
    }  # fmt: skip
    audit.record(actor=actor, action=verb, target_type="substitution", target_id=found.id, after=content)
    outbox.publish(
        kind=verb, group_id=found.group_id, subject_type="substitution", subject_id=found.id, payload=content
    )

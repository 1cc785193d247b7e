"""Reads of the access room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xieyun.access import ports
from xieyun.access.models import ApiKey
from xieyun.access.policies import require_administrator
from xieyun.kernel import audit, clock, json
from xieyun.kernel.actor import Actor
from xieyun.kernel.audit_titles import action_title, known_actions, target_title
from xieyun.kernel.database import execute
from xieyun.kernel.errors import NotFound
from xieyun.organization.paging import Page, decode, page_of

_COLUMNS = (
    "id, at, actor_text, person_id, action, target_type, target_id, "
    "outcome, channel, address, request_id, before, after"
)


def api_keys(actor: Actor) -> QuerySet[ApiKey]:
    """Return the actor's own keys, the newest first; at most 200."""
    if actor.account_id is None:
        return ApiKey.objects.none()
    return ApiKey.objects.select_related("account").filter(account_id=actor.account_id).order_by("-id")[:200]


def role_names(group_id: UUID, codes: Sequence[str]) -> dict[str, str]:
    """Return the names of roles by code, for naming who is addressed."""
    rows = execute("SELECT code, name FROM access_role WHERE group_id = %s AND code = ANY(%s)", [group_id, list(codes)])
    return dict(iter(rows))


def role_codes(group_id: UUID, named: str) -> list[str]:
    """Return the codes of the group's roles that have this code or name."""
    return execute(
        "SELECT code FROM access_role WHERE group_id = %s AND %s IN (code, name) ORDER BY code", [group_id, named]
    ).scalars()


def administrator_roles(group_id: UUID, kind: str) -> list[str]:
    """Return the codes of the group's roles whose holders are administrators of a kind, for finding them."""
    return execute(
        "SELECT code FROM access_role WHERE group_id = %s AND administrator = %s ORDER BY code", [group_id, kind]
    ).scalars()


@dataclass(frozen=True)
class AuditEntry:
    """One row of the audit trail."""

    id: int
    at: dt.datetime
    actor: str
    person_id: UUID | None
    action: str
    target_type: str
    target_id: str
    outcome: str
    channel: str
    address: str
    request_id: str
    before: Any
    after: Any
    matter: ports.MatterName | None = None

    @property
    def action_title(self) -> str:
        """The name of the action in the language of the request."""
        return action_title(self.action)

    @property
    def target_title(self) -> str:
        """The name of the target's type in the language of the request."""
        return target_title(self.target_type)


def audit_entries(
    actor: Actor,
    *,
    by: str = "",
    action: str = "",
    target: str = "",
    outcome: str = "",
    matter: UUID | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[AuditEntry]:
    """Return the trail of the actor's group and failed sign-ins of unknown logins, the newest first.

    `by` is a person's id or a part of the printed actor; `action`, `target` (an id) and `outcome`
    are exact. `matter` narrows it to what belongs to one (see `ports.Matter`), `since` and `until` to days of the
    installation's zone, both included. Raises AdministratorRequired unless an audit administrator asks, NotFound for
    an unknown matter. One query besides those of the permission and of the matters.
    """
    require_administrator(actor, "audit")
    targets = find_matter(actor, matter).targets if matter is not None else ()
    last = decode(cursor, 1)
    conditions = ["(group_id = %(group)s OR (group_id IS NULL AND action = 'sign_in'))"]
    if by:
        conditions.append("(person_id::text = %(by)s OR position(%(by)s IN actor_text) > 0)")
    conditions += [f"{name} = %({name})s" for name, value in (("action", action), ("outcome", outcome)) if value]
    if target:
        conditions.append("target_id = %(target)s")
    if matter is not None:
        conditions.append("(target_type, target_id) IN (SELECT * FROM unnest(%(types)s::text[], %(ids)s::text[]))")
    if since is not None:
        conditions.append("at >= %(since)s")
    if until is not None:
        conditions.append("at < %(until)s")
    if last is not None:
        conditions.append("id < %(last)s::bigint")
    rows = execute(
        f"SELECT {_COLUMNS} FROM {audit.TABLE} WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT %(limit)s",
        {
            "group": actor.group_id, "by": by, "action": action, "outcome": outcome, "target": target,
            "last": last and last[0], "limit": size + 1, "since": since and clock.begin_of(since),
            "until": until and clock.begin_of(until + dt.timedelta(days=1)),
            "types": [kind for kind, _ in targets], "ids": [identifier for _, identifier in targets],
        },
    )  # fmt: skip
    entries = [_entry(row) for row in rows]
    matters = ports.name_matters(
        actor, [ports.Mention(entry.target_type, entry.target_id, entry.after) for entry in entries]
    )
    named = [replace(entry, matter=found) for entry, found in zip(entries, matters, strict=True)]
    return page_of(named, size, lambda entry: (entry.id,))


def find_matter(actor: Actor, matter_id: UUID) -> ports.Matter:
    """Return a matter: to whom it came and who has opened it. Raises AdministratorRequired, NotFound."""
    require_administrator(actor, "audit")
    found = ports.find_matter(actor, matter_id)
    if found is None:
        raise NotFound
    return found


def audit_actions(actor: Actor) -> list[dict[str, str]]:
    """Return the named actions, to filter the trail by. Raises AdministratorRequired, see `audit_entries`."""
    require_administrator(actor, "audit")
    return known_actions()


def _entry(row: tuple[Any, ...]) -> AuditEntry:
    contents = [None if text is None else json.loads(text.encode()) for text in row[-2:]]
    return AuditEntry(*row[:-2], *contents)

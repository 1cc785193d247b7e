"""The token of a group: who keeps anything that follows from its organisation, its roles and grants or its
substitutions keeps it under the token, and every change of any of these draws a new one.

One token for all of them, because whoever must know whether it still holds asks with every step.
"""

from __future__ import annotations

import uuid

from xieyun.kernel.database import execute
from xieyun.kernel.held import forget

# The token as a column of a statement that another room reads anyway: "{group}" is that statement's group id.
COLUMN = "(SELECT token FROM organization_organizationversion WHERE group_id = {group})"


def touch(group_id: uuid.UUID) -> None:
    """Draw a new token; every action that changes the organisation, rights or substitutions calls this."""
    execute(
        "INSERT INTO organization_organizationversion (group_id, token) VALUES (%s, %s) "
        "ON CONFLICT (group_id) DO UPDATE SET token = excluded.token",
        [group_id, uuid.uuid4()],
    )
    forget()


def token(group_id: uuid.UUID) -> uuid.UUID | None:
    """Return the group's token; None before its first change."""
    result: uuid.UUID | None = execute(
        "SELECT token FROM organization_organizationversion WHERE group_id = %s", [group_id]
    ).scalar()
    return result

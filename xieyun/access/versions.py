"""The token of a group's policies (see `OrganizationVersion` on why it is random)."""

from __future__ import annotations

import uuid

from xieyun.kernel.database import execute
from xieyun.kernel.held import forget

# The token as a column of another room's statement (see organization.versions.COLUMN).
COLUMN = "(SELECT token FROM access_policyversion WHERE group_id = {group})"


def touch(group_id: uuid.UUID) -> None:
    """Draw a new token; every action that changes roles, policies or grants calls this."""
    execute(
        "INSERT INTO access_policyversion (group_id, token) VALUES (%s, %s) "
        "ON CONFLICT (group_id) DO UPDATE SET token = excluded.token",
        [group_id, uuid.uuid4()],
    )
    forget()

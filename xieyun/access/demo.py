"""Rights of the demo group: the three administrators, and who sees colleagues' telephone numbers."""

from __future__ import annotations

from uuid import UUID

from xieyun.access.actions import Permission, define_administrator_roles, define_role, grant_role
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import action
from xieyun.organization.demo import DemoSummary
from xieyun.organization.models import Post


@action
def load(summary: DemoSummary) -> None:
    """Give the demo group's administrators and personnel departments their roles."""
    actor = system_actor(summary.group_id)
    define_administrator_roles(actor=actor)
    for account in summary.accounts:
        if account.login.endswith("-administrator"):
            grant_role(actor=actor, role_code=account.login, subject_kind="person", subject_id=UUID(account.person_id))
    define_role(
        actor=actor,
        code="personnel",
        name="人事",
        permissions=[Permission("organization.person", "read_contact", "group")],
        description="查看同事的完整手机号",
    )
    personnel = Post.objects.get(group_id=summary.group_id, code="personnel-specialist")
    grant_role(actor=actor, role_code="personnel", subject_kind="post", subject_id=personnel.id)

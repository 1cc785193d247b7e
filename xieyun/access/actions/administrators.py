"""The three separated administrators as roles."""

from __future__ import annotations

from xieyun.access.actions.roles import define_role
from xieyun.access.models import AdministratorKind, Role
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action

_NAMES = {
    AdministratorKind.SYSTEM: ("系统管理员", "组织、账号、业务对象与流程的定义，系统运行；不授权，不查看业务数据"),
    AdministratorKind.SECURITY: ("安全管理员", "角色、授权与字段策略；不能给自己授权"),
    AdministratorKind.AUDIT: ("审计管理员", "查看审计记录；不修改任何内容"),
}


@action
def define_administrator_roles(*, actor: Actor) -> list[Role]:
    """Create the roles `system-administrator`, `security-administrator` and `audit-administrator` of the group.

    They carry no permission on business records: an administrator is no super user (GB/T 22239 8.1.4.2 d).
    """
    return [
        define_role(
            actor=actor, code=f"{kind.value}-administrator", name=name, description=description, administrator=kind
        )
        for kind, (name, description) in _NAMES.items()
    ]

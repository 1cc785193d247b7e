"""`xieyun group create`: the first steps of a real installation: a group and its three separated administrators."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from xieyun.cli.words import fail, say
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import in_transaction

ADMINISTRATORS = (
    ("system-administrator", "系统管理员"),
    ("security-administrator", "安全管理员"),
    ("audit-administrator", "审计管理员"),
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


@dataclass(frozen=True)
class FirstAccount:
    """Login and first password of one administrator."""

    title: str
    login: str
    password: str


def create(*, code: str, name: str) -> int:
    """Create the group and print its administrators' passwords, once; they are stored nowhere else."""
    if not _CODE.fullmatch(code) or not name.strip():
        fail(
            "集团代码由字母、数字和连字符组成，最多 20 个字符；名称不能为空。",
            "A group's code has letters, digits and hyphens, at most 20; its name must not be empty.",
        )
    if _taken(code):
        fail(f"集团代码 {code} 已被使用，请换一个。", f"The group code {code} is in use; choose another.")
    accounts = create_group_with_administrators(code=code, name=name.strip())
    say(
        f"集团“{name}”已建立。请记下以下首次密码，屏幕之外没有保存：",
        f"The group {name!r} was created. Note these passwords:",
    )
    for account in accounts:
        print(f"  {account.title}  {account.login}  {account.password}")
    say(
        "三位管理员职责分立，请交给三个人，并在首次登录后修改密码。",
        "Give them to three people, who change them after signing in.",
    )
    return 0


def create_group_with_administrators(*, code: str, name: str) -> list[FirstAccount]:
    """Create the group, its headquarters, and an account for each kind of administrator, in one transaction."""
    from xieyun.access.actions import define_administrator_roles, grant_role
    from xieyun.kernel.actor import system_actor
    from xieyun.organization import actions as organization

    with in_transaction():
        group = organization.create_group(actor=system_actor(), code=code, name=name)
        actor = system_actor(group.id)
        headquarters = organization.create_node(
            actor=actor, parent_id=group.id, kind="unit", code=f"{code}-HQ", name=name, grade=1
        )
        define_administrator_roles(actor=actor)
        accounts = []
        for position, (role, title) in enumerate(ADMINISTRATORS, start=1):
            post = organization.create_post(actor=actor, code=role, name=title, position=position)
            held = organization.hire(
                actor=actor, number=f"A{position:04}", name=title, node_id=headquarters.id, post_id=post.id
            )
            grant_role(actor=actor, role_code=role, subject_kind="person", subject_id=held.person_id)
            login, password = _free_login(role, code), secrets.token_urlsafe(12)
            organization.create_account(actor=actor, login=login, person_id=held.person_id, password=password)
            accounts.append(FirstAccount(title, login, password))
        _install_collaboration(actor)
        return accounts


def _install_collaboration(actor: Actor) -> None:
    """Give the group what every group has from its first day: matters that people send on a route of their own."""
    from xieyun.packages.actions import apply_package
    from xieyun.packages.bundled import folder_of
    from xieyun.packages.files import read_package

    folder = folder_of("collaboration")
    if folder is not None:
        apply_package(actor=actor, package=read_package(folder))


def _taken(code: str) -> bool:
    from xieyun.organization.models import OrgNode

    return OrgNode.objects.filter(kind="group", code=code).exists()


def _free_login(role: str, code: str) -> str:
    """Return the role's name as login, with the group's code when another group has it already."""
    from xieyun.organization.models import Account

    return f"{role}-{code.lower()}" if Account.objects.filter(login=role).exists() else role

"""The people whom a visitor of the demo can be."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from xieyun.organization.demo import vocabulary as words
from xieyun.organization.demo.plan import AssignmentPlan, GroupPlan

# No letters that look like digits: people type these passwords from a terminal.
_ALPHABET = "abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRSTUVWXYZ2345679"


@dataclass(frozen=True)
class DemoAccount:
    """A person who can sign in, with the password in clear: it is random and the installation's own."""

    login: str
    role_zh: str
    role_en: str
    name: str
    post: str
    unit: str
    password: str
    person_id: str


_ACCOUNTS: tuple[tuple[str, str, str, str, str, int], ...] = (
    # login, role in Chinese and English, node code, post, which of the holders
    ("clerk", "经办人", "Clerk", f"JH01-{words.SALES}", "clerk", 0),
    ("head", "部门负责人", "Department head", f"JH01-{words.SALES}", "department-head", 0),
    (
        "finance-manager",
        "公司财务经理",
        "Finance manager, company",
        f"JH01-{words.FINANCE}",
        "finance-manager",
        0,
    ),
    (
        "group-finance-head",
        "集团财务总监",
        "Finance head, group",
        f"JH00-{words.FINANCE}",
        "group-finance-head",
        0,
    ),
    ("cashier", "出纳", "Cashier", f"JH01-{words.FINANCE}", "cashier", 0),
    ("cashier-2", "出纳（二）", "Second cashier", f"JH01-{words.FINANCE}", "cashier", 1),
    ("company-manager", "公司总经理", "General manager, company", "JH01", "general-manager", 0),
    ("group-auditor", "集团审计", "Auditor, group", "JH00-AUD", "auditor", 0),
    ("system-administrator", "系统管理员", "System administrator", "JH00-IT", "administrator", 0),
    ("security-administrator", "安全管理员", "Security administrator", "JH00-IT", "administrator", 1),
    ("audit-administrator", "审计管理员", "Audit administrator", "JH00-IT", "administrator", 2),
)


def choose(plan: GroupPlan) -> list[DemoAccount]:
    """Return the demo accounts of a plan with new random passwords."""
    accounts = []
    for login, role_zh, role_en, node_code, post, place in _ACCOUNTS:
        held = _holder(plan, node_code, post, place)
        unit = held.node.unit
        accounts.append(
            DemoAccount(
                login=login, role_zh=role_zh, role_en=role_en, name=held.person.name, post=plan.posts[post][1],
                unit="" if unit is None else unit.short_name, password=_password(), person_id=str(held.person.id),
            )
        )  # fmt: skip
    return accounts


def _holder(plan: GroupPlan, node_code: str, post: str, place: int) -> AssignmentPlan:
    holders = [held for held in plan.assignments if held.node.code == node_code and held.post == post]
    return holders[place]


def _password() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))

"""The demo group: a provincial state-owned trade group, drawn from a seed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from django.conf import settings

from xieyun.kernel import audit
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import action
from xieyun.kernel.locks import AdvisoryLock, lock
from xieyun.organization import versions
from xieyun.organization.demo.accounts import DemoAccount, choose
from xieyun.organization.demo.loading import write
from xieyun.organization.demo.plan import GroupPlan, Planner
from xieyun.organization.errors import DemoTooSmall, GroupExists
from xieyun.organization.models import NodeKind, OrgNode

ACCOUNTS_FILE = "demo-accounts.json"


@dataclass(frozen=True)
class DemoSummary:
    """What was loaded, and who can sign in."""

    group_id: UUID
    units: int
    departments: int
    people: int
    accounts: list[DemoAccount]


def generate(*, companies: int = 312, people: int = 20400, seed: int = 1) -> GroupPlan:
    """Return the demo group as plain rows; the same arguments give the same group.

    `companies` counts units, headquarters included, at least 2. There are more people than asked
    for when the posts that every unit must fill are more. Raises DemoTooSmall.
    """
    if companies < 2:
        raise DemoTooSmall
    return Planner(seed).draw(companies, people)


@action
def load(*, companies: int = 312, people: int = 20400, seed: int = 1) -> DemoSummary:
    """Write the demo group into an installation without one, and keep the accounts' passwords.

    The people depend on the seed only; the passwords are random and stand in the data folder's
    `demo-accounts.json`, which its owner alone can read. Raises GroupExists, DemoTooSmall.
    """
    lock(AdvisoryLock.DEMO_LOAD)
    plan = generate(companies=companies, people=people, seed=seed)
    group = plan.nodes[0]
    if OrgNode.objects.filter(kind=NodeKind.GROUP, name=group.name).exists():
        raise GroupExists(name=group.name)
    accounts = choose(plan)
    write(plan, {UUID(account.person_id): (account.login, account.password) for account in accounts})
    versions.touch(group.id)
    departments = sum(node.kind == NodeKind.DEPARTMENT for node in plan.nodes)
    summary = DemoSummary(group.id, len(plan.units), departments, len(plan.people), accounts)
    counts = {"units": summary.units, "departments": departments, "people": summary.people, "seed": seed}
    audit.record(
        actor=system_actor(group.id), action="load_demo", target_type="organization.orgnode",
        target_id=str(group.id), after=counts,
    )  # fmt: skip
    _keep(accounts)
    return summary


def _keep(accounts: list[DemoAccount]) -> None:
    file = settings.XIEYUN_HOME / ACCOUNTS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1), "utf-8")

"""Installs the bundled packages into the demo group and runs their generators."""

from __future__ import annotations

import random

from xieyun.kernel import audit
from xieyun.kernel.actor import Actor, system_actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import NotFound
from xieyun.organization.selectors import group_ids
from xieyun.packages import bundled
from xieyun.packages.actions import apply_package
from xieyun.packages.declarations import Package
from xieyun.packages.demo.history import Historian
from xieyun.packages.demo.masters import Maker
from xieyun.packages.demo.world import read_world
from xieyun.packages.files import parse, read_package


def load(*, seed: int = 1) -> dict[str, int]:
    """Apply every bundled package to the newest group and load its demo data; returns records by package.

    Raises NotFound when there is no group.
    """
    groups = group_ids()
    if not groups:
        raise NotFound
    actor = system_actor(groups[-1])
    loaded: dict[str, int] = {}
    for name in bundled.names():
        folder = bundled.folder_of(name)
        if folder is not None:
            loaded[name] = load_package(actor=actor, package=read_package(folder), seed=seed)
    return loaded


@action
def load_package(*, actor: Actor, package: Package, seed: int) -> int:
    """Apply one package and load what its `demo/*.yaml` declare; returns the number of records. All or nothing."""
    apply_package(actor=actor, package=package)
    if actor.group_id is None:
        raise NotFound
    source = random.Random(f"{package.code}:{seed}")  # noqa: S311 (a demo is repeatable, not secret)
    maker = Maker(actor, read_world(actor.group_id), source)
    handled = 0
    for name, text in sorted(package.files.items()):
        if not name.startswith("demo/") or not name.endswith(".yaml"):
            continue
        declared = parse(text, name)
        for entry in declared.get("masters") or ():
            maker.run(entry)
        for entry in declared.get("history") or ():
            handled += Historian(actor, maker, entry, source).run()
    total = handled + sum(len(made) for made in maker.made.values())
    audit.record(
        actor=actor,
        action="package.demo-loaded",
        target_type="package",
        target_id=package.code,
        after={"records": total},
    )
    return total

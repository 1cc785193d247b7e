"""Claims that go to the head of the department and then to the finance manager, and whether what is kept is sound."""

from __future__ import annotations

from xieyun.kernel.actor import system_actor
from xieyun.process.tests.factories import linear, publish, task
from xieyun.process.verification import verify
from xieyun.records.tests.factories import ready_world


def claims_world(head: str, finance: str):
    """A group whose claims go to head and finance manager, with what these two activities declare."""
    made = ready_world()
    publish(
        made,
        linear(
            task("head", 'kind="head"', head),
            task("finance", 'kind="post" code="finance-manager" scope="unit"', finance),
        ),
        code="test.claim",
        object_type="test.claim",
    )
    return made


def sound(world):
    """The codes of what verification finds; empty when nothing was changed behind the platform's back."""
    return [finding.code for finding in verify(system_actor(world.group.id)).findings]

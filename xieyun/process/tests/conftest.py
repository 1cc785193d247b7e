"""Fixtures of the process room."""

from __future__ import annotations

import pytest

from xieyun.kernel.actor import system_actor
from xieyun.organization.tests.factories import make_world
from xieyun.process.verification import verify


@pytest.fixture
def world(db):
    """A small group with people in named roles; afterwards every history must replay to what is stored."""
    made = make_world()
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings

"""Moving instances while people work on them, by several workers, one of which may die."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions, selectors, tasks
from xieyun.process.models import ProcessEvent, ProcessInstance, ProcessMigration
from xieyun.process.tests.factories import grant_administrator, item_of, publish
from xieyun.process.tests.test_migrating import begin, first, second, versions
from xieyun.process.tests.test_races import at_once
from xieyun.process.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """People; afterwards every history must replay to what is stored."""
    made = make_world()
    yield made
    found = verify(system_actor(made.group.id))
    assert found.sound, found.findings


def migration(world, count):
    """Instances on an old version, and a batch that has begun to move them."""
    grant_administrator(world, "colleague")
    code = publish(world, first(world))
    begun = begin(world, code, count)
    publish(world, second(world), code=code)
    old, new = versions(code)
    made = actions.migrate_instances(
        actor=world.actor("colleague"), from_version_id=old.id, to_version_id=new.id,
        mapping={"head": "chief"}, reason="新制度",
    )  # fmt: skip
    return begun, made, new


def test_workers_and_handlers_at_the_same_instances(world):
    begun, made, new = migration(world, 12)
    head = world.actor("head")
    items = [item_of(world, outcome, "head") for outcome in begun[:6]]

    def handle():
        for item in items:
            actions.approve(actor=head, item_id=item)

    def work():
        tasks.migrate_instances(migration_id=str(made.id))

    at_once(work, handle, work)
    moved = ProcessEvent.objects.filter(verb="migrate").values_list("instance_id", flat=True)
    assert len(moved) == len(set(moved))
    counts = selectors.migration_detail(world.actor("colleague"), made.id)["counts"]
    assert (counts["moved"], counts["waiting"]) == (len(moved), 0)
    assert ProcessInstance.objects.filter(definition_version_id=new.id).count() == len(moved)
    # Who was approved before the move stands at an activity that both versions have, so all could move.
    assert counts["moved"] == 12


def test_a_batch_whose_worker_died_is_taken_up_again(world):
    _, made, _ = migration(world, 2)
    execute("DELETE FROM procrastinate_jobs")
    tasks.sweep_migrations()
    assert _jobs() == 0
    ProcessMigration.objects.filter(id=made.id).update(worked_at=clock.now() - dt.timedelta(minutes=6))
    tasks.sweep_migrations()
    assert _jobs() == 1
    tasks.migrate_instances(migration_id=str(made.id))
    tasks.sweep_migrations()
    assert _jobs() == 1


def _jobs():
    return execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'process.migrate_instances'").scalar()

"""Finding people who are named, and activities of other versions: once, in order, and never from an old answer."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.organization import versions
from xieyun.organization.actions import end_employment
from xieyun.organization.relations import Anchor
from xieyun.process import actions, definitions
from xieyun.process.models import ProcessDefinitionVersion
from xieyun.process.resolvers.kinds import people_named
from xieyun.process.resolvers.registry import Question
from xieyun.process.tests.factories import item_of, linear, persons, publish, start, task


def ask(world, named):
    versions.touch(world.group.id)
    question = Question(
        group_id=world.group.id, as_of=clock.today(), activity_id="a", assignment={}, variables={}, initiator=Anchor(),
        actor=Anchor(),
    )  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        found = people_named(question, named)
    return [one.person_id for one in found], len(captured.captured_queries)


def test_many_named_people_are_found_at_once_in_their_order(world):
    roles = ("head", "auditor", "colleague", "cashier", "clerk")
    people = [world.person(role) for role in roles]
    named = [str(people[0].id).upper(), people[1].number, {"id": people[2].id}, f"{people[3].number}, {people[4].id}"]
    assert ask(world, named) == ([person.id for person in people], 1)
    assert ask(world, named[::-1])[0] == [people[place].id for place in (3, 4, 2, 1, 0)]
    assert ask(world, [people[1].number, str(people[1].id)])[0] == [people[1].id]
    end_employment(actor=system_actor(world.group.id), person_id=people[1].id, on=clock.today() - dt.timedelta(days=1))
    assert ask(world, named)[0] == [people[place].id for place in (0, 2, 3, 4)]
    assert ask(world, ["nobody", "no number"]) == ([], 1)
    assert ask(world, []) == ([], 0)


def test_added_signers_are_looked_up_at_once(world):
    outcome = start(world, linear(task("a", persons(world, "head"))))
    roles = ("auditor", "colleague", "cashier", "clerk")
    with CaptureQueriesContext(connection) as captured:
        actions.add_signers(
            actor=world.actor("head"), item_id=item_of(world, outcome, "head"), position="parallel",
            person_ids=[world.person(role).id for role in roles],
        )  # fmt: skip
    asked = [query for query in captured.captured_queries if "FROM organization_assignment" in query["sql"]]
    assert len(asked) == 1


def test_an_activity_is_found_in_a_version_that_was_published_since(world):
    code = publish(world, linear(task("a", persons(world, "head"))))
    first = ProcessDefinitionVersion.objects.get(definition__code=code)
    assert definitions.find_activity(first.id, "b") is None
    publish(world, linear(task("b", persons(world, "head"), name="甲")), code=code)
    assert definitions.find_activity(first.id, "b").name == "甲"
    publish(world, linear(task("b", persons(world, "head"), name="乙")), code=code)
    assert definitions.find_activity(first.id, "b").name == "乙"

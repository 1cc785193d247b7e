"""Processes for tests: small BPMN files with named or related handlers, published in a world's group."""

from __future__ import annotations

import itertools

from xieyun.kernel.actor import system_actor
from xieyun.process import actions
from xieyun.process.models import WorkItem

_numbers = itertools.count(1)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="test">'
)


def task(identifier, assignment, more="", name=None, inside=""):
    """Return a user task; `assignment` is a role of the world's person id(s) or raw attributes."""
    return (
        f'<userTask id="{identifier}" name="{name or identifier}"><extensionElements>'
        f"<xieyun:assignment {assignment}/>{more}</extensionElements>{inside}</userTask>"
    )


def persons(world, *roles):
    """Return the attributes of an assignment to named people of the world."""
    return f'kind="person" persons="{",".join(str(world.person(role).id) for role in roles)}"'


def linear(*tasks, name="linear"):
    """Return a file whose elements follow one another."""
    ids = ["start", *(part.split('"')[1] for part in tasks), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{place}" sourceRef="{a}" targetRef="{b}"/>'
        for place, (a, b) in enumerate(itertools.pairwise(ids))
    )
    return wrap(f'<startEvent id="start"/>{"".join(tasks)}<endEvent id="end"/>{flows}', name)


def wrap(inner, name="process"):
    """Return a file around elements."""
    return f'{HEAD}<process id="{name}" name="{name}" isExecutable="true">{inner}</process></definitions>'.encode()


def publish(world, xml, *, code=None, object_type=None):
    """Publish a file and return its code."""
    code = code or f"test.process-{next(_numbers)}"
    actions.publish_definition(
        actor=system_actor(world.group.id),
        code=code,
        xml=xml,
        title={"zh": "测试流程", "en": "Test"},
        object_type=object_type,
    )
    return code


def start(world, xml, *, by="clerk", **variables):
    """Publish a file, start it and return the outcome."""
    return actions.start_process(actor=world.actor(by), code=publish(world, xml), variables=variables)


def item_of(world, outcome, role, *, kind=None):
    """Return the id of the open item of a person in an instance."""
    found = WorkItem.objects.filter(
        instance_id=outcome.instance_id, assignee_id=world.person(role).id, status__in=["open", "held", "sent"]
    )
    if kind:
        found = found.filter(kind=kind)
    return found.latest("received_at").id


def open_items(outcome):
    """Return (activity, kind, status) of the items that are open."""
    rows = WorkItem.objects.filter(instance_id=outcome.instance_id, status__in=["open", "held"]).order_by("number")
    return [(row.activity_id, row.kind, row.status) for row in rows]


def grant_administrator(world, role, kind="system"):
    """Make a named person an administrator of a kind."""
    from xieyun.access.actions import define_role, grant_role
    from xieyun.organization.tests.factories import LONG_AGO

    actor = system_actor(world.group.id)
    define_role(actor=actor, code=f"{kind}-administrator", name=kind, permissions=[], administrator=kind)
    grant_role(
        actor=actor,
        role_code=f"{kind}-administrator",
        subject_kind="person",
        subject_id=world.person(role).id,
        valid_from=LONG_AGO,
    )

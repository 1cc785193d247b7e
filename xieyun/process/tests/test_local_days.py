"""Days and hours are those of the installation's zone, also between midnight and 08:00, when UTC has another day."""

from __future__ import annotations

import datetime as dt

import pytest

from xieyun.kernel import clock
from xieyun.kernel.errors import InvalidInput
from xieyun.organization.models import Assignment, Person
from xieyun.organization.tests.factories import make_world
from xieyun.process import actions
from xieyun.process.models import ProcessInstance, ProcessTimer
from xieyun.process.tests.factories import item_of, linear, persons, start, task, wrap

pytestmark = pytest.mark.django_db
AT_ONE = dt.datetime(2026, 11, 23, 1, tzinfo=clock.LOCAL_ZONE)  # in UTC still the 22nd


@pytest.fixture
def world(db):
    return make_world()


def waiting(world, kind, text):
    """Start a process that waits for a timer and return when it is due."""
    inner = (
        f'<startEvent id="s"/><intermediateCatchEvent id="w" name="等"><timerEventDefinition><{kind}>{text}</{kind}>'
        '</timerEventDefinition></intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" '
        'targetRef="w"/><sequenceFlow id="f2" sourceRef="w" targetRef="e"/>'
    )
    with clock.frozen(AT_ONE):
        outcome = start(world, wrap(inner))
    return ProcessTimer.objects.get(instance_id=outcome.instance_id).due_at


def test_who_left_at_midnight_is_handed_nothing_at_one(world):
    with clock.frozen(AT_ONE):
        outcome = start(world, linear(task("first", persons(world, "head"))))
        left = world.person("auditor").id
        Person.objects.filter(id=left).update(valid_to=clock.today())
        Assignment.objects.filter(person_id=left).update(valid_to=clock.today())
        with pytest.raises(InvalidInput):
            actions.transfer(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), person_id=left)


@pytest.mark.parametrize("line", ["0 0 9 * * ?", "0 9 * * *"])
def test_a_line_of_cron_counts_hours_of_the_zone(world, line):
    assert waiting(world, "timeCycle", line) == AT_ONE.replace(hour=9)


def test_a_date_without_offset_is_of_the_zone(world):
    assert waiting(world, "timeDate", "2026-11-24T09:30:00") == dt.datetime(
        2026, 11, 24, 9, 30, tzinfo=clock.LOCAL_ZONE
    )


@pytest.mark.parametrize(
    ("language", "script", "expected"),
    [
        ("python", "day = datetime.now().isoformat()[:10]", "2026-11-23"),
        ("python", "day = datetime(2026, 11, 23, 1) == datetime.today()", True),
        ("javascript", "day = new Date().getHours()", 1),
        ("groovy", "day = '2026-11-23' &lt; today() || '2026-11-23T00:00:01' &gt; today()", True),
        ("groovy", "day = '2026-11-23' &lt; today()", False),
    ],
)
def test_today_in_a_script_is_the_day_of_the_zone(world, language, script, expected):
    inner = (
        f'<startEvent id="s"/><scriptTask id="w" scriptFormat="{language}"><script>{script}</script></scriptTask>'
        f"{task('first', persons(world, 'head'))}<endEvent id='e'/><sequenceFlow id='f1' sourceRef='s' targetRef='w'/>"
        "<sequenceFlow id='f2' sourceRef='w' targetRef='first'/><sequenceFlow id='f3' sourceRef='first' targetRef='e'/>"
    )
    with clock.frozen(AT_ONE):
        outcome = start(world, wrap(inner))
    instance = ProcessInstance.objects.get(id=outcome.instance_id)
    assert instance.variables["g"]["day"] == expected

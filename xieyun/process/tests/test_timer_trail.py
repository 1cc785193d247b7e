"""What the trail says of a time that was up: what it led to and for whom, not only that a timer fired."""

from __future__ import annotations

import pytest

from xieyun.process import selectors, tasks
from xieyun.process.models import ProcessTimer
from xieyun.process.tests.factories import linear, persons, start, task, wrap

WAIT = wrap(
    '<startEvent id="s"/><intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT8H</timeDuration>'
    '</timerEventDefinition></intermediateCatchEvent><endEvent id="z"/><sequenceFlow id="f" sourceRef="s" '
    'targetRef="w"/><sequenceFlow id="g" sourceRef="w" targetRef="z"/>'
)


def said(world, file):
    """Start, let the time be up, and return what the trail's last row tells."""
    outcome = start(world, file)
    timer = ProcessTimer.objects.get(instance_id=outcome.instance_id)
    tasks.fire_timer(instance_id=str(outcome.instance_id), timer=timer.number)
    row = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"][-1]
    assert row["verb"] == "timer"
    return row["details"]


def limited(world, action, *roles, more=""):
    limit = f'<xieyun:timeLimit duration="PT8H" action="{action}"/>'
    return linear(task("step", persons(world, *roles) + more, limit))


@pytest.mark.parametrize(
    "action, role, told",
    [
        ("remind", "cashier", "已超过办理时限，已提醒{}。"),
        ("escalate", "finance_manager", "已超过办理时限，已告知{}。"),
        ("transfer", "finance_manager", "已超过办理时限，按规则转给{}办理。"),
        ("approve", "clerk", "已超过办理时限，按规则自动同意。"),
        ("reject", "clerk", "已超过办理时限，按规则自动作“不同意”处理。"),
    ],
)
def test_the_trail_says_what_a_time_limit_did(world, action, role, told):
    found = said(world, limited(world, action, "cashier"))
    assert found == {"told": told.format(world.person(role).name)}


def test_the_trail_names_nobody_where_nobody_was_meant(world):
    pool = limited(world, "remind", "cashier", "cashier_2", more=' pool="true"')
    assert said(world, pool)["told"] == "已超过办理时限，尚无人领取，已标为紧急。"
    assert said(world, WAIT)["told"] == "设定的时间已到，流程按定义继续。"

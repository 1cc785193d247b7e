"""Trouble for browser tests: processes that call another system which does not do as it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from uuid import uuid4

from tests.harness import Installation

ROOT = Path(__file__).resolve().parents[2]
# Runs inside the installation: a process that calls and then goes to the clerk, and some instances of it.
SCRIPT = """
import sys
import django
django.setup()
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.identity import identify
from xieyun.organization.selectors import group_ids
from xieyun.process import actions

url, code, title, count = sys.argv[1:]
system = system_actor(group_ids()[0])
account = execute("SELECT id FROM organization_account WHERE login = 'clerk'").scalar()
clerk = identify(account).actor(assignment_id=None, channel="inside")
actions.create_connection(actor=system, code=code, name=title, base_url=url, private_allowed=True)
xml = f'''<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="t"><process id="p" name="{title}" isExecutable="true">
 <startEvent id="s"/><serviceTask id="post" name="生成凭证"><extensionElements><xieyun:webhook connection="{code}"
 path="/vouchers"><xieyun:retry attempts="2" firstDelay="PT1S" maximumDelay="PT1S"/></xieyun:webhook>
 </extensionElements></serviceTask><userTask id="after" name="核对凭证"><extensionElements>
 <xieyun:assignment kind="person" persons="{clerk.person_id}"/></extensionElements></userTask><endEvent id="z"/>
 <sequenceFlow id="a" sourceRef="s" targetRef="post"/><sequenceFlow id="b" sourceRef="post" targetRef="after"/>
 <sequenceFlow id="c" sourceRef="after" targetRef="z"/></process></definitions>'''
actions.publish_definition(actor=system, code=code, xml=xml.encode(), title={"zh": title, "en": title})
for _ in range(int(count)):
    print(actions.start_process(actor=clerk, code=code).instance_id)
"""


# An instance that waits for a message and is suspended, so that nothing delivers it meanwhile; it failed before.
UNDELIVERED = """
import sys
import datetime as dt
import django
django.setup()
from xieyun.kernel import clock
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import new_id
from xieyun.organization.identity import identify
from xieyun.organization.selectors import group_ids
from xieyun.process import actions, incidents
from xieyun.process.models.incident import MESSAGE
from xieyun.process.outside import messages

code, title = sys.argv[1:]
group = group_ids()[0]
system = system_actor(group)
account = execute("SELECT id FROM organization_account WHERE login = 'clerk'").scalar()
clerk = identify(account).actor(assignment_id=None, channel="inside")
xml = f'''<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="t"><message id="m" name="{code}"/><process id="p"
 name="{title}" isExecutable="true"><startEvent id="s"/><receiveTask id="wait" name="等付款结果" messageRef="m"/>
 <endEvent id="z"/><sequenceFlow id="a" sourceRef="s" targetRef="wait"/>
 <sequenceFlow id="b" sourceRef="wait" targetRef="z"/></process></definitions>'''
actions.publish_definition(actor=system, code=code, xml=xml.encode(), title={"zh": title, "en": title})
instance = actions.start_process(actor=clerk, code=code).instance_id
actions.suspend(actor=system, instance_id=instance, reason="等待修复")
now, message = clock.now(), new_id()
messages.accept(messages.Message(message, group, code, "", {}, now, now + dt.timedelta(days=1), {}))
place = incidents.Place(MESSAGE, str(message), group, instance, code, 1, "wait", "等付款结果", code)
for _ in range(incidents.PATIENCE):
    incidents.failed(place, RuntimeError("the books are closed"))
print(instance)
"""


# An instance that waits for a timer that is due tomorrow, as if that had failed whenever it fired.
UNFIRED = """
import sys
import django
django.setup()
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.identity import identify
from xieyun.organization.selectors import group_ids
from xieyun.process import actions, incidents
from xieyun.process.models.incident import TIMER

code, title = sys.argv[1:]
group = group_ids()[0]
account = execute("SELECT id FROM organization_account WHERE login = 'clerk'").scalar()
clerk = identify(account).actor(assignment_id=None, channel="inside")
xml = f'''<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 targetNamespace="t"><process id="p" name="{title}" isExecutable="true"><startEvent id="s"/>
 <intermediateCatchEvent id="rest" name="冷静期"><timerEventDefinition><timeDuration>P1D</timeDuration>
 </timerEventDefinition></intermediateCatchEvent><endEvent id="z"/><sequenceFlow id="a" sourceRef="s" targetRef="rest"/>
 <sequenceFlow id="b" sourceRef="rest" targetRef="z"/></process></definitions>'''
actions.publish_definition(
    actor=system_actor(group), code=code, xml=xml.encode(), title={"zh": title, "en": title}
)
instance = actions.start_process(actor=clerk, code=code).instance_id
number = execute("SELECT number FROM process_timer WHERE instance_id = %s", [instance]).scalar()
place = incidents.Place(TIMER, f"{instance}:{number}", group, instance, code, number, "rest", "冷静期")
for _ in range(incidents.PATIENCE):
    incidents.failed(place, RuntimeError("the calendar is closed"))
print(instance)
"""


# An instance whose next step runs in a circle for ever: every approval of the head's is refused.
ENDLESS = """
import sys
import django
django.setup()
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.identity import identify
from xieyun.organization.selectors import group_ids
from xieyun.process import actions

code, title = sys.argv[1:]
system = system_actor(group_ids()[0])
accounts = execute("SELECT id FROM organization_account WHERE login IN ('clerk', 'head') ORDER BY login").scalars()
clerk, head = (identify(account).actor(assignment_id=None, channel="inside") for account in accounts)
xml = f'''<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="t"><process id="p" name="{title}" isExecutable="true">
 <startEvent id="s"/><userTask id="look" name="核对"><extensionElements>
 <xieyun:assignment kind="person" persons="{head.person_id}"/></extensionElements></userTask>
 <exclusiveGateway id="g"/><exclusiveGateway id="h"/><endEvent id="z"/>
 <sequenceFlow id="a" sourceRef="s" targetRef="look"/><sequenceFlow id="b" sourceRef="look" targetRef="g"/>
 <sequenceFlow id="c" sourceRef="g" targetRef="h"><conditionExpression>true</conditionExpression></sequenceFlow>
 <sequenceFlow id="d" sourceRef="h" targetRef="g"/><sequenceFlow id="e" sourceRef="g" targetRef="z"/>
 </process></definitions>'''
actions.publish_definition(actor=system, code=code, xml=xml.encode(), title={"zh": title, "en": title})
print(actions.start_process(actor=clerk, code=code).instance_id)
"""


def make_endless(installation: Installation, title: str) -> str:
    """Start an instance that waits for the head and cannot go on from there; return its id."""
    return _run(installation, ENDLESS, f"endless.{uuid4().hex[:8]}", title)[0]


# An instance that stopped because nobody holds the post, and a newer version that knows its activity no more.
STOPPED = """
import sys
import django
django.setup()
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.organization.identity import identify
from xieyun.organization.selectors import group_ids
from xieyun.process import actions

code, title = sys.argv[1:]
system = system_actor(group_ids()[0])
account = execute("SELECT id FROM organization_account WHERE login = 'clerk'").scalar()
clerk = identify(account).actor(assignment_id=None, channel="inside")
def publish(activity, post):
    xml = f'''<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
     xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="t"><process id="p" name="{title}" isExecutable="true">
     <startEvent id="s"/><userTask id="{activity}" name="{post}审批"><extensionElements>
     <xieyun:assignment kind="post" post="no-such-post" of="initiator"/><xieyun:emptyAssignee policy="error"/>
     </extensionElements></userTask><endEvent id="z"/><sequenceFlow id="a" sourceRef="s" targetRef="{activity}"/>
     <sequenceFlow id="b" sourceRef="{activity}" targetRef="z"/></process></definitions>'''
    actions.publish_definition(actor=system, code=code, xml=xml.encode(), title={"zh": title, "en": title})
publish("first", "秘书")
print(actions.start_process(actor=clerk, code=code).instance_id, code)
publish("second", "督办")
"""


def make_stopped(installation: Installation, title: str) -> tuple[str, str]:
    """Leave an instance stopped for want of a handler; return its id and the code of its process of two versions."""
    instance, code = _run(installation, STOPPED, f"stopped.{uuid4().hex[:8]}", title)
    return instance, code


def make_undelivered(installation: Installation, title: str) -> str:
    """Leave a message undelivered whose receiver kept failing; return the receiving instance."""
    return _run(installation, UNDELIVERED, f"undelivered.{uuid4().hex[:8]}", title)[0]


def make_unfired(installation: Installation, title: str) -> str:
    """Leave a timer that failed whenever it fired; return the instance that waits for it."""
    return _run(installation, UNFIRED, f"unfired.{uuid4().hex[:8]}", title)[0]


def make_trouble(installation: Installation, url: str, title: str, count: int) -> list[str]:
    """Let the clerk start so many instances that call the system at `url`; return their ids."""
    return _run(installation, SCRIPT, url, f"trouble.{uuid4().hex[:8]}", title, str(count))


# Starting a program that knows the product takes seconds: one per installation runs all the scripts.
INSIDE = """
import contextlib, io, json, sys, traceback

for line in sys.stdin:
    script, *sys.argv[1:] = json.loads(line)
    printed, failure = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            exec(script, {})
        except Exception:
            failure = traceback.format_exc()
    print(json.dumps([printed.getvalue(), failure]), flush=True)
"""


@cache
def _inside(installation: Installation) -> subprocess.Popen[str]:
    """Return a program inside the installation; it ends with its input, when the tests end."""
    return subprocess.Popen(
        [sys.executable, "-c", INSIDE],
        env={**installation.environment, "DJANGO_SETTINGS_MODULE": "xieyun.settings", "PYTHONPATH": str(ROOT)},
        cwd=os.fspath(ROOT), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _run(installation: Installation, script: str, *arguments: str) -> list[str]:
    inside = _inside(installation)
    assert inside.stdin is not None
    assert inside.stdout is not None
    inside.stdin.write(json.dumps([script, *arguments]) + "\n")
    inside.stdin.flush()
    printed, failure = json.loads(inside.stdout.readline())
    assert not failure, failure
    return list(printed.split())

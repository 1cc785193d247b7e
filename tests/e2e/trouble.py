"""Trouble for browser tests: processes that call another system which does not do as it should."""

from __future__ import annotations

import os
import subprocess
import sys
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


def make_trouble(installation: Installation, url: str, title: str, count: int) -> list[str]:
    """Let the clerk start so many instances that call the system at `url`; return their ids."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, url, f"trouble.{uuid4().hex[:8]}", title, str(count)],
        env={**installation.environment, "DJANGO_SETTINGS_MODULE": "xieyun.settings", "PYTHONPATH": str(ROOT)},
        cwd=os.fspath(ROOT), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()

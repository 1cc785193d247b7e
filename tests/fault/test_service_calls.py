"""`kill -9` of the worker while another system works on a call: called again under its key, completed once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.fault.counted import done
from tests.harness import COMMAND, Installation, create_database, drop_database
from xieyun.process.tests.other_system import other_system

pytestmark = pytest.mark.fault
PATIENCE_SECONDS = 600.0
INSTANCES = 3
# Runs inside the installation: a process that calls and then ends, and some instances of it.
SCRIPT = """
import sys
import django
django.setup()
from django.db.models import Q
from xieyun.kernel.actor import system_actor
from xieyun.organization.models import OrgNode
from xieyun.process import actions

group = OrgNode.objects.filter(Q(kind="group")).first()
actor = system_actor(group.id)
actions.create_connection(actor=actor, code="erp", name="ERP", base_url=sys.argv[1], private_allowed=True)
xml = b'''<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xieyun="https://xieyun.org/bpmn" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s"/>
 <serviceTask id="post"><extensionElements><xieyun:webhook connection="erp" path="/vouchers" timeout="PT5S">
 <xieyun:body name="number" value="= number"/><xieyun:answer name="voucher" value="= answer.body.voucher"/>
 </xieyun:webhook></extensionElements></serviceTask><endEvent id="z"/>
 <sequenceFlow id="a" sourceRef="s" targetRef="post"/><sequenceFlow id="b" sourceRef="post" targetRef="z"/>
 </process></definitions>'''
actions.publish_definition(actor=actor, code="fault.call", xml=xml)
for number in range(int(sys.argv[2])):
    actions.start_process(actor=actor, code="fault.call", variables={"number": number})
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A migrated database with one group, nothing running."""
    database = create_database("fault")
    made = Installation(tmp_path / "home", database=database)
    try:
        assert made.run("migrate").returncode == 0
        created = made.run("group", "create", "--code", "JH", "--name", "测试集团")
        assert created.returncode == 0, created.stderr
        yield made
    finally:
        drop_database(database)


def worker(installation: Installation) -> subprocess.Popen[bytes]:
    """Start a worker of its own process group."""
    with installation.log.open("ab") as log:
        return subprocess.Popen(
            [str(COMMAND), "worker"], env=installation.environment, cwd=installation.home.parent,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def wait_for(installation: Installation, found: str, expected: int) -> None:
    """Wait until a query counts what is expected; fails with the log."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    count = None
    while time.monotonic() < deadline:
        with psycopg.connect(installation.environment["DATABASE_URL"]) as database:
            row = database.execute(found.encode()).fetchone()
        count = row[0] if row else None
        if count == expected:
            return
        time.sleep(0.25)
    raise AssertionError(f"{found}: {count}, not {expected}\n{installation.log.read_text()[-4000:]}")


def test_a_worker_dies_while_the_other_system_works(installation: Installation) -> None:
    received = threading.Semaphore(0)
    released = threading.Event()

    def slow(request: dict[str, object]) -> tuple[int, dict[str, str]]:
        """The work is done when the request is there; the answer finds nobody any more."""
        received.release()
        released.wait(10)
        return 200, {"voucher": str(request["headers"]["Idempotency-Key"])}  # type: ignore[index]

    with other_system() as erp:
        erp.script = [slow] * INSTANCES + [lambda request: (200, {"voucher": request["headers"]["Idempotency-Key"]})]
        prepared = subprocess.run(
            [sys.executable, "-c", SCRIPT, erp.url, str(INSTANCES)],
            env={
                **installation.environment, "DJANGO_SETTINGS_MODULE": "xieyun.settings",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert prepared.returncode == 0, prepared.stderr[-2000:]
        first = worker(installation)
        for _ in range(INSTANCES):
            assert received.acquire(timeout=PATIENCE_SECONDS), installation.log.read_text()[-4000:]
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        released.set()
        second = worker(installation)
        try:
            wait_for(installation, "SELECT count(*) FROM process_instance WHERE status = 'completed'", INSTANCES)
        finally:
            os.killpg(second.pid, signal.SIGTERM)
            second.wait(timeout=300)
        keys = erp.keys()
    assert len(keys) == 2 * INSTANCES
    assert sorted(keys) == sorted([*set(keys), *set(keys)])
    with psycopg.connect(installation.environment["DATABASE_URL"]) as database:
        steps = database.execute("SELECT instance_id, array_agg(verb ORDER BY seq) FROM process_event GROUP BY 1")
        assert [verbs for _, verbs in steps] == [["submit", "service"]] * INSTANCES
        calls = database.execute("SELECT status, attempts FROM process_service_call").fetchall()
        assert calls == [("done", 2)] * INSTANCES
    verified = installation.run("process", "verify")
    assert verified.returncode == 0, verified.stdout
    done("calls whose worker died", INSTANCES)

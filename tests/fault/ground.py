"""An installation for fault tests: its own durable PostgreSQL, people with keys, and a maker of scenes."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.fault.program import Program
from tests.fault.server import Server
from tests.harness import Installation, create_database

ROOT = Path(__file__).resolve().parents[2]
ANSWER_SECONDS = 300


def number(variable: str, default: int) -> int:
    """Return how many rounds the environment asks for."""
    return int(os.environ.get(variable) or default)


@dataclass(frozen=True)
class Said:
    """One answer: status, the problem's code (empty for a success), and the value."""

    status: int
    code: str
    value: Any
    headers: dict[str, str] = field(default_factory=dict)


class Person:
    """Somebody who acts through the API with a key of his own; every thread needs its own connection."""

    def __init__(self, port: int, found: dict[str, str]) -> None:
        self.port, self.login, self.id = port, found["login"], found["person"]
        self.name, self.key = found["name"], found["key"]
        self.local = threading.local()

    def open(self) -> http.client.HTTPConnection:
        """Open this thread's connection now, so that the next request leaves at once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        connection.connect()
        self.local.connection = connection
        return connection

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> Said:
        """Send a request on a connection that was opened before, or on a new one."""
        connection = getattr(self.local, "connection", None) or self.open()
        self.local.connection = None
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        content = None if method == "GET" else json.dumps(body or {}).encode()
        try:
            connection.request(method, f"/api/v1{path}", body=content, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        value = json.loads(text) if text else None
        code = value.get("code", "") if answer.status >= 400 and isinstance(value, dict) else ""
        return Said(answer.status, code, value, {name.lower(): text for name, text in answer.getheaders()})

    def use(self, verb: str, item: str, *, key: str | None = None, **body: Any) -> Said:
        """Use a verb on a work item."""
        return self.send("POST", f"/work-items/{item}/{verb}", body, key=key)


class Maker:
    """The other end of `tests.fault.maker`; one command at a time."""

    def __init__(self, installation: Installation) -> None:
        self.lock = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.maker"],
            env={
                **installation.environment, "DJANGO_SETTINGS_MODULE": "xieyun.settings", "PYTHONPATH": str(ROOT),
                "XIEYUN_LOG_LEVEL": "ERROR",
            },
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, name: str, **arguments: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.lock:
            self.process.stdin.write(json.dumps([name, arguments]) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["answer"]

    def stop(self) -> None:
        """Let it end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=300)


# What was delivered leaves the outbox; here it is kept, so that the tests can ask what was told.
KEEP_TOLD = """
CREATE TABLE told_event (id bigint, facts jsonb);
CREATE FUNCTION keep_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO told_event VALUES (OLD.id, OLD.facts::jsonb);
    RETURN OLD;
END $$;
CREATE TRIGGER keep_told BEFORE DELETE ON kernel_outboxevent FOR EACH ROW EXECUTE FUNCTION keep_told();
CREATE VIEW told_fact AS
SELECT e.id || '.' || f.place AS key, f.fact ->> 0 AS kind, (e.facts -> 'common') || (f.fact -> 3) AS payload
FROM told_event e, jsonb_array_elements(e.facts -> 'facts') WITH ORDINALITY AS f (fact, place);
"""


class Ground:
    """The installation with its programs; `web` and `worker` are started by the tests."""

    def __init__(self, server: Server, home: Path, *, more_people: int = 66, **settings: str) -> None:
        self.server = server
        self.database = create_database("fault", server=server.url)
        settings = {"XIEYUN_WEB_PROCESSES": "2", "XIEYUN_LOG_LEVEL": "WARNING"} | settings
        self.installation = Installation(home, database=self.database, **settings)
        self.web = Program(self.installation, "web")
        self.worker = Program(self.installation, "worker")
        assert self.installation.run("migrate").returncode == 0
        self.keep_told()
        loaded = self.installation.run("demo", "load", "--companies", "4", "--people", "120", "--seed", "7")
        assert loaded.returncode == 0, loaded.stderr
        self.maker = Maker(self.installation)
        self.rival = Maker(self.installation)
        found = self.maker("people", count=more_people)
        self.people = {one["login"]: Person(self.installation.port, one) for one in found}
        self.more = [person for login, person in sorted(self.people.items()) if login.startswith("jh0")]
        assert len(self.more) == more_people, sorted(self.people)

    def keep_told(self) -> None:
        """Keep what leaves the outbox, for `Course`."""
        with psycopg.connect(self.database, autocommit=True) as database:
            database.execute(KEEP_TOLD)

    def serve(self) -> None:
        """Start the web processes and wait until they answer."""
        self.web.start()
        self.installation.wait_until_ready()

    def stop(self) -> None:
        """Stop everything."""
        self.web.stop()
        self.worker.stop()
        if "XIEYUN_FAULT_LOG" in os.environ:
            shutil.copy(self.installation.log, os.environ["XIEYUN_FAULT_LOG"])
        self.maker.stop()
        self.rival.stop()

    def assert_sound(self) -> None:
        """Every history is in the model and replays to what is stored; the audit chain is whole."""
        proved = self.installation.run("process", "verify")
        assert proved.returncode == 0, proved.stdout + proved.stderr
        chained = self.installation.run("audit", "verify")
        assert chained.returncode == 0, chained.stdout + chained.stderr
        log = self.installation.log.read_text()
        assert "deadlock detected" not in log
        assert '"unexpected"' not in log


def at_once(calls: Sequence[Callable[[], Any]], *, ready: Sequence[Callable[[], Any]] = ()) -> list[Any]:
    """Run the calls in threads that start together; return their results. `ready` prepares each thread before."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int) -> None:
        try:
            if ready:
                ready[place]()
            barrier.wait()
            results[place] = calls[place]()
        except Exception as error:
            results[place] = error
            barrier.abort()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ANSWER_SECONDS * 2)
        assert not thread.is_alive(), "a request was never answered"
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def new_key() -> str:
    """Return an idempotency key."""
    return str(uuid4())

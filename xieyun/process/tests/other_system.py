"""Another system for tests: a real HTTP server on this machine that answers as it is told and keeps what it got."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.db import connection

from xieyun.kernel import clock, outbox
from xieyun.kernel.actor import system_actor
from xieyun.process import actions

SECRET = "a-secret-of-this-connection"


class OtherSystem:
    """Answers come from `script`, one per request, the last for ever: (status, body) or a function of the request."""

    def __init__(self):
        self.script = [(200, {"ok": True})]
        self.requests = []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                content = self.rfile.read(length)
                with outer.lock:
                    got = {
                        "method": self.command, "path": self.path, "headers": dict(self.headers), "body": content,
                    }  # fmt: skip
                    outer.requests.append(got)
                    answer = outer.script.pop(0) if len(outer.script) > 1 else outer.script[0]
                if isinstance(answer, Callable):
                    answer = answer(got)
                if answer is None:
                    self.close_connection = True
                    return
                status, body, *headers = answer
                written = json.dumps(body).encode() if not isinstance(body, bytes) else body
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(written)

            do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 (names of http.server)

            def log_message(self, *arguments):
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/erp"

    def bodies(self):
        """The JSON bodies that were received."""
        return [json.loads(request["body"]) for request in self.requests]

    def keys(self):
        """The idempotency keys that were received."""
        return [request["headers"]["Idempotency-Key"] for request in self.requests]


@contextmanager
def other_system():
    """Run another system for a while."""
    made = OtherSystem()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()


def connect(world, base_url, *, code="erp", **values):
    """Set up a connection as an administrator does."""
    given = {"name": "ERP", "base_url": base_url, "private_allowed": True} | values
    return actions.create_connection(actor=system_actor(world.group.id), code=code, **given)


def work():
    """Do what a worker would do now: deliver events, run due jobs of this room; return the names of the jobs."""
    from procrastinate.contrib.django import app

    done = []
    while True:
        outbox.relay()
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo' "
                "AND task_name LIKE 'process.%%' AND (scheduled_at IS NULL OR scheduled_at <= %s) "
                "ORDER BY id LIMIT 1) RETURNING task_name, args::text",
                [clock.now()],
            )
            row = cursor.fetchone()
        if row is None:
            return done
        app.tasks[row[0]].func(**json.loads(row[1]))
        done.append(row[0])

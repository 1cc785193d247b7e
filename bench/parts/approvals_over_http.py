"""Approvals through the API of a real `xieyun web`: one program after another, then 8 and 64 at the same time.

Each approver has a connection of its own, kept open, and signs items that wait for it. With all of them on the same
machine the clients' own work is in the figures. Every pool size must get all of them done.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PORT = int(os.environ.get("BENCH_PORT", "8392"))
POOLS = (1, 2, 8)
APPROVERS = (1, 8, 64)
APPROVALS = int(os.environ.get("BENCH_APPROVALS", "1280"))
STALL_SECONDS = 120


def prepare(count: int, people: dict[str, Any]) -> tuple[str, list[str]]:
    """Start `count` instances whose first item waits for the same person; return an API key of his and the items."""
    from xieyun.access.actions import create_api_key
    from xieyun.organization.models import Account, Assignment
    from xieyun.organization.tests.factories import actor_of, make_account
    from xieyun.process import actions

    handler = people["handlers"][0]
    assignment = Assignment.objects.get(id=handler.assignment_id)
    if not Account.objects.filter(person=assignment.person).exists():
        make_account(assignment.person)
    secret = create_api_key(actor=actor_of(assignment), name=f"bench {time.time_ns()}").secret
    items = [actions.start_process(actor=people["clerk"], code="bench.p1").opened[0] for _ in range(count)]
    return secret, [str(item) for item in items]


@contextmanager
def web(pool: int) -> Iterator[None]:
    """Run `xieyun web` with a pool of this size in each process."""
    settings = {"XIEYUN_PORT": str(PORT), "XIEYUN_POOL_SIZE": str(pool), "XIEYUN_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "xieyun"), "web"], env={**os.environ, **settings}, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(240):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.25)
        yield
    finally:
        process.terminate()
        process.wait(60)


def approve_all(secret: str, items: list[str], approvers: int) -> dict[str, float]:
    """Let so many sign all items; return rate per second, median and p95 in milliseconds, and refusals."""
    waiting, lock = list(items), threading.Lock()
    spent: list[float] = []
    refused = [0]

    def sign() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=STALL_SECONDS)
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        own: list[float] = []
        while True:
            with lock:
                if not waiting:
                    spent.extend(own)
                    return
                item = waiting.pop()
            begun = time.perf_counter()
            body = json.dumps({"opinion": "同意"}).encode()
            connection.request("POST", f"/api/v1/work-items/{item}/approve", body, headers)
            answer = connection.getresponse()
            answer.read()
            own.append((time.perf_counter() - begun) * 1000)
            if answer.status != 200:
                with lock:
                    refused[0] += 1

    threads = [threading.Thread(target=sign) for _ in range(approvers)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    ordered = sorted(spent)
    return {
        "rate": round(len(items) / seconds, 1),
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1], 2),
        "longest_ms": round(ordered[-1], 1),
        "done": len(ordered),
        "refused": refused[0],
    }


def through_actions(people: dict[str, Any], items: list[str]) -> dict[str, float]:
    """The same approvals by the action itself, in this process."""
    from uuid import UUID

    from xieyun.process import actions

    spent = []
    for item in items:
        begun = time.perf_counter()
        actions.approve(actor=people["handlers"][0], item_id=UUID(item), opinion="同意")
        spent.append((time.perf_counter() - begun) * 1000)
    ordered = sorted(spent)
    return {
        "rate": round(1000 * len(spent) / sum(spent), 1),
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1], 2),
    }

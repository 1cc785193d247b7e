"""`xieyun serve` as an operator meets it: health, metrics, restarts, refusals and a graceful stop."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.harness import Installation


def get(installation: Installation, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(installation.url + path, timeout=10) as answer:
        return answer.status, answer.read().decode()


def children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(line) for line in found.split()]


def wait_for(condition, seconds: float = 30.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def test_it_migrates_answers_counts_and_stops(installation: Installation) -> None:
    installation.start()
    assert get(installation, "/healthz") == (200, '{"status": "ok"}')
    for _ in range(5):
        get(installation, "/healthz")
    # The figures of all web processes are added up, whichever of them answers.
    lines = get(installation, "/metrics")[1].splitlines()
    counted = next(line for line in lines if line.startswith("xieyun_http_requests_total") and "healthz" in line)
    assert float(counted.split()[-1]) >= 6
    assert installation.stop() == 0
    assert "Traceback" not in installation.log.read_text()


def test_it_starts_dead_processes_again(installation: Installation) -> None:
    installation.start()
    assert installation.process is not None
    first = children(installation.process.pid)
    assert len(first) == 2
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    fresh = wait_for(lambda: [pid for pid in children(installation.process.pid) if pid not in first][1:])
    assert fresh
    installation.wait_until_ready()
    assert installation.stop() == 0
    assert installation.log.read_text().count("重新启动") == 2


def test_no_process_outlives_a_killed_supervisor(installation: Installation) -> None:
    installation.start()
    assert installation.process is not None
    web_processes = [grandchild for child in children(installation.process.pid) for grandchild in children(child)]
    all_processes = children(installation.process.pid) + web_processes
    installation.process.kill()
    installation.process.wait()
    installation.process = None
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in all_processes))


@pytest.mark.parametrize("command", ["serve", "web"])
def test_an_interrupt_from_the_terminal_stops_it_at_once(installation: Installation, command: str) -> None:
    assert installation.run("migrate").returncode == 0
    installation.start(command)
    assert installation.process is not None
    os.killpg(installation.process.pid, signal.SIGINT)  # what a terminal does
    assert installation.process.wait(timeout=20) == 0
    installation.process = None
    assert "refused to gracefully stop" not in installation.log.read_text()


def test_a_running_request_is_finished_before_it_stops(installation: Installation) -> None:
    installation.start()
    # A lock that the request's first query must wait for keeps the request in work while the stop is asked for.
    with psycopg.connect(installation.environment["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        answers: list[tuple[int, str]] = []
        request = threading.Thread(target=lambda: answers.append(get(installation, "/readyz")))
        request.start()
        time.sleep(0.5)
        installation.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        other.rollback()
    request.join(20)
    assert answers == [(200, '{"status": "ok"}')]
    assert installation.stop() == 0


def test_a_taken_port_is_refused_with_a_sentence(installation: Installation) -> None:
    installation.start()
    second = installation.run("serve")
    assert second.returncode == 2
    assert f"无法监听 127.0.0.1:{installation.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_commands_explain_an_unreachable_database(installation: Installation) -> None:
    refused = installation.run("migrate", DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/nothing")
    assert refused.returncode == 2
    assert "无法连接" in refused.stderr
    assert "secret" not in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("value", ["0", "65536", "eight"])
def test_a_wrong_port_is_refused(installation: Installation, value: str) -> None:
    refused = installation.run("serve", XIEYUN_PORT=value)
    assert refused.returncode == 2
    assert "XIEYUN_PORT" in refused.stderr


def test_doctor_names_what_is_missing_and_then_nothing(installation: Installation) -> None:
    before = installation.run("doctor", XIEYUN_LANGUAGE="en")
    assert before.returncode == 1
    assert "run `xieyun migrate`" in before.stdout
    installation.start()
    wait_for(lambda: "Workers are alive" in installation.run("doctor", XIEYUN_LANGUAGE="en").stdout)
    after = installation.run("doctor", XIEYUN_LANGUAGE="en")
    assert after.returncode == 0, after.stdout


def test_two_migrations_at_once_both_succeed(installation: Installation) -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.append(installation.run("migrate").returncode)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [0, 0]


def test_audit_verify_names_the_first_changed_row(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    write = (
        "from xieyun.kernel import audit; from xieyun.kernel.actor import system_actor; "
        "done = dict(actor=system_actor(), action='test.done', target_type='test'); "
        "[audit.record(**done, target_id=str(number)) for number in range(5)]; audit.seal()"
    )
    subprocess.run(
        [installation.command.parent / "python", "-c", f"import django; django.setup(); {write}"],
        env={**installation.environment, "DJANGO_SETTINGS_MODULE": "xieyun.settings"},
        check=True,
    )
    assert installation.run("audit", "verify").returncode == 0
    with psycopg.connect(installation.environment["DATABASE_URL"]) as connection:
        connection.execute("ALTER TABLE kernel_auditrow DISABLE TRIGGER USER")
        broken = connection.execute(
            "UPDATE kernel_auditrow SET action = 'test.forged' WHERE target_id = '3' RETURNING id"
        ).fetchone()
    found = installation.run("audit", "verify", XIEYUN_LANGUAGE="en")
    assert found.returncode == 1
    assert broken is not None
    assert f"row {broken[0]}" in found.stdout

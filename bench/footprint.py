"""What the product weighs: bytes of the signed-in home page's first load, and memory of an idle `xieyun serve`.

The page is loaded by a real browser with an empty cache; every file of the front end that it asks for
is counted by its size after gzip, as the server sends it. Memory is the proportional set size (each
shared page counted once) of all processes of `xieyun serve`, without PostgreSQL.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Response, sync_playwright

from tests.harness import Installation

RESULT = Path(__file__).resolve().parent / "results" / "footprint.json"
PAGE_AIM = 500_000
MEMORY_AIM = 250
IDLE_SECONDS = 20
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def main() -> int:
    """Measure, print the tables and write the result."""
    folder = Path(tempfile.mkdtemp(prefix="xieyun-footprint-"))
    folder.chmod(0o755)
    size = {"XIEYUN_DEMO_COMPANIES": "6", "XIEYUN_DEMO_PEOPLE": "120"}
    installation = Installation(folder / "home", database=None, **size)
    try:
        # The supervisor's own embedded server: what a first-time user runs.
        installation.start("serve", "--demo")
        page, interface = measure_page(installation)
        time.sleep(IDLE_SECONDS)
        memory = measure_memory(installation)
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print_table("first load of the signed-in home page", page, "bytes gzip", PAGE_AIM)
    print(f"  (and {interface} bytes of answers of the API, not compressed)\n")
    print_table("memory of an idle `xieyun serve` without PostgreSQL", memory, "MB PSS", MEMORY_AIM)
    metrics = {
        "home_page_bytes_gzip": sum(page.values()),
        "home_page_files": len(page),
        "home_page_api_bytes": interface,
        "idle_memory_mb": round(sum(memory.values()), 1),
        "idle_processes": len(memory),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"name": "footprint", "metrics": metrics, "ratios": {}}, indent=2) + "\n")
    return 0


def measure_page(installation: Installation) -> tuple[dict[str, int], int]:
    """Return the gzip size of each front-end file that the home page loads, and the bytes of API answers."""
    files: dict[str, int] = {}
    interface = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_FLAGS)
        context = browser.new_context(base_url=installation.url, locale="zh-CN")
        account = next(iter(installation.accounts().values()))
        token = context.request.get("/api/v1/session").json()["csrf_token"]
        signed_in = context.request.post(
            "/api/v1/session",
            data={"login": account["login"], "password": account["password"]},
            headers={"X-CSRF-Token": token},
        )
        assert signed_in.ok, signed_in.text()
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 Playwright marks it
        page.goto("/", wait_until="networkidle")
        for answer in answers:
            path = urlsplit(answer.url).path
            body = answer.body()
            if path.startswith("/api/"):
                interface += len(body)
            else:
                files[path] = len(gzip.compress(body, 9))
        browser.close()
    return files, interface


def measure_memory(installation: Installation) -> dict[str, float]:
    """Return the proportional set size, in MB, of each process of the running server."""
    assert installation.process is not None
    with urllib.request.urlopen(f"{installation.url}/healthz", timeout=10) as answer:
        assert answer.status == 200
    found = {}
    for pid in descendants(installation.process.pid):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                found[f"process {pid}"] = int(line.split()[1]) * 1024 / 1e6
    return found


def descendants(pid: int) -> list[int]:
    """Return a process and all below it that are not PostgreSQL's."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    parents: dict[int, list[int]] = {}
    for line in listed.splitlines():
        number, parent, command = line.split(None, 2)
        if not command.startswith("postgres"):
            parents.setdefault(int(parent), []).append(int(number))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def print_table(title: str, rows: dict[str, float] | dict[str, int], unit: str, aim: int) -> None:
    """Print one table with its sum beside the aim."""
    print(f"{title} ({unit})")
    for name, value in sorted(rows.items(), key=lambda item: -item[1]):
        print(f"  {name:60} {value:12,.1f}" if isinstance(value, float) else f"  {name:60} {value:12,}")
    print(f"  {'sum':60} {sum(rows.values()):12,.1f}  (aim: at most {aim:,})\n")


if __name__ == "__main__":
    os.environ.setdefault("XIEYUN_LANGUAGE", "en")
    sys.exit(main())

"""Named steps that check the project: run some at once, show the output of those that fail, count them all."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
WEB = ROOT / "web"
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Step:
    """A command with a name; pytest steps are counted by their tests, others as one check."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)
    pytest: bool = False


@dataclass
class Count:
    """How many checks and tests passed, failed, and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Count) -> None:
        """Add another count to this one."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def python(name: str, *command: str) -> Step:
    """Return a step that runs a program of .venv."""
    return Step(name, (str(BIN / command[0]), *command[1:]))


def npm(name: str, script: str) -> Step:
    """Return a step that runs a script of web/package.json."""
    return Step(name, ("npm", "run", "--silent", script), folder=WEB)


def tests(name: str, *arguments: str, **environment: str) -> Step:
    """Return a step that runs pytest."""
    report = RESULTS / f"{name.replace(' ', '-')}.xml"
    command = (str(BIN / "python"), "-m", "pytest", "-q", f"--junit-xml={report}", *arguments)
    return Step(name, command, environment=environment, pytest=True)


STATIC = [
    python("mypy", "mypy", "xieyun"),
    npm("tsc", "types"),
    npm("eslint", "lint"),
    npm("vitest", "test"),
    python("ruff format", "ruff", "format", "--check", "."),
    python("ruff check", "ruff", "check", "."),
    python("import-linter", "lint-imports"),
    npm("prettier", "format:check"),
    python("openapi", "python", "scripts/openapi.py", "--check"),
]
UNIT = tests("unit tests", "xieyun", "tests/project", "-n", "2")


def run_all(steps: Iterable[Step], *, at_once: int = 1) -> Count:
    """Run the steps, print a line for each, and return the total count."""
    RESULTS.mkdir(exist_ok=True)
    total = Count()
    with ThreadPoolExecutor(at_once) as pool:
        for count in pool.map(run_one, steps):
            total.add(count)
    return total


def run_one(step: Step) -> Count:
    """Run one step; what it prints is shown as it comes for pytest, and only on failure for the others."""
    started = time.monotonic()
    (RESULTS / f"{step.name.replace(' ', '-')}.xml").unlink(missing_ok=True)
    if step.pytest:
        print(f"== {step.name}", flush=True)
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        step.command,
        cwd=step.folder,
        env={**os.environ, **step.environment, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=None if step.pytest else subprocess.PIPE,
        stderr=None if step.pytest else subprocess.STDOUT,
        text=True,
        check=False,
    )
    count = _count(step, done.returncode)
    if count.failed and done.stdout:
        print(done.stdout, flush=True)
    verdict = "FAILED" if count.failed else "ok"
    print(f"{verdict:6} {step.name:16} {time.monotonic() - started:6.1f} s", flush=True)
    return count


def _count(step: Step, code: int) -> Count:
    if not step.pytest:
        return Count(passed=int(code == 0), failed=int(code != 0))
    report = RESULTS / f"{step.name.replace(' ', '-')}.xml"
    count = Count()
    if report.is_file():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            number = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
            bad = number["failures"] + number["errors"]
            count.add(Count(number["tests"] - bad - number["skipped"], bad, number["skipped"]))
    if code != 0 and not count.failed:
        count.failed += 1  # it ended without a report, or ran no test at all
    return count

"""Hostile BPMN through `xieyun process try`, under a ceiling of memory and processor time: always answered in words."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

MEMORY_BYTES = 3 * 1024**3
PROCESSOR_SECONDS = 240
COMMAND = Path(sys.executable).parent / "xieyun"
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'


def file_of(inner: str, *, name: str = "p", before: str = "") -> str:
    """Return a file with one process."""
    return (
        f'<?xml version="1.0"?>{before}{HEAD}<process id="{name}" isExecutable="true">{inner}</process></definitions>'
    )


def around(task: str) -> str:
    """Return a process of start, one element with the id a, and an end."""
    flows = '<sequenceFlow id="f0" sourceRef="s" targetRef="a"/><sequenceFlow id="f1" sourceRef="a" targetRef="e"/>'
    return file_of(f'<startEvent id="s"/>{task}<endEvent id="e"/>{flows}')


def script(text: str, language: str = "javascript") -> str:
    """Return a process with one script."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return around(f'<scriptTask id="a" scriptFormat="{language}"><script>{escaped}</script></scriptTask>')


def repeated(count: str) -> str:
    """Return a process whose only task is repeated."""
    loop = "multiInstanceLoopCharacteristics"
    return around(f'<userTask id="a"><{loop}><loopCardinality>{count}</loopCardinality></{loop}></userTask>')


def calling(name: str, other: str) -> str:
    """Return a process that calls another."""
    flows = '<sequenceFlow id="f0" sourceRef="s" targetRef="a"/>'
    return file_of(f'<startEvent id="s"/><callActivity id="a" calledElement="{other}"/>{flows}', name=name)


CHAIN = "".join(
    f'<task id="n{n}"/><sequenceFlow id="f{n}" sourceRef="{"s" if n == 0 else f"n{n - 1}"}" targetRef="n{n}"/>'
    for n in range(100_000)
)
BOMB = "<!DOCTYPE d [" + '<!ENTITY a0 "x">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
) + "]>"  # fmt: skip
CASES = {
    "100,000 nodes": file_of(f'<startEvent id="s"/>{CHAIN}'),
    "an entity bomb": file_of('<startEvent id="s" name="&a11;"/>', before=BOMB),
    "an outside entity": file_of(
        '<startEvent id="s" name="&x;"/>', before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "10,000 levels": file_of('<subProcess id="x">' * 10_000 + "</subProcess>" * 10_000),
    "a missing target": file_of('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="gone"/>'),
    "a missing attached activity": around('<task id="a"/><boundaryEvent id="b" attachedToRef="gone"/>'),
    "a missing process": calling("p", "gone"),
    "a circle of one": calling("p", "p"),
    "a script without end": script("while (true) { x = 1; }"),
    "a script that counts": script("for (var i = 0; i < 1000000000; i++) { x = i; }"),
    "a script that grows a text": script("s = 'x'; for (i = 0; i < 100; i++) { s = s + s; }"),
    "a script that grows a list": script("a = [1]; for (i = 0; i < 100; i++) { a = a.concat(a); }"),
    "a script that nests a list": script("a = [1]; for (i = 0; i < 100; i++) { a = [a, a]; }"),
    "a script that pushes a list": script("a = [1]; for (i = 0; i < 100; i++) { a.push(a); }"),
    "a script that extends a list": script("a = [1]\nfor i in range(100):\n    a.extend(a)", "python"),
    "a width of a billion": script("x = 'x'.ljust(10 ** 9)", "python"),
    "a power": script("x = 2 ** (10 ** 9)", "python"),
    "a long text": script("x = 'x' * (10 ** 9)", "python"),
    "a range of a billion": script("x = list(range(10 ** 9))", "python"),
    "an import": script("import os; os.system('id')", "python"),
    "a door": script("().__class__.__bases__[0].__subclasses__()", "python"),
    "a zen range of a billion": script("map([1..1000000000], #)", "zen"),
    "a deep expression": script("x = " + "(" * 20_000 + "1" + ")" * 20_000),
    "a long expression": script("x = 1" + " + 1" * 200_000),
    "a pattern that never ends": script('x = matches("' + "a" * 40 + 'b", "(a+)+$")', "feel"),
    "a million signers": repeated("1000000"),
    "minus one signer": repeated("-1"),
    "as many signers as there are not": repeated("1/0"),
}


@pytest.mark.parametrize("case", CASES)
def test_every_hostile_file_is_answered_in_words(tmp_path: Path, case: str) -> None:
    file = tmp_path / "hostile.bpmn"
    file.write_text(CASES[case])
    answer = tried(tmp_path, str(file))
    assert answer["status"] in ("error", "waiting", "completed")
    if case not in HARMLESS:
        assert answer["status"] == "error", answer
        assert answer["error"]
        assert "Traceback" not in answer["error"]


HARMLESS = frozenset({"a door", "an import"})  # read as plain words or refused: nothing is run either way


def test_circles_of_calls_end(tmp_path: Path) -> None:
    first, second = tmp_path / "first.bpmn", tmp_path / "second.bpmn"
    first.write_text(calling("first", "second"))
    second.write_text(calling("second", "first"))
    answer = tried(tmp_path, str(first), "--call", str(second), "--call", str(first))
    assert answer["status"] == "error"
    assert answer["error"]


def tried(folder: Path, *arguments: str) -> dict[str, object]:
    """Run the trial under the ceilings; fails unless it answers one JSON object."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))

    done = subprocess.run(
        [str(COMMAND), "process", "try", *arguments, "--json"],
        cwd=folder, capture_output=True, text=True, check=False, preexec_fn=limit,
    )  # fmt: skip
    assert done.returncode in (0, 1), (done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stdout + done.stderr
    return dict(json.loads(done.stdout))

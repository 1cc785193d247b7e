"""Every scenario of the engine's own models through `xieyun process try`, straight and saved after every step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from xieyun.cli import process_try
from xieyun.cli.trial import trial
from xieyun.process.engine.conformance import Walk

HERE = Path(process_try.__file__).parent.parent / "process" / "engine" / "tests"
SCENARIOS: list[dict[str, Any]] = yaml.safe_load((HERE / "scenarios.yaml").read_text("utf-8"))
_QUIET = ("Gateway", "startEvent", "endEvent")


@pytest.fixture(autouse=True)
def _every_course_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch every trial: what the engine does must be a possible run of the model (see `engine.conformance`)."""
    walks: dict[int, Walk] = {}
    seen: list[Any] = []
    real_step, real_do = trial.step, trial.Trial._do

    def step(*arguments: Any) -> Any:
        result = real_step(*arguments)
        seen.extend(result.events)
        return result

    def do(self: Any, command: Any) -> None:
        walk = walks.setdefault(id(self), Walk(self.definition))
        seen.clear()
        try:
            real_do(self, command)
        finally:
            faults = list(walk.step(0, seen))
            assert not faults, faults

    monkeypatch.setattr(trial, "step", step)
    monkeypatch.setattr(trial.Trial, "_do", do)


def _options(scenario: dict[str, Any], *, roundtrip: bool) -> process_try.Options:
    return process_try.Options(
        file=str(HERE / "models" / f"{scenario['model']}.bpmn"),
        calls=[str(HERE / "models" / f"{name}.bpmn") for name in scenario.get("calls", ())],
        data=json.dumps(scenario.get("data", {})),
        steps=list(scenario.get("steps", ())),
        roundtrip=roundtrip,
    )


def _title(scenario: dict[str, Any]) -> str:
    return f"{scenario['model']} {' '.join(scenario.get('steps', ()))}".strip()


@pytest.mark.parametrize("roundtrip", [False, True], ids=["straight", "saved"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=_title)
def test_scenario(scenario: dict[str, Any], roundtrip: bool) -> None:
    result = process_try.outcome(_options(scenario, roundtrip=roundtrip))
    assert result["status"] == scenario["status"], result["error"]
    if scenario["status"] == "error":
        assert result["error"]
        assert "Traceback" not in result["error"]
    if "waiting" in scenario:
        assert sorted(entry["id"] for entry in result["waiting"]) == sorted(scenario["waiting"])
    if "assignees" in scenario:
        assert [entry["assignee"] for entry in result["waiting"]] == scenario["assignees"]
    for event in ("left", "cancelled"):
        if event in scenario:
            assert _activities(result, event) == [
                name for name in scenario[event] if event == "cancelled" or not _plain(result, name)
            ]
    for name, value in scenario.get("data_after", {}).items():
        assert result["data"][name] == value
    for name in scenario.get("data_gone", ()):
        assert name not in result["data"]


def _activities(result: dict[str, Any], event: str) -> list[str]:
    return [
        entry["activity"]
        for entry in result["trail"]
        if entry["event"] == event and (event == "cancelled" or not entry["type"].endswith(_QUIET))
    ]


def _plain(result: dict[str, Any], name: str) -> bool:
    """Whether a name is a gateway or a start or end event: left out so that scenarios stay short."""
    return any(entry["activity"] == name and entry["type"].endswith(_QUIET) for entry in result["trail"])


def test_every_model_has_a_scenario() -> None:
    models = {path.stem for path in (HERE / "models").glob("*.bpmn")}
    used = {scenario["model"] for scenario in SCENARIOS}
    used |= {name for scenario in SCENARIOS for name in scenario.get("calls", ())}
    assert models == used


def test_command_line_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(HERE / "models" / "exclusive.bpmn")
    arguments = [path, "--data", '{"amount": 2000}', "--do", "BIG", "--roundtrip", "--json"]
    assert process_try.run(arguments) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["status", "trail", "waiting", "data", "error"]
    assert result["trail"][0] == {"activity": "s", "name": "", "type": "startEvent", "event": "entered"}
    assert result["data"] == {"amount": 2000}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--json"], 2),
        (["missing.bpmn", "--json"], 1),
        ([str(HERE / "models" / "sequence.bpmn"), "--data", "NaN", "--json"], 1),
        ([str(HERE / "models" / "sequence.bpmn"), "--do", "A=[1]", "--json"], 1),
        ([str(HERE / "models" / "sequence.bpmn"), "--do", "@nonsense", "--json"], 1),
        ([str(HERE / "models" / "thrown-from-tasks.bpmn"), "--do", "@error:a", "--json"], 1),
        ([str(HERE / "models" / "thrown-from-tasks.bpmn"), "--do", "@error:nobody=42", "--json"], 1),
        ([str(HERE / "models" / "thrown-from-tasks.bpmn"), "--do", '@error:a={"code": "42", "variables": 1}'], 1),
        ([str(HERE / "models" / "sequence.bpmn"), "--unknown"], 2),
        ([str(HERE / "models" / "sequence.bpmn")], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert process_try.run(arguments) == code
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err


def test_what_is_not_run_is_told_beside_the_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.bpmn"
    file.write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="http://camunda.org/schema/1.0/bpmn">'
        '<process id="p" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>'
        '<userTask id="t"><extensionElements>'
        '<c:taskListener event="create" class="a.B"/></extensionElements></userTask>'
        "</process></definitions>"
    )
    assert process_try.run([str(file), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["status"] == "waiting"
    assert told.err == "not run: p.bpmn, t: its listener for create is foreign code: a.B\n"

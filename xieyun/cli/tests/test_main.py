"""The command line: what it prints, how it refuses, and what it does not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xieyun.cli import main as command_line
from xieyun.cli.main import main
from xieyun.cli.words import CommandError, in_english
from xieyun.kernel.errors import FieldError, InvalidInput


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("XIEYUN_LANGUAGE", "en")


def run_failing_with(monkeypatch, error):
    def fail(arguments):
        raise error

    monkeypatch.setattr(command_line, "_run", fail)
    return main(["anything"])


@pytest.mark.parametrize(
    ("variables", "english"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "XIEYUN_LANGUAGE": "en"}, True),
    ],
)
def test_the_language_follows_the_locale(monkeypatch, variables, english) -> None:
    for name in ("XIEYUN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert in_english() is english


def test_help_names_every_command(capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for command in (
        "serve",
        "web",
        "worker",
        "migrate",
        "doctor",
        "demo",
        "group",
        "audit",
        "openapi",
        "shell",
        "process",
        "app",
    ):
        assert f"  {command} " in shown


def test_an_unknown_command_is_refused(capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main(["dance"])
    assert end.value.code == 2


def test_a_refusal_is_one_sentence(monkeypatch, capsys) -> None:
    assert run_failing_with(monkeypatch, CommandError("没有。", "There is none.")) == 2
    assert capsys.readouterr().err == "There is none.\n"


def test_a_problem_shows_its_sentences_and_fields(monkeypatch, capsys) -> None:
    problem = InvalidInput(fields=[FieldError("amount", "field-required")])
    assert run_failing_with(monkeypatch, problem) == 2
    shown = capsys.readouterr().err
    assert problem.as_json()["detail_en"] in shown
    assert problem.as_json()["errors"][0]["detail_en"] in shown


def test_a_defect_is_named_without_a_traceback(monkeypatch, capsys) -> None:
    monkeypatch.delenv("XIEYUN_TRACE", raising=False)
    assert run_failing_with(monkeypatch, ZeroDivisionError("division by zero")) == 2
    shown = capsys.readouterr().err
    assert "ZeroDivisionError: division by zero" in shown
    assert "xieyun doctor" in shown
    assert "Traceback" not in shown


def test_a_developer_can_ask_for_the_traceback(monkeypatch) -> None:
    monkeypatch.setenv("XIEYUN_TRACE", "1")
    with pytest.raises(ZeroDivisionError):
        run_failing_with(monkeypatch, ZeroDivisionError("division by zero"))


def test_an_interrupt_ends_with_the_usual_code(monkeypatch) -> None:
    assert run_failing_with(monkeypatch, KeyboardInterrupt()) == 130


def test_the_trial_loads_neither_django_nor_a_driver() -> None:
    script = (
        "import sys; from xieyun.cli.main import main\n"
        "try: main(['process', 'try', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'psycopg', 'granian', 'procrastinate'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"

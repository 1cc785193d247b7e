"""`xieyun process try FILE.bpmn`: run a BPMN file without database, people or waiting.

    xieyun process try FILE.bpmn [--call OTHER.bpmn ...] [--decision TABLE.dmn ...] [--data JSON] [--do STEP ...]
                       [--roundtrip] [--json]

Steps run in order: `NAME_OR_ID[=JSON]` completes an open task with variables, `@timer` moves the clock to the next
due timer and fires it, `@message:NAME[=JSON]`, `@signal:NAME[=JSON]`, `@error:TASK=CODE` and `@escalation:TASK=CODE`
throw from an open task, `@set=JSON` changes variables. The exit code is 0 when the trial ran (completed or waiting), 1
when its status is "error", 2 when the command line is wrong.

Of several processes in the file the first executable one that no other calls runs; --call names the files of processes
that it calls. --decision names DMN files with the decisions that business rule tasks ask; without it, .dmn files that
lie beside the BPMN files are used. Where no file holds a decision, a step that names the task gives its results. --data
gives the variables to begin with. --roundtrip saves and restores the state after every step, which must change nothing.
--json prints one object: status, trail (activity, name, type, event), waiting (id, name, type, assignee), data, error;
docs/bpmn.md says what each means. What a file says that could change its route and is not run here is told on the
error stream, a line for each ("not run: ...").

    xieyun process try order.bpmn --data '{"amount": 1200}' --do Approve @timer @message:paid --json
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

USAGE = (
    "xieyun process try FILE.bpmn [--call OTHER.bpmn ...] [--decision TABLE.dmn ...] [--data JSON] [--do STEP ...] "
    "[--roundtrip] [--json]"
)


@dataclass(slots=True)
class Options:
    """The command line."""

    file: str = ""
    calls: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    data: str = "{}"
    steps: list[str] = field(default_factory=list)
    roundtrip: bool = False
    json: bool = False


def run(argv: list[str]) -> int:
    """Run the trial and print its outcome."""
    if not argv or argv[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    options = _options(argv)
    if isinstance(options, str):
        print(f"{options}\n{USAGE}", file=sys.stderr)
        return 2
    result = outcome(options)
    for note in _notes(options):
        print(note, file=sys.stderr)
    if options.json:
        import orjson

        sys.stdout.write(orjson.dumps(result, default=str).decode() + "\n")
    else:
        from xieyun.cli.trial.report import print_report

        print_report(result)
    return 1 if result["status"] == "error" else 0


def outcome(options: Options) -> dict[str, Any]:
    """What the trial came to, as one JSON-like object; never raises for a bad file, step or value."""
    from xieyun.cli.trial.decisions import DecisionFiles
    from xieyun.cli.trial.inputs import TrialError, parse_object, read_files
    from xieyun.cli.trial.trial import Trial

    try:
        main, others = Path(options.file), [Path(name) for name in options.calls]
        definition = read_files(main, others)
        decisions = DecisionFiles([Path(name) for name in options.decisions], [main, *others])
        trial = Trial(definition, options.steps, roundtrip=options.roundtrip, decisions=decisions)
        data = parse_object(options.data, "--data")
    except TrialError as error:
        return {"status": "error", "trail": [], "waiting": [], "data": {}, "error": str(error)}
    return trial.run(data)


def _notes(options: Options) -> list[str]:
    """What the files say that could change the route and is not run here."""
    from xieyun.process.engine import overlooked
    from xieyun.process.engine.errors import EngineError

    notes: list[str] = []
    for name in (options.file, *options.calls):
        try:
            found = overlooked(Path(name).read_bytes())
        except (OSError, EngineError):
            continue  # the outcome says what is wrong with the file
        notes.extend(f"not run: {Path(name).name}, {element}: {words}" for element, words in found)
    return notes


def _options(argv: list[str]) -> Options | str:
    options = Options()
    many: list[str] | None = None
    index = 0
    while index < len(argv):
        word = argv[index]
        index += 1
        name, separator, attached = word.partition("=") if word.startswith("--") else (word, "", "")
        if name in ("--do", "--call", "--decision"):
            many = {"--do": options.steps, "--call": options.calls, "--decision": options.decisions}[name]
            if separator:
                many.append(attached)
        elif name == "--data":
            if not separator and index >= len(argv):
                return "--data needs a JSON object"
            options.data = attached if separator else argv[index]
            index += 0 if separator else 1
            many = None
        elif word in ("--roundtrip", "--json"):
            setattr(options, word[2:], True)
            many = None
        elif word.startswith("--"):
            return f"{word} is not known"
        elif many is not None:
            many.append(word)
        elif not options.file:
            options.file = word
        else:
            return f"{word} is one word too many"
    return options if options.file else "the BPMN file is missing"

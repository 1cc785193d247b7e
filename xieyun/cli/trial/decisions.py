"""The DMN files of a trial: those that the command line names, else those that lie beside the BPMN files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from xieyun.process.engine import DefinitionError
from xieyun.process.engine.decisions import Decisions, Model, read_decisions

from .inputs import TrialError

MAXIMUM_BESIDE = 500
_SUFFIX = re.compile(r"\.dmn(\d\d)?(\.xml)?$", re.IGNORECASE)


class DecisionFiles:
    """Where decisions are looked for. Files beside the BPMN file are opened only when a decision is asked for.

    `first_wins`: the engine of the BPMN file lets the first of several rows count; `demanding`: it refuses to look at
    a variable that is not there (see `Decisions`).
    """

    def __init__(self, named: list[Path], processes: list[Path]) -> None:
        self.first_wins = False
        self.demanding = False
        self.processes = processes
        self.named = [(path, _read(path)) for path in named]
        self._found: dict[str, Decisions | None] = {}

    def find(self, reference: str) -> Decisions | None:
        """The decisions of the file that holds one of this id or name; None, said once, when no file does.

        Raises TrialError when that file is no DMN file.
        """
        if reference not in self._found:
            found = self._found[reference] = self._named(reference) if self.named else self._beside(reference)
            if found is None:
                sys.stderr.write(
                    f"no DMN file holds the decision {reference!r}, so it gave nothing: name the file with --decision, "
                    "or the task in a step with its results\n"
                )
        return self._found[reference]

    def _named(self, reference: str) -> Decisions | None:
        decisions = self._decisions(_model(path, content) for path, content in self.named)
        return decisions if decisions.has(reference) else None

    def _beside(self, reference: str) -> Decisions | None:
        for path in self._candidates():
            content = _readable(path)
            if reference.encode() not in content:
                continue
            decisions = self._decisions([_model(path, content)])
            if decisions.has(reference):
                return decisions
        return None

    def _decisions(self, models: Iterable[Model]) -> Decisions:
        return Decisions(models, first_wins=self.first_wins, demanding=self.demanding)

    def _candidates(self) -> Iterator[Path]:
        """The DMN files beside the BPMN files; the one that is named like its BPMN file comes first."""
        seen: set[Path] = set()
        for process in self.processes:
            beside = (path for path in process.parent.iterdir() if _SUFFIX.search(path.name))
            ordered = sorted(beside, key=lambda path: (path.stem != process.stem, path.name))
            for path in ordered[:MAXIMUM_BESIDE]:
                if path not in seen:
                    seen.add(path)
                    yield path


def _model(path: Path, content: bytes) -> Model:
    try:
        return read_decisions(content, path.name)
    except DefinitionError as error:
        raise TrialError(f"{path.name}: {error.en}") from None
    except RecursionError:
        raise TrialError(f"{path.name}: the file is nested too deeply; simplify it.") from None


def _readable(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TrialError(f"{path}: the file cannot be read ({error.strerror}); check the path.") from None

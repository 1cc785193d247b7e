"""Decisions of DMN files that other tools drew: read once, evaluated for values, never changed.

Pure, as the engine is. `read_decisions` reads a file, `Decisions.decide` gives the answer of one decision.
"""

from .answer import Answer
from .evaluation import Decisions
from .model import Model
from .reading import read_decisions

__all__ = ["Answer", "Decisions", "Model", "read_decisions"]

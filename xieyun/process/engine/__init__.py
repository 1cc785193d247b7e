"""The pure BPMN engine: definition, state and command in; events and effects out. No clock, randomness or I/O.

Its public face: `read_definition`, `step`, `apply`, `replay`, `dump_state`, `load_state`, `dump_variables`,
`dump_events`, `load_events`, and the modules `commands`, `effects`, `events`.
"""

from __future__ import annotations

from .appliers import apply, replay
from .codec import dump_events, dump_state, dump_variables, load_events, load_state, load_variables, passed_in
from .context import Context, Evaluator, Step
from .definition import Definition, Node
from .errors import DefinitionError, EngineError
from .migration import Obstacle, migrate, migrate_back, preview_migration
from .queries import asks_again, refusal, return_targets, route_targets
from .reading.encoding import decode_file, encode_file
from .reading.overlooked import overlooked
from .reading.reader import read_definition
from .run import find_called
from .state import State
from .step import step
from .waiting import Wait, at_conditions, starts, waits, waits_outside

__all__ = [
    "Context", "Definition", "DefinitionError", "EngineError", "Evaluator", "Node", "Obstacle", "State", "Step", "Wait",
    "apply", "asks_again", "at_conditions", "decode_file", "dump_events", "dump_state", "dump_variables", "encode_file",
    "find_called", "load_events", "load_state", "load_variables", "migrate", "migrate_back", "overlooked", "passed_in",
    "preview_migration", "read_definition", "refusal", "replay", "return_targets", "route_targets", "starts", "step",
    "waits", "waits_outside",
]  # fmt: skip

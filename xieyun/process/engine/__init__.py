"""The pure BPMN engine: definition, state and command in; events and effects out. No clock, randomness or I/O.

The public face is re-exported here lazily small: `read_definition`, `step`, `apply`, `dump_state`,
`load_state`, `migrate`. Commands, effects and events are modules of the same names.
"""

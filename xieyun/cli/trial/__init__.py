"""The headless trial behind `xieyun process try`: the engine with state in memory and a clock that can be moved."""

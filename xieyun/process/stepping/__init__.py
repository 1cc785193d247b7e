"""Taking a step: load, let the engine decide, carry out its effects, write once."""

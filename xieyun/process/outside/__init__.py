"""What instances have to do with the world outside: calls after a step, messages, signals."""

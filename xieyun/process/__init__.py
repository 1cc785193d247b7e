"""Processes: definitions, instances, work items, timers, delegation. The engine itself is in `engine`."""

"""A trial's outcome for people."""

from __future__ import annotations

from typing import Any

_MARKS = {"entered": "→", "left": "✓", "cancelled": "✗"}


def print_report(result: dict[str, Any]) -> None:
    """Print the trail, what waits, the data and the error."""
    for entry in result["trail"]:
        title = entry["name"] or entry["activity"]
        print(f"  {_MARKS[entry['event']]} {title}  ({entry['type']} {entry['activity']}) {entry['event']}")
    print(f"status: {result['status']}")
    for entry in result["waiting"]:
        assignee = f" assignee {entry['assignee']}" if entry["assignee"] else ""
        print(f"  waiting: {entry['name'] or entry['id']}  ({entry['type']} {entry['id']}){assignee}")
    for name, value in result["data"].items():
        print(f"  {name} = {value!r}")
    if result["error"]:
        print(f"error: {result['error']}")

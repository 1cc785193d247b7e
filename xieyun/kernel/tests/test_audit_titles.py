"""Every action that the code writes into the audit trail has a name in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

from xieyun.kernel.audit_titles import action_title, known_actions, target_title

ROOT = Path(__file__).resolve().parents[2]
WRITERS = ("announce", "tell", "_tell", "_changed")


def written_actions():
    """Return the codes that stand as plain words in calls which write audit rows."""
    found = set()
    for file in ROOT.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            owner = getattr(getattr(call.func, "value", None), "id", "")
            if owner == "audit" and name in ("record", "row"):
                found |= {word.value.value for word in call.keywords if _is_word(word.arg == "action", word.value)}
            elif name in WRITERS:
                found |= {word.value for word in call.args if _is_word(name == "announce" or _of_process(word), word)}
    return found


def _of_process(word):
    return isinstance(word, ast.Constant) and str(word.value).startswith("process.")


def _is_word(wanted, value):
    return wanted and isinstance(value, ast.Constant) and isinstance(value.value, str)


def test_every_action_has_a_name():
    actions = written_actions()
    assert {"sign_in", "create_person", "process.substitute", "records.exported"} <= actions
    assert {action for action in actions if action_title(action) == action} == set()


def test_verbs_and_types_are_named_and_strangers_keep_their_code():
    assert action_title("process.take-back") == "取回"
    assert (target_title("work_item"), target_title("expense.claim")) == ("待办事项", "expense.claim")
    assert action_title("weather.changed") == "weather.changed"
    codes = [action["code"] for action in known_actions()]
    assert len(codes) == len(set(codes))
    assert {"process.approve", "sign_in"} <= set(codes)

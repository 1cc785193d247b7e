"""Every action and every kind of target that the code writes into the audit trail has a name in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from xieyun.kernel import audit_titles
from xieyun.kernel.audit_titles import action_title, known_actions, target_title
from xieyun.kernel.i18n import catalogue

ROOT = Path(__file__).resolve().parents[2]
# Functions that write an audit row for others: who calls them names the action.
WRITERS = ("announce", "tell", "_tell", "_changed", "note_change", "_note")
# Where an audit row takes its action or target from a parameter. What ends there is looked for in other ways below: a
# new such place fails the test until somebody has said how its words are found.
FORWARDED = {
    "kernel/audit.py": {"action", "target_type"},
    "access/actions/common.py": {"action", "subject"},
    "organization/actions/common.py": {"action", "subject"},
    "process/actions/signature.py": {"verb"},
    "process/actions/personal_routes.py": {"verb"},
    "process/actions/substitution.py": {"verb"},
    "process/actions/publish_definition.py": {"verb"},
    "process/actions/connections.py": {"verb"},
    "process/actions/migrate_instances.py": {"verb"},
    "process/actions/read_related.py": {"found['object_type']"},
    "process/stepping/conductor.py": {"f'process.{entry.verb}'"},
    "records/pipeline.py": {"f'record.{kind}'", "object_type.code"},
    "records/bulk.py": {"kind.code"},
    "records/exports.py": {"object_type", "job.arguments['object_type']"},
    "records/ledger/booking.py": {"kind.code"},
}
# Models of the organisation and of access that nobody announces: counters and rows that belong to another one.
SILENT = {
    "organization.organizationversion", "access.policyversion", "access.rolepermission", "access.fieldpolicy",
}  # fmt: skip


def calls():
    """Yield every call of the code that is not a test, with its file."""
    for file in ROOT.rglob("*.py"):
        if "tests" not in file.parts:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield file.relative_to(ROOT).as_posix(), node


def words(value):
    """Return the plain words that an expression may be; None when it is something else."""
    if isinstance(value, ast.Constant):
        return {value.value}
    if isinstance(value, ast.IfExp):
        found = [words(value.body), words(value.orelse)]
        return None if None in found else found[0] | found[1]
    return None


def written():
    """Return the actions and kinds of targets that are written, and the expressions that are neither."""
    actions, targets, strange = set(), set(), []
    for file, call in calls():
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        owner = getattr(getattr(call.func, "value", None), "id", "")
        if name in ("record", "row") and (owner == "audit" or file == "kernel/audit.py"):
            for word in call.keywords:
                if word.arg in ("action", "target_type"):
                    found = words(word.value)
                    if found is None and ast.unparse(word.value) not in FORWARDED.get(file, ()):
                        strange.append(f"{file}: {ast.unparse(word.value)}")
                    (actions if word.arg == "action" else targets).update(found or ())
        elif name in ("announce", "_announce") and len(call.args) > 1:
            actions |= words(call.args[1]) or set()
        elif name in WRITERS:
            plain = [word for value in call.args for word in words(value) or ()]
            actions |= {word for word in plain if str(word).startswith("process.")}
            actions |= {
                f"record.{word.value.value}" for word in call.keywords
                if word.arg == "kind" and file.startswith("records/") and isinstance(word.value, ast.Constant)
            }  # fmt: skip
        elif name in ("on_item", "on_instance") and file.startswith("process/"):
            actions |= {f"process.{word}" for word in words(call.args[2]) or ()}
        elif name in ("new_entry", "_to_one", "_Decision") and file.startswith("process/"):
            actions |= {f"process.{word}" for value in call.args for word in words(value) or () if word}
    return actions, targets, strange


def unnamed(codes, prefixes):
    """Return the codes that lack a name in Chinese or English."""

    def named(code):
        return any(
            all(catalogue().get(f"{prefix}{code}", {}).get(language) for language in ("zh", "en"))
            for prefix in prefixes
        )

    return {code for code in codes if not named(code) and not named(code.removeprefix("process."))}


def test_every_action_has_a_name():
    actions, _, strange = written()
    assert strange == []
    known = {
        "sign_in", "create_person", "enable_account", "disable_account", "process.substitute", "records.exported",
        "record.created", "process.take-back", "process.timer", "process.approve", "process.transfer", "process.read",
    }  # fmt: skip
    assert known <= actions, known - actions
    assert unnamed(actions, ("audit-", "verb-")) == set()


def test_every_kind_of_target_has_a_name():
    _, targets, _ = written()
    assert {"work_item", "process_instance", "process_connection", "process_message"} <= targets
    models = [model for app in ("organization", "access") for model in apps.get_app_config(app).get_models()]
    targets |= {f"{model._meta.app_label}.{model._meta.model_name}" for model in models} - SILENT
    assert unnamed(targets, ("audit-of-",)) == set()


@pytest.mark.django_db
def test_verbs_and_types_are_named_and_strangers_keep_their_code():
    assert action_title("process.take-back") == "取回"
    assert (target_title("work_item"), target_title("weather.report")) == ("待办事项", "weather.report")
    assert action_title("weather.changed") == "weather.changed"
    codes = [action["code"] for action in known_actions()]
    assert len(codes) == len(set(codes))
    assert {"process.approve", "sign_in"} <= set(codes)


def test_a_room_above_names_its_own_kinds_of_targets(monkeypatch):
    monkeypatch.setattr(audit_titles, "_namers", [lambda code: "天气预报" if code == "weather.report" else None])
    assert target_title("weather.report") == "天气预报"
    assert target_title("weather.other") == "weather.other"

"""Scenarios of packages (`tests/*.yaml`): who does what, and what must then be true.

A scenario names its people by role (found by the caller), makes master data, lets people act through the
same actions as everybody, and checks records, work items and balances. Steps:

- `{as, create: object, values, id}` / `{as, change: id, values}` / `{as, delete: id}`
- `{as, keep_signature: true}`: from then on the person has a signature
- `{as, submit: id}`, `{as, approve|reject|claim|return|withdraw: id, opinion, values, hidden, sign}`
- `{expect: {record: id, status|...}}`, `{expect: {todo: role, of: id, count: n}}`,
  `{expect: {balance: id, available: ...}}`, `{expect: {trail: id, as: role, says|conceals: opinion, signed: n}}`;
  a step with `refused: code` must be refused with that problem
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from xieyun.kernel.actor import Actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import Problem
from xieyun.process import actions as processes
from xieyun.process.actions.signature import keep_signature
from xieyun.process.selectors import instance_detail
from xieyun.records import actions as records
from xieyun.records import attachments, selectors

People = Mapping[str, Actor]
# The smallest picture: one black pixel.
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550"
    "000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)


class ScenarioFailed(AssertionError):
    """What a scenario expected did not happen; the message names step and difference."""


class Scenario:
    """One run of a scenario with given people."""

    def __init__(self, declared: Mapping[str, Any], people: People) -> None:
        self.declared, self.people = declared, people
        self.made: dict[str, tuple[str, UUID]] = {}

    def run(self) -> None:
        """Do every step in order. Raises ScenarioFailed naming the first that is not as expected."""
        for number, step in enumerate(self.declared["steps"], 1):
            try:
                self._step(step)
            except Problem as problem:
                if problem.code != step.get("refused"):
                    raise ScenarioFailed(f"step {number} {step}: refused: {problem}") from problem
                continue
            except ScenarioFailed as failure:
                raise ScenarioFailed(f"step {number}: {failure}") from failure
            if step.get("refused"):
                raise ScenarioFailed(f"step {number} {step}: was not refused")

    def _step(self, step: Mapping[str, Any]) -> None:
        if "expect" in step:
            self._expect(step["expect"])
            return
        actor = self.people[step["as"]]
        verbs: dict[str, Callable[[Actor, Mapping[str, Any]], Any]] = {
            "create": self._create,
            "change": self._change,
            "delete": self._delete,
            "keep_signature": self._keep_signature,
            "submit": self._submit,
            "withdraw": self._withdraw,
            "approve": self._handle,
            "reject": self._handle,
            "claim": self._handle,
            "return": self._handle,
        }
        verb = next(name for name in verbs if name in step)
        verbs[verb](actor, {**step, "verb": verb})

    def _filled(self, value: Any) -> Any:
        """Values with `@name` replaced by the id of what was made under that name."""
        if isinstance(value, str) and value.startswith("@"):
            return str(self.made[value[1:]][1])
        if isinstance(value, Mapping):
            return {key: self._filled(item) for key, item in value.items()}
        return [self._filled(item) for item in value] if isinstance(value, list) else value

    def _create(self, actor: Actor, step: Mapping[str, Any]) -> None:
        values = self._filled(step.get("values") or {})
        stored = records.create_record(actor=actor, object_type=step["create"], values=values)
        self.made[step["id"]] = (step["create"], stored.id)

    def _change(self, actor: Actor, step: Mapping[str, Any]) -> None:
        object_type, record_id = self.made[step["change"]]
        version = selectors.get_record(actor, object_type, record_id)["version"]
        values = self._filled(step.get("values") or {})
        records.update_record(actor=actor, object_type=object_type, record_id=record_id, version=version, values=values)

    def _delete(self, actor: Actor, step: Mapping[str, Any]) -> None:
        object_type, record_id = self.made[step["delete"]]
        version = selectors.get_record(actor, object_type, record_id)["version"]
        records.delete_record(actor=actor, object_type=object_type, record_id=record_id, version=version)

    def _keep_signature(self, actor: Actor, step: Mapping[str, Any]) -> None:
        image = attachments.upload(actor=actor, name="signature.png", chunks=[_DOT])
        keep_signature(actor=actor, attachment_id=image.id)

    def _submit(self, actor: Actor, step: Mapping[str, Any]) -> None:
        object_type, record_id = self.made[step["submit"]]
        processes.submit_record(actor=actor, object_type=object_type, record_id=record_id)

    def _withdraw(self, actor: Actor, step: Mapping[str, Any]) -> None:
        instance = execute(
            "SELECT id FROM process_instance WHERE record_id = %s ORDER BY id DESC LIMIT 1",
            [self.made[step["withdraw"]][1]],
        ).scalar()
        processes.withdraw(actor=actor, instance_id=instance, opinion=str(step.get("opinion") or ""))

    def _handle(self, actor: Actor, step: Mapping[str, Any]) -> None:
        verb, opinion = step["verb"], str(step.get("opinion") or "同意")
        hidden, sign = bool(step.get("hidden")), bool(step.get("sign"))
        items = self._items(actor, step[verb])
        if not items:
            raise ScenarioFailed(f"{step['as']} has no work item of {step[verb]}")
        if verb == "claim":
            processes.claim(actor=actor, item_id=items[0])
        elif verb == "return":
            processes.send_back(actor=actor, item_id=items[0], target=step.get("target", "initiator"), opinion=opinion)
        elif verb == "reject":
            processes.reject(actor=actor, item_id=items[0], opinion=opinion, hidden=hidden, sign=sign)
        else:
            values = self._filled(step.get("values") or {})
            processes.approve(actor=actor, item_id=items[0], opinion=opinion, values=values, hidden=hidden, sign=sign)

    def _items(self, actor: Actor, name: str) -> list[UUID]:
        return execute(
            "SELECT id FROM work_item w WHERE record_id = %s AND status = 'open' AND (assignee_id = %s OR "
            "(assignee_id IS NULL AND EXISTS (SELECT 1 FROM work_item_candidate c WHERE c.item_id = w.id "
            "AND c.person_id = %s))) ORDER BY id",
            [self.made[name][1], actor.person_id, actor.person_id],
        ).scalars()

    def _expect(self, expected: Mapping[str, Any]) -> None:
        if "todo" in expected:
            found = len(self._items(self.people[expected["todo"]], expected["of"]))
            _same("work items", found, int(expected.get("count", 1)))
            return
        if "trail" in expected:
            self._expect_trail(expected)
            return
        name = expected.get("record") or expected["balance"]
        object_type, record_id = self.made[name]
        shown = selectors.get_record(self.people[expected.get("as", "system")], object_type, record_id)
        for key, wanted in expected.items():
            if key not in ("record", "balance", "as"):
                _same(key, shown["status"] if key == "status" else shown["values"][key], wanted)

    def _expect_trail(self, expected: Mapping[str, Any]) -> None:
        instance = execute(
            "SELECT id FROM process_instance WHERE record_id = %s ORDER BY id DESC LIMIT 1",
            [self.made[expected["trail"]][1]],
        ).scalar()
        rows = instance_detail(self.people[expected["as"]], instance)["trail"]
        said = [row["opinion"] for row in rows]
        if "says" in expected and expected["says"] not in said:
            raise ScenarioFailed(f"{expected['as']} reads {said}, expected {expected['says']}")
        if "conceals" in expected:
            if expected["conceals"] in said:
                raise ScenarioFailed(f"{expected['as']} reads {expected['conceals']}")
            _same("concealed opinions", sum(row["concealed"] for row in rows), 1)
        if "signed" in expected:
            _same("signatures", sum(row["signature"] is not None for row in rows), int(expected["signed"]))


def _same(what: str, found: Any, wanted: Any) -> None:
    if isinstance(found, Decimal):
        wanted = Decimal(str(wanted))
    if found != wanted:
        raise ScenarioFailed(f"{what} is {found}, expected {wanted}")

"""Run in an installation's environment: sets scenes through the product's own actions, and reads what became of them.

One JSON command a line on standard input, one JSON answer a line on standard output.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import OperationalError, close_old_connections, connection  # noqa: E402

from xieyun.access.actions import create_api_key  # noqa: E402
from xieyun.kernel.actor import Actor, system_actor  # noqa: E402
from xieyun.kernel.database import execute  # noqa: E402
from xieyun.kernel.errors import Problem  # noqa: E402
from xieyun.organization.identity import identify  # noqa: E402
from xieyun.organization.selectors import group_ids  # noqa: E402
from xieyun.process import actions, tasks  # noqa: E402

_actors: dict[str, Actor] = {}


def platform() -> Actor:
    """The platform in the only group."""
    return system_actor(group_ids()[0])


def people(count: int) -> list[dict[str, str]]:
    """Return the demo's named accounts and `count` of the others, each with an API key."""
    found = []
    for account, login in execute(
        "(SELECT id, login FROM organization_account WHERE kind = 'person' AND is_active AND login !~ '[0-9]{3}') "
        "UNION ALL (SELECT id, login FROM organization_account WHERE kind = 'person' AND is_active "
        "AND login ~ '[0-9]{3}' ORDER BY login LIMIT %s)",
        [count],
    ):
        identity = identify(account)
        if identity is None:
            continue
        actor = identity.actor(assignment_id=None, channel="inside")
        _actors[login] = actor
        key = create_api_key(actor=actor, name="故障测试")
        found.append({"login": login, "person": str(actor.person_id), "name": actor.person_name, "key": key.secret})
    return found


def publish(code: str, xml: str, object_type: str | None = None) -> None:
    """Publish a BPMN file."""
    actions.publish_definition(actor=platform(), code=code, xml=xml.encode(), object_type=object_type)


def start(code: str, by: str, count: int = 1, variables: dict[str, Any] | None = None) -> list[str]:
    """Start instances; return their ids."""
    return [
        str(actions.start_process(actor=_actors[by], code=code, variables=variables).instance_id) for _ in range(count)
    ]


def items(instance: str) -> list[dict[str, Any]]:
    """Return the work items of an instance in order, with the login of whose it is."""
    logins = {actor.person_id: login for login, actor in _actors.items()}
    rows = execute(
        "SELECT id, number, activity_id, kind, status, assignee_id FROM work_item WHERE instance_id = %s "
        "ORDER BY number, id",
        [instance],
    )
    names = ("id", "number", "activity", "kind", "status", "login")
    return [dict(zip(names, (str(row[0]), *row[1:5], logins.get(row[5])), strict=True)) for row in rows]


def timers(instance: str) -> list[int]:
    """Return the numbers of the timers that wait."""
    rows = execute(
        "SELECT number FROM process_timer WHERE instance_id = %s AND status = 'waiting' ORDER BY 1", [instance]
    )
    return rows.scalars()


def act(verb: str, by: str, **given: Any) -> str:
    """Use a verb; return "done" or the code of the refusal."""
    for name in ("item_id", "instance_id", "person_id"):
        if name in given:
            given[name] = UUID(given[name])
    try:
        getattr(actions, verb)(actor=_actors[by], **given)
    except Problem as problem:
        return problem.code
    return "done"


def fire(instance: str, timer: int) -> str:
    """Run the job of a timer."""
    tasks.fire_timer(instance_id=instance, timer=timer)
    return "done"


def digest(instance: str) -> dict[str, Any]:
    """Return everything that two equal courses of two instances have in common: no ids, no times."""
    logins = {str(actor.person_id): login for login, actor in _actors.items()}
    row = execute(
        "SELECT status, seq, urge_count, state, variables::text FROM process_instance WHERE id = %s", [instance]
    )[0]
    events = execute(
        "SELECT e.seq, e.verb, e.actor_id::text, e.activity_id, e.opinion, e.engine, w.number FROM process_event e "
        "LEFT JOIN work_item w ON w.id = e.item_id WHERE e.instance_id = %s ORDER BY e.seq",
        [instance],
    )
    work = execute(
        "SELECT number, kind, activity_id, assignee_id::text, status, outcome, urgent, read_at IS NOT NULL, "
        "kept::text, (SELECT count(*) FROM work_item_candidate c WHERE c.item_id = w.id) FROM work_item w "
        "WHERE instance_id = %s ORDER BY number NULLS LAST, kind, assignee_id",
        [instance],
    )
    return {
        "instance": [row[0], row[1], row[2], _hash(row[3]), row[4]],
        "steps": [[e[0], e[1], logins.get(e[2], e[2]), *e[3:5], _hash(e[5]), e[6]] for e in events],
        "items": [[*w[:3], logins.get(w[3], w[3]), *w[4:]] for w in work],
        "timers": [
            list(timer)
            for timer in execute(
                "SELECT number, status FROM process_timer WHERE instance_id = %s ORDER BY 1", [instance]
            )
        ],
        "told": [
            list(told)
            for told in execute(
                # The rows first that name the instance at all: to take all of them apart took a second a pair.
                "SELECT kind, count(*) FROM kernel_outboxfact WHERE payload->>'instance_id' = %s AND id IN "
                "(SELECT id FROM kernel_outboxevent WHERE position(%s IN facts) > 0) GROUP BY 1 ORDER BY 1",
                [instance, instance],
            )
        ],
    }


def _hash(content: Any) -> str:
    return hashlib.sha256(bytes(content)).hexdigest()[:12]


COMMANDS: dict[str, Callable[..., Any]] = {
    function.__name__: function for function in (people, publish, start, items, timers, act, fire, digest)
}


def _find_database() -> None:
    """Leave behind the connections that a stop of the database broke; a test before may have stopped it."""
    for _ in range(20):
        try:
            execute("SELECT 1")
        except OperationalError:
            connection.close()
        else:
            return


def main() -> None:
    """Answer commands until standard input ends."""
    for line in sys.stdin:
        name, arguments = json.loads(line)
        _find_database()
        try:
            answer: Any = {"answer": COMMANDS[name](**arguments)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        finally:
            close_old_connections()
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main()

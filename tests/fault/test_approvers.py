"""8 and 64 people who approve at the same time never stall, however few connections a process may have.

XIEYUN_APPROVERS=full tries pools of 1, 2 and 4 connections with 1 and 2 web processes; otherwise the two ends.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from tests.fault import models
from tests.fault.counted import done
from tests.fault.ground import Ground, Person, Said, at_once, new_key
from tests.fault.program import Program

pytestmark = pytest.mark.fault
FULL = os.environ.get("XIEYUN_APPROVERS") == "full"
SHAPES = list(itertools.product((1, 2, 4), (1, 2))) if FULL else [(1, 1), (4, 2)]


@contextmanager
def served(ground: Ground, pool: int, processes: int) -> Iterator[None]:
    """Serve with so many connections in each of so many processes."""
    ground.web.stop()
    web = Program(
        ground.installation, "web", XIEYUN_POOL_SIZE=str(pool), XIEYUN_WEB_PROCESSES=str(processes)
    )  # fmt: skip
    web.start()
    try:
        ground.installation.wait_until_ready()
        yield
    finally:
        web.stop()


@pytest.mark.parametrize(("pool", "processes"), SHAPES)
def test_simultaneous_approvers_never_stall(ground: Ground, pool: int, processes: int) -> None:
    with served(ground, pool, processes):
        for count in (8, 64):
            people = ground.more[:count]
            together = models.task("together", models.named(*people))
            alone = models.task("alone", 'kind="field" field="who"')
            ground.maker("publish", code=f"fault.together-{count}", xml=models.linear(together))
            ground.maker("publish", code="fault.alone", xml=models.linear(alone))
            (shared,) = ground.maker("start", code=f"fault.together-{count}", by="clerk")
            items = {item["login"]: [item["id"]] for item in ground.maker("items", instance=shared)}
            own = [
                ground.maker("start", code="fault.alone", by="clerk", variables={"who": person.id})[0]
                for person in people
            ]
            for person, instance in zip(people, own, strict=True):
                items[person.login].append(ground.maker("items", instance=instance)[0]["id"])
            said = at_once([partial(_approve_all, person, items[person.login]) for person in people])
            assert [answer for answers in said for answer in answers if answer.status != 200] == []
            for instance in (shared, *own):
                assert ground.maker("digest", instance=instance)["instance"][0] == "completed"
            done("simultaneous approvals", 2 * count)
    done("pool shapes")


def _approve_all(person: Person, items: list[str]) -> list[Said]:
    """Look at the list, open each item and approve it, as a person does."""
    answers = [person.send("GET", "/work-items?box=todo")]
    for item in items:
        answers.append(person.send("GET", f"/work-items/{item}"))
        answers.append(person.use("approve", item, opinion="同意", key=new_key()))
    return answers

"""Stored states and histories: versioned, small, and read for ever (golden files)."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from xieyun.process.engine import (
    State,
    apply,
    dump_events,
    dump_state,
    dump_variables,
    load_events,
    load_state,
    replay,
)
from xieyun.process.engine import commands as c

from .driver import HERE, Case

GOLDEN = sorted((HERE / "golden").glob("*.json"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_recorded_history_replays_to_the_recorded_state(path: Path) -> None:
    """Never change a golden file: when this fails, old instances would behave differently."""
    recorded = json.loads(path.read_text("utf-8"))
    state = replay(load_events(orjson.dumps(recorded["events"])))
    assert orjson.loads(dump_variables(state)) == recorded["variables"]
    stored = load_state(
        orjson.dumps(recorded["state"]),
        orjson.dumps(recorded["variables"]),
        lambda: [orjson.dumps(recorded["events"])],
    )
    assert stored == state
    assert dump_state(stored) == dump_state(state)


def test_apply_leaves_the_given_state_alone() -> None:
    case = Case("sign-all", {"a": ["x", "y"]})
    state = State()
    for event in case.history:
        before = dump_state(state)
        following = apply(state, event)
        assert dump_state(state) == before
        state = following
    assert state == case.state


def test_linear_process_is_stored_in_300_bytes() -> None:
    people = [str(UUID(int=2**127 + number)) for number in range(4)]
    case = Case("linear", {"a": people[1:2], "b": people[2:3], "c": people[3:4]}, initiator=people[0])
    sizes = [len(dump_state(case.state or State()))]
    for person in people[1:3]:
        case.approve(person)
        sizes.append(len(dump_state(case.state or State())))
    assert max(sizes) < 300, sizes


def test_state_of_a_newer_version_is_refused() -> None:
    with pytest.raises(ValueError, match="newer version"):
        load_state(b'{"v":99,"n":1}')


def test_persons_that_look_like_short_ids_survive() -> None:
    case = Case("linear", {"a": ["~tilde"]}, initiator="00000000-0000-0000-0000-00000000000A")
    assert case.open() == [("a", "~tilde")]


def test_events_with_text_of_any_kind_survive() -> None:
    case = Case("linear", variables={"note": 'Müller "A" 审批 \\ \u2028', "n": 1.5, "deep": {"x": [None, True]}})
    case.do(c.SetVariables({"more": ["é"]}))
    assert load_events(dump_events(case.history)) == case.history

"""Ids are UUIDv7, unique and ordered by time."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from xieyun.kernel import identifiers
from xieyun.kernel.identifiers import new_id, parse_id


def test_ids_are_version_seven_and_increase() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {uuid.RFC_4122}
    assert abs((ids[0].int >> 80) - time.time() * 1000) < 60_000


def test_threads_never_draw_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda _: [new_id() for _ in range(2000)], range(8)))
    ids = [i for part in drawn for i in part]
    assert len(set(ids)) == len(ids)


def test_only_the_canonical_form_is_an_id() -> None:
    identifier = new_id()
    assert parse_id(str(identifier)) == identifier
    assert parse_id(identifier.hex) is None
    assert parse_id("{" + str(identifier) + "}") is None
    assert parse_id("1") is None


def test_a_full_counter_borrows_the_next_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = time.time_ns() // 1_000_000 + 60_000
    monkeypatch.setattr(identifiers, "_last", ahead << 16 | 0x7FFF)
    drawn = new_id()
    assert (drawn.int >> 80, drawn.version, drawn.variant) == (ahead + 1, 7, uuid.RFC_4122)
    assert new_id() > drawn

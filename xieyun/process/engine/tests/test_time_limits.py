"""Time limits where several people are asked, or wait for others, and limits that are none."""

from __future__ import annotations

import pytest

from xieyun.process.engine import DefinitionError, read_definition
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f

from .driver import HERE, Case

PEOPLE = {"all": ["x", "y"], "line": ["l", "m"], "over": ["v", "w"], "odd": ["o"]}


def until(activity: str, **variables: object) -> Case:
    """An instance that has come to an activity."""
    case = Case("overdue", PEOPLE, variables=variables)
    while case.open()[0][0] != activity:
        case.approve(str(case.open()[0][1]))
    return case


def reached(case: Case, action: str, to: dict[str, str] | None = None) -> None:
    """The time limit with an action is over; `to` says who gets whose item."""
    timer = next(number for number, one in case.live.timers.items() if one.purpose == f"time_limit {action}")
    given = {case.item(old): c.Signer(new) for old, new in (to or {}).items()}
    case.do(c.TimeLimitReached(timer, given or None))


def test_who_is_next_in_line_has_a_time_limit_of_their_own() -> None:
    case = until("line")
    timers = set(case.live.timers)
    reached(case, "approve")
    assert case.open() == [("line", "m")]
    assert len(case.live.timers) == 1
    assert not timers & set(case.live.timers)
    reached(case, "approve")
    assert case.open() == [("over", "v"), ("over", "w")]


def test_a_signer_added_after_somebody_has_a_time_limit_of_their_own() -> None:
    case = until("line")
    case.do(c.AddSigners(case.item("l"), "l", "after", (c.Signer("n"),)))
    reached(case, "approve")
    assert case.open() == [("line", "n")]
    assert len(case.live.timers) == 1


def test_a_time_limit_decides_for_who_waits_for_others_too() -> None:
    case = until("all")
    case.do(c.AddSigners(case.item("x"), "x", "before", (c.Signer("n"),)))
    case.do(c.DelegateItem(case.item("y"), "y", c.Signer("helper")))
    reached(case, "approve")
    assert case.open() == [("line", "l")]


def test_who_prepares_an_answer_is_reminded_in_place_of_who_waits_for_it() -> None:
    case = until("all")
    case.do(c.DelegateItem(case.item("y"), "y", c.Signer("helper")))
    reached(case, "remind")
    assert case.of(f.Escalate)[0].items == (case.item("x"), case.item("helper"))


def test_every_overdue_item_is_handed_over_and_its_delegate_called_off() -> None:
    case = until("over")
    case.do(c.DelegateItem(case.item("v"), "v", c.Signer("helper")))
    reached(case, "transfer", {"v": "boss", "w": "chief"})
    assert case.open() == [("over", "boss"), ("over", "chief")]


def test_whom_a_delegate_asks_is_called_off_with_the_delegate() -> None:
    case = until("over")
    case.do(c.DelegateItem(case.item("v"), "v", c.Signer("helper")))
    case.do(c.Consult(case.item("helper"), "helper", (c.Signer("adviser"),)))
    reached(case, "transfer", {"v": "boss", "w": "chief"})
    assert case.open() == [("over", "boss"), ("over", "chief")]


def test_an_overdue_item_that_goes_nowhere_is_reminded_beside_those_that_are_handed_over() -> None:
    case = until("over")
    reached(case, "transfer", {"v": "boss"})
    assert case.open() == [("over", "boss"), ("over", "w")]
    assert case.of(f.Escalate)[0].items == (case.item("w"),)


def test_no_more_repetitions_are_kept_than_are_of_use() -> None:
    written = (HERE / "approval" / "overdue.bpmn").read_text().replace('repeat="3"', f'repeat="{"9" * 20}"')
    task = read_definition(written.encode()).activities["all"]
    assert task.approval is not None
    assert task.approval.time_limits[0].repeat == 1_000_000


@pytest.mark.parametrize("hours", ["8", None, "P1M", "-PT1H", "P9999D", [1]])
def test_a_time_limit_that_is_none_stops_before_anybody_is_asked(hours: object) -> None:
    case = Case("overdue", PEOPLE, variables={"hours": hours})
    for person in ("x", "y", "l", "m", "v", "w"):
        case.approve(person)
    assert case.open() == []
    assert not case.live.timers
    assert case.of(f.Incident)[0].code == "expression-failed"
    case.do(c.SetVariables({"hours": "PT8H"}))
    case.do(c.Retry(next(iter(case.live.tokens)), "root"))
    assert case.open() == [("odd", "o")]


@pytest.mark.parametrize(("before", "wrong"), [("PT16H", "16 hours"), ("= hours", "P1M"), ("= hours", "P2000D")])
def test_a_time_limit_that_is_none_is_refused_when_it_is_published(before: str, wrong: str) -> None:
    written = (HERE / "approval" / "overdue.bpmn").read_text().replace(f'"{before}"', f'"{wrong}"')
    with pytest.raises(DefinitionError) as refusal:
        read_definition(written.encode())
    assert wrong in refusal.value.en

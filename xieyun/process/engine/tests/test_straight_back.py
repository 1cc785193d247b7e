"""Straight back out of a countersign: who returned it comes back as who they were, and whoever waited waits on."""

from __future__ import annotations

import pytest

from xieyun.process.engine import commands as c
from xieyun.process.engine import step

from .driver import Case


def second(*signers: str | c.Signer) -> Case:
    """One approves, then all of the signers must."""
    case = Case("sign-second", {"a": ["p_a"], "b": signers, "c": ["p_c"]})
    case.approve("p_a")
    return case


def returned(case: Case, person: str) -> None:
    """Somebody returns it to the first, who approves: it comes straight back."""
    case.do(c.ReturnTo(case.item(person), person, "a", "straight_back"))
    case.approve("p_a")


def test_who_comes_back_has_the_weight_and_stands_in_as_before() -> None:
    case = second(c.Signer("x", 5, "chair"), "y")
    returned(case, "x")
    item = case.live.items[case.item("x")]
    assert (item.kind, item.weight, item.for_person) == ("task", 5, "chair")


def test_who_was_added_comes_back_as_added() -> None:
    case = second("x", "y")
    case.do(c.AddSigners(case.item("x"), "x", "parallel", (c.Signer("w"),)))
    returned(case, "w")
    assert case.item("w", "parallel")


def test_who_was_to_sign_after_whoever_comes_back_still_does() -> None:
    case = second("x", "y")
    case.do(c.AddSigners(case.item("x"), "x", "after", (c.Signer("w"),)))
    returned(case, "x")
    case.approve("y")
    case.approve("x")
    assert case.open() == [("b", "w")]
    case.approve("w")
    assert case.open() == [("c", "p_c")]


def test_who_asked_for_a_signature_before_theirs_waits_on_when_it_comes_back() -> None:
    case = second("x")
    case.do(c.AddSigners(case.item("x"), "x", "before", (c.Signer("w"),)))
    returned(case, "w")
    assert case.open() == [("b", "w")]
    case.approve("w")
    assert case.open() == [("b", "x")]


def test_who_waits_for_a_delegate_waits_on_when_it_comes_back() -> None:
    case = second("x", "y")
    case.do(c.DelegateItem(case.item("y"), "y", c.Signer("helper")))
    returned(case, "x")
    assert case.open() == [("b", "helper"), ("b", "x")]


@pytest.mark.parametrize("removed", ["w", "helper"])
def test_nobody_is_removed_from_what_is_away(removed: str) -> None:
    case = second("x", "y", "w")
    case.do(c.DelegateItem(case.item("x"), "x", c.Signer("helper")))
    case.do(c.ReturnTo(case.item("y"), "y", "a", "straight_back"))
    assert case.refused(c.RemoveSigner(case.item("x"), "x", target_item=case.item(removed))) == "item-held"


def test_what_was_set_aside_before_it_kept_more_than_the_person_comes_back() -> None:
    case = second("x", "y")
    case.do(c.ReturnTo(case.item("x"), "x", "a", "straight_back"))
    away = next(token for token in case.live.tokens.values() if token.phase == "away")
    assert away.data is not None
    away.data["away"] = "x"
    state = step(case.definition, case.state, c.CompleteItem(case.item("p_a"), "p_a"), case.context).state
    assert {item.person for item in state.items.values() if not item.held} == {"x", "y"}

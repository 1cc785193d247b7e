"""Taking a decision back brings back what it ended: co-signers are asked again, votes cast before it count again."""

from __future__ import annotations

from typing import Any

from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine import events as e

from .driver import Case

FIVE = {"a": ["v", "w", "x", "y", "z"]}


def take_back(case: Case, person: str) -> None:
    case.do(c.TakeBack(case.history_item(person), person))


def votes(case: Case, node: str) -> list[Any]:
    assert case.state is not None
    found = [token.data or {} for token in case.state.tokens.values() if token.node == node]
    return [vote[1:3] for data in found for vote in data.get("votes", ())]


def test_co_signers_are_asked_again_where_any_signature_is_enough() -> None:
    case = Case("sign-any", {"a": ["x", "y", "z"]})
    case.approve("x", "reject")
    unasked = case.item("z")
    case.approve("y")
    assert case.open() == [("b", "bob")]
    take_back(case, "y")
    assert case.open() == [("a", "y"), ("a", "z")]
    assert case.item("z") == unasked
    assert {(effect.item, effect.assignee) for effect in case.of(f.ReopenItem)} == {
        (case.item("y"), "y"), (unasked, "z"),
    }  # fmt: skip
    assert votes(case, "a") == [["x", "reject"]]
    case.approve("y", "reject")
    case.approve("z", "reject")
    assert case.outcome == "rejected"


def test_votes_counted_so_far_count_again_in_a_vote_by_ratio() -> None:
    case = Case("sign-ratio", FIVE)
    for person, word in (("v", "approve"), ("w", "approve"), ("x", "reject"), ("y", "approve")):
        case.approve(person, word)
    take_back(case, "y")
    assert votes(case, "a") == [["v", "approve"], ["w", "approve"], ["x", "reject"]]
    assert case.open() == [("a", "y"), ("a", "z")]
    case.approve("z")
    assert case.open() == [("b", "bob")]
    assert case.state is not None
    assert case.state.passed["a"] == ("v", "w", "x", "z")
    take_back(case, "z")
    case.approve("y", "reject")
    case.approve("z", "reject")
    assert case.outcome == "rejected"


def test_the_weight_and_whom_one_stands_in_for_come_back_with_the_item() -> None:
    case = Case("sign-weight", {"a": [c.Signer("chair", 5, "boss"), c.Signer("x"), c.Signer("y"), c.Signer("z")]})
    case.approve("chair")
    take_back(case, "chair")
    assert case.state is not None
    assert case.state.items[case.item("chair")].weight == 5
    assert case.state.items[case.item("chair")].for_person == "boss"
    case.approve("chair")
    assert case.open() == [("b", "bob")]


def test_what_a_co_signer_had_handed_on_comes_back_as_it_was() -> None:
    case = Case("sign-any", {"a": ["x", "y"]})
    case.do(c.DelegateItem(case.item("y"), "y", c.Signer("q")))
    case.approve("x")
    take_back(case, "x")
    assert case.open() == [("a", "q"), ("a", "x")]
    case.approve("q")
    assert case.open() == [("a", "x"), ("a", "y")]


def test_who_closes_a_countersign_takes_back_only_the_own_vote() -> None:
    case = Case("sign-all", {"a": ["x", "y"]})
    case.approve("x")
    case.approve("y")
    take_back(case, "y")
    assert votes(case, "a") == [["x", "approve"]]
    case.approve("y")
    assert case.state is not None
    assert case.state.passed["a"] == ("x", "y")


def test_in_parallel_branches_only_the_own_branch_is_as_it_was() -> None:
    case = Case("votes", {"a": ["x", "y"], "b": ["p", "q", "r"]})
    case.approve("p")
    case.approve("x")
    assert case.open() == [("b", "q"), ("b", "r")]
    take_back(case, "x")
    assert case.open() == [("a", "x"), ("a", "y"), ("b", "q"), ("b", "r")]
    case.approve("y")
    case.approve("q")
    assert case.open() == [("again", "bob")]
    take_back(case, "q")
    assert case.open() == [("b", "q"), ("b", "r")]
    assert votes(case, "b") == [["p", "approve"]]
    case.approve("r")
    assert case.open() == [("again", "bob")]


def test_the_signer_after_me_waits_again() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.AddSigners(case.item("x"), "x", "after", (c.Signer("p"), c.Signer("q"))))
    case.approve("x")
    assert case.open() == [("a", "p")]
    take_back(case, "x")
    assert case.open() == [("a", "x")]
    for person in ("x", "p", "q"):
        case.approve(person)
    assert case.open() == [("b", "bob")]


def test_the_signer_before_me_holds_my_item_again() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.AddSigners(case.item("x"), "x", "before", (c.Signer("p"),)))
    case.approve("p")
    assert case.open() == [("a", "x")]
    take_back(case, "p")
    assert case.open() == [("a", "p")]
    case.approve("p")
    case.approve("x")
    assert case.open() == [("b", "bob")]


def test_what_others_did_meanwhile_stands() -> None:
    case = Case("sign-all", {"a": ["x", "y"]})
    case.approve("x")
    case.do(c.TransferItem(case.item("y"), "y", c.Signer("t")))
    take_back(case, "x")
    assert case.open() == [("a", "t"), ("a", "x")]
    case = Case("sign-sequence", {"a": ["x", "y", "z"]})
    case.approve("x")
    case.do(c.TransferItem(case.item("y"), "y", c.Signer("t")))
    assert case.refused(c.TakeBack(case.history_item("x"), "x")) == "take-back-too-late"


def test_the_earlier_vote_is_carried_over_as_it_was_cast() -> None:
    case = Case("votes", {"a": ["x"], "b": ["p", "q", "r"], "again": ["r", "p", "s", "t"]})
    case.approve("x")
    case.approve("r", "reject")
    case.approve("p")
    case.approve("q")
    assert case.open() == [("again", "s"), ("again", "t")]
    assert votes(case, "again") == [["r", "reject"], ["p", "approve"]]
    assert [(effect.person, effect.reason) for effect in case.of(f.SkipSigner)] == [
        ("r", "merged-against"), ("p", "merged"),
    ]  # fmt: skip
    case.approve("s", "reject")
    assert case.open() == [("again", "t")]
    case.approve("t", "reject")
    assert case.outcome == "rejected"


def test_an_earlier_vote_against_decides_where_all_must_agree() -> None:
    case = Case("votes", {"a": ["x"], "b": ["p", "q", "r"], "again": ["s"], "all": ["r", "u"]})
    for person, word in (("x", "approve"), ("r", "reject"), ("p", "approve"), ("q", "approve"), ("s", "approve")):
        case.approve(person, word)
    assert case.outcome == "rejected"


def test_a_vote_carried_over_is_carried_on() -> None:
    case = Case("votes", {"a": ["x"], "b": ["p", "q", "r"], "again": ["r", "s", "t"], "all": ["r", "u"]})
    for person, word in (("x", "approve"), ("r", "reject"), ("p", "approve"), ("q", "approve"), ("s", "approve")):
        case.approve(person, word)
    assert case.state is not None
    assert case.state.tokens
    case.approve("t")
    assert case.outcome == "rejected"


def test_votes_stand_in_the_history_only_where_somebody_voted_otherwise() -> None:
    case = Case("sign-ratio", FIVE)
    for person in ("v", "w", "x"):
        case.approve(person)
    assert not [event for event in case.history if isinstance(event, e.VotesKept)]
    case = Case("sign-ratio", FIVE)
    case.approve("v", "reject")
    for person in ("w", "x", "y"):
        case.approve(person)
    kept = [event for event in case.history if isinstance(event, e.VotesKept)]
    assert [(event.node, event.votes["v"], event.votes["w"]) for event in kept] == [("a", "reject", "approve")]

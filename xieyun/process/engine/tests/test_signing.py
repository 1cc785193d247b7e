"""Countersigning: all, any, ratio, weight, in sequence; added and removed signers."""

from __future__ import annotations

import pytest

from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f

from .driver import Case

THREE = {"a": ["x", "y", "z"]}


def test_all_must_approve() -> None:
    case = Case("sign-all", THREE)
    case.approve("y")
    case.approve("x")
    assert case.open() == [("a", "z")]
    case.approve("z")
    assert case.open() == [("b", "bob")]


def test_first_rejection_ends_the_instance_and_closes_the_others() -> None:
    case = Case("sign-all", THREE)
    case.approve("y", "reject")
    assert case.outcome == "rejected"
    assert {effect.status for effect in case.of(f.CloseItem)} == {"done", "cancelled"}


def test_any_approval_decides() -> None:
    case = Case("sign-any", THREE)
    case.approve("x", "reject")
    assert case.open() == [("a", "y"), ("a", "z")]
    case.approve("z")
    assert case.open() == [("b", "bob")]


def test_ratio_decides_as_soon_as_it_is_reached_or_out_of_reach() -> None:
    case = Case("sign-ratio", {"a": ["v", "w", "x", "y", "z"]})
    for person in ("v", "w"):
        case.approve(person)
    case.approve("x", "reject")
    assert len(case.open()) == 2
    case.approve("y")
    assert case.open() == [("b", "bob")]
    case = Case("sign-ratio", {"a": ["v", "w", "x", "y", "z"]})
    for person in ("v", "w"):
        case.approve(person, "reject")
    assert case.outcome is None
    case.approve("x", "reject")
    assert case.outcome == "rejected"


def test_weight_counts_the_weight_of_each_signer() -> None:
    case = Case("sign-weight", {"a": [c.Signer("chair", 5), c.Signer("x"), c.Signer("y"), c.Signer("z")]})
    case.approve("x", "reject")
    case.approve("chair")
    assert case.open() == [("b", "bob")]


def test_sequence_opens_one_after_the_other() -> None:
    case = Case("sign-sequence", THREE)
    assert case.open() == [("a", "x")]
    case.approve("x")
    assert case.open() == [("a", "y")]
    case.approve("y")
    case.approve("z")
    assert case.open() == [("b", "bob")]


def test_signer_before_me_holds_my_item() -> None:
    case = Case("linear", {"a": ["x"]})
    mine = case.item("x")
    case.do(c.AddSigners(mine, "x", "before", (c.Signer("p"), c.Signer("q"))))
    assert case.open() == [("a", "p"), ("a", "q")]
    assert case.refused(c.CompleteItem(mine, "x")) == "item-held"
    case.approve("p")
    case.approve("q")
    assert case.open() == [("a", "x")]
    case.approve("x")
    assert case.open() == [("b", "bob")]


def test_signer_after_me_comes_before_the_activity_is_done() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.AddSigners(case.item("x"), "x", "after", (c.Signer("p"), c.Signer("q"))))
    assert case.open() == [("a", "x")]
    case.approve("x")
    assert case.open() == [("a", "p")]
    case.approve("p")
    case.approve("q")
    assert case.open() == [("b", "bob")]


def test_signer_after_me_is_heard_where_any_signature_is_enough() -> None:
    case = Case("sign-any", {"a": ["x", "y"]})
    case.do(c.AddSigners(case.item("x"), "x", "after", (c.Signer("p"),)))
    case.approve("x")
    assert case.open() == [("a", "p"), ("a", "y")]
    case.approve("p")
    assert case.open() == [("b", "bob")]


def _any_with_parallel() -> Case:
    case = Case("sign-any", {"a": ["x", "y"]})
    case.do(c.AddSigners(case.item("x"), "x", "parallel", (c.Signer("p"), c.Signer("q"))))
    return case


def test_parallel_signers_must_sign_too_where_any_signature_is_enough() -> None:
    case = _any_with_parallel()
    case.approve("x")
    assert case.open() == [("a", "p"), ("a", "q"), ("a", "y")]
    case.approve("q")
    case.approve("p")
    assert case.open() == [("b", "bob")]  # y is not needed


def test_added_signers_do_not_stand_for_those_whom_the_model_asks() -> None:
    case = _any_with_parallel()
    case.approve("p")
    case.approve("q")
    assert case.open() == [("a", "x"), ("a", "y")]
    case.approve("y")
    assert case.open() == [("b", "bob")]


def test_added_signer_who_takes_back_is_still_an_added_one() -> None:
    case = _any_with_parallel()
    mine = case.item("p")
    case.approve("p")
    case.do(c.TakeBack(mine, "p"))
    case.approve("p")
    case.approve("q")
    assert case.open() == [("a", "x"), ("a", "y")]


def test_rejection_by_an_added_signer_decides_where_any_signature_is_enough() -> None:
    case = _any_with_parallel()
    case.approve("x")
    case.approve("p", "reject")
    assert case.outcome == "rejected"


def test_removing_the_added_signers_lets_the_one_signature_count() -> None:
    case = _any_with_parallel()
    case.approve("x")
    case.do(c.RemoveSigner(case.item("y"), "y", case.item("p")))
    assert ("b", "bob") not in case.open()
    case.do(c.RemoveSigner(case.item("y"), "y", case.item("q")))
    assert case.open() == [("b", "bob")]


def test_parallel_signer_is_one_more_vote() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.AddSigners(case.item("x"), "x", "parallel", (c.Signer("p"),)))
    case.approve("x")
    assert case.open() == [("a", "p")]
    case.approve("p")
    assert case.open() == [("b", "bob")]


def test_removed_signer_is_not_waited_for() -> None:
    case = Case("sign-all", THREE)
    case.approve("x")
    case.do(c.RemoveSigner(case.item("y"), "y", case.item("z")))
    assert case.open() == [("a", "y")]
    case.approve("y")
    assert case.open() == [("b", "bob")]


def test_removing_the_last_missing_vote_decides() -> None:
    case = Case("sign-ratio", {"a": ["w", "x", "y", "z"]})
    case.approve("w")
    case.approve("x")
    case.do(c.RemoveSigner(case.item("y"), "y", case.item("z")))
    assert case.open() == [("b", "bob")]


def test_waiting_signer_is_removed_by_name() -> None:
    case = Case("sign-sequence", THREE)
    case.do(c.RemoveSigner(case.item("x"), "x", target_person="y"))
    case.approve("x")
    assert case.open() == [("a", "z")]


@pytest.mark.parametrize(
    ("signers", "code"),
    [(("x",), "already-signer"), (("p", "p"), "already-signer"), ((), "verb-not-for-kind")],
)
def test_wrong_signers_are_refused(signers: tuple[str, ...], code: str) -> None:
    case = Case("linear", {"a": ["x"]})
    people = tuple(c.Signer(name) for name in signers)
    assert case.refused(c.AddSigners(case.item("x"), "x", "parallel", people)) == code


def test_multi_instance_of_user_tasks_counts_instances() -> None:
    case = Case("multi", variables={"people": ["p", "q", "r"]})
    case.approve("bob")
    assert case.open() == [("a", "p"), ("a", "q"), ("a", "r")]
    for person in ("q", "r", "p"):
        case.approve(person)
    assert case.open() == [("b", "bob")]
    assert case.state is not None
    assert case.state.passed["a"] == ("q", "r", "p")


def test_who_stands_in_for_others_has_their_votes_too_and_is_asked_once() -> None:
    votes = [c.Signer("x", 1), c.Signer("x", 5, "chair"), c.Signer("x", 2, "vice"), c.Signer("y", 3)]
    case = Case("sign-weight", {"a": votes})
    assert [case.live.items[case.item(person)].weight for person in ("x", "y")] == [8, 3]
    case.approve("x")
    assert case.open() == [("b", "bob")]
    case = Case("sign-weight", {"a": [c.Signer("x", 5), c.Signer("x", 5), c.Signer("y", 3)]})
    assert case.live.items[case.item("x")].weight == 5


def test_work_is_not_transferred_to_who_waits_in_line() -> None:
    case = Case("sign-sequence", THREE)
    assert case.refused(c.TransferItem(case.item("x"), "x", c.Signer("z"))) == "already-signer"


def test_whom_a_removed_signer_wanted_after_them_may_be_asked_anew() -> None:
    case = Case("sign-all", THREE)
    case.do(c.AddSigners(case.item("y"), "y", "after", (c.Signer("w"),)))
    case.do(c.RemoveSigner(case.item("x"), "x", target_item=case.item("y")))
    case.do(c.AddSigners(case.item("x"), "x", "parallel", (c.Signer("w"),)))
    assert case.open() == [("a", "w"), ("a", "x"), ("a", "z")]


def test_whom_a_removed_signer_asked_is_asked_no_more_nor_whom_these_asked() -> None:
    case = Case("sign-all", {"a": ["x"]})
    case.do(c.AddSigners(case.item("x"), "x", "before", (c.Signer("w"),)))
    case.do(c.AddSigners(case.item("w"), "w", "before", (c.Signer("v"),)))
    case.do(c.DelegateItem(case.item("v"), "v", c.Signer("helper")))
    case.do(c.RemoveSigner(case.item("x"), "x", target_item=case.item("w")))
    assert case.open() == [("a", "x")]


def test_whom_a_delegate_asked_is_asked_no_more_when_the_delegate_has_answered() -> None:
    case = Case("sign-all", {"a": ["x"]})
    case.do(c.DelegateItem(case.item("x"), "x", c.Signer("helper")))
    case.do(c.Consult(case.item("helper"), "helper", (c.Signer("expert"),)))
    case.do(c.CompleteItem(case.item("helper"), "helper", "reply"))
    assert case.open() == [("a", "x")]

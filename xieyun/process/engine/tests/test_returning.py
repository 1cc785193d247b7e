"""Returns, taking back, withdrawing, jumping, suspending; free routes."""

from __future__ import annotations

import pytest

from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f

from .driver import Case

PEOPLE = {name: [f"p_{name}"] for name in ("a", "a2", "b", "c", "d", "first", "last", "x", "y", "small", "big")}


def linear(*done: str) -> Case:
    case = Case("linear", PEOPLE)
    for name in done:
        case.approve(f"p_{name}")
    return case


def test_return_to_a_passed_activity_walks_the_path_again() -> None:
    case = linear("a", "b")
    case.do(c.ReturnTo(case.item("p_c"), "p_c", "a"))
    assert case.open() == [("a", "p_a")]
    case.approve("p_a")
    assert case.open() == [("b", "p_b")]


def test_return_straight_back_skips_what_lies_between() -> None:
    case = linear("a", "b")
    case.do(c.ReturnTo(case.item("p_c"), "p_c", "a", "straight_back"))
    assert case.open() == [("a", "p_a")]
    case.approve("p_a")
    assert case.open() == [("c", "p_c")]
    case.approve("p_c")
    assert case.outcome == "completed"


@pytest.mark.parametrize(("then", "after"), [("run_again", ("a", "p_a")), ("straight_back", ("c", "p_c"))])
def test_return_to_the_initiator(then: str, after: tuple[str, str]) -> None:
    case = linear("a", "b")
    case.do(c.ReturnTo(case.item("p_c"), "p_c", "initiator", then))  # type: ignore[arg-type]
    assert case.open() == [("s", "ann")]
    assert case.of(f.OpenItem)[0].kind == "resubmit"
    case.approve("ann", "approve", corrected=True)
    assert case.open() == [after]
    assert case.state is not None
    assert case.state.variables["corrected"] is True


def test_return_to_the_previous_activity() -> None:
    case = linear("a", "b")
    case.do(c.ReturnTo(case.item("p_c"), "p_c", "previous"))
    assert case.open() == [("b", "p_b")]
    case = linear()
    assert case.refused(c.ReturnTo(case.item("p_a"), "p_a", "previous")) == "return-nothing-before"


def test_return_to_where_the_work_never_was_is_refused() -> None:
    case = linear("a")
    assert case.refused(c.ReturnTo(case.item("p_b"), "p_b", "c")) == "return-not-passed"
    assert case.refused(c.ReturnTo(case.item("p_b"), "p_b", "nowhere")) == "return-not-passed"


def test_twenty_returns_do_not_make_the_state_grow() -> None:
    from xieyun.process.engine import dump_state

    case = linear("a", "b")
    assert case.state is not None
    size = len(dump_state(case.state))
    for _ in range(20):
        case.do(c.ReturnTo(case.item("p_c"), "p_c", "a"))
        case.approve("p_a")
        case.approve("p_b")
    assert case.state is not None
    assert len(dump_state(case.state)) <= size + 12  # only the numbers have more digits


def branches() -> Case:
    case = Case("branches", PEOPLE)
    case.approve("p_first")
    case.approve("p_a")
    return case


def test_return_inside_a_branch_leaves_the_other_branch_alone() -> None:
    case = branches()
    case.do(c.ReturnTo(case.item("p_a2"), "p_a2", "a"))
    assert case.open() == [("a", "p_a"), ("b", "p_b")]
    for name in ("p_b", "p_a", "p_a2", "p_last"):
        case.approve(name)
    assert case.outcome == "completed"


def test_return_before_the_split_takes_all_branches_along() -> None:
    case = branches()
    case.approve("p_b")
    case.do(c.ReturnTo(case.item("p_a2"), "p_a2", "first"))
    assert case.open() == [("first", "p_first")]
    case.approve("p_first")
    assert case.open() == [("a", "p_a"), ("b", "p_b")]


def test_return_into_one_branch_of_a_finished_join_does_not_deadlock() -> None:
    case = branches()
    case.approve("p_b")
    case.approve("p_a2")
    case.do(c.ReturnTo(case.item("p_last"), "p_last", "a2"))
    assert case.open() == [("a2", "p_a2")]
    case.approve("p_a2")
    assert case.open() == [("last", "p_last")]


def test_return_to_another_branch_is_refused() -> None:
    case = branches()
    assert case.refused(c.ReturnTo(case.item("p_b"), "p_b", "a")) == "return-not-before"


def test_straight_back_out_of_a_branch_leaves_the_others_running() -> None:
    case = branches()
    case.do(c.ReturnTo(case.item("p_a2"), "p_a2", "first", "straight_back"))
    assert case.open() == [("b", "p_b"), ("first", "p_first")]
    case.approve("p_b")
    case.approve("p_first")
    assert case.open() == [("a2", "p_a2")]
    case.approve("p_a2")
    assert case.open() == [("last", "p_last")]


def inside() -> Case:
    case = Case("inside", PEOPLE)
    case.approve("p_first")
    case.approve("p_x")
    return case


@pytest.mark.parametrize("then", ["run_again", "straight_back"])
def test_return_out_of_a_sub_process(then: str) -> None:
    case = inside()
    case.do(c.ReturnTo(case.item("p_y"), "p_y", "first", then))  # type: ignore[arg-type]
    assert case.open() == [("first", "p_first")]
    case.approve("p_first")
    assert case.open() == [("x", "p_x")] if then == "run_again" else [("y", "p_y")]


@pytest.mark.parametrize("then", ["run_again", "straight_back"])
def test_return_into_a_finished_sub_process(then: str) -> None:
    case = inside()
    case.approve("p_y")
    case.do(c.ReturnTo(case.item("p_last"), "p_last", "x", then))  # type: ignore[arg-type]
    assert case.open() == [("x", "p_x")]
    case.approve("p_x")
    assert case.open() == ([("y", "p_y")] if then == "run_again" else [("last", "p_last")])


def test_a_sub_process_opened_again_by_a_return_is_left_with_its_target() -> None:
    case = inside()
    case.approve("p_y")
    case.do(c.ReturnTo(case.item("p_last"), "p_last", "x", "straight_back"))
    assert case.state is not None
    assert [token.node for token in case.state.tokens.values()] == ["last", "sp", "x"]
    case.approve("p_x")
    assert [token.node for token in case.state.tokens.values()] == ["last"]
    case.approve("p_last")
    assert case.outcome == "completed"


def test_events_inside_a_sub_process_opened_again_find_their_way() -> None:
    case = inside()
    case.approve("p_y")
    case.do(c.ReturnTo(case.item("p_last"), "p_last", "x", "straight_back"))
    case.do(c.DeliverMessage("stop"))  # ends in an error that the border of the sub-process catches
    assert case.open() == [("last", "p_last"), ("rescue", "bob")]
    case = inside()
    case.approve("p_y")
    case.do(c.ReturnTo(case.item("p_last"), "p_last", "y", "straight_back"))
    case.do(c.DeliverMessage("go"))  # the sub-process ends by another way than its task
    assert case.open() == [("last", "p_last")]


def test_return_out_of_a_multi_instance() -> None:
    people = {"first": ["p_first"]}
    case = Case("multi", people, variables={"people": ["q", "r"]})
    case.approve("p_first")
    case.do(c.ReturnTo(case.item("q"), "q", "first"))
    assert case.open() == [("first", "p_first")]
    case.approve("p_first")
    assert case.open() == [("a", "q"), ("a", "r")]


def test_return_in_a_loop_counts_what_lies_before_this_time() -> None:
    case = Case("loop-back", PEOPLE)
    for name in ("p_a", "p_b", "p_c"):
        case.approve(name)
    case.approve("p_d", again=True)
    case.approve("p_a", again=False)
    case.do(c.ReturnTo(case.item("p_b"), "p_b", "a"))
    assert case.open() == [("a", "p_a")]


def test_countersigner_returns_straight_back_and_the_others_keep_their_votes() -> None:
    case = Case("sign-all", {"a": ["x", "y", "z"]})
    case.approve("x")
    case.do(c.ReturnTo(case.item("y"), "y", "initiator", "straight_back"))
    assert case.open() == [("s", "ann")]
    case.approve("ann")
    assert case.open() == [("a", "y"), ("a", "z")]
    case.approve("z")
    case.approve("y")
    assert case.open() == [("b", "bob")]


def test_take_back_before_the_next_handler_acted() -> None:
    case = linear("a")
    done = case.history_item("p_a")
    case.do(c.TakeBack(done, "p_a"))
    assert case.open() == [("a", "p_a")]
    assert case.of(f.ReopenItem)[0].item == done
    case.approve("p_a")
    assert case.open() == [("b", "p_b")]


def test_take_back_after_somebody_acted_is_refused() -> None:
    case = linear("a", "b")
    assert case.refused(c.TakeBack(case.history_item("p_a"), "p_a")) == "take-back-too-late"
    assert case.refused(c.TakeBack(case.history_item("p_b"), "somebody")) == "not-your-item"


def test_take_back_of_a_split_needs_all_branches_untouched() -> None:
    case = Case("branches", PEOPLE)
    case.approve("p_first")
    first = case.history_item("p_first")
    case.do(c.TakeBack(first, "p_first"))
    assert case.open() == [("first", "p_first")]
    case.approve("p_first")
    case.approve("p_b")
    assert case.refused(c.TakeBack(first, "p_first")) == "take-back-too-late"


def test_take_back_of_a_vote_and_of_a_turn_in_a_sequence() -> None:
    case = Case("sign-all", {"a": ["x", "y", "z"]})
    case.approve("x")
    case.do(c.TakeBack(case.history_item("x"), "x"))
    assert len(case.open()) == 3
    case = Case("sign-sequence", {"a": ["x", "y", "z"]})
    case.approve("x")
    case.do(c.TakeBack(case.history_item("x"), "x"))
    assert case.open() == [("a", "x")]
    for person in ("x", "y", "z"):
        case.approve(person)
    assert case.open() == [("b", "bob")]


def test_take_back_from_a_join() -> None:
    case = branches()
    case.approve("p_b")
    case.do(c.TakeBack(case.history_item("p_b"), "p_b"))
    assert case.open() == [("a2", "p_a2"), ("b", "p_b")]


def test_withdraw_is_for_the_initiator() -> None:
    case = linear("a")
    assert case.refused(c.Withdraw("p_a")) == "only-initiator"
    case.do(c.Withdraw("ann"))
    assert case.outcome == "withdrawn"
    assert case.refused(c.Withdraw("ann")) == "instance-finished"


def test_suspended_instance_refuses_everything_but_resume() -> None:
    case = linear()
    case.do(c.Suspend("root", "audit"))
    assert case.refused(c.CompleteItem(case.item("p_a"), "p_a")) == "instance-suspended"
    case.do(c.Resume("root"))
    assert case.refused(c.Resume("root")) == "not-suspended"
    case.approve("p_a")
    case.do(c.Terminate("root", "wrong"))
    assert case.outcome == "terminated"


def test_jump_forward_back_and_into_a_branch_of_a_finished_join() -> None:
    case = linear("a")
    case.do(c.Jump("c", "root"))
    assert case.open() == [("c", "p_c")]
    case.do(c.Jump("a", "root"))
    assert case.open() == [("a", "p_a")]
    case = Case("branches", PEOPLE)
    case.do(c.Jump("b", "root"))
    assert case.open() == [("b", "p_b")]
    case.approve("p_b")
    assert case.open() == [("last", "p_last")]
    assert case.refused(c.Jump("nowhere", "root")) == "jump-target-unknown"


def test_jump_needs_a_token_when_several_run() -> None:
    case = branches()
    assert case.refused(c.Jump("last", "root")) == "jump-needs-token"


def test_second_of_two_racing_commands_is_refused() -> None:
    case = Case("sign-any", {"a": ["x", "y"]})
    late = case.item("y")
    case.approve("x")
    assert case.refused(c.CompleteItem(late, "y")) == "item-not-open"
    assert case.refused(c.ReturnTo(late, "y", "initiator")) == "item-not-open"


def test_jump_out_of_a_compensation_handler_lets_its_thrower_go_on() -> None:
    case = Case("undo", {"book": ["bob"], "check": ["cat"], "unbook": ["dan"], "after": ["eve"]})
    case.approve("bob")
    case.approve("cat")
    assert case.open() == [("unbook", "dan")]
    assert case.state is not None
    handler = case.state.items[case.item("dan")].token
    case.do(c.Jump("check", "root", handler))
    assert case.open() == [("after", "eve"), ("check", "cat")]

"""Free processes: the route that its initiator and handlers lay out while it runs."""

from __future__ import annotations

import random
from typing import Any

import pytest

from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine import events as e
from xieyun.process.engine import refusal, route_targets
from xieyun.process.engine.approval.free_route import routes_of, to_lay

from .driver import Case


def planned(*steps: tuple[Any, ...]) -> Case:
    """A free process that begins with a route: (name, persons, kind, beside)."""
    names = ("name", "persons", "kind", "beside")
    route = [dict(zip(names, (name, persons.split(), *rest), strict=False)) for name, persons, *rest in steps]
    return Case("free", {"archive": ["clerk"]}, variables={"route": route})


def pending(case: Case) -> list[str]:
    assert case.state is not None
    data = next(token.data for token in case.state.tokens.values() if token.data and "route" in token.data)
    return [step[0] for step in data["route"][data["next"] :]]


def route_of(case: Case) -> list[str]:
    """The names of the steps of the route that the instance has."""
    return [step[0] for step in routes_of(case.live)[-1].steps]


def walked(case: Case) -> set[int]:
    """The places of the steps that were begun when the free part ran last."""
    entered = [event for event in case.history if isinstance(event, e.Entered)]
    scope = [event.token for event in entered if event.node == "route"][-1]
    return {(event.data or {})["place"] for event in entered if event.scope == scope}


def extend(case: Case, by: str, *steps: tuple[str, str], where: str = "next") -> None:
    made = tuple(c.RouteStep(name, tuple(persons.split())) for name, persons in steps)
    case.do(c.ExtendRoute(by, made, case.item(by), where))


def test_the_initiator_lays_out_the_route_when_none_was_given() -> None:
    case = Case("free", {"archive": ["clerk"]})
    assert case.open() == [("route", "ann")]
    case.do(c.ExtendRoute("ann", (c.RouteStep("Legal", ("x",)), c.RouteStep("Board", ("y", "z"), "any"))))
    case.approve("ann")
    assert case.open() == [("pattern", "x")]
    assert case.of(f.OpenItem)[0].name == "Legal"
    case.approve("x")
    assert case.open() == [("pattern", "y"), ("pattern", "z")]
    case.approve("z")
    assert case.open() == [("archive", "clerk")]


def test_all_any_and_sequence() -> None:
    case = planned(("All", "a b", "all"), ("Any", "c d", "any"), ("Row", "e g", "sequence"))
    case.approve("b")
    assert case.open() == [("pattern", "a")]
    case.approve("a")
    case.approve("d")
    assert case.open() == [("pattern", "e")]
    case.approve("e")
    assert case.open() == [("pattern", "g")]
    assert case.of(f.OpenItem)[0].name == "Row"
    case.approve("g")
    assert case.open() == [("archive", "clerk")]


def test_a_handler_adds_steps_after_himself_beside_himself_and_at_the_end() -> None:
    case = planned(("One", "x"), ("Two", "y"))
    extend(case, "x", ("Next", "n"))
    extend(case, "x", ("Last", "l"), where="end")
    extend(case, "x", ("Beside", "b"), where="beside")
    assert case.open() == [("pattern", "b"), ("pattern", "x")]
    assert pending(case) == ["Next", "Two", "Last"]
    case.approve("x")
    assert case.open() == [("pattern", "b")]
    extend(case, "b", ("Sooner", "s"))
    case.approve("b")
    for person in ("s", "n", "y", "l"):
        assert case.open() == [("pattern", person)]
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_steps_beside_each_other_run_at_the_same_time() -> None:
    case = planned(("One", "x", "all", False), ("With", "y", "all", True), ("Then", "z", "all", False))
    assert case.open() == [("pattern", "x"), ("pattern", "y")]
    case.approve("x")
    case.approve("y")
    assert case.open() == [("pattern", "z")]


def test_people_who_are_only_told_hold_nothing_up() -> None:
    case = planned(("One", "x"), ("Told", "c d", "cc"), ("Two", "y"), ("At the end", "k", "cc"))
    case.approve("x")
    assert [(effect.name, effect.persons, effect.by) for effect in case.of(f.Inform)] == [("Told", ("c", "d"), "ann")]
    assert case.open() == [("pattern", "y")]
    case.approve("y")
    assert [effect.persons for effect in case.of(f.Inform)] == [("k",)]
    assert case.open() == [("archive", "clerk")]


def test_a_send_task_with_an_assignment_tells_people() -> None:
    case = Case("told", {"tell": ["c", "d"], "archive": ["clerk"]})
    assert [(effect.name, effect.persons, effect.by) for effect in case.of(f.Inform)] == [("TELL", ("c", "d"), None)]
    assert case.open() == [("archive", "clerk")]


def test_work_goes_back_a_step_and_comes_again() -> None:
    case = planned(("One", "x"), ("Told", "c", "cc"), ("Two", "y"), ("Three", "z"))
    assert case.refused(c.ReturnTo(case.item("x"), "x", "previous")) == "return-nothing-before"
    case.approve("x")
    case.do(c.ReturnTo(case.item("y"), "y", "previous"))
    assert case.open() == [("pattern", "x")]
    assert pending(case) == ["Told", "Two", "Three"]
    case.approve("x")
    assert case.open() == [("pattern", "y")]


def test_any_step_before_comes_again_with_all_that_follow_also_the_added_ones() -> None:
    case = planned(("One", "x"), ("Two", "y"), ("Three", "z"))
    extend(case, "x", ("Added", "n"))
    for person in ("x", "n", "y"):
        case.approve(person)
    targets = route_targets(case.definition, case.live, case.item("z"), case.context)
    assert targets == [("pattern:2", "Two", ["y"]), ("pattern:1", "Added", ["n"]), ("pattern:0", "One", ["x"])]
    case.do(c.ReturnTo(case.item("z"), "z", "pattern:0"))
    for person in ("x", "n", "y", "z"):
        assert case.open() == [("pattern", person)]
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_a_step_that_comes_again_does_not_disturb_those_that_ran_with_it() -> None:
    case = planned(("One", "x", "all", False), ("With", "y", "all", True), ("Then", "z", "all", False))
    case.approve("x")
    case.approve("y")
    assert [target for target, _, _ in route_targets(case.definition, case.live, case.item("z"), case.context)] == [
        "previous",
        "pattern:1",
        "pattern:0",
    ]
    case.do(c.ReturnTo(case.item("z"), "z", "pattern:1"))
    assert case.open() == [("pattern", "y")]
    extend(case, "y", ("Beside", "b"), where="beside")
    case.approve("y")
    case.approve("b")
    case.do(c.ReturnTo(case.item("z"), "z", "previous"))
    assert case.open() == [("pattern", "b"), ("pattern", "x"), ("pattern", "y")]


@pytest.mark.parametrize("target", ["pattern:0", "pattern:1", "pattern:2", "pattern:7", "pattern:-1", "pattern"])
def test_a_step_that_does_not_lie_before_is_refused(target: str) -> None:
    case = planned(("One", "x", "all", False), ("With", "y", "all", True), ("Then", "z", "all", False))
    case.approve("x")
    assert case.refused(c.ReturnTo(case.item("y"), "y", target)) in ("return-not-before", "return-not-passed")


def test_a_step_before_answers_straight_back() -> None:
    case = planned(("One", "x"), ("Two", "y"), ("Three", "z"))
    case.approve("x")
    case.approve("y")
    case.do(c.ReturnTo(case.item("z"), "z", "pattern:0", "straight_back"))
    assert case.open() == [("pattern", "x")]
    case.approve("x")
    assert case.open() == [("pattern", "z")]
    case.do(c.ReturnTo(case.item("z"), "z", "previous", "straight_back"))
    assert case.open() == [("pattern", "y")]
    case.approve("y")
    case.approve("z")
    assert case.open() == [("archive", "clerk")]


def returned(then: str = "run_again") -> Case:
    """A route that x extended, which y gave back to its initiator."""
    case = planned(("One", "x"), ("Two", "y"), ("Three", "z"))
    extend(case, "x", ("Added", "n"))
    for person in ("x", "n"):
        case.approve(person)
    case.do(c.ReturnTo(case.item("y"), "y", "initiator", then))  # type: ignore[arg-type]
    assert case.open() == [("s", "ann")]
    return case


def test_work_that_goes_back_to_the_initiator_walks_the_present_route_again() -> None:
    case = returned()
    assert route_of(case) == ["One", "Added", "Two", "Three"]
    case.approve("ann")
    for person in ("x", "n", "y", "z"):
        assert case.open() == [("pattern", person)]
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_the_initiator_changes_the_route_before_sending_it_again() -> None:
    case = returned()
    steps = (c.RouteStep("Added", ("n",)), c.RouteStep("New", ("o",)), c.RouteStep("Three", ("z",)))
    case.do(c.LayRoute("ann", steps, case.item("ann")))
    authors = [(step[0], step[3]) for step in to_lay(case.definition, case.live).steps]
    assert authors == [
        ("Added", "x"),
        ("New", "ann"),
        ("Three", "ann"),
    ]
    case.approve("ann")
    for person in ("n", "o", "z"):
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_straight_back_goes_to_who_returned_it_and_only_later_steps_can_be_changed() -> None:
    case = returned("straight_back")
    route = to_lay(case.definition, case.live)
    assert ([step[0] for step in route.steps], route.begun) == (["One", "Added", "Two", "Three"], 3)
    case.do(c.LayRoute("ann", (c.RouteStep("Other", ("o",)), c.RouteStep("Three", ("z",))), case.item("ann")))
    case.approve("ann")
    for person in ("y", "o", "z"):
        assert case.open() == [("pattern", person)]
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_only_the_initiator_to_whom_it_came_back_lays_it_out_anew() -> None:
    steps = (c.RouteStep("New", ("o",)),)
    case = planned(("One", "x"))
    assert case.refused(c.LayRoute("x", steps, case.item("x"))) == "verb-not-for-kind"
    case = returned()
    item = case.item("ann")
    assert case.refused(c.LayRoute("eve", steps, item)) == "not-your-item"
    assert case.refused(c.LayRoute("ann", (), item)) == "route-without-steps"
    assert case.refused(c.LayRoute("ann", (c.RouteStep("Told", ("o",), "cc"),), item)) == "route-without-steps"
    many = tuple(c.RouteStep(str(number), ("o",)) for number in range(201))
    assert case.refused(c.LayRoute("ann", many, item)) == "route-too-long"


def test_a_submission_that_is_taken_back_keeps_the_route() -> None:
    case = returned()
    case.approve("ann")
    case.do(c.TakeBack(case.history_item("ann"), "ann"))
    assert case.open() == [("s", "ann")]
    assert route_of(case) == ["One", "Added", "Two", "Three"]
    case.do(c.LayRoute("ann", (c.RouteStep("New", ("o",)),), case.item("ann", "resubmit")))
    case.approve("ann")
    assert case.open() == [("pattern", "o")]


def test_work_that_comes_back_from_behind_the_free_part_walks_the_route_with_the_added_steps() -> None:
    case = returned()
    for person in ("ann", "x", "n", "y", "z"):
        case.approve(person)
    case.do(c.ReturnTo(case.item("clerk"), "clerk", "initiator"))
    case.approve("ann")
    for person in ("x", "n", "y", "z"):
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_a_finished_instance_knows_the_route_it_had() -> None:
    case = planned(("One", "x"), ("Two", "y"))
    extend(case, "x", ("Added", "n"))
    case.do(c.Withdraw("ann"))
    assert route_of(case) == ["One", "Added", "Two"]
    case = planned(
        ("One", "x"),
    )
    extend(case, "x", ("Added", "n"))
    for person in ("x", "n", "clerk"):
        case.approve(person)
    assert route_of(case) == ["One", "Added"]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happens_every_step_of_the_route_is_walked(seed: int) -> None:
    """Random extensions, returns, changes and taking back; then all approve: the last walk is the whole route."""
    chance = random.Random(seed)
    case = planned(("A", "a"), ("B", "b", "all", True), ("C", "c d", "any"), ("D", "e", "cc"), ("E", "f"))
    for number in range(12):
        _do_something(case, chance, number)
    for _ in range(200):
        opened = case.open()
        if opened == [("archive", "clerk")]:
            break
        case.approve(chance.choice([person for _, person in opened]))
    assert case.open() == [("archive", "clerk")]
    route = route_of(case)
    assert {"A", "B", "C", "D", "E"} <= set(route)
    assert walked(case) == set(range(len(route)))


def _do_something(case: Case, chance: random.Random, number: int) -> None:
    opened = case.open()
    if opened == [("archive", "clerk")]:
        case.do(c.ReturnTo(case.item("clerk"), "clerk", "initiator"))
        return
    activity, person = chance.choice(opened)
    item = case.item(person)
    if activity == "s":
        if chance.random() < 0.4:
            route = to_lay(case.definition, case.live)
            left = route.steps[route.begun :]
            steps = [c.RouteStep(step[0], tuple(step[2]), step[1], bool(step[4])) for step in left]
            steps.insert(chance.randint(0, len(steps)), c.RouteStep(f"L{number}", (f"l{number}",)))
            case.do(c.LayRoute("ann", tuple(steps), item))
        case.approve(person)
        return
    then = chance.choice(["run_again", "straight_back"])
    deed = chance.choice(["approve", "approve", "approve", "extend", "previous", "step", "initiator", "take back"])
    if deed == "extend":
        extend(case, person, (f"X{number}", f"x{number}"), where=chance.choice(["next", "beside", "end"]))
    elif deed == "initiator":
        case.do(c.ReturnTo(item, person, "initiator", then))  # type: ignore[arg-type]
    elif deed in ("previous", "step"):
        targets = [target for target, _, _ in route_targets(case.definition, case.live, item, case.context)]
        if targets:
            target = "previous" if deed == "previous" else chance.choice(targets)
            case.do(c.ReturnTo(item, person, target, then))  # type: ignore[arg-type]
    else:
        case.approve(person)
        if deed == "take back" and refusal(case.definition, case.live, c.TakeBack(item, person), case.context) is None:
            case.do(c.TakeBack(item, person))


def test_a_decision_is_taken_back_with_the_steps_it_led_to() -> None:
    case = planned(("One", "x"), ("Two", "y"), ("Three", "z"))
    case.approve("x")
    case.do(c.TakeBack(case.history_item("x"), "x"))
    assert case.open() == [("pattern", "x")]
    assert pending(case) == ["Two", "Three"]
    extend(case, "x", ("Between", "b"))
    for person in ("x", "b", "y", "z"):
        case.approve(person)
    assert case.open() == [("archive", "clerk")]


def test_nobody_jumps_into_a_step() -> None:
    case = planned(("One", "x"))
    assert case.refused(c.Jump("pattern", "root")) == "jump-target-unknown"


@pytest.mark.parametrize(
    "steps, code",
    [
        ((), "route-without-steps"),
        ((c.RouteStep("Nobody", ()),), "route-without-steps"),
        ((c.RouteStep("Crowd", tuple(f"p{n}" for n in range(201))),), "route-step-too-large"),
        ((c.RouteStep("How", ("a",), "dice"),), "route-kind-unknown"),
        (tuple(c.RouteStep(str(n), ("a",)) for n in range(200)), "route-too-long"),
    ],
)
def test_a_route_that_cannot_be_is_refused(steps: tuple[c.RouteStep, ...], code: str) -> None:
    case = planned(("One", "x"))
    assert case.refused(c.ExtendRoute("x", steps, case.item("x"))) == code


def test_a_route_does_not_go_on_for_ever() -> None:
    case = planned(("0", "x"))
    for first, last in ((1, 100), (100, 200)):  # what was walked counts as well
        extend(case, "x", *((str(number), "x") for number in range(first, last)))
        for _ in range(5):
            case.approve("x")
    assert case.refused(c.ExtendRoute("x", (c.RouteStep("more", ("x",)),), case.item("x"))) == "route-too-long"


def test_only_who_is_at_it_extends_the_route() -> None:
    case = planned(("One", "x"), ("Two", "y"))
    steps = (c.RouteStep("More", ("z",)),)
    assert case.refused(c.ExtendRoute("eve", steps)) == "only-initiator"
    assert case.refused(c.ExtendRoute("eve", steps, case.item("x"))) == "not-your-item"
    case.do(c.ExtendRoute("ann", steps, None, "end"))
    assert pending(case) == ["Two", "More"]
    case.do(c.Consult(case.item("x"), "x", (c.Signer("advisor"),)))
    asked = case.item("advisor")
    assert case.refused(c.ExtendRoute("advisor", steps, asked)) == "verb-not-for-kind"

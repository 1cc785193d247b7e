"""Free processes: the route that its initiator and handlers lay out while it runs."""

from __future__ import annotations

from typing import Any

import pytest

from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f

from .driver import Case


def planned(*steps: tuple[Any, ...]) -> Case:
    """A free process that begins with a route: (name, persons, kind, beside)."""
    names = ("name", "persons", "kind", "beside")
    route = [dict(zip(names, (name, persons.split(), *rest), strict=False)) for name, persons, *rest in steps]
    return Case("free", {"archive": ["clerk"]}, variables={"route": route})


def pending(case: Case) -> list[str]:
    assert case.state is not None
    data = next(token.data for token in case.state.tokens.values() if token.data and "route" in token.data)
    return [step[0] for step in data["route"]]


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


def test_work_goes_back_a_step_and_comes_again() -> None:
    case = planned(("One", "x"), ("Told", "c", "cc"), ("Two", "y"), ("Three", "z"))
    assert case.refused(c.ReturnTo(case.item("x"), "x", "previous")) == "return-nothing-before"
    case.approve("x")
    case.do(c.ReturnTo(case.item("y"), "y", "pattern"))
    assert case.open() == [("pattern", "x")]
    assert pending(case) == ["Told", "Two", "Three"]
    case.approve("x")
    assert case.open() == [("pattern", "y")]


def test_work_that_goes_back_to_the_initiator_begins_again() -> None:
    case = planned(("One", "x"), ("Two", "y"))
    case.approve("x")
    case.do(c.ReturnTo(case.item("y"), "y", "initiator"))
    assert case.open() == [("s", "ann")]
    case.approve("ann")
    assert case.open() == [("pattern", "x")]


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
    for number in range(1, 200):
        extend(case, "x", (str(number), "x"))
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

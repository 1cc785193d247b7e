"""Transfer, delegation, consultation, pools, policies for special cases, time limits."""

from __future__ import annotations

from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine import step

from .driver import Case


def test_transfer_moves_the_item_for_good() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.TransferItem(case.item("x"), "x", c.Signer("y")))
    assert case.open() == [("a", "y")]
    assert [effect.status for effect in case.of(f.CloseItem)] == ["transferred"]
    assert case.refused(c.TransferItem(case.item("y"), "y", c.Signer("y"))) == "not-to-yourself"
    assert case.refused(c.TransferItem(case.item("y"), "x", c.Signer("z"))) == "not-your-item"
    case.approve("y")
    assert case.open() == [("b", "bob")]


def test_transfer_to_a_signer_of_the_same_activity_is_refused() -> None:
    case = Case("sign-all", {"a": ["x", "y"]})
    assert case.refused(c.TransferItem(case.item("x"), "x", c.Signer("y"))) == "already-signer"


def test_delegated_item_comes_back() -> None:
    case = Case("linear", {"a": ["x"]})
    mine = case.item("x")
    case.do(c.DelegateItem(mine, "x", c.Signer("y")))
    assert case.open() == [("a", "y")]
    assert case.refused(c.DelegateItem(mine, "x", c.Signer("z"))) == "item-held"
    case.approve("y")
    assert case.open() == [("a", "x")]
    case.approve("x")
    assert case.open() == [("b", "bob")]


def test_delegation_in_a_circle_ends_with_the_principal() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.DelegateItem(case.item("x"), "x", c.Signer("y")))
    assert case.refused(c.DelegateItem(case.item("y"), "y", c.Signer("x"))) == "verb-not-for-kind"


def test_consultation_does_not_move_the_flow() -> None:
    case = Case("linear", {"a": ["x"]})
    mine = case.item("x")
    case.do(c.Consult(mine, "x", (c.Signer("p"), c.Signer("q"))))
    assert case.open() == [("a", "p"), ("a", "q"), ("a", "x")]
    case.approve("p", "answer")
    assert case.open() == [("a", "q"), ("a", "x")]
    # Who has not answered is not asked twice; who has may be asked again.
    assert case.refused(c.Consult(mine, "x", (c.Signer("q"),))) == "already-consulted"
    assert case.refused(c.Consult(mine, "x", (c.Signer("r"), c.Signer("r")))) == "already-consulted"
    case.do(c.Consult(mine, "x", (c.Signer("p"),)))
    case.approve("x")
    assert case.open() == [("b", "bob")]
    assert case.of(f.CloseItem)[0].status == "cancelled"


def test_pool_is_claimed_by_one() -> None:
    case = Case("linear", {"a": ["x"]})
    case.do(c.CompleteItem(case.item("x"), "x"))
    waiting = Case("linear", {"a": ["x"]})
    result = step(waiting.definition, None, c.Start({}, initiator="ann"), waiting.context)
    asked = next(effect for effect in result.effects if isinstance(effect, f.ResolveAssignees))
    waiting.state, waiting.history = result.state, list(result.events)
    waiting.do(c.AssigneesResolved(asked.request, candidates=("p", "q")))
    item = waiting.item(None)
    waiting.do(c.ClaimItem(item, "p"))
    assert waiting.refused(c.ClaimItem(item, "q")) == "already-claimed"
    assert waiting.refused(c.CompleteItem(item, "q")) == "not-your-item"
    waiting.do(c.UnclaimItem(item, "p"))
    waiting.do(c.ClaimItem(item, "q"))
    waiting.approve("q")
    assert waiting.open() == [("b", "bob")]


def test_special_cases_of_assignees() -> None:
    people = {"a": ["x"], "dup": ["x"], "self": ["ann"], "none": [], "adm": [], "err": []}
    case = Case("policies", people)
    case.approve("x")
    assert [(effect.person, effect.reason) for effect in case.of(f.SkipSigner)] == [
        ("x", "duplicate"), ("ann", "initiator"), (None, "empty"),
    ]  # fmt: skip
    assert case.open() == [("adm", "root")]
    case.approve("root")
    assert [effect.code for effect in case.of(f.Incident)] == ["nobody-found"]
    # A sentence that names the activity is not preceded by its name.
    assert [effect.zh for effect in case.of(f.Incident)] == ["“ERR”没有找到办理人。请修改组织或指派后重试。"]
    assert case.state is not None
    parked = next(number for number, token in case.state.tokens.items() if token.phase == "parked")
    case.people = {"err": ["y"]}
    case.do(c.Retry(parked, "root"))
    case.approve("y")
    assert case.outcome == "completed"


def test_rejection_may_flow_on_or_go_back_to_the_initiator() -> None:
    case = Case("rejections")
    case.approve("bob", "reject")
    assert case.open() == [("b", "bob")]
    case.approve("bob", "reject")
    assert case.open() == [("s", "ann")]
    case.approve("ann")
    assert case.open() == [("a", "bob")]
    case.approve("bob")
    assert case.open() == [("c", "bob")]
    case.approve("bob", "reject")
    assert case.outcome == "rejected"


def test_time_limits_remind_approve_transfer_and_reject() -> None:
    case = Case("limits")
    timers = case.of(f.ScheduleTimer)
    assert [(timer.purpose, timer.action, timer.working) for timer in timers] == [
        ("time_limit", "remind", "PT8H"), ("time_limit", "approve", None),
    ]  # fmt: skip
    case.do(c.TimeLimitReached(timers[0].timer))
    assert case.of(f.Escalate)[0].items == (case.item("bob"),)
    assert case.refused(c.FireTimer(timers[1].timer)) == "timer-is-limit"
    case.do(c.TimeLimitReached(timers[1].timer))
    assert case.open() == [("b", "bob")]
    limit = case.of(f.ScheduleTimer)[0].timer
    case.do(c.TimeLimitReached(limit, {case.item("bob"): c.Signer("eve")}))
    assert case.open() == [("b", "eve")]
    assert case.refused(c.TimeLimitReached(limit)) == "timer-gone"
    case.approve("eve")
    case.do(c.TimeLimitReached(case.of(f.ScheduleTimer)[0].timer))
    assert case.outcome == "rejected"


def test_service_answers_fails_and_throws() -> None:
    case = Case("services")
    call = case.of(f.CallService)[0]
    assert (call.handler, call.input) == ("records.set_status", {"status": "running"})
    case.do(c.ServiceFailed(call.request, "the line is dead"))
    assert case.of(f.Incident)[0].code == "service-failed"
    case.do(c.Retry(call.request, "root"))
    again = case.of(f.CallService)[0]
    case.do(c.ServiceFailed(again.request, "no", "BAD"))
    assert case.open() == [("fix", "bob")]
    case = Case("services")
    case.do(c.ServiceCompleted(case.of(f.CallService)[0].request, {"id": 7}))
    assert case.state is not None
    assert case.state.variables["answer"] == 7
    assert case.open() == [("a", "bob")]


def test_decision_routes_and_its_failure_can_be_retried() -> None:
    case = Case("rules", decisions={"claims.route": {"level": 2}})
    assert case.open() == [("a", "bob")]
    case = Case("rules")
    incident = case.of(f.Incident)[0]
    assert incident.code == "decision-failed"
    case.context.evaluator.decisions["claims.route"] = {"level": 1}  # type: ignore[attr-defined]
    case.do(c.Retry(incident.token, "root"))
    assert case.open() == [("b", "bob")]


def test_initiator_is_replaced_by_the_superior_where_the_activity_says_so() -> None:
    case = Case("superior", {"a": ["ann", "x"]})
    assert case.open() == [("a", "root"), ("a", "x")]
    assert [(effect.person, effect.reason) for effect in case.of(f.SkipSigner)] == [("ann", "initiator")]


def test_reminders_repeat_as_often_as_declared_and_come_back_with_a_taken_back_item() -> None:
    case = Case("superior", {"a": ["x"]})
    for _ in range(2):
        case.do(c.TimeLimitReached(next(iter(case.state.timers))))  # type: ignore[union-attr]
        assert len(case.of(f.Escalate)) == 1
        assert len(case.of(f.ScheduleTimer)) == 1
    case.do(c.TimeLimitReached(next(iter(case.state.timers))))  # type: ignore[union-attr]
    assert case.of(f.ScheduleTimer) == []
    done = case.item("x")
    case.approve("x")
    case.do(c.TakeBack(done, "x"))
    assert [timer.action for timer in case.of(f.ScheduleTimer)] == ["remind"]

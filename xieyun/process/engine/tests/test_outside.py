"""Calls to other systems and messages from them, as the engine sees them: what is sent, waited for, answered."""

from __future__ import annotations

from itertools import pairwise

import pytest

from xieyun.process.engine import (
    Context,
    Definition,
    DefinitionError,
    EngineError,
    Step,
    dump_events,
    dump_state,
    dump_variables,
    load_events,
    load_state,
    read_definition,
    replay,
    starts,
    step,
    waits,
)
from xieyun.process.engine import commands as c
from xieyun.process.engine import effects as f
from xieyun.process.engine.definition import RetryPolicy
from xieyun.process.engine.waiting import Wait

from .driver import NOW, Rules

HEAD = (
    '<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xieyun="https://xieyun.org/bpmn" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:flowable="http://flowable.org/bpmn" targetNamespace="t">'
)
CONTEXT = Context(NOW, Rules())


def model(inner: str, roots: str = "", *, own: bool = True) -> Definition:
    """A process start -> the given elements in a row by their ids -> end."""
    head = HEAD if own else HEAD.replace('xmlns:xieyun="https://xieyun.org/bpmn" ', "")
    return read_definition(f'{head}{roots}<process id="p" isExecutable="true">{inner}</process></definitions>'.encode())


def row(*elements: str) -> str:
    """Elements one after the other between a start and an end."""
    ids = ["s", *(element.split('id="')[1].split('"')[0] for element in elements), "z"]
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{a}" targetRef="{b}"/>' for number, (a, b) in enumerate(pairwise(ids))
    )
    return f'<startEvent id="s"/>{"".join(elements)}<endEvent id="z"/>{flows}'


class Walk:
    """One instance; after every step its history and its stored form must give the same state."""

    def __init__(self, definition: Definition, **variables: object) -> None:
        self.definition, self.history = definition, []  # type: ignore[var-annotated]
        self.last: Step = self.take(None, c.Start(variables))

    def take(self, state: object, command: object) -> Step:
        found = step(self.definition, state, command, CONTEXT)  # type: ignore[arg-type]
        self.history += load_events(dump_events(found.events))
        assert replay(self.history) == found.state
        stored = load_state(dump_state(found.state), dump_variables(found.state))
        self.last = Step(stored, found.events, found.effects)
        return self.last

    def do(self, command: object) -> Step:
        return self.take(self.last.state, command)

    def call(self) -> f.CallService:
        return next(effect for effect in self.last.effects if isinstance(effect, f.CallService))

    def waits(self) -> set[Wait]:
        return set(waits(self.definition, self.last.state, CONTEXT))

    @property
    def variables(self) -> dict[str, object]:
        return self.last.state.variables


WEBHOOK = (
    '<serviceTask id="ask"><extensionElements><xieyun:webhook connection="erp" path="= \'/orders/\' + string(number)" '
    'method="PUT" timeout="PT30S"><xieyun:header name="X-Kind" value="order"/>'
    '<xieyun:body name="sum" value="= price * 2"/><xieyun:answer name="ticket" value="= answer.body.ticket"/>'
    '<xieyun:error status="409 422" code="= answer.body.code"/>'
    '<xieyun:error when="answer.body.ok == false" code="REFUSED"/>'
    '<xieyun:retry attempts="4" firstDelay="PT5S" maximumDelay="PT1M"/>{more}</xieyun:webhook></extensionElements>'
    "</serviceTask>"
)


def test_webhook_sends_values_and_reads_its_answer() -> None:
    walk = Walk(model(row(WEBHOOK.format(more=""))), number=7, price=3)
    call = walk.call()
    assert (call.kind, call.retry) == ("webhook", RetryPolicy(4, 5.0, 60.0))
    assert call.input == {
        "connection": "erp", "address": "/orders/7", "method": "PUT", "headers": {"X-Kind": "order"},
        "body": {"sum": 6}, "timeout": 30.0, "error_statuses": [409, 422],
    }  # fmt: skip
    walk.do(c.ServiceCompleted(call.request, answer={"status": 200, "headers": {}, "body": {"ticket": "T"}}))
    assert walk.variables == {"number": 7, "price": 3, "ticket": "T"}
    assert walk.last.state.finished


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [(409, {"code": "DUPLICATE"}, "DUPLICATE"), (200, {"ok": False}, "REFUSED"), (200, {"ok": True}, None)],
)
def test_answers_may_be_errors_of_the_model(status: int, body: dict[str, object], code: str | None) -> None:
    boundary = (
        '<boundaryEvent id="b" attachedToRef="ask"><errorEventDefinition xieyun:errorCodeVariable="why"/>'
        '</boundaryEvent><sequenceFlow id="fb" sourceRef="b" targetRef="z"/>'
    )
    walk = Walk(model(row(WEBHOOK.format(more="")) + boundary), number=7, price=3)
    walk.do(c.ServiceCompleted(walk.call().request, answer={"status": status, "headers": {}, "body": body}))
    assert walk.variables.get("why") == code
    assert walk.last.state.finished


def test_an_answer_that_cannot_be_read_is_an_incident() -> None:
    task = WEBHOOK.format(more="").replace("answer.body.ticket", "answer.body.ticket / 0 - nothing()")
    walk = Walk(model(row(task)), number=7, price=3)
    walk.do(c.ServiceCompleted(walk.call().request, answer={"status": 200, "headers": {}, "body": {}}))
    assert [type(effect) for effect in walk.last.effects] == [f.Incident]


AFTERWARDS = '<xieyun:waitFor message="done" correlationKey="= number"/>'


def test_call_and_awaited_message_are_both_needed_in_any_order() -> None:
    answer = {"status": 202, "headers": {}, "body": {"ticket": "T"}}
    for message_first in (False, True):
        walk = Walk(model(row(WEBHOOK.format(more=AFTERWARDS))), number=7, price=3)
        request = walk.call().request
        wait = Wait(request, "ask", "message", "done", "7")
        assert walk.waits() == {wait}
        answered = c.ServiceCompleted(request, answer=answer)
        message = c.DeliverMessage("done", {"state": "ok"}, "7", request, "ask")
        for command in (message, answered) if message_first else (answered, message):
            assert not walk.last.state.finished
            walk.do(command)
            with pytest.raises(EngineError):
                walk.do(command)  # neither counts twice
        assert walk.last.state.finished
        assert (walk.variables["ticket"], walk.variables["state"]) == ("T", "ok")


def test_message_for_one_waiting_token_goes_to_no_other() -> None:
    receive = '<receiveTask id="{0}" messageRef="m" xieyun:correlationKey="= {0}"/>'
    split = (
        '<startEvent id="s"/><parallelGateway id="g"/>' + receive.format("a") + receive.format("b")
        + '<endEvent id="z"/><sequenceFlow id="f0" sourceRef="s" targetRef="g"/>'
        '<sequenceFlow id="f1" sourceRef="g" targetRef="a"/><sequenceFlow id="f2" sourceRef="g" targetRef="b"/>'
        '<sequenceFlow id="f3" sourceRef="a" targetRef="z"/><sequenceFlow id="f4" sourceRef="b" targetRef="z"/>'
    )  # fmt: skip
    walk = Walk(model(split, '<message id="m" name="paid"/>'), a="1", b="2")
    found = {wait.key: wait for wait in walk.waits()}
    assert set(found) == {"1", "2"}
    with pytest.raises(EngineError):
        walk.do(c.DeliverMessage("paid", {}, "1", found["2"].token, "b"))
    walk.do(c.DeliverMessage("paid", {}, "2", found["2"].token, "b"))
    assert {wait.key for wait in walk.waits()} == {"1"}
    with pytest.raises(EngineError):
        walk.do(c.DeliverMessage("paid", {}, "2", found["2"].token, "b"))


def test_thrown_message_with_a_key_is_not_taken_by_another_key() -> None:
    inner = (
        '<startEvent id="s"/><parallelGateway id="g"/>'
        '<receiveTask id="r" messageRef="m" xieyun:correlationKey="= mine"/>'
        '<sendTask id="t" messageRef="m" xieyun:correlationKey="= theirs" xieyun:keepFor="PT1H"/><endEvent id="z"/>'
        '<sequenceFlow id="f0" sourceRef="s" targetRef="g"/><sequenceFlow id="f1" sourceRef="g" targetRef="r"/>'
        '<sequenceFlow id="f2" sourceRef="g" targetRef="t"/><sequenceFlow id="f3" sourceRef="r" targetRef="z"/>'
        '<sequenceFlow id="f4" sourceRef="t" targetRef="z"/>'
    )
    definition = model(inner, '<message id="m" name="paid"/>')
    apart = Walk(definition, mine="1", theirs="2")
    (sent,) = [effect for effect in apart.last.effects if isinstance(effect, f.SendMessage)]
    assert (sent.delivered, sent.correlation, sent.keep) == (False, "2", 3600.0)
    assert not apart.last.state.finished
    assert Walk(definition, mine="1", theirs="1").last.state.finished


def test_key_without_value_is_an_incident() -> None:
    inner = row('<receiveTask id="r" messageRef="m" xieyun:correlationKey="= number"/>')
    walk = Walk(model(inner, '<message id="m" name="paid"/>'))
    assert [type(effect) for effect in walk.last.effects] == [f.Incident]
    assert walk.waits() == set()


def test_start_events_say_what_begins_a_process() -> None:
    inner = (
        '<startEvent id="a"><messageEventDefinition messageRef="m"/></startEvent>'
        '<startEvent id="b"><signalEventDefinition signalRef="g"/></startEvent><endEvent id="z"/>'
        '<sequenceFlow id="f1" sourceRef="a" targetRef="z"/><sequenceFlow id="f2" sourceRef="b" targetRef="z"/>'
    )
    definition = model(inner, '<message id="m" name="order"/><signal id="g" name="year-end"/>')
    assert starts(definition) == {Wait(0, "a", "message", "order"), Wait(0, "b", "signal", "year-end")}


def test_an_administrator_answers_in_place_of_another_system() -> None:
    walk = Walk(model(row(WEBHOOK.format(more=AFTERWARDS))), number=7, price=3)
    request = walk.call().request
    walk.do(c.ServiceFailed(request, "没有答复", message_en="no answer"))
    (incident,) = [effect for effect in walk.last.effects if isinstance(effect, f.Incident)]
    assert ("没有答复" in incident.zh, "no answer" in incident.en) == (True, True)
    walk.do(c.AnswerByHand(request, "root", {"ticket": "hand"}))
    assert walk.last.state.finished
    assert walk.variables["ticket"] == "hand"
    user = Walk(model(row('<userTask id="u"/>')))
    (token,) = user.last.state.tokens
    with pytest.raises(EngineError):
        user.do(c.AnswerByHand(token, "root"))


@pytest.mark.parametrize(
    ("extension", "policy"),
    [
        ("<camunda:failedJobRetryTimeCycle>R3/PT10S</camunda:failedJobRetryTimeCycle>", RetryPolicy(3, 10.0, 10.0)),
        ("<flowable:failedJobRetryTimeCycle>R5/PT5M</flowable:failedJobRetryTimeCycle>", RetryPolicy(5, 300.0, 300.0)),
        ("", None),
    ],
)
def test_retry_cycles_of_others_are_read(extension: str, policy: RetryPolicy | None) -> None:
    task = (
        f'<serviceTask id="t" camunda:class="a.B" camunda:asyncBefore="true"><extensionElements>{extension}'
        "</extensionElements></serviceTask>"
    )
    call = Walk(model(row(task), own=False)).call()
    assert (call.retry, call.asynchronous) == (policy, True)


def test_http_tasks_of_others_are_webhooks() -> None:
    camunda = (
        '<serviceTask id="t"><extensionElements><camunda:connector><camunda:inputOutput>'
        '<camunda:inputParameter name="url">https://erp.example.com/o/${number}</camunda:inputParameter>'
        '<camunda:inputParameter name="method">post</camunda:inputParameter>'
        '<camunda:inputParameter name="headers"><camunda:map><camunda:entry key="Accept">text/plain</camunda:entry>'
        '</camunda:map></camunda:inputParameter><camunda:inputParameter name="payload">hello</camunda:inputParameter>'
        '<camunda:outputParameter name="said">${response}</camunda:outputParameter></camunda:inputOutput>'
        "<camunda:connectorId>http-connector</camunda:connectorId></camunda:connector></extensionElements></serviceTask>"
    )
    walk = Walk(model(row(camunda), own=False), number=7)
    sent = walk.call().input
    assert (sent["address"], sent["method"], sent["body"]) == ("https://erp.example.com/o/7", "POST", "hello")
    assert sent["headers"] == {"Accept": "text/plain"}
    walk.do(c.ServiceCompleted(walk.call().request, answer={"status": 200, "headers": {}, "body": "hi", "text": "hi"}))
    assert walk.variables["said"] == "hi"
    flowable = (
        '<serviceTask id="t" flowable:type="http"><extensionElements><flowable:field name="requestMethod">'
        '<flowable:string>GET</flowable:string></flowable:field><flowable:field name="requestUrl"><flowable:expression>'
        "https://erp.example.com/o/${number}</flowable:expression></flowable:field></extensionElements></serviceTask>"
    )
    walk = Walk(model(row(flowable), own=False), number=7)
    assert (walk.call().input["method"], walk.call().input["address"]) == ("GET", "https://erp.example.com/o/7")


@pytest.mark.parametrize(
    "task",
    [
        '<serviceTask id="t"><extensionElements><xieyun:webhook/></extensionElements></serviceTask>',
        WEBHOOK.format(more="").replace('attempts="4"', 'attempts="1000"'),
        WEBHOOK.format(more="").replace("PT5S", "soon"),
    ],
)
def test_webhooks_that_say_nothing_sensible_are_refused(task: str) -> None:
    with pytest.raises(DefinitionError):
        model(row(task))

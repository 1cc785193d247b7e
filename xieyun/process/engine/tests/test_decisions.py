"""Decisions of DMN files: hit policies, unary tests, what decisions require, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pytest

from xieyun.process.engine.decisions import Decisions, read_decisions
from xieyun.process.engine.decisions.answer import Answer, variables, within
from xieyun.process.engine.errors import DefinitionError
from xieyun.process.engine.notations.tokens import NotationError

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
Rows = list[tuple[str, ...]]


def file_of(*parts: str, namespace: str = NAMESPACES[2]) -> bytes:
    """A DMN file."""
    return f'<definitions xmlns="{namespace}" name="n" namespace="u">{"".join(parts)}</definitions>'.encode()


def decision(name: str, logic: str, *requires: str) -> str:
    """A decision whose id is its name."""
    needed = "".join(
        f'<informationRequirement><requiredDecision href="#{r}"/></informationRequirement>' for r in requires
    )
    return f'<decision id="{name}" name="{name}">{needed}{logic}</decision>'


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(inputs: str, outputs: str, rows: Rows, policy: str = "", *, types: str = "", lists: str = "") -> str:
    """A table: names of inputs and outputs with commas, rows of cells, `lists` the values of the first output."""
    columns = inputs.split(",")
    kind = f' typeRef="{types}"' if types else ""
    heads = "".join(f"<input><inputExpression{kind}><text>{name}</text></inputExpression></input>" for name in columns)
    ranking = f"<outputValues><text>{escape(lists)}</text></outputValues>" if lists else ""
    ends = "".join(
        f'<output name="{name}">{ranking if number == 0 else ""}</output>'
        for number, name in enumerate(outputs.split(","))
    )
    lines = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[: len(columns)])
        + "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in row[len(columns) :])
        + "</rule>"
        for row in rows
    )
    policy, _, aggregation = policy.partition("/")
    how = (f' hitPolicy="{policy}"' if policy else "") + (f' aggregation="{aggregation}"' if aggregation else "")
    return f"<decisionTable{how}>{heads}{ends}{lines}</decisionTable>"


def decide(xml: bytes, name: str, **data: Any) -> Answer:
    """The answer of a decision."""
    return Decisions([read_decisions(xml)]).decide(name, data, NOW)


def passes(cell: str, value: Any, *, types: str = "", **data: Any) -> bool:
    """Whether a cell holds for a value."""
    xml = file_of(decision("d", table("x", "y", [(cell, '"yes"')], types=types)))
    return decide(xml, "d", x=value, **data).value == "yes"


STEPS: Rows = [("< 10", '"a"', "1"), ("< 20", '"b"', "2"), ("< 30", '"a"', "3")]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_decisions_of_every_version_are_read(namespace: str) -> None:
    xml = file_of(decision("d", table("x", "y", [("1", '"one"')])), namespace=namespace)
    assert decide(xml, "d", x=1).value == "one"


@pytest.mark.parametrize(
    ("policy", "value", "expected"),
    [
        ("FIRST", 5, {"k": "a", "n": 1}),
        ("UNIQUE", 25, {"k": "a", "n": 3}),
        ("PRIORITY", 5, {"k": "b", "n": 2}),
        ("COLLECT", 5, [{"k": "a", "n": 1}, {"k": "b", "n": 2}, {"k": "a", "n": 3}]),
        ("RULE ORDER", 15, [{"k": "b", "n": 2}, {"k": "a", "n": 3}]),
        ("OUTPUT ORDER", 5, [{"k": "b", "n": 2}, {"k": "a", "n": 1}, {"k": "a", "n": 3}]),
        ("UNIQUE", 99, None),
        ("COLLECT", 99, []),
    ],
)
def test_hit_policies(policy: str, value: int, expected: Any) -> None:
    xml = file_of(decision("d", table("x", "k,n", STEPS, policy, lists='"b", "a"')))
    assert decide(xml, "d", x=value).value == expected


@pytest.mark.parametrize(("how", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collected_values_are_aggregated(how: str, expected: int) -> None:
    rows = [(cells[0], cells[2]) for cells in STEPS]
    answer = decide(file_of(decision("d", table("x", "n", rows, f"COLLECT/{how}"))), "d", x=5)
    assert answer.value == expected
    assert answer.rows == ({"n": expected},)
    assert not answer.several


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("UNIQUE", "1, 2, 3 hold"),
        ("ANY", "hold and differ"),
        ("PRIORITY", "lists its values"),
        ("COLLECT/SUM", "one output"),
    ],
)
def test_a_hit_policy_that_is_broken_is_told(policy: str, sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        decide(file_of(decision("d", table("x", "k,n", STEPS, policy))), "d", x=5)


def test_rows_that_agree_satisfy_any() -> None:
    rows = [("< 10", '"a"'), ("> 1", '"a"')]
    assert decide(file_of(decision("d", table("x", "k", rows, "ANY"))), "d", x=5).value == "a"


def test_defaults_stand_in_when_no_row_holds() -> None:
    xml = file_of(decision("d", table("x", "k", [("1", '"one"')])))
    xml = xml.replace(
        b'<output name="k">', b'<output name="k"><defaultOutputEntry><text>"none"</text></defaultOutputEntry>'
    )
    assert decide(xml, "d", x=2).value == "none"


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("", 7, True),
        ("< 5", 4, True),
        ("< 5", 5, False),
        ("< 5", None, False),
        ("< 5", "four", False),
        (">= 0.3", 0.3, True),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("]1..5]", 1, False),
        ("(1..5[", 1.5, True),
        ("]1..5[", 5, False),
        ("1, 3, [7..9]", 8, True),
        ("1, 3, [7..9]", 2, False),
        ("not(1, 3)", 3, False),
        ("not(1, 3)", 2, True),
        ("not(< 5)", 5, True),
        ('"a", "b"', "b", True),
        ('"5"', 5, False),
        ("[1, 2, 3]", 2, True),
        ("? > 3 and ? < 6", 5, True),
        ('contains(?, "ell")', "hello", True),
        ('ends with(?, "!")', "hello", False),
        ("true", True, True),
        ("false", True, False),
        ("null", None, True),
        ("limit", 12, True),
        ("> limit - 2", 11, True),
        ('>= date("2026-01-01")', "2026-03-01", True),
        ('< date("2026-01-01")', "2026-03-01T08:00:00Z", False),
        ('[date("2026-01-01")..date("2026-01-31")]', "2026-01-31", True),
        ('date("2026-01-31")', "2026-01-31", True),
        ('< duration("P1D")', "P2D", False),
        ("flag", False, False),
        ("not(flag)", False, True),
        ('> time("09:00:00")', "10:30:00", True),
        ("< clock", "10:30:00", False),
        ('substring after(?, "-") = "b"', "a-b", True),
        ('replace(?, "(b)", "[$1]") = "a[b]"', "ab", True),
        ("< fn_addDate('2026-01-31', 0, 1, 1)", "2026-02-28", True),
        (".startsWith('he')", "hello", True),
        ('!= ""', "", False),
        ("cellInput == 3", 3, True),
        ("${x > 2}", 3, True),
        ("${x > 2}", 1, False),
    ],
)
def test_unary_tests(cell: str, value: Any, expected: bool) -> None:
    assert passes(cell, value, limit=12, flag=True, clock="09:00:00") is expected


@pytest.mark.parametrize("cell", ["${x.length() + y > 1}", "${collection:contains(x, 'a')}"])
def test_a_cell_of_another_language_that_has_no_value_is_told(cell: str) -> None:
    with pytest.raises(NotationError, match="row 1"):
        passes(cell, "hello")


def test_types_of_columns_turn_text_into_numbers_and_refuse_what_is_none() -> None:
    assert passes("> 9", "10", types="integer")
    with pytest.raises(NotationError, match=r"input 1.*'ten' is no integer"):
        passes("> 9", "ten", types="integer")


def test_a_number_is_no_date() -> None:
    column = table("x", "y", [("-", "x")]).replace('<output name="y">', '<output name="y" typeRef="date">')
    xml = file_of(decision("d", column))
    assert decide(xml, "d", x="2026-01-31").value == "2026-01-31"
    with pytest.raises(NotationError, match="row 1, output y: 5 is no date"):
        decide(xml, "d", x=5)


def test_numbers_are_exact_and_come_back_plain() -> None:
    xml = file_of(decision("d", literal("a + b")), decision("e", table("a + b", "y", [("0.3", "a + b + 0.7")])))
    assert decide(xml, "d", a=0.1, b=0.2).value == 0.3
    value = decide(xml, "e", a=0.1, b=0.2).value
    assert value == 1
    assert type(value) is int
    assert not isinstance(decide(xml, "d", a=Decimal("0.5"), b=1).value, Decimal)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-03-01") - date("2026-02-01") = duration("P28D")', True),
        ('duration("PT90M").hours', 1),
        ('duration("PT90M").minutes', 30),
        ('time("10:15:00").minute', 15),
        ('date("2026-03-01") + duration("P1D")', "2026-03-02"),
        ("mode([1, 1, 2])", [1]),
        ("mode([2, 1, 2, 1])", [1, 2]),
        ("stddev(2, 4)", 1.4142135623731),
        ("stddev([1])", None),
        ("list replace([1, 2], -1, 5)", [1, 5]),
        ("list replace([1, 2, 3], function(item, new) item < new, 3)", [3, 3, 3]),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("sum([0.1, 0.2, 0.3])", 0.6),
        ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]),
    ],
)
def test_functions_of_feel(text: str, expected: Any) -> None:
    assert decide(file_of(decision("d", literal(text))), "d").value == pytest.approx(expected, nan_ok=False)


def test_required_decisions_come_first_and_are_seen_by_name_and_output() -> None:
    xml = file_of(
        decision(
            "top", literal('if season = "Summer" and Guest Count > 10 then "Salad" else "Roast"'), "s", "Guest Count"
        ),
        decision("s", table("heat", "season", [("> 30", '"Summer"'), ("<= 30", '"Spring"')])),
        decision("Guest Count", literal("people * 2")),
    )
    assert decide(xml, "top", heat=31, people=6).value == "Salad"
    assert decide(xml, "top", heat=20, people=6).value == "Roast"


def test_knowledge_contexts_and_boxed_logic() -> None:
    knowledge = (
        '<businessKnowledgeModel id="b" name="Monthly Rate"><encapsulatedLogic><formalParameter name="sum"/>'
        f'<formalParameter name="years"/>{literal("sum / (years * 12)")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    context = (
        f'<context><contextEntry><variable name="Rate"/>{literal("Monthly Rate(amount, 2)")}</contextEntry>'
        f'<contextEntry><variable name="Double Rate"/>{literal("Rate * 2")}</contextEntry></context>'
    )
    invocation = (
        f'<invocation>{literal("Monthly Rate")}<binding><parameter name="years"/>{literal("1")}</binding>'
        f'<binding><parameter name="sum"/>{literal("amount")}</binding></invocation>'
    )
    loop = f'<for iteratorVariable="n"><in>{literal("[1, 2, 3]")}</in><return>{literal("n * amount")}</return></for>'
    cases = f"<then>{literal('1')}</then><else>{literal('2')}</else>"
    chosen = f"<conditional><if>{literal('amount > 9')}</if>{cases}</conditional>"
    xml = file_of(
        knowledge, decision("c", context), decision("i", invocation), decision("l", loop), decision("k", chosen)
    )
    assert decide(xml, "c", amount=240).value == {"Rate": 10, "Double Rate": 20}
    assert decide(xml, "i", amount=240).value == 20
    assert decide(xml, "l", amount=2).value == [2, 4, 6]
    assert decide(xml, "k", amount=2).value == 2


def test_a_decision_service_gives_the_results_of_its_decisions() -> None:
    outputs = '<outputDecision href="#p"/><outputDecision href="#q"/>'
    service = f'<decisionService id="both" name="Both">{outputs}</decisionService>'
    xml = file_of(decision("p", literal("x + 1")), decision("q", literal("x + 2")), service)
    answer = decide(xml, "both", x=1)
    assert answer.value == {"p": 2, "q": 3}
    assert answer.rows == ({"p": 2, "q": 3},)


ONE = Answer("a", ({"k": "a"},))
TWO = Answer([{"k": "a", "n": 1}, {"k": "b", "n": 2}], ({"k": "a", "n": 1}, {"k": "b", "n": 2}), True)


@pytest.mark.parametrize(
    ("answer", "style", "expected"),
    [
        (ONE, "singleEntry", {"r": "a"}),
        (ONE, "singleResult", {"r": {"k": "a"}}),
        (ONE, "collectEntries", {"r": ["a"]}),
        (TWO, "resultList", {"r": [{"k": "a", "n": 1}, {"k": "b", "n": 2}]}),
        (ONE, "value", {"r": "a"}),
        (ONE, "outputs", {"k": "a"}),
        (TWO, "outputs", {"key": [{"k": "a", "n": 1}, {"k": "b", "n": 2}]}),
        (TWO, "merge", {"k": ["a", "b"], "n": [1, 2]}),
        (Answer(None, ()), "singleEntry", {"r": None}),
        (Answer(None, ()), "outputs", {}),
    ],
)
def test_each_vendor_makes_its_own_variables_of_an_answer(answer: Answer, style: str, expected: Any) -> None:
    assert variables(answer, style, "r", "key") == expected


def test_outputs_may_be_members_of_variables() -> None:
    held = {"order": {"id": 7, "state": {"old": 1}}}
    changed = within({"order.state.new": 2, "order.sum": 3, "x": 4, "a..b": 5}, held)
    assert changed == {"order": {"id": 7, "state": {"old": 1, "new": 2}, "sum": 3}, "x": 4, "a..b": 5}
    assert held == {"order": {"id": 7, "state": {"old": 1}}}


@pytest.mark.parametrize("style", ["singleEntry", "singleResult", "collectEntries", "no such mapping"])
def test_an_answer_of_another_kind_is_refused(style: str) -> None:
    with pytest.raises(NotationError):
        variables(TWO, style, "r", "key")


HEAD = '<!DOCTYPE d [<!ENTITY a "x">]>'


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"no xml", "not-xml"),
        (b"<html/>", "not-dmn"),
        (HEAD.encode() + file_of(decision("d", literal("1"))), "entities-not-allowed"),
        (file_of(decision("d", "<context><contextEntry>" * 60 + "</contextEntry></context>" * 60)), "logic-too-deep"),
        (file_of(decision("d", literal("1")), decision("d", literal("2"))), "duplicate-id"),
        (file_of(decision("d", table("x", "y", [], "GUESS"))), "wrong-value"),
    ],
)
def test_a_bad_decision_file_gets_a_sentence(xml: bytes, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_decisions(xml)
    assert caught.value.code == code


RECURSIVE = (
    '<businessKnowledgeModel id="b" name="again"><encapsulatedLogic><formalParameter name="n"/>'
    f"{literal('again(n + 1)')}</encapsulatedLogic></businessKnowledgeModel>"
)
LONG = literal("for a in 1..2000, b in 1..2000, c in 1..2000 return a * b * c")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([decision("d", literal("e"), "e"), decision("e", literal("d"), "d")], "requires itself"),
        ([RECURSIVE, decision("d", literal("again(1)"))], "deep"),
        ([decision("d", LONG)], "too much work"),
        ([decision("d", literal("1e999999 + 1"))], "too large"),
        ([decision("d", literal("9e299 ** 900"))], "has no value"),
        ([decision("d", literal('open("/etc/passwd")'))], "not known here"),
        ([decision("d", table("x", "y", [("< ", "1")]))], "row 1, input 1"),
        ([decision("d", literal("(" * 200 + "1" + ")" * 200))], "too deeply"),
    ],
)
def test_a_decision_that_does_not_end_is_refused(parts: list[str], sentence: str) -> None:
    with pytest.raises(NotationError, match=sentence):
        decide(file_of(*parts), "d", x=1)

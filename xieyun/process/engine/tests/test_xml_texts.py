"""Texts of XML in expressions, as Spin has them."""

from __future__ import annotations

from typing import Any

import pytest

from xieyun.process.engine.notations.script import run_assignments
from xieyun.process.engine.notations.tokens import NotationError

ORDER = '<order id="7"><item price="2.5">pen</item><item price="4"><b>pa</b>per</item><note/></order>'
SPACED = '<o:order xmlns:o="urn:o"><o:item/></o:order>'
WIDE = "<a>" + '<b c="1"/>' * 2_000 + "</a>"


def value(expression: str, **data: Any) -> Any:
    """The value of an expression over the texts above."""
    return run_assignments(f"found = {expression}", "groovy", {"order": ORDER, **data}, None)[0]["found"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("order.xPath('@id').number() >= 7", True),
        ("XML(order).xPath('/order/item[2]').element().textContent()", "paper"),
        ("S(order).xPath('//item/@price').attributeList().size()", 2),
        ("order.xPath('//item').elementList()*.attr('price')*.value()", ["2.5", "4"]),
        ("order.xPath('item[@price > 3]/b').string()", "pa"),
        ("order.xPath('count(item)').number()", 2),
        ("order.xPath('/order/lost').bool()", False),
        ("order.attr('id').value() + order.childElement('note')", "7<note/>"),
        ("order.childElements('item').size()", 2),
        ("order.hasAttr('id') && !order.hasAttr('name')", True),
        ("spaced.xPath('/o:order/o:item', [o: 'urn:o']).bool()", True),
    ],
)
def test_what_is_found(expression: str, expected: Any) -> None:
    assert value(expression, spaced=SPACED) == expected


def test_scripts_in_javascript_read_them_too() -> None:
    script = "var all = S(order).xPath('//item').elementList(); found = all.get(0).attr('price').value() + all.length"
    assert run_assignments(script, "javascript", {"order": ORDER}, None)[0]["found"] == "2.52"


@pytest.mark.parametrize(
    "expression",
    [
        "order.xPath('lost').element()", "order.xPath('@lost').attribute()", "order.attr('lost')", "order.xPath('][')",
        "order.xPath('document(\"/etc/passwd\")')", "order.childElement('lost')", "order.xPath('item').number()",
        "'no xml'.xPath('a')", "'<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>'.xPath('a')",
        "wide.xPath('//*[//*[//*[//*]]]').bool()", "wide.xPath('//*//*//*//*').bool()",
    ],
)  # fmt: skip
def test_what_is_not_there_or_walks_too_far_is_refused(expression: str) -> None:
    with pytest.raises(NotationError):
        value(expression, wide=WIDE)

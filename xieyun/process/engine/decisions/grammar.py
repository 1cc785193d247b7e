"""The expressions and cells of DMN files: FEEL over exact decimals, with the file's own names."""

from __future__ import annotations

from ..notations.evaluations import Evaluation
from ..notations.feel_parser import FeelParser, Test, feel_tokens
from ..notations.tokens import tokenize
from .model import Text
from .names import Names


def expression(text: Text, names: Names) -> Evaluation:
    """The function that evaluates an expression; raises NotationError when it is not understood."""
    parser = _parser(text, names)
    result = parser.expression()
    parser.expect("end")
    return result


def listed(text: Text, names: Names) -> list[Evaluation]:
    """The expressions of a list without brackets, such as the values of an output."""
    parser = FeelParser(names.joined(feel_tokens(text.source)), exact=True)
    found = [parser.expression()]
    while parser.take(","):
        found.append(parser.expression())
    parser.expect("end")
    return found


def test_of(text: Text | None, names: Names, variable: str | None) -> Test | None:
    """The test of a cell, None for one that any value passes; raises NotationError when it is not understood.

    `variable` is a further name of the tested value.
    """
    if text is None or text.source == "-":
        return None
    parser = _parser(text, names)
    parser.inputs |= {variable} if variable else set()
    parser.tests = True
    return parser.unary_tests()


def _parser(text: Text, names: Names) -> FeelParser:
    feel = text.language == "feel"
    return FeelParser(names.joined((feel_tokens if feel else tokenize)(text.source)), feel=feel, exact=True)

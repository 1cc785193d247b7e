"""Read a DMN file of any version (1.1 to 1.5) and vendor: elements are found by their names, not their namespace."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import DefinitionError
from ..notation import expression
from ..reading.xml import Element, child, children, local, parse_xml, plain, text, vendor
from .model import (
    Choice,
    Collection,
    Decision,
    Entries,
    Function,
    Input,
    Invocation,
    Iteration,
    Literal,
    Logic,
    Model,
    Output,
    Rule,
    Service,
    Table,
    Text,
)

MAXIMUM_NESTING = 40
_POLICIES = {
    "": "UNIQUE", "U": "UNIQUE", "F": "FIRST", "P": "PRIORITY", "A": "ANY", "C": "COLLECT", "R": "RULE ORDER",
    "O": "OUTPUT ORDER", "C+": "COLLECT", "C<": "COLLECT", "C>": "COLLECT", "C#": "COLLECT",
}  # fmt: skip
_SIGNS = {"C+": "SUM", "C<": "MIN", "C>": "MAX", "C#": "COUNT"}
_ITERATIONS = {
    "for": ("in", "return"),
    "filter": ("in", "match"),
    "some": ("in", "satisfies"),
    "every": ("in", "satisfies"),
}


def read_decisions(xml: bytes, name: str = "") -> Model:
    """Read a DMN file; raises DefinitionError with a sentence in two languages for what is none, or not safe."""
    root = parse_xml(xml)
    if local(root) != "definitions" or not any(True for _ in children(root, *_ROOTS)):
        raise DefinitionError("not-dmn", found=local(root))
    reader = _Reader(_language(root, "feel"))
    decisions: dict[str, Decision] = {}
    for element in children(root, "decision"):
        decision = reader.decision(element)
        if decision.id in decisions:
            raise DefinitionError("duplicate-id", element_id=decision.id, id=decision.id)
        decisions[decision.id] = decision
    return Model(
        name,
        decisions,
        {_name(element): reader.knowledge(element) for element in children(root, "businessKnowledgeModel")},
        {_id(element): reader.service(element) for element in children(root, "decisionService")},
        frozenset(_names(root)),
        plain(root, "name") or "",
    )


_ROOTS = ("decision", "inputData", "businessKnowledgeModel", "decisionService", "itemDefinition", "import")
_NAMED = frozenset(
    {"inputData", "decision", "variable", "businessKnowledgeModel", "decisionService", "itemComponent", "output",
     "formalParameter", "parameter", "column"}
)  # fmt: skip


def _names(root: Element) -> Iterator[str]:
    """Names that expressions may use though they hold blanks or signs."""
    for element in root.iter():
        if local(element) in _NAMED:
            name = plain(element, "name") or ""
            if name and not name.isidentifier() and "." not in name:
                yield name
        elif local(element) in ("for", "some", "every"):
            name = plain(element, "iteratorVariable") or ""
            if name and not name.isidentifier():
                yield name


def _id(element: Element) -> str:
    return plain(element, "id") or plain(element, "name") or ""


def _name(element: Element) -> str:
    return plain(element, "name") or plain(element, "id") or ""


def _language(element: Element, otherwise: str) -> str:
    """The grammar of an expression: an unknown address means FEEL, as tools write it in many ways."""
    language = (plain(element, "expressionLanguage") or "").strip().lower()
    if not language:
        return otherwise
    if language in ("juel", "el"):
        return "juel"
    return "feel" if "feel" in language or "://" in language else "script"


def _local_id(element: Element | None) -> str | None:
    """What `href="#id"` and `href="file#id"` refer to."""
    href = plain(element, "href") if element is not None else None
    return href.rsplit("#", 1)[-1] if href else None


class _Reader:
    """Reads the logic of one file; `language` is that of expressions which name none."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.depth = 0

    def decision(self, element: Element) -> Decision:
        variable = child(element, "variable")
        requires = (
            _local_id(child(requirement, "requiredDecision"))
            for requirement in children(element, "informationRequirement")
        )
        return Decision(
            _id(element),
            _name(element),
            self.inside(element),
            None if variable is None else plain(variable, "name"),
            None if variable is None else plain(variable, "typeRef"),
            tuple(reference for reference in requires if reference),
        )

    def knowledge(self, element: Element) -> Function:
        logic = child(element, "encapsulatedLogic")
        return Function((), None) if logic is None else self.function(logic)

    def service(self, element: Element) -> Service:
        outputs = (_local_id(output) for output in children(element, "outputDecision"))
        given = (_local_id(entry) for entry in children(element, "inputDecision", "inputData"))
        named = {_id(entry): _name(entry) for entry in element.getroottree().getroot().iter() if local(entry) in _NAMED}
        return Service(
            _id(element),
            _name(element),
            tuple(output for output in outputs if output),
            tuple(named.get(entry, entry) for entry in given if entry),
        )

    def function(self, element: Element) -> Function:
        parameters = tuple(plain(entry, "name") or "" for entry in children(element, "formalParameter"))
        return Function(parameters, self.inside(element))

    def inside(self, element: Element | None) -> Logic | None:
        """The logic that stands inside an element, if any does."""
        if element is None:
            return None
        self.depth += 1
        if self.depth > MAXIMUM_NESTING:
            raise DefinitionError("logic-too-deep", element_id=plain(element, "id"), limit=MAXIMUM_NESTING)
        try:
            for entry in element:
                logic = self.logic(entry)
                if logic is not None:
                    return logic
            return None
        finally:
            self.depth -= 1

    def logic(self, element: Element) -> Logic | None:
        """The logic that an element is, None when it is none."""
        kind = local(element)
        if kind == "decisionTable":
            return self.table(element)
        if kind == "literalExpression":
            written = self.text(element)
            return None if written is None else Literal(written, plain(element, "typeRef"))
        if kind == "invocation":
            return self.invocation(element)
        if kind == "context":
            return Entries(tuple(self.entry(entry) for entry in children(element, "contextEntry")))
        if kind == "functionDefinition":
            return self.function(element)
        if kind == "list":
            return Collection(tuple(self.logic(entry) for entry in element if local(entry) not in _ABOUT))
        if kind == "relation":
            return self.relation(element)
        if kind == "conditional":
            return Choice(*(self.inside(child(element, name)) for name in ("if", "then", "else")))
        if kind in _ITERATIONS:
            members, body = (self.inside(child(element, name)) for name in _ITERATIONS[kind])
            return Iteration(kind, plain(element, "iteratorVariable") or "item", members, body)
        return None

    def invocation(self, element: Element) -> Logic | None:
        called = child(element, "literalExpression")
        function = None if called is None else self.text(called)
        bindings: list[tuple[str, Logic | None]] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            bindings.append(("" if parameter is None else _name(parameter), self.inside(binding)))
        return None if function is None else Invocation(function, tuple(bindings))

    def entry(self, element: Element) -> tuple[str, Logic | None]:
        variable = child(element, "variable")
        return ("" if variable is None else _name(variable)), self.inside(element)

    def relation(self, element: Element) -> Logic:
        columns = [_name(column) for column in children(element, "column")]
        rows = (
            Entries(tuple(zip(columns, (self.logic(cell) for cell in row if local(cell) not in _ABOUT), strict=False)))
            for row in children(element, "row")
        )
        return Collection(tuple(rows))

    # -- tables

    def table(self, element: Element) -> Table:
        written = (plain(element, "hitPolicy") or "").strip().upper()
        policy = _POLICIES.get(written, written)
        if policy not in _POLICIES.values():
            raise DefinitionError("wrong-value", element_id=plain(element, "id"), attribute="hitPolicy", value=written)
        aggregation = (plain(element, "aggregation") or "").strip().upper() or _SIGNS.get(written)
        return Table(
            tuple(self.input(entry) for entry in children(element, "input")),
            tuple(self.output(entry) for entry in children(element, "output")),
            tuple(self.rule(entry) for entry in children(element, "rule")),
            policy,
            aggregation if policy == "COLLECT" and aggregation != "LIST" else None,
        )

    def input(self, element: Element) -> Input:
        expression = child(element, "inputExpression")
        written = None if expression is None else self.text(expression)
        kind = None if expression is None else plain(expression, "typeRef")
        return Input(written, plain(element, "label") or "", kind, vendor(element, "inputVariable"))

    def output(self, element: Element) -> Output:
        name = plain(element, "name") or plain(element, "label") or ""
        ranking, default = child(element, "outputValues"), child(element, "defaultOutputEntry")
        return Output(
            name,
            plain(element, "typeRef"),
            None if ranking is None else self.text(ranking),
            None if default is None else self.text(default),
        )

    def rule(self, element: Element) -> Rule:
        return Rule(
            tuple(self.text(entry) for entry in children(element, "inputEntry")),
            tuple(self.text(entry) for entry in children(element, "outputEntry")),
        )

    def text(self, element: Element) -> Text | None:
        """The expression of an element, None when it is blank. `${...}` is JUEL whatever the file says."""
        holder = child(element, "text")
        source = text(holder)
        if not source:
            return None
        language = _language(element, self.language)
        read = expression(source)
        if read.text != source:  # `${...}`, or `=` in front of FEEL
            return Text(read.text, "juel" if read.language == "juel" else language)
        return Text(source, language)


_ABOUT = frozenset({"description", "extensionElements"})

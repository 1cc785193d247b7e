"""Read a script into the tree that Python's parser gives; what cannot be run here is refused at once."""

from __future__ import annotations

import ast
import warnings

from ..tokens import MAXIMUM_LENGTH, NotationError

MAXIMUM_DEPTH = 150

_KNOWN: tuple[type[ast.AST], ...] = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Delete, ast.Assign, ast.AugAssign,
    ast.AnnAssign, ast.For, ast.While, ast.If, ast.Raise, ast.Try, ast.ExceptHandler, ast.Assert, ast.Import,
    ast.ImportFrom, ast.alias, ast.Global, ast.Nonlocal, ast.Expr, ast.Pass, ast.Break, ast.Continue,
    ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp, ast.Lambda, ast.IfExp, ast.Dict, ast.Set, ast.ListComp,
    ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.Compare, ast.Call, ast.keyword,
    ast.FormattedValue, ast.JoinedStr, ast.Constant, ast.Attribute, ast.Subscript, ast.Starred, ast.Name, ast.List,
    ast.Tuple, ast.Slice, ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip
_SENTENCES = {
    "ClassDef": "classes", "With": "`with`", "Yield": "`yield`", "YieldFrom": "`yield`", "Match": "`match`",
    "AsyncFunctionDef": "`async`", "Await": "`await`",
}  # fmt: skip


class Reading:
    """A script that was read. `bound`: the names that it defines anywhere."""

    __slots__ = ("body", "bound")

    def __init__(self, body: list[ast.stmt], bound: frozenset[str]) -> None:
        self.body = body
        self.bound = bound


def read(script: str) -> Reading:
    """The script as a tree; raises NotationError when it is no Python or does what is not known here."""
    if len(script) > MAXIMUM_LENGTH:
        raise NotationError(f"the expression is longer than {MAXIMUM_LENGTH} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(_unindented(script))
    except SyntaxError as error:
        raise NotationError(f"the script is not understood at line {error.lineno}: {error.msg}") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise NotationError("the script is not understood or nested too deeply") from error
    bound: set[str] = set()
    level: list[ast.AST] = [tree]
    for _ in range(MAXIMUM_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return Reading(tree.body, frozenset(bound))
        for node in level:
            _check(node)
            bound.update(_bound(node))
    raise NotationError("the script is nested too deeply")


def _unindented(script: str) -> str:
    """The script without the indent that its place in the file gives to all lines, and without a final semicolon."""
    lines = [line for line in script.expandtabs(4).split("\n") if line.strip() and not line.lstrip().startswith("#")]
    common = min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)
    if not common:
        if len(lines) > 1 and script[:1] not in (" ", "\t", "\n", "\r"):
            rest = min(len(line) - len(line.lstrip(" ")) for line in lines[1:])
            if rest and not lines[0].rstrip().endswith((":", "(", "[", "{", ",", "\\")) and '"""' not in script:
                first, _, others = script.expandtabs(4).partition("\n")
                return (
                    first
                    + "\n"
                    + "\n".join(line[rest:] if line[:rest].isspace() else line for line in others.split("\n"))
                )
        return script
    return "\n".join(
        line[common:] if line[:common].isspace() else line.lstrip() for line in script.expandtabs(4).split("\n")
    )


def _check(node: ast.AST) -> None:
    if not isinstance(node, _KNOWN):
        what = _SENTENCES.get(type(node).__name__, type(node).__name__)
        raise NotationError(f"{what} cannot be used in scripts here (line {getattr(node, 'lineno', 1)})")
    if isinstance(node, ast.FunctionDef) and node.decorator_list:
        raise NotationError(f"functions with decorators cannot be used in scripts here (line {node.lineno})")
    if isinstance(node, ast.Attribute) and node.attr.startswith("_") and node.attr != "__name__":
        raise NotationError(f"the member {node.attr!r} is not known here")
    if isinstance(node, ast.Name) and node.id.startswith("__"):
        raise NotationError(f"the function {node.id!r} is not known here")


def _bound(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,) if isinstance(node.ctx, ast.Store) else ()
    if isinstance(node, ast.FunctionDef):
        return (node.name,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, ast.alias):
        return (node.asname or node.name.split(".")[0],)
    return (node.name,) if isinstance(node, ast.ExceptHandler) and node.name else ()

"""Every small change of a module: one operator, number, condition or call at a time."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NARROWING = {"filter", "exclude"}
TURNED = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
"""A condition of one of these is turned already where its operator is changed."""


class Change(NamedTuple):
    """What is changed, where, and the module as it is then."""

    line: int
    end: int
    said: str
    tree: ast.Module
    when_read: bool
    """Whether it stands where it is run once, when the module is read."""


def changes(source: str, sizes: frozenset[str] = frozenset()) -> Iterator[Change]:
    """All changes of a module; ``sizes`` names constants that are left alone."""
    count = len(list(places(ast.parse(source), sizes)))
    for number in range(count):
        tree = ast.parse(source)
        node, change = list(places(tree, sizes))[number]
        statement, deep = statement_of(tree, node)
        before = first_line(statement)
        first, last = statement.lineno, last_line(statement)
        said = f"{change()} in {before}"
        ast.fix_missing_locations(tree)
        yield Change(first, last, said, tree, when_read=not deep)


def places(
    tree: ast.AST, sizes: frozenset[str]
) -> Iterator[tuple[ast.AST, Callable[[], str]]]:
    """Every place to change, in order, and what changes it and says how."""
    for parent, field, node in parts(tree, sizes):
        for change in ways(parent, field, node):
            yield node, change
        if isinstance(node, ast.FunctionDef) and says_yes_or_no(node):
            for answer in own_returns(node):
                yield answer, partial(turn, answer, "value")


def ways(parent, field, node) -> Iterator[Callable[[], str]]:
    yield from operators(node)
    yield from constants(parent, node)
    yield from conditions(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda: put(parent, field, node, node.operand, "without not: ")
    if isinstance(node, ast.Call) and (wider := without_narrowing(node)):
        yield lambda: put(parent, field, node, wider, "dropped: ")
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    if called or isinstance(node, ast.Raise):
        yield lambda: put(parent, field, node, ast.Pass(), "dropped: ")


def operators(node) -> Iterator[Callable[[], str]]:
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        if type(node.op) in SWAPS:
            yield lambda: swap(node)
    elif isinstance(node, ast.Compare):
        for place, one in enumerate(node.ops):
            if type(one) in SWAPS:
                yield lambda place=place: swap(node, place)


def swap(node, place: int | None = None) -> str:
    if place is None:
        node.op = SWAPS[type(node.op)]()
    else:
        node.ops[place] = SWAPS[type(node.ops[place])]()
    return ast.unparse(node).partition("\n")[0]


def constants(parent, node) -> Iterator[Callable[[], str]]:
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        if isinstance(parent, ast.Assign | ast.AnnAssign):
            yield lambda: number(node, not node.value)
    elif isinstance(node.value, int | float):
        yield lambda: number(node, node.value + 1)
        if isinstance(node.value, int) and node.value != 0:
            yield lambda: number(node, node.value - 1)


def number(node, value) -> str:
    node.value = value
    return str(value)


def conditions(node) -> Iterator[Callable[[], str]]:
    """Turn the condition of an ``if``, wherever one stands."""
    if isinstance(node, ast.If | ast.IfExp) and not turned_elsewhere(node.test):
        yield lambda: turn(node, "test")
    if isinstance(node, ast.comprehension):
        for place, test in enumerate(node.ifs):
            if not turned_elsewhere(test):
                yield lambda place=place: turn_one(node, place)


def turned_elsewhere(test) -> bool:
    alone = isinstance(test, ast.Compare) and len(test.ops) == 1
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return True
    return alone and isinstance(test.ops[0], TURNED)


def turn(node, field: str) -> str:
    test = getattr(node, field)
    turned = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)
    setattr(node, field, turned)
    return ast.unparse(turned)


def turn_one(node, place: int) -> str:
    test = node.ifs[place]
    node.ifs[place] = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)
    return ast.unparse(node.ifs[place])


def without_narrowing(node):
    """What a call of filter or exclude narrows, whole; None for other calls."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in NARROWING:
        return None
    asked = node.func.value
    name = asked.attr if isinstance(asked, ast.Attribute) else getattr(asked, "id", "")
    if name.isupper() and len(node.args) > 1:  # a rule narrows its second argument
        return node.args[1]
    return ast.Call(ast.Attribute(asked, "all", ast.Load()), [], [])


def put(parent, field, node, other, word: str) -> str:
    """Put another node in place of one."""
    said = word + ast.unparse(node).partition("\n")[0]
    ast.copy_location(other, node)
    if isinstance(there := getattr(parent, field), list):
        there[there.index(node)] = other
    else:
        setattr(parent, field, other)
    return said


def says_yes_or_no(node) -> bool:
    return isinstance(node.returns, ast.Name) and node.returns.id == "bool"


def own_returns(node) -> Iterator[ast.Return]:
    for each in ast.walk(node):
        if not isinstance(each, ast.Return) or each.value is None:
            continue
        if not turned_elsewhere(each.value):
            yield each


def parts(tree, sizes: frozenset[str]):
    """All nodes with their parents, but for annotations, sizes and what types need."""
    todo = [(tree, "", tree)]
    while todo:
        parent, field, node = todo.pop()
        names = [getattr(n, "id", "") for n in getattr(node, "targets", ())]
        told = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if told or sizes & set(names):
            continue
        yield parent, field, node
        for inner, value in ast.iter_fields(node):
            if inner in ("annotation", "returns", "type_comment"):
                continue
            below = value if isinstance(value, list) else [value]
            todo += [(node, inner, each) for each in below if isinstance(each, ast.AST)]


def statement_of(tree, wanted) -> tuple[ast.stmt, bool]:
    """The statement in which it stands, and whether that is run by calls only."""
    above = {
        below: (node, field)
        for node in ast.walk(tree)
        for field, value in ast.iter_fields(node)
        for below in (value if isinstance(value, list) else [value])
        if isinstance(below, ast.AST) and not isinstance(below, ast.expr_context)
    }
    found, deep, here = None, False, wanted
    while here is not tree:
        if found is None and isinstance(here, ast.stmt):
            found = here
        here, field = above[here]
        deep = deep or (field == "body" and isinstance(here, ast.FunctionDef))
    return found, deep


def last_line(statement) -> int:
    """Of its head, where it has a body."""
    body = getattr(statement, "body", None)
    if not body:
        return statement.end_lineno
    return max(statement.lineno, body[0].lineno - 1)


def first_line(node) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        node = type(node)(**{**vars(node), "decorator_list": []})
    return ast.unparse(node).partition("\n")[0]

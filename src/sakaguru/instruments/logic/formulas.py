"""The small language in which administrative rules are written.

Numbers, names (fields, terms, settings), ``+ - * /``, a minus sign, one comparison at
a time (``< <= > >= ==``, worth 1 or 0) and ``min(...)``, ``max(...)``. Nothing else.
A missing name, a zero divisor or a result that is no number gives None: no value.
"""

from __future__ import annotations

import ast
import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LONGEST = 2000
DEEPEST = 60
BIGGEST = 1e12

_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}
_FUNCTIONS: dict[str, Callable[[Sequence[float]], float]] = {"min": min, "max": max}


class FormulaError(ValueError):
    """The text is not a formula of this language."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A text that has been checked, with the names it needs."""

    text: str
    tree: ast.expr
    names: frozenset[str]

    def evaluate(self, values: Mapping[str, float | None]) -> float | None:
        """Return the value, or None where a name is missing or a divisor is 0.

        Every name counts, also one that would not change the result: a score on
        half of the data is no score.
        """
        known: dict[str, float] = {}
        for name in self.names:
            value = values.get(name)
            if value is None or not math.isfinite(value):
                return None
            known[name] = float(value)
        try:
            result = _value(self.tree, known)
        except (ZeroDivisionError, OverflowError):
            return None
        return result if math.isfinite(result) else None


def parse_formula(text: str) -> Formula:
    """Read a formula; raise FormulaError with what is wrong."""
    if len(text) > LONGEST:
        raise FormulaError(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"not a formula: {text[:80]!r}") from error
    names: set[str] = set()
    _check(tree, names, depth=0)
    return Formula(text=text, tree=tree, names=frozenset(names))


def _check(node: ast.expr, names: set[str], *, depth: int) -> None:
    if depth > DEEPEST:
        raise FormulaError("nested too deeply")
    match node:
        case ast.Constant(value=bool()):
            raise FormulaError("True and False are written 1 and 0")
        case ast.Constant(value=int() | float() as number) if abs(number) <= BIGGEST:
            return
        case ast.Name(id=name) if name not in _FUNCTIONS:
            names.add(name)
            return
    for part in _parts(node):
        _check(part, names, depth=depth + 1)


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return [operand]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return [left, right]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if (
            type(op) in _COMPARISONS
        ):
            return [left, right]
        case ast.Call(func=ast.Name(id=name), args=[_, _, *_] as args, keywords=[]) if (
            name in _FUNCTIONS
        ):
            return args
    raise FormulaError(f"not allowed here: {type(node).__name__}")


def _value(node: ast.expr, known: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return known[name]
    parts = [_value(part, known) for part in _parts(node)]
    match node:
        case ast.BinOp(op=op):
            return _ARITHMETIC[type(op)](*parts)
        case ast.Compare(ops=[op]):
            return float(_COMPARISONS[type(op)](*parts))
        case ast.Call(func=ast.Name(id=name)):
            return _FUNCTIONS[name](parts)
    return -parts[0]

"""Change functions that are alive already, without reading their module again."""

from __future__ import annotations

import ast
import gc
import sys
from types import CodeType, FunctionType


def code_of(tree_or_source, file: str) -> CodeType:
    return compile(tree_or_source, file, "exec", dont_inherit=True)


def functions_of(files: set[str]) -> dict[tuple[str, CodeType], list[FunctionType]]:
    """All functions that were made from these files, by their code."""
    found: dict[tuple[str, CodeType], list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename in files:
            key = each.__code__.co_filename, each.__code__
            found.setdefault(key, []).append(each)
    return found


def differing(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Pairs of code that differ, those inside others too; None: not comparable."""
    inside = [each for each in old.co_consts if isinstance(each, CodeType)]
    others = [each for each in new.co_consts if isinstance(each, CodeType)]
    if len(inside) != len(others):
        return None
    pairs = [] if old == new else [(old, new)]
    for one, other in zip(inside, others, strict=True):
        below = differing(one, other)
        if below is None:
            return None
        pairs += below
    return pairs


def replace(living, file: str, old: CodeType, new: CodeType) -> bool:
    """Give living functions their changed code; False where that cannot be done."""
    pairs = differing(old, new)
    if pairs is None:
        return False
    done = False
    for one, other in pairs:
        for function in living.get((file, one), ()):
            if one.co_freevars != other.co_freevars:
                return False
            function.__code__ = other
            done = True
    return done


def set_again(module: str, tree: ast.Module, line: int) -> bool:
    """Give a constant of a module its changed value, wherever it was imported.

    False where other lines of the module were worked out from it, or it is none.
    """
    statement = next(
        each for each in tree.body if each.lineno <= line <= each.end_lineno
    )
    names = [
        each.id for each in getattr(statement, "targets", ()) if hasattr(each, "id")
    ]
    if len(names) != 1 or is_built_upon(tree, statement, names[0]):
        return False
    there = vars(sys.modules[module])
    before = there[names[0]]
    alone = ast.Module([statement], [])
    changed = dict(there)
    exec(compile(alone, there["__file__"], "exec"), changed)
    for each in list(sys.modules.values()):
        known = getattr(each, "__dict__", {})
        if known.get(names[0]) is before:
            known[names[0]] = changed[names[0]]
    return True


def is_built_upon(tree: ast.Module, statement: ast.stmt, name: str) -> bool:
    """Whether something else that runs when the module is read uses the name."""
    return any(
        isinstance(node, ast.Name) and node.id == name
        for each in tree.body
        if each is not statement
        for node in when_read(each)
    )


def when_read(node):
    """All that runs when a statement is read: bodies of functions do not."""
    for field, value in ast.iter_fields(node):
        if field == "body" and isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield each
                yield from when_read(each)

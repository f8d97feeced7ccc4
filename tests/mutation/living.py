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
    """Give a constant its changed value, and those worked out from it.

    Wherever in the program they were imported. False where it is no constant, or where
    a class or a function was made with it.
    """
    first = next(n for n, each in enumerate(tree.body) if line <= each.end_lineno)
    touched = touched_by(tree.body[first:])
    if touched is None:
        return False
    there = vars(sys.modules[module])
    changed = dict(there)
    alone = ast.Module(list(touched.values()), [])
    exec(compile(alone, there["__file__"], "exec"), changed)
    for name in touched:
        put_everywhere(name, there[name], changed[name])
    return True


def touched_by(statements: list[ast.stmt]) -> dict[str, ast.stmt] | None:
    """The first, which is changed, and those built upon it; None: no constants."""
    touched: dict[str, ast.stmt] = {}
    for place, each in enumerate(statements):
        used = {node.id for node in when_read(each) if isinstance(node, ast.Name)}
        if place and not used & touched.keys():
            continue
        names = [getattr(one, "id", "") for one in getattr(each, "targets", ())]
        if len(names) != 1 or not names[0]:
            return None
        touched[names[0]] = each
    return touched


def put_everywhere(name: str, before, after) -> None:
    for each in list(sys.modules.values()):
        known = getattr(each, "__dict__", {})
        if known.get(name) is before:
            known[name] = after


def when_read(node):
    """All that runs when a statement is read: bodies of functions do not."""
    for field, value in ast.iter_fields(node):
        if field == "body" and isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield each
                yield from when_read(each)

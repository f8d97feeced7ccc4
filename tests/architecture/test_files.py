"""Files and functions stay small; no junk drawers."""

from __future__ import annotations

import ast

from sources import modules, short, syntax

LONGEST_FILE = 400
MOST_STATEMENTS = 25
COMPILED = "src/sakaguru/engine/kernel"
"""One function there is one compiled loop: cutting it up would cost its speed."""

JUNK_DRAWERS = {"utils", "util", "helpers", "common", "misc", "tools"}


def test_no_file_is_longer_than_400_lines():
    long = {
        short(path): count
        for path in modules()
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_no_function_has_more_than_25_statements():
    long = []
    for path in modules():
        if short(path).startswith(COMPILED):
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = statements(node)
                if count > MOST_STATEMENTS:
                    long.append(f"{short(path)}:{node.name} has {count}")

    assert long == []


def statements(function: ast.AST) -> int:
    """Statements inside a function; its docstring does not count."""
    inside = [n for n in ast.walk(function) if isinstance(n, ast.stmt)]
    return len(inside) - 1 - (ast.get_docstring(function) is not None)


def test_there_are_no_junk_drawers():
    assert [short(path) for path in modules() if path.stem in JUNK_DRAWERS] == []

"""Texts made at import speak the language of the reader, not that of the start."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src/sakaguru"
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def eager_names(tree):
    """Names under which a module knows a function that translates at once."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in EAGER
    }


def run_at_import(node):
    """Nodes outside the bodies of functions; decorators and defaults run at once."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            early = [*child.decorator_list, *child.args.defaults]
            early += [default for default in child.args.kw_defaults if default]
            for part in early:
                yield from run_at_import(ast.Expr(part))
            continue
        yield child
        yield from run_at_import(child)


def too_early(text):
    tree = ast.parse(text)
    names = eager_names(tree)
    return [
        node.lineno
        for node in run_at_import(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
    ]


def test_no_text_is_translated_while_modules_are_imported():
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line in too_early(path.read_text())
    ]

    assert found == []


def test_the_search_knows_what_runs_at_import():
    text = """
from django.utils.translation import gettext as _
class Form:
    label = _("one")
    def clean(self, word=_("two")):
        return _("three")
late = lambda: _("four")
"""

    assert too_early(text) == [4, 5]

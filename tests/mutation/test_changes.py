"""What is changed of a module, and that changed functions are the living ones."""

from __future__ import annotations

import ast
import sys
import types
from textwrap import dedent

import pytest

from mutation import living
from mutation.changes import changes


def said(source, **options):
    return [each.said for each in changes(dedent(source), **options)]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a = b < c", ["b <= c in a = b < c"]),
        ("a = b and c", ["b or c in a = b and c"]),
        ("a = b in c", ["b not in c in a = b in c"]),
        ("a = 3", ["4 in a = 3", "2 in a = 3"]),
        ("a = True", ["False in a = True"]),
        ("call(a=True)", ["dropped: call(a=True) in call(a=True)"]),
        ("raise Refused", ["dropped: raise Refused in raise Refused"]),
        (
            "x = rows.exclude(a=b)",
            ["dropped: rows.exclude(a=b) in x = rows.exclude(a=b)"],
        ),
        (
            "x = RULE.filter(actor, rows)",
            ["dropped: RULE.filter(actor, rows) in x = RULE.filter(actor, rows)"],
        ),
        ("x = a if b else c", ["not b in x = a if b else c"]),
        ("if a == b: pass", ["a != b in if a == b:"]),
        ("x = [a for a in b if a]", ["not a in x = [a for a in b if a]"]),
        ("'a text'", []),
        ("a: Literal[1]", []),
    ],
)
def test_each_change_is_told(source, told):
    assert said(source) == told


def test_only_what_says_yes_or_no_is_turned_where_it_answers():
    function = "def may(a) -> {}:\n    return a.may()"

    assert said(function.format("bool")) == ["not a.may() in return a.may()"]
    assert said(function.format("int")) == []


def test_sizes_and_what_types_need_are_left_alone():
    assert said("STEP = 3", sizes=frozenset({"STEP"})) == []
    assert said("if TYPE_CHECKING:\n    a = 3") == []


def test_a_dropped_filter_keeps_everything():
    [change] = changes("x = rows.filter(a=b)")
    [rule] = changes("x = RULE.filter(actor, rows)")

    assert ast.unparse(change.tree) == "x = rows.all()"
    assert ast.unparse(rule.tree) == "x = rows"


def test_what_runs_when_a_module_is_read_is_told_apart():
    source = "A = 3\n\ndef f(a=4):\n    return 5\n"

    assert {each.said: each.when_read for each in changes(source)} == {
        "4 in A = 3": True,
        "2 in A = 3": True,
        "5 in def f(a=4):": True,
        "3 in def f(a=4):": True,
        "6 in return 5": False,
        "4 in return 5": False,
    }


@pytest.fixture
def module():
    source = "A = 3\n\ndef f():\n    return [A + n for n in (0, 1)]\n"
    made = types.ModuleType("sakaguru.contoh")
    made.__file__ = "/contoh.py"
    exec(living.code_of(source, made.__file__), vars(made))
    sys.modules[made.__name__] = made
    yield made, source
    del sys.modules[made.__name__]


def changed(source, wanted):
    return next(each for each in changes(source) if each.said.startswith(wanted))


def test_a_living_function_gets_its_changed_code(module):
    made, source = module
    alive = living.functions_of({made.__file__})
    new = living.code_of(changed(source, "A - n").tree, made.__file__)

    assert living.replace(
        alive, made.__file__, living.code_of(source, "/contoh.py"), new
    )
    assert made.f() == [3, 2]


def test_a_constant_is_set_where_it_lives(module):
    made, source = module
    change = changed(source, "4 in A")

    assert living.set_again(made.__name__, change.tree, change.line)
    assert made.f() == [4, 5]


def test_what_is_built_upon_a_constant_follows_it():
    tree = ast.parse("A = 3\nB = A + 1\nC = 5\n\ndef f():\n    return A\n")

    assert list(living.touched_by(tree.body)) == ["A", "B"]
    assert list(living.touched_by(tree.body[1:])) == ["B"]


def test_where_a_function_or_class_was_made_with_a_constant_it_is_read_anew():
    assert living.touched_by(ast.parse("A = 3\n\ndef f(a=A): pass").body) is None
    assert living.touched_by(ast.parse("class C:\n    a = 3").body) is None

"""Work is queued by name; every name is a task of that capability."""

from __future__ import annotations

import ast

from procrastinate.contrib.django import app
from sources import modules, short, syntax


def queued_names() -> list[tuple[str, str]]:
    found = []
    for path in modules():
        for node in ast.walk(syntax(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", None))
            first = node.args[0]
            if called == "later" and isinstance(first, ast.Constant):
                found.append((short(path), first.value))
    return found


def test_every_queued_name_is_a_task():
    tasks = set(app.tasks)
    unknown = [(where, name) for where, name in queued_names() if name not in tasks]

    assert unknown == []


def test_tasks_are_named_after_their_place():
    ours = [
        (name, task.func.__module__)
        for name, task in app.tasks.items()
        if task.func.__module__.startswith("sakaguru.")
    ]

    astray = [
        name
        for name, module in ours
        if not f"sakaguru.{name}".startswith(f"{module}.") or ".tasks." not in name
    ]
    assert astray == []

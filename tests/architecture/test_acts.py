"""Every act of the audit trail is said in words."""

from __future__ import annotations

import ast

from sources import modules, short, syntax

from sakaguru.core.audit import described


def recorded_acts() -> list[tuple[str, str]]:
    """Where an act is recorded under a fixed name, and that name."""
    return [
        (short(path), keyword.value.value)
        for path in modules()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "record"
        for keyword in node.keywords
        if keyword.arg == "action" and isinstance(keyword.value, ast.Constant)
    ]


def test_every_recorded_act_has_words():
    acts = recorded_acts()

    silent = [(where, act) for where, act in acts if described(act) == act]

    assert acts
    assert silent == []

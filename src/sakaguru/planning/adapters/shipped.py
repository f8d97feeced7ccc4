"""The calendar, the rules of the year and the order of approvals of the package."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from sakaguru.planning.logic.calendar import Break, Calendar
from sakaguru.planning.logic.money import BudgetRule


class ChainStep(NamedTuple):
    """A step of approval: who decides. ``title`` is bilingual."""

    step: str
    act: str
    roles: list[str]
    tiers: list[int]
    title: dict[str, str]


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    document = _read("holidays")
    return Calendar(
        {date.fromisoformat(day): name for day, name in document["days"].items()},
        tuple(
            Break(
                date.fromisoformat(row["from"]),
                date.fromisoformat(row["to"]),
                row["name"],
            )
            for row in document["breaks"]
        ),
    )


@lru_cache(maxsize=1)
def shipped_budget_rules() -> tuple[BudgetRule, ...]:
    return tuple(BudgetRule(**row) for row in _read("budget_rules")["rules"])


def approval_chain(kind: str, tier: int) -> list[ChainStep]:
    """The steps in their order; empty where such a unit makes no such plan."""
    for chain in _read("approvals")["chains"]:
        if kind in chain["kinds"] and tier in chain["unit_tiers"]:
            return [ChainStep(**step) for step in chain["steps"]]
    return []


@lru_cache(maxsize=4)
def _read(name: str) -> dict[str, Any]:
    text = resources.files("sakaguru.planning") / "data" / f"{name}.json"
    document: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return document

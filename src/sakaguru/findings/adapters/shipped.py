"""The rules, causes and remedies that come with the package."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from sakaguru.findings.logic.ranking import Effort
from sakaguru.findings.logic.rules import RuleBook, rule_book

CAUSE_FILES = ("root_causes_and_remedies", "root_causes_more")
FRAMEWORKS = {"SNP_2016": "SNP-2016", "RAPOR_SD": "RAPOR-PENDIDIKAN-SD"}
"""How the files name the frameworks, and how we do."""

Words = dict[str, str]


class TreeCause(NamedTuple):
    """A cause of the tree. ``key`` names it for good: framework, node, place."""

    key: str
    text: Words


class Remedy(NamedTuple):
    """What can be done; ``weeks`` is a planning aid, not a rule.

    ``component`` and ``program`` are (code, name); ``evidence`` is what to show for it;
    ``is_ours`` marks what this project wrote beyond the domain file.
    """

    key: str
    activity: Words
    component: tuple[str, str]
    program: tuple[str, str]
    role: str
    evidence: tuple[str, ...]
    weeks: int
    is_ours: bool

    @property
    def effort(self) -> Effort:
        return Effort(self.component[0], self.weeks)


class Branch(NamedTuple):
    """Causes and remedies of one node."""

    causes: tuple[TreeCause, ...]
    remedies: tuple[Remedy, ...]


@lru_cache(maxsize=1)
def shipped_rules() -> RuleBook:
    return rule_book(_read("rules"))


@lru_cache(maxsize=1)
def cause_tree() -> dict[tuple[str, str], Branch]:
    """Every branch by the framework's code and the node's code."""
    found: dict[tuple[str, str], Branch] = {}
    for name in CAUSE_FILES:
        for entry in _read(name)["entries"]:
            place = (FRAMEWORKS[entry["framework"]], entry["code"])
            found[place] = _branch(entry, is_ours=name != CAUSE_FILES[0])
    return found


@lru_cache(maxsize=1)
def responsible_roles() -> dict[str, str]:
    """Codes of who does it, with an English explanation."""
    roles: dict[str, str] = _read(CAUSE_FILES[0])["responsible_roles"]
    return roles


def _branch(entry: dict[str, Any], *, is_ours: bool) -> Branch:
    stem = f"{entry['framework']}:{entry['code']}"
    causes = [
        TreeCause(f"{stem}:c{number}", words)
        for number, words in enumerate(entry["root_causes"], start=1)
    ]
    remedies = [
        Remedy(
            key=f"{stem}:r{number}",
            activity={"id": row["activity_id"], "en": row["activity_en"]},
            component=(row["bosp_component"]["code"], row["bosp_component"]["name"]),
            program=(row["arkas_program"]["code"], row["arkas_program"]["name"]),
            role=row["responsible_role"],
            evidence=tuple(row["evidence"]),
            weeks=row["typical_weeks"],
            is_ours=is_ours,
        )
        for number, row in enumerate(entry["remedies"], start=1)
    ]
    return Branch(tuple(causes), tuple(remedies))


def _read(name: str) -> dict[str, Any]:
    text = resources.files("sakaguru.findings") / "data" / f"{name}.json"
    document: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return document

"""When a figure becomes a finding: rules held in data, applied to measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.ui.logic.formats import written_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sakaguru.scoring.logic.levels import Band

Words = dict[str, str]
LANGUAGES = ("id", "en")
ROUND_POINTS = 0.01


@dataclass(frozen=True)
class FindingRule:
    """A measure of a node compared with a threshold; see the data file."""

    code: str
    kind: str
    node_kinds: frozenset[str]
    measure: str
    at_least: float
    steps: tuple[tuple[float, int], ...]
    most: int
    sentence: Words

    def severity(self, value: float) -> int:
        """The highest step that the value reaches."""
        return max(grade for step, grade in self.steps if value >= step)


@dataclass(frozen=True)
class RuleBook:
    """The rules for schools and for regions, and how far below the top a target is."""

    levels_below_top: int
    school: tuple[FindingRule, ...]
    region: tuple[FindingRule, ...]

    def target(self, bands: Sequence[Band]) -> float:
        """The first score that is no gap: where the level below the top begins."""
        place = len(bands) - 2 - self.levels_below_top
        return round(bands[max(place, 0)].up_to + ROUND_POINTS, 2)


class Figures(NamedTuple):
    """A node of a unit with what can be measured on it."""

    code: str
    kind: str
    score: float
    before: float | None
    level: int
    measures: dict[str, float]


class Seen(NamedTuple):
    """That a rule holds on a node: how strongly, and the sentence that says so."""

    rule: FindingRule
    figures: Figures
    value: float
    severity: int
    sentence: Words


def rule_book(document: Mapping[str, Any]) -> RuleBook:
    return RuleBook(
        document["target"]["levels_below_top"],
        tuple(_rule(row) for row in document["school"]),
        tuple(_rule(row) for row in document["region"]),
    )


def seen(
    rules: Iterable[FindingRule], figures: Sequence[Figures], target: float
) -> list[Seen]:
    """Apply the rules; of each at most so many, the strongest first."""
    found: list[Seen] = []
    for rule in rules:
        fitting = [
            (node.measures[rule.measure], node)
            for node in figures
            if node.kind in rule.node_kinds
            and node.measures.get(rule.measure, float("-inf")) >= rule.at_least
        ]
        fitting.sort(key=lambda row: (-row[0], row[1].code))
        found += [
            seen_as(rule, node, value, target) for value, node in fitting[: rule.most]
        ]
    return found


def seen_as(rule: FindingRule, node: Figures, value: float, target: float) -> Seen:
    """A sign in the words of its rule."""
    words = {
        language: rule.sentence[language].format(
            score=_written(node.score, language),
            target=_written(target, language),
            value=_written(value, language),
        )
        for language in LANGUAGES
    }
    return Seen(rule, node, value, rule.severity(value), words)


@lru_cache(maxsize=4096)
def _written(value: float, language: str) -> str:
    return written_number(value, language, 2)


def _rule(row: Mapping[str, Any]) -> FindingRule:
    return FindingRule(
        code=row["code"],
        kind=row["kind"],
        node_kinds=frozenset(row["node_kinds"]),
        measure=row["measure"],
        at_least=row["at_least"],
        steps=tuple((step, grade) for step, grade in row["severity"]),
        most=row["most"],
        sentence=row["sentence"],
    )

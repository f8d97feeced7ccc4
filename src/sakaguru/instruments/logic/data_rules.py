"""Administrative data as scores of standards 5 and 6 (R4), one rule per sub-indicator.

A rule's formula reads fields (what a school enters), terms (named parts of formulas)
and settings (thresholds with the day from which they hold). See ``formulas``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sakaguru.instruments.logic.formulas import Formula, FormulaError, parse_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOP = 7.0


class RuleBookError(ValueError):
    """The rules cannot be used as written; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a school enters. `at_most` names the field it is a part of."""

    key: str
    kind: str
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    at_most: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold; of several with one key the newest that already holds is used."""

    key: str
    value: float
    valid_from: date


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    node: str
    max_points: int
    formula: Formula
    fields: tuple[str, ...]
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueFault:
    """What is odd about an entered value.

    `kind` is unknown, not_a_number, too_small, too_big, not_whole or more_than
    (`limit` then names or holds what was passed).
    """

    field: str
    kind: str
    limit: str = ""


@dataclass(frozen=True, slots=True)
class RuleBook:
    fields: dict[str, Field]
    terms: dict[str, Formula]
    settings: tuple[Setting, ...]
    rules: tuple[Rule, ...]

    def settings_on(self, day: date) -> dict[str, float]:
        """Return the thresholds in force on `day`."""
        chosen: dict[str, float] = {}
        for setting in sorted(self.settings, key=lambda each: each.valid_from):
            if setting.valid_from <= day:
                chosen[setting.key] = setting.value
        return chosen

    def scores(
        self, values: Mapping[str, float | None], *, day: date
    ) -> dict[str, float | None]:
        """Return the score 0-7 per node, None where data are missing."""
        known: dict[str, float | None] = {**self.settings_on(day)}
        known.update({key: values.get(key) for key in self.fields})
        for key, formula in self.terms.items():
            known[key] = formula.evaluate(known)
        return {rule.node: _score(rule, known) for rule in self.rules}

    def points(
        self, values: Mapping[str, float | None], *, day: date
    ) -> dict[str, int | None]:
        """Return the points of each DATA item by its code (R4)."""
        found = self.scores(values, day=day)
        return {
            rule.code: points_of(found[rule.node], rule.max_points)
            for rule in self.rules
        }

    def value_faults(self, values: Mapping[str, float | None]) -> list[ValueFault]:
        """Return what is odd in entered values; empty values are never odd."""
        return [
            fault
            for key, value in values.items()
            if value is not None
            for fault in self._faults_of(key, value, values)
        ]

    def _faults_of(
        self, key: str, value: float, values: Mapping[str, float | None]
    ) -> Iterator[ValueFault]:
        field = self.fields.get(key)
        if field is None:
            yield ValueFault(key, "unknown")
            return
        if not math.isfinite(value):
            yield ValueFault(key, "not_a_number")
            return
        if field.minimum is not None and value < field.minimum:
            yield ValueFault(key, "too_small", f"{field.minimum:g}")
        if field.maximum is not None and value > field.maximum:
            yield ValueFault(key, "too_big", f"{field.maximum:g}")
        if field.whole and value != int(value):
            yield ValueFault(key, "not_whole")
        other = values.get(field.at_most) if field.at_most else None
        if other is not None and value > other:
            yield ValueFault(key, "more_than", field.at_most or "")


def points_of(score: float | None, max_points: int) -> int | None:
    """Return floor(score / 7 * max + 0.5), the quantised DATA score of R4."""
    return None if score is None else math.floor(score / TOP * max_points + 0.5)


def read_rule_book(document: Mapping[str, Any]) -> RuleBook:
    """Build the rules from the loaded data.json; raise RuleBookError when unusable."""
    fields = {each["key"]: _field(each) for each in document["fields"]}
    settings = tuple(_setting(each) for each in document["settings"])
    known = {*fields, *(setting.key for setting in settings)}
    terms: dict[str, Formula] = {}
    for each in document.get("terms", ()):
        # A term may use only those before it, so no term can need itself.
        terms[each["key"]] = _formula(each["formula"], each["key"], known | set(terms))
    known |= set(terms)
    rules = tuple(_rule(each, known) for each in document["rules"])
    return RuleBook(fields=fields, terms=terms, settings=settings, rules=rules)


def needed_names(book: RuleBook, rule: Rule) -> frozenset[str]:
    """Return the fields and settings a rule reads, also through terms."""
    found: set[str] = set()
    waiting = list(rule.formula.names)
    while waiting:
        name = waiting.pop()
        if name in book.terms:
            waiting.extend(book.terms[name].names)
        else:
            found.add(name)
    return frozenset(found)


def _score(rule: Rule, known: Mapping[str, float | None]) -> float | None:
    value = rule.formula.evaluate(known)
    return None if value is None else min(TOP, max(0.0, value))


def _formula(text: str, where: str, known: set[str]) -> Formula:
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        raise RuleBookError(f"{where}: {error}") from error
    unknown = sorted(formula.names - known)
    if unknown:
        raise RuleBookError(f"{where}: unknown names {', '.join(unknown)}")
    return formula


def _rule(each: Mapping[str, Any], known: set[str]) -> Rule:
    return Rule(
        code=each["code"],
        node=each["node"],
        max_points=each["max"],
        formula=_formula(each["formula"], each["code"], known),
        fields=tuple(each["fields"]),
        settings=tuple(each["settings"]),
    )


def _field(each: Mapping[str, Any]) -> Field:
    return Field(
        key=each["key"],
        kind=each["kind"],
        minimum=each.get("min"),
        maximum=each.get("max"),
        whole=each.get("whole", False),
        at_most=each.get("at_most"),
    )


def _setting(each: Mapping[str, Any]) -> Setting:
    return Setting(
        key=each["key"],
        value=float(each["value"]),
        valid_from=date.fromisoformat(each["valid_from"]),
    )

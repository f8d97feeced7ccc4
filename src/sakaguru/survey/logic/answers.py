"""Answers of one respondent: which are allowed, and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

UNKNOWN = "TT"
NOT_APPLICABLE = "TB"
MOST_DIGITS = 3
SLOWEST_TOO_FAST = {"SS": 1.5}
TOO_FAST_SECONDS = 2.0

Answer = int | str
"""Points of the chosen option, or UNKNOWN or NOT_APPLICABLE."""


class Asked(NamedTuple):
    """One item as far as checking needs it."""

    code: str
    points: frozenset[int]
    allows_unknown: bool
    allows_not_applicable: bool


class AnswerFault(NamedTuple):
    """What is wrong with one answer: ``unknown_item`` or ``not_an_option``."""

    code: str
    kind: str
    given: str


def answer_faults(
    items: Sequence[Asked], answers: Mapping[str, object]
) -> list[AnswerFault]:
    """List every answer that the questionnaire does not offer."""
    asked = {item.code: item for item in items}
    return list(_faults(asked, answers))


def points_in_order(
    items: Sequence[Asked], answers: Mapping[str, Answer]
) -> list[int | None]:
    """Points per item in instrument order; None where there is none (R1)."""
    found = (answers.get(item.code) for item in items)
    return [value if isinstance(value, int) else None for value in found]


def unanswered(items: Sequence[Asked], answers: Mapping[str, Answer]) -> list[str]:
    """Codes of the items that have no answer at all, in order."""
    return [item.code for item in items if item.code not in answers]


def is_too_fast(role: str, seconds_total: float | None, answered: int) -> bool:
    """Whether the whole was filled faster than it can be read (flag too_fast)."""
    if seconds_total is None or not answered:
        return False
    return seconds_total / answered < SLOWEST_TOO_FAST.get(role, TOO_FAST_SECONDS)


def read_answer(text: str) -> Answer:
    """Turn what a form sends into an answer; what is no number stays as it is.

    Nor does a number longer than any option's: Python refuses to read thousands of
    digits.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else text


def _faults(
    asked: Mapping[str, Asked], answers: Mapping[str, object]
) -> Iterator[AnswerFault]:
    for code, value in answers.items():
        item = asked.get(code)
        if item is None:
            yield AnswerFault(code, "unknown_item", str(value)[:40])
        elif not _offered(item, value):
            yield AnswerFault(code, "not_an_option", str(value)[:40])


def _offered(item: Asked, value: object) -> bool:
    if value == UNKNOWN:
        return item.allows_unknown
    if value == NOT_APPLICABLE:
        return item.allows_not_applicable
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and value in item.points

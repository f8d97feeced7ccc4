"""Sums of a plan's money, and the rules of the year they must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AT_LEAST, AT_MOST = "at_least", "at_most"


class Spent(NamedTuple):
    """Rupiah of one source for one use."""

    source: str
    use: str
    rupiah: int


class BudgetRule(NamedTuple):
    """A share of a source that a use must reach, or must not pass.

    ``title`` is bilingual. ``status`` narrows it to public or private schools; empty
    for both. ``check`` marks a regulation whose number must still be looked up.
    """

    code: str
    title: dict[str, str]
    regulation: str
    check: bool
    source: str
    use: str
    kind: str
    share: float
    status: str
    from_year: int
    until_year: int | None

    def holds_in(self, year: int, status: str) -> bool:
        in_time = self.from_year <= year and (
            self.until_year is None or year <= self.until_year
        )
        return in_time and self.status in {"", status}


class Breach(NamedTuple):
    """A rule that the money does not keep; ``missing_rupiah`` to the limit."""

    rule: BudgetRule
    share: float
    missing_rupiah: int

    @property
    def is_too_little(self) -> bool:
        return self.rule.kind == AT_LEAST


def breaches(
    rules: Iterable[BudgetRule],
    spent: Sequence[Spent],
    *,
    year: int,
    status: str,
    wholes: dict[str, int],
) -> list[Breach]:
    """Rules in force that are not kept.

    Args:
        rules: all that are known.
        spent: what is planned.
        year: the budget year.
        status: NEGERI or SWASTA; empty for what is no school, which no rule binds.
        wholes: the money of each source, of which the shares are taken; a source
            without money is not judged.
    """
    found = []
    for rule in rules:
        whole = wholes.get(rule.source, 0)
        if not status or not whole or not rule.holds_in(year, status):
            continue
        of_use = sum(
            s.rupiah for s in spent if (s.source, s.use) == (rule.source, rule.use)
        )
        limit = round(rule.share * whole)
        missing = limit - of_use if rule.kind == AT_LEAST else of_use - limit
        if missing > 0:
            found.append(Breach(rule, of_use / whole, missing))
    return found

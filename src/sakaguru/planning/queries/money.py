"""The money of a plan: by source, used and available, against the rules of the year."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.organisations.models import School
from sakaguru.planning.adapters.shipped import shipped_budget_rules
from sakaguru.planning.enums import FundSource
from sakaguru.planning.logic.money import Breach, Spent, breaches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.planning.models import Activity, Plan


class SourceSum(NamedTuple):
    """Rupiah planned from one source, spent of it, and its share of all."""

    source: FundSource
    rupiah: int
    spent: int
    share: float | None


class Money(NamedTuple):
    """All money of a plan, in rupiah. ``left`` is None where nobody named a ceiling.

    ``unanswering`` sums lines of activities that answer no gap.
    """

    sources: list[SourceSum]
    total: int
    spent: int
    ceiling: int | None
    breaches: list[Breach]
    unanswering: int

    @property
    def left(self) -> int | None:
        return None if self.ceiling is None else self.ceiling - self.total

    @property
    def is_over(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def absorbed(self) -> float | None:
        """The share of the planned money that was spent; None where none is planned."""
        return self.spent / self.total if self.total else None


def money_of(plan: Plan, activities: Sequence[Activity]) -> Money:
    """Sum the lines of prefetched activities. One query, for the kind of school."""
    planned: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    uses: Counter[tuple[str, str]] = Counter()
    unanswering = 0
    for activity in activities:
        lines = list(activity.budget_lines.all())
        for line in lines:
            planned[line.source] += line.total_rupiah
            uses[line.source, line.use] += line.total_rupiah
            unanswering += 0 if activity.finding_id else line.total_rupiah
        main = lines[0].source if lines else FundSource.NONE.value
        for report in activity.reports.all():
            spent[report.source or main] += report.spent_rupiah
    total = sum(planned.values())
    found = breaches(
        shipped_budget_rules(),
        [Spent(*key, rupiah) for key, rupiah in uses.items()],
        year=plan.budget_year or plan.ends_on.year,
        status=_status(plan),
        wholes=dict(planned),
    )
    return Money(
        [
            SourceSum(
                source,
                planned[source],
                spent[source],
                planned[source] / total if total else None,
            )
            for source in FundSource
            if planned[source] or spent[source]
        ],
        total,
        sum(spent.values()),
        plan.ceiling_rupiah,
        found,
        unanswering,
    )


def _status(plan: Plan) -> str:
    """NEGERI or SWASTA; empty for what is no school."""
    rows = School.objects.filter(organisation=plan.organisation_id)
    return rows.values_list("status", flat=True).first() or ""

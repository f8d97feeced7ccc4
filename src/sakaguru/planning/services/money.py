"""Say what the activities of a draft cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.planning.enums import FundSource, Use
from sakaguru.planning.models import BudgetLine
from sakaguru.planning.services.trace import drafted, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from sakaguru.core.access import Actor
    from sakaguru.planning.models import Activity

DEAREST_RUPIAH = 10**12


class MoneyDoesNotFit(DomainError):
    code = "money_does_not_fit"
    status = 422


class LineSketch(NamedTuple):
    """A budget line: volume times unit price, in whole rupiah."""

    description: str
    volume: Decimal | int
    unit: str
    unit_price_rupiah: int
    source: str = FundSource.BOS
    use: str = Use.OTHER
    month: int | None = None
    account_code: str = ""
    activity_code: str = ""


@transaction.atomic
def add_lines(
    *, actor: Actor, activity: Activity, lines: Sequence[LineSketch], at: datetime
) -> list[BudgetLine]:
    """Add budget lines to an activity of a draft, after those it has.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        MoneyDoesNotFit: a volume is not positive, or a price beyond all measure.
    """
    plan = drafted(actor, activity.plan_id)
    first = activity.budget_lines.count() + 1
    for line in lines:
        if line.volume <= 0 or not 0 <= line.unit_price_rupiah <= DEAREST_RUPIAH:
            raise MoneyDoesNotFit(_("Volume dan harga satuan tidak wajar."))
    made = BudgetLine.objects.bulk_create(
        BudgetLine(activity=activity, position=position, **line._asdict())
        for position, line in enumerate(lines, start=first)
    )
    note(actor, "budget.changed", plan, at, added=len(made))
    return made


@transaction.atomic
def remove_line(*, actor: Actor, line: BudgetLine, at: datetime) -> None:
    """Take a budget line out of a draft.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
    """
    plan = drafted(actor, line.activity.plan_id)
    note(actor, "budget.changed", plan, at, removed=line.description)
    line.delete()

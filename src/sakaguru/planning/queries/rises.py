"""Which rises of scores something that was done explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import Activity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Rise = tuple[int, str]
"""A school's id and a standard's code."""


def explained_rises(
    rises: Mapping[Rise, set[str]], *, framework_id: int, since: date, until: date
) -> set[Rise]:
    """The rises with an activity for the standard completed after ``since``. One query.

    ``rises`` gives the codes that each standard had; an activity may be tied to the
    standard itself or to anything below it.
    """
    rows = Activity.objects.completed().filter(
        plan__state=PlanState.APPROVED,
        plan__organisation__in={school for school, _code in rises},
        node__version__framework=framework_id,
        done_on__gt=since,
        done_on__lte=until,
    )
    done: dict[int, set[str]] = {}
    for school, *codes in rows.values_list(
        *("plan__organisation", "node__code"),
        *("node__parent__code", "node__parent__parent__code"),
    ):
        done.setdefault(school, set()).update(codes)
    return {rise for rise, codes in rises.items() if codes & done.get(rise[0], set())}

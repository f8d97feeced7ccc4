"""How much help units have asked for, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q

from sakaguru.followup.enums import GIVEN_STATES, PointState
from sakaguru.followup.models import ActionPoint

if TYPE_CHECKING:
    from collections.abc import Collection


class Help(NamedTuple):
    """Requests of a unit: all of them, those given, those without an answer."""

    asked: int = 0
    given: int = 0
    unanswered: int = 0


def help_of(units: Collection[int]) -> dict[int, Help]:
    """Help that units have asked for, by unit; silent ones are left out. One query.

    Not narrowed to an actor: ask whether the figures may be seen first.
    """
    rows = ActionPoint.objects.filter(asker__in=units).order_by().values("asker")
    counted = rows.annotate(
        asked=Count("pk"),
        given=Count("pk", filter=Q(state__in=GIVEN_STATES)),
        unanswered=Count("pk", filter=Q(state=PointState.NEW)),
    )
    return {
        row["asker"]: Help(row["asked"], row["given"], row["unanswered"])
        for row in counted
    }

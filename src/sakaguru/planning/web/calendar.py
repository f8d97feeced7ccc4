"""The activities of a plan in time, and how far work and money are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.queries.delays import OPEN
from sakaguru.planning.queries.plans import content_of
from sakaguru.planning.web.absorption_picture import absorption_picture
from sakaguru.planning.web.calendar_picture import calendar_picture
from sakaguru.planning.web.found import plan_or_404
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest

MOST_SHOWN = 12
"""Of a longer plan the late and the nearest open ones; the others are folded."""


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_calendar(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    activities = content_of(plan)
    day = timezone.localdate()
    open_ones = sorted(
        (one for one in activities if one.state in OPEN),
        key=lambda one: (-one.days_late(day), one.starts_on, one.pk),
    )
    is_long = len(activities) > MOST_SHOWN
    first = open_ones[:MOST_SHOWN] if is_long and open_ones else activities
    context = {
        "plan": plan,
        "unit": plan.organisation,
        "line": line_of(plan.organisation),
        "calendar": calendar_picture(plan, first, day) if activities else None,
        "whole": calendar_picture(plan, activities, day) if is_long else None,
        "count": len(activities),
        "shown": len(first),
        "absorption": absorption_picture(activities) if activities else None,
    }
    return render(request, "planning/plan_calendar.html", context)

"""Where everybody begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from sakaguru.dashboards.adapters.demo_accounts import demo_accounts
from sakaguru.dashboards.logic.cast import shown_first
from sakaguru.dashboards.queries.news import news_for
from sakaguru.dashboards.queries.waiting import waiting_for
from sakaguru.ui.http import OpenTo, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest


@page(OpenTo.EVERYONE)
def home(request: ActorRequest) -> HttpResponse:
    """What waits for the person who is signed in; for others, what this is."""
    if not request.user.is_authenticated:
        accounts = shown_first(demo_accounts())
        return render(request, "dashboards/landing.html", {"accounts": accounts})
    day = timezone.localdate()
    chosen = request.actor.membership_id
    context = {
        "day": day,
        "membership": next((m for m in request.memberships if m.pk == chosen), None),
        "groups": waiting_for(request.actor, day),
        "news": news_for(request.actor, day),
    }
    return render(request, "dashboards/home.html", context)

"""Where everybody begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from sakaguru.ui.http import OpenTo, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest


@page(OpenTo.EVERYONE)
def home(request: ActorRequest) -> HttpResponse:
    """The landing page, or what waits for the person who is signed in."""
    return render(request, "dashboards/landing.html")

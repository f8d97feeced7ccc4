"""Finds what an address means for the person who asks, or says that it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.queries.cards import (
    card_audience,
    school_card,
    summary_audience,
    visible_cycles,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.scoring.queries.cards import Card, Cycle
    from sakaguru.ui.http import ActorRequest


def school_or_404(code: str) -> Organisation:
    return get_object_or_404(Organisation, code=code, tier=Tier.SCHOOL)


def cycles_or_404(
    request: ActorRequest, school: Organisation, *, summary: bool = False
) -> list[Cycle]:
    """The cycles whose card this person may open; others do not learn of them."""
    ask = summary_audience if summary else card_audience
    audience = ask(request.actor, school)
    if audience is None:
        raise Http404
    return visible_cycles(school, audience)


def chosen_card(
    request: ActorRequest, school: Organisation, cycles: Sequence[Cycle]
) -> Card:
    """The card of the cycle in the address, else the newest, beside the one before.

    Raises:
        Http404: no such cycle for this person.
    """
    wanted = request.GET.get("siklus", "")
    places = [
        place for place, cycle in enumerate(cycles) if str(cycle.run_id) == wanted
    ]
    if wanted and not places:
        raise Http404
    place = places[0] if places else 0
    before = cycles[place + 1].run_id if place + 1 < len(cycles) else None
    return school_card(school, cycles[place].run_id, before)

"""Find the unit of an address, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from sakaguru.organisations.queries.organisations import visible_organisations

if TYPE_CHECKING:
    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest


def unit_of(request: ActorRequest, code: str) -> Organisation:
    """The visible unit with this code, or 404 as if it did not exist."""
    return get_object_or_404(visible_organisations(request.actor), code=code)

"""Crumbs along the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

register = template.Library()


@register.simple_tag
def tree_crumbs(
    line: Sequence[Organisation],
    actor: Actor,
    address: str = "organisations:organisation-detail",
    here: str = "",
) -> list[tuple[str, str]]:
    """Make crumbs (label, url) along a line of units, root first.

    A unit above the actor's own place is named without a link: its page is not theirs.
    ``here`` is an additional last crumb for the page itself.
    """
    crumbs = [
        (
            unit.name,
            reverse(address, args=[unit.code])
            if any(unit.path.startswith(s.path) for s in actor.standings)
            else "",
        )
        for unit in line
    ]
    return [*crumbs, (here, "")] if here else crumbs

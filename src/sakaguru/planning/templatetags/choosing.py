"""Small signs of choices, results and schools alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from sakaguru.planning.enums import Likelihood, StandardState
from sakaguru.ui.templatetags.ui import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.planning.models import OwnStandard, PeerComparison

register = template.Library()

LIKELIHOODS = {
    Likelihood.MORE: "done",
    Likelihood.LESS: "warning",
    Likelihood.UNPROVEN: "waiting",
    Likelihood.TOO_FEW: "neutral",
}
STANDARDS = {
    StandardState.PROPOSED: "waiting",
    StandardState.ACCEPTED: "done",
    StandardState.DECLINED: "stopped",
}


@register.filter
def nth(rows: Sequence[Any], place: int) -> Any:
    return rows[place]


@register.simple_tag
def likelihood(said: PeerComparison) -> SafeString:
    found = Likelihood(said.found)
    return state(LIKELIHOODS[found], str(found.label))


@register.simple_tag
def standard_state(standard: OwnStandard) -> SafeString:
    found = StandardState(standard.state)
    return state(STANDARDS[found], str(found.label))

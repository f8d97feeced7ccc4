"""Small signs of choices, results and schools alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from sakaguru.planning.enums import Likelihood, StandardState
from sakaguru.ui.templatetags.ui import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.planning.logic.matching import Likeness
    from sakaguru.planning.models import OwnStandard, PeerComparison

register = template.Library()
CLEARLY = 0.5
"""Steps from which a difference between schools is named."""

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


@register.filter
def unlike(likeness: Likeness) -> str:
    """In what two schools clearly differ, without figures: scores are theirs."""
    words = [
        word
        for apart, word in (
            (likeness.score, _("nilai awal")),
            (likeness.size, _("banyak murid")),
            (likeness.connectivity, _("internet")),
            (likeness.status, _("status")),
            (likeness.region, _("wilayah")),
        )
        if apart >= CLEARLY
    ]
    return ", ".join(words) or "–"


@register.simple_tag
def likelihood(said: PeerComparison) -> SafeString:
    found = Likelihood(said.found)
    return state(LIKELIHOODS[found], str(found.label))


@register.simple_tag
def standard_state(standard: OwnStandard) -> SafeString:
    found = StandardState(standard.state)
    return state(STANDARDS[found], str(found.label))

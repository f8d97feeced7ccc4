"""The state of a point, in a symbol and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from sakaguru.followup.enums import PointState
from sakaguru.ui.templatetags.ui import state

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

    from sakaguru.followup.models import ActionPoint

register = template.Library()

KINDS = {
    PointState.NEW: "neutral",
    PointState.AGREED: "neutral",
    PointState.IN_PROGRESS: "progress",
    PointState.AWAITING_CHECK: "waiting",
    PointState.DONE: "done",
    PointState.EFFECTIVE: "done",
    PointState.NOT_EFFECTIVE: "warning",
    PointState.DROPPED: "stopped",
}


@register.simple_tag
def point_state(point: ActionPoint, day: date | None = None) -> SafeString:
    """Its state; late, when a day is given on which it is."""
    words = str(PointState(point.state).label)
    late = point.days_late(day) if day else 0
    if late:
        message = _("{state}, terlambat {count} hari")
        return state("late", message.format(state=words, count=late))
    if point.is_returned:
        return state("warning", _("{state}, dikembalikan").format(state=words))
    return state(KINDS[PointState(point.state)], words)


@register.filter
def at(forms: dict[str, object], verb: str) -> object:
    """The form of a step whose word is no name in templates."""
    return forms.get(verb)

"""What a planner should look at again: days off, missing people, missing steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.ui.logic.formats import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sakaguru.planning.models import Activity


class Warned(NamedTuple):
    """A remark on an activity; nothing is refused for it."""

    activity: Activity
    words: str


def warnings_of(activities: Sequence[Activity]) -> list[Warned]:
    """Remarks on prefetched activities, in their order. No query."""
    return [
        Warned(activity, words)
        for activity in activities
        for words in _remarks(activity)
    ]


def days_off(*days: date) -> list[str]:
    """Why these days are ill chosen, in words. No query."""
    language = get_language() or "id"
    return [
        _("{day} adalah {name}.").format(
            day=date_format(off.day, "j F Y"), name=said(off.name, language)
        )
        for off in shipped_calendar().touched(*days)
    ]


def _remarks(activity: Activity) -> Iterator[str]:
    yield from days_off(activity.starts_on, activity.ends_on)
    steps = list(activity.steps.all())
    for step in steps:
        for words in days_off(step.starts_on, step.ends_on):
            yield f"{step.title}: {words}"
    if activity.owner_id is None:
        yield _("Belum ada orang yang ditunjuk sebagai penanggung jawab.")
    if not activity.evidence_asked:
        yield _("Belum disebut bukti apa yang diminta.")
    if activity.node_id is None:
        yield _("Belum terkait dengan butir mutu mana pun.")

"""Tell what happened to a point, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sakaguru.followup.enums import EventKind

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.followup.models import ActionPoint, PointEvent


class Told(NamedTuple):
    """One line of the feed; ``text`` is what the person wrote."""

    at: datetime
    sentence: str
    text: str
    is_comment: bool


def feed(point: ActionPoint) -> list[Told]:
    """Everything that happened to a point, the newest first. One query."""
    rows = point.events.select_related("by").order_by("-at", "-pk")
    return [
        Told(row.at, sentence(row), row.text, row.kind == EventKind.COMMENTED)
        for row in rows
    ]


def sentence(event: PointEvent) -> str:
    who = event.by.name if event.by else _("Sistem")
    base = f"{who} {event.get_kind_display()}"
    return base + _more(event.kind, event.detail)


def _more(kind: str, detail: dict[str, str]) -> str:
    if kind == EventKind.POSTPONED:
        message = _(" dari {before} ke {after}")
        return message.format(
            before=_day(detail["before"]), after=_day(detail["after"])
        )
    if kind == EventKind.ASSIGNED:
        nobody = _("belum ada")
        return _(": dikerjakan {person}, diperiksa {verifier}").format(
            person=detail.get("person") or nobody,
            verifier=detail.get("verifier") or nobody,
        )
    if kind == EventKind.OPENED and "asker" in detail:
        return _(" untuk {unit} yang meminta bantuan sampai {day}").format(
            unit=detail["asker"], day=_day(detail["due"])
        )
    if kind == EventKind.OPENED and "due" in detail:
        return _(" dengan tenggat {day}").format(day=_day(detail["due"]))
    return ""


def _day(text: str) -> str:
    day = parse_date(text)
    return date_format(day, "j F Y") if day else text

"""The plot of the demo: places, cycles and people. All people are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

SEED = 20_302_235
DISTRICT = "33.02"
NEIGHBOUR = "33.01"
AREA = "33.02.22"
PARTNER = ("MITRA-CONTOH", "Universitas Contoh Nusantara")
AREA_WORD = "Korwil"
FOUNDED = date(2016, 1, 4)
CLUSTERS_SINCE = date(2018, 7, 2)
ENROLLED_ON = date(2022, 7, 4)

DAYS_OF_A_YEAR = 364  # whole weeks: the same day of the week
OPENED_BEFORE = 19
CLOSES_AFTER = 6
ASKED_FOR = 30
READ_FIRST_FOR = 7


class Cycle(NamedTuple):
    """One round of asking; ``closed_on`` None for the one that is still open."""

    label: str
    name: str
    opens_on: date
    closes_on: date
    closed_on: date | None


def cycles(today: date) -> list[Cycle]:
    """Two closed cycles and an open one, counted back from today."""
    found = [_closed(today - timedelta(DAYS_OF_A_YEAR * back)) for back in (2, 1)]
    label = school_year(today)
    opened = today - timedelta(OPENED_BEFORE)
    closes = today + timedelta(CLOSES_AFTER)
    return [*found, Cycle(label, _name(label), opened, closes, None)]


def _closed(day: date) -> Cycle:
    label = school_year(day)
    opened = day - timedelta(OPENED_BEFORE)
    closes = opened + timedelta(ASKED_FOR)
    return Cycle(label, _name(label), opened, closes, closes - timedelta(1))


def _name(label: str) -> str:
    return f"Evaluasi Diri Sekolah {label}"


def school_year(day: date) -> str:
    """The school year of a day, from July to June: ``2026/2027``."""
    first = day.year if day.month >= 7 else day.year - 1  # noqa: PLR2004 -- July
    return f"{first}/{first + 1}"

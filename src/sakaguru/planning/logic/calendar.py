"""Days on which nothing should be planned: holidays, school breaks, Sundays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

SUNDAY = 6
FIRST_MONTH_OF_SCHOOL_YEAR = 7


class Break(NamedTuple):
    """A stretch of days off, both ends included; ``name`` is bilingual."""

    first: date
    last: date
    name: dict[str, str]


class DayOff(NamedTuple):
    """Why a day is no day for work; ``name`` is bilingual."""

    day: date
    name: dict[str, str]


@dataclass(frozen=True)
class Calendar:
    """Holidays by day and breaks in order."""

    holidays: dict[date, str]
    breaks: tuple[Break, ...]

    def day_off(self, day: date) -> DayOff | None:
        """Why nothing should begin or be due on ``day``; None where all is well."""
        if day in self.holidays:
            name = self.holidays[day]
            return DayOff(day, {"id": name, "en": name})
        for stretch in self.breaks:
            if stretch.first <= day <= stretch.last:
                return DayOff(day, stretch.name)
        if day.weekday() == SUNDAY:
            return DayOff(day, {"id": "hari Minggu", "en": "a Sunday"})
        return None

    def touched(self, *days: date) -> list[DayOff]:
        """Those of these days on which nothing should begin or be due."""
        found = (self.day_off(day) for day in dict.fromkeys(days))
        return [day for day in found if day is not None]


def school_year(day: date) -> str:
    """The school year of a day, July to June: "2026/2027"."""
    first = day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1
    return f"{first}/{first + 1}"


def dates_of_school_year(label: str) -> tuple[date, date]:
    """First and last day of a school year "2026/2027"."""
    first = int(label[:4])
    return date(first, 7, 1), date(first + 1, 6, 30)

"""Dates and numbers as Indonesian (and English) readers write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from math import isnan
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

NOTHING = "–"  # what stands where no value is
MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
SHORTENED = {"Agustus": "Agu"}  # all other months by their first three letters
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
ABBREVIATIONS = {zone: short for short, zone in ZONES.items()}
PROVINCE = re.compile(r"\d\d")
# First two digits of the Kemendagri code of a province; all others are WIB.
CENTRAL = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
EASTERN = {"81", "82", "91", "92", "93", "94", "95", "96", "97"}


def said(value: Any, language: str) -> str:
    """The text of a bilingual value ``{"id": …, "en": …}``; Indonesian if missing."""
    if not value:
        return ""
    if isinstance(value, dict):
        return str(value.get(language) or value.get("id") or next(iter(value.values())))
    return str(value)


def written_date(day: date | None, language: str, *, short: bool = False) -> str:
    """``21 November 2026``, or ``21 Nov 2026`` where space is short."""
    if day is None:
        return NOTHING
    month = MONTHS[language][day.month - 1]
    if short:
        month = SHORTENED.get(month, month[:3])
    return f"{day.day} {month} {day.year}"


def zone_of(place: Any) -> str:
    """The zone of a place: a zone name, WIB/WITA/WIT, or an organisation's path."""
    if isinstance(place, str) and place in ABBREVIATIONS:
        return place
    if isinstance(place, str) and place in ZONES:
        return ZONES[place]
    parts = str(getattr(place, "path", place) or "").split("/")
    province = next((part for part in parts if PROVINCE.fullmatch(part)), "")
    if province in CENTRAL:
        return ZONES["WITA"]
    return ZONES["WIT"] if province in EASTERN else ZONES["WIB"]


def written_moment(moment: datetime | None, language: str, place: Any = "") -> str:
    """``21 November 2026 pukul 09.15 WIB`` at the place."""
    if moment is None:
        return NOTHING
    zone = zone_of(place)
    local = moment.astimezone(ZoneInfo(zone))
    day = written_date(local.date(), language)
    clock = local.strftime("%H.%M" if language == "id" else "%H:%M")
    joint = "pukul " if language == "id" else ""
    return f"{day} {joint}{clock} {ABBREVIATIONS[zone]}"


def written_number(value: Any, language: str, decimals: int | None = None) -> str:
    """``1.234,5`` in Indonesian, ``1,234.5`` in English; half rounds up."""
    if _is_nothing(value):
        return NOTHING
    number = Decimal(str(value))
    if decimals is None:
        decimals = 0 if number == number.to_integral_value() else 2
    number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{number + 0:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")
    if language == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def written_share(share: Any, language: str, decimals: int = 0) -> str:
    """A share from 0 to 1 as ``61 %`` (``61%`` in English)."""
    if _is_nothing(share):
        return NOTHING
    text = written_number(Decimal(str(share)) * 100, language, decimals)
    return f"{text}\N{NO-BREAK SPACE}%" if language == "id" else f"{text}%"


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and isnan(value))

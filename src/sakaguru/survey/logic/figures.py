"""Read figures as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, datetime

THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
YES = {"ya", "y", "yes", "ada", "true", "benar", "1"}
NO = {"tidak", "t", "no", "tdk", "tidak ada", "false", "salah", "0"}


class NotAFigure(ValueError):
    """The text is neither a number nor yes or no."""


def plain_figure(given: object, *, yes_no: bool = False) -> str:
    """The plain form of a figure: ``12``, ``7.5``, ``1`` or ``0``; empty for nothing.

    A comma is the decimal sign, as Indonesians write; a point is too, unless it stands
    before each group of three digits.

    Raises:
        NotAFigure: it is something else.
    """
    if given is None or given == "":
        return ""
    if isinstance(given, bool):
        return "1" if given else "0"
    if isinstance(given, int | float):
        return _plain(float(given))
    text = str(given).strip().lower()
    if yes_no and text in YES | NO:
        return "1" if text in YES else "0"
    return _plain(_number(text)) if text else ""


def plain_day(given: object) -> date | None:
    """A day from a spreadsheet's cell or written ``2026-10-31`` or ``31-10-2026``.

    Raises:
        NotAFigure: it is something else.
    """
    if given is None or given == "":
        return None
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    text = str(given).strip().replace("/", "-")
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day, no clock
        except ValueError:
            continue
    raise NotAFigure(text)


def _number(text: str) -> float:
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    elif THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if not NUMBER.fullmatch(text):
        raise NotAFigure(text)
    return float(text)


def _plain(value: float) -> str:
    if value != value or abs(value) >= 1e12:  # noqa: PLR0124, PLR2004 -- not a number; a bound
        raise NotAFigure(str(value))
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")

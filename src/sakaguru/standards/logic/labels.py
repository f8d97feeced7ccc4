"""Which colour a label has: decided by the rule of its indicator, never by the word.

For a gap "Tinggi" is red; for participation "Tinggi" is green; elsewhere the words are
Kurang, Sedang, Baik.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

RED, YELLOW, GREEN = "merah", "kuning", "hijau"
MISSING = "Tidak Tersedia"


def colour_of_label(rule: Mapping[str, Any], label: str) -> str | None:
    """Find the colour of a word by this indicator's rule; None when it has none."""
    wanted = label.strip().casefold()
    for colour, word in (rule.get("labels") or {}).items():
        if word.casefold() == wanted:
            return str(colour)
    return None


def colour_of_value(rule: Mapping[str, Any], value: float | None) -> str | None:
    """Decide the colour of a value where the cut points are public; else None.

    ``red_below`` and ``green_above`` leave both bounds yellow. Where only
    ``green_from`` is known, a lower value has no colour of its own.
    """
    cuts = rule.get("cut_points") or {}
    if value is None or not cuts:
        return None
    if "green_from" in cuts:
        return GREEN if value >= cuts["green_from"] else None
    if value < cuts["red_below"]:
        return RED
    return GREEN if value > cuts["green_above"] else YELLOW


def colour_of(
    rule: Mapping[str, Any], *, label: str = "", value: float | None = None
) -> str | None:
    """Trust the label that came with the data; compute only where there is none."""
    if label and label.casefold() != MISSING.casefold():
        return colour_of_label(rule, label)
    return colour_of_value(rule, value)


class LabelRow(NamedTuple):
    """One colour of an indicator: its word, and its bounds where they are public."""

    colour: str
    word: str
    bounds: str


def label_rows(rule: Mapping[str, Any]) -> list[LabelRow]:
    """List what each colour is called and means for one indicator, red first."""
    bounds = _bounds(rule.get("cut_points") or {})
    words = rule.get("labels") or {}
    return [
        LabelRow(colour, words[colour], bounds.get(colour, ""))
        for colour in (RED, YELLOW, GREEN)
        if colour in words
    ]


def _bounds(cuts: Mapping[str, Any]) -> dict[str, str]:
    if "green_from" in cuts:
        return {GREEN: f"≥ {cuts['green_from']}"}
    if not cuts:
        return {}
    low, high = cuts["red_below"], cuts["green_above"]
    return {RED: f"< {low}", YELLOW: f"{low}–{high}", GREEN: f"> {high}"}

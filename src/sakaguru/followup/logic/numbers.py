"""The numbers of the register."""

from __future__ import annotations

DISTRICT_DEPTH = 3
"""Codes in the path of a district: nation, province, district."""


def area_code(path: str) -> str:
    """The code under which a unit's points are counted.

    That of its district; of the office itself for those above a district and for
    partners, who stand outside the tree.
    """
    codes = path.strip("/").split("/")
    return codes[min(len(codes), DISTRICT_DEPTH) - 1]


def point_number(area: str, year: int, serial: int) -> str:
    return f"TL/{area}/{year}/{serial}"

"""Which of Indonesia's three times holds in a province (Keppres 41/1987)."""

from __future__ import annotations

CENTRAL = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
EASTERN = {"81", "82", "91", "92", "93", "94", "95", "96"}


def time_zone_of(path: str) -> str:
    """Name the time zone of the unit at ``path``; the nation and partners use WIB."""
    province = [*path.split("/"), "", ""][1][:2]
    if province in CENTRAL:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in EASTERN else "Asia/Jakarta"

"""Names of files as people gave them, made harmless."""

from __future__ import annotations

import unicodedata

LONGEST = 100
FORBIDDEN = set('<>:"/\\|?*%')


def safe_name(name: str, ending: str) -> str:
    """The last part of a name without signs that steer, with the ending of its type.

    What people see on download; the file itself lies under a name of ours.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if _is_harmless(sign))
    stem = plain.rpartition(".")[0] or plain
    stem = " ".join(stem.split()).strip(". ")[:LONGEST].rstrip(". ")
    return f"{stem or 'berkas'}.{ending}"


def _is_harmless(sign: str) -> bool:
    return sign not in FORBIDDEN and not unicodedata.category(sign).startswith("C")

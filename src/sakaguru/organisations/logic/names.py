"""How names of areas and schools are written."""

from __future__ import annotations

import re

KEPT = {"DKI", "DI"}
SHORT_FORMS = (
    (re.compile(r"^Sekolah Dasar Negeri\b", re.IGNORECASE), "SD Negeri"),
    (re.compile(r"^Sekolah Dasar\b", re.IGNORECASE), "SD"),
)
SUBDISTRICT_SUFFIX = re.compile(r"\s+Kecamatan\s+[\w\s.'-]+$", re.IGNORECASE)


def proper_name(name: str) -> str:
    """Write a name in capitals as a title, abbreviations kept: ``DKI Jakarta``."""
    if not name.isupper():
        return name
    return " ".join(w if w in KEPT else w.capitalize() for w in name.split())


def school_name(name: str) -> str:
    """Write a school's name short, without the kecamatan that the tree already tells.

    ``Sekolah Dasar Negeri 1 Besuki Kecamatan Lumbir`` becomes ``SD Negeri 1 Besuki``.
    """
    name = SUBDISTRICT_SUFFIX.sub("", " ".join(name.split()))
    for pattern, short in SHORT_FORMS:
        name = pattern.sub(short, name)
    return name

"""The areas and schools that come with the product."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from sakaguru.organisations.enums import AreaLevel
from sakaguru.organisations.logic.area_rows import AreaRow
from sakaguru.organisations.logic.names import proper_name

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = (
    ("provinces.csv", AreaLevel.PROVINCE, None),
    ("regencies.csv", AreaLevel.DISTRICT, "province_code"),
    ("districts.csv", AreaLevel.SUBDISTRICT, "regency_code"),
)


def shipped_areas() -> Iterator[AreaRow]:
    """Read provinces, districts and kecamatan with Kemendagri codes, top down."""
    for name, level, parent in FILES:
        with (DATA / "areas" / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                above = row[parent] if parent else ""
                yield AreaRow(row["code"], proper_name(row["name"]), level, above)


def shipped_schools() -> Path:
    """Where the list of Banyumas' public primary schools lies."""
    return DATA / "schools" / "banyumas_sd_negeri.csv"

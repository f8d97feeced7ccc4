"""Read the list of real schools that comes with the product."""

from __future__ import annotations

import csv
from importlib import resources


def real_schools() -> list[dict[str, str]]:
    """The public primary schools of Kabupaten Banyumas, as their list has them."""
    text = (
        resources.files("sakaguru.organisations")
        / "data/schools/banyumas_sd_negeri.csv"
    )
    with text.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))

"""How our programs ask the system for memory. Called before NumPy is loaded."""

from __future__ import annotations

import os


def spare_memory() -> None:
    """Large arrays come in small pages, not in huge ones, unless somebody asks.

    A virtual machine gives huge pages that are free back to its host within seconds,
    and gets them back slowly: of the seconds that a nation took on one, a quarter
    (docs/performance.md). ``NUMPY_MADVISE_HUGEPAGE=1`` asks for huge pages.
    """
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")

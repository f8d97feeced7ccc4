"""An area as a source names it."""

from __future__ import annotations

from typing import NamedTuple


class AreaRow(NamedTuple):
    """``parent_code`` is empty for a province."""

    code: str
    name: str
    level: int
    parent_code: str

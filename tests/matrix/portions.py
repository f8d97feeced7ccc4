"""Long forms in portions: which process builds which world."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
WORLDS = 2


def portions(things: Iterable[Any]) -> list[Any]:
    """Parameters of a test; in the long form two processes share them.

    Each process has a world of its own, which takes some seconds to build.
    """
    return [
        pytest.param(each, marks=pytest.mark.xdist_group(group(place)))
        for place, each in enumerate(things)
    ]


def group(place: int) -> str:
    return f"world {place % WORLDS}" if LONG else "world"

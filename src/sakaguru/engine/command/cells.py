"""What a cell of an answer means."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakaguru.engine.packing import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTS = re.compile(r"\s*(-0|[0-9]{1,9})(?:\.0+)?\s*")
NO_ANSWER = ("", "TT", "TB")
"""Empty, tidak tahu, tidak berlaku: missing alike (R1)."""
BAD = 256
"""The code of a cell that is wrong."""


def cell_codes(text: str, top: int) -> int:
    """Points from 0 to ``top``, 255 missing, or `BAD`."""
    if text.strip() in NO_ANSWER:
        return MISSING
    match = POINTS.fullmatch(text)
    points = int(match[1]) if match else BAD
    return points if points <= top else BAD


def number_codes(column: pa.Array, top: int) -> NDArray[np.int64] | NDArray[np.uint8]:
    """The same for a column of whole numbers; null is missing. Bytes if all is well."""
    if pa.types.is_signed_integer(column.type):
        given = pc.fill_null(column, -1).to_numpy(zero_copy_only=False)
        below = np.count_nonzero(given < 0)
        if below == column.null_count and not (given > top).any():
            return np.where(given < 0, MISSING, given).astype(np.uint8)
    points = pc.fill_null(column, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = np.where((points >= 0) & (points <= top), points, BAD)
    missing = column.is_null().to_numpy(zero_copy_only=False)
    return np.where(missing, MISSING, codes)


def explain(text: str, top: int) -> str:
    """Say what is wrong with a cell that is `BAD`."""
    kind = "out of range" if POINTS.fullmatch(text) else "no answer"
    return (
        f"{text!r} is {kind}, expected a whole number from 0 to {top}, TT, TB or empty"
    )


def seconds(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def declared(text: str) -> float | None:
    return {"0": 0.0, "0.0": 0.0, "1": 1.0, "1.0": 1.0}.get(text)


@cache
def moment_of(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

"""What a cell of an answer means."""

from __future__ import annotations

import re

from sakaguru.engine.packing import MISSING

POINTS = re.compile(r"([0-9]{1,9})(?:\.0+)?")
NO_ANSWER = ("", "TT", "TB")
"""Empty, tidak tahu, tidak berlaku: missing alike (R1)."""
BAD = 256
"""The code of a cell that is wrong."""


def cell_codes(text: str, top: int) -> int:
    """Points from 0 to ``top``, 255 missing, or `BAD`."""
    if text in NO_ANSWER:
        return MISSING
    match = POINTS.fullmatch(text)
    points = int(match[1]) if match else BAD
    return points if points <= top else BAD


def explain(text: str, top: int) -> str:
    """Say what is wrong with a cell that is `BAD`."""
    kind = "out of range" if POINTS.fullmatch(text) else "no answer"
    return (
        f"{text!r} is {kind}, expected a whole number from 0 to {top}, TT, TB or empty"
    )

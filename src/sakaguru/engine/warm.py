"""Compile every loop once, at set-up: `python -m sakaguru.engine.warm`.

Numba keeps what it compiles on disk; the first score of a new installation then waits
for nothing.
"""

from __future__ import annotations

import numpy as np

from sakaguru.engine.alone import gather_alone
from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.instruments import Instrument, compile_instrument
from sakaguru.engine.quality import straight_lines, twins
from sakaguru.engine.rollup import Tier, gather, roll_up


def tiny_instrument() -> Instrument:
    """The smallest questionnaire there is."""
    nodes = [
        {"code": "1", "parent": None, "kind": "standard"},
        {"code": "1.1", "parent": "1", "kind": "indicator"},
        {"code": "1.1.1", "parent": "1.1", "kind": "subindicator"},
    ]
    document = {
        "code": "W",
        "version": "1",
        "scale_max": 7,
        "levels": [{"up_to": 3.5}, {"up_to": 7}],
        "nodes": nodes,
    }
    item = {"code": "A", "role": "SS", "node": "1.1.1", "max": 4}
    questions = {"code": "W", "version": "1", "framework": "W", "items": [item]}
    return compile_instrument([questions], compile_framework(document))


def warm_up() -> None:
    """Run all loops on two schools, with bytes that may and may not be written to."""
    instrument = tiny_instrument()
    part = instrument.part("SS")
    for writeable in (True, False):
        body = np.array([[0], [4]], np.uint8)
        body.setflags(write=writeable)
        answers = RoleAnswers(np.array([0, 1], np.int32), body)
        scores = score_schools(instrument, {"SS": answers}, schools=2)
        for gathering in (gather, gather_alone):
            roll_up(scores, [Tier("all", np.zeros(2, int), 1)], gathering=gathering)
        twins(answers, ~np.isnan(straight_lines(part, answers)))


if __name__ == "__main__":  # pragma: no cover -- run by the set-up
    warm_up()

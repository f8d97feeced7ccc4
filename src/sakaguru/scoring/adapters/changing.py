"""The door to the engine's rule on change between two cycles (R14)."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isnan
from typing import TYPE_CHECKING

from sakaguru.scoring.logic.changes import Change, Direction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.scoring.logic.cards import NodeShown

VERDICTS = {1: Direction.UP, -1: Direction.DOWN, 0: Direction.UNPROVEN}


def with_changes(
    nodes: Mapping[str, NodeShown], before: Mapping[str, NodeShown]
) -> dict[str, NodeShown]:
    """Say of each node that was counted in both cycles whether it rose or fell.

    Judged from scores as they were computed; the points told are those between the
    scores as they are shown. Without both errors nothing is claimed.
    """
    import numpy as np  # noqa: PLC0415 -- pages without a cycle before need none

    from sakaguru.engine.change import judged  # noqa: PLC0415

    pairs = [
        (node, before[code]) for code, node in nodes.items() if node.before is not None
    ]
    points = np.array([(now.exact or 0) - (then.exact or 0) for now, then in pairs])
    errors = np.array([_hypotenuse(now, then) for now, then in pairs])
    found = judged(points, errors, np.ones(len(pairs), np.int64))
    changed = {
        now.code: replace(
            now,
            change=Change(
                round((now.score or 0) - (now.before or 0), 2),
                None if error == inf else error,
                VERDICTS[int(verdict)],
            ),
        )
        for (now, _), error, verdict in zip(
            pairs, errors.tolist(), found.verdict, strict=True
        )
    }
    return {**nodes, **changed}


def _hypotenuse(now: NodeShown, then: NodeShown) -> float:
    """Standard error of the difference; infinite where one of them is not known."""
    if now.error is None or then.error is None:
        return inf
    error = (now.error**2 + then.error**2) ** 0.5
    return inf if isnan(error) else error

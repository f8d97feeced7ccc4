"""How well the items of each role hang together, for the authors of an instrument."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sakaguru.engine.reliability import Reliability
    from sakaguru.scoring.adapters.compute import Scored

FEWEST = 10
"""Respondents from which a scale, or an item of it, is judged."""


class ScaleFigures(NamedTuple):
    """As `models.Scale`."""

    role: str
    standard: str
    respondents: int
    alpha: float | None
    items: list[str]
    answered: list[int]
    item_rest: list[float | None]
    alpha_without: list[float | None]
    misfits: list[bool]


def scales_of(scored: Scored) -> Iterator[ScaleFigures]:
    """One scale per role of people and standard; none of fewer than two items."""
    import numpy as np  # noqa: PLC0415 -- background work only

    from sakaguru.engine.reliability import reliability  # noqa: PLC0415

    framework = scored.scores.framework
    for role, given in scored.answers.items():
        part = scored.scores.instrument.part(role)
        if role == "DATA" or len(given.school) < least(role):
            continue
        above = np.array([_standard(framework, int(n)) for n in part.node], np.int64)
        for standard in framework.standards:
            items = np.flatnonzero(above == standard)
            if len(items) > 1:
                found = reliability(part, given, items)
                n = int((given.body[:, items] != 255).any(axis=1).sum())  # noqa: PLR2004
                if n >= least(role):
                    codes = [part.items[item] for item in items]
                    yield _figures(role, framework.codes[standard], n, codes, found)


def least(role: str) -> int:
    return max(FEWEST, ROLE_BOUNDS.get(role, 0))


def _standard(framework: Any, node: int) -> int:
    while node > 0 and framework.parent[node] > 0:
        node = int(framework.parent[node])
    return node


def _figures(
    role: str, standard: str, n: int, codes: list[str], found: Reliability
) -> ScaleFigures:
    enough = found.answered >= least(role)
    return ScaleFigures(
        role=role,
        standard=standard,
        respondents=n,
        alpha=_known(found.alpha),
        items=codes,
        answered=found.answered.tolist(),
        item_rest=_where(found.item_rest, enough),
        alpha_without=_where(found.alpha_without, enough),
        misfits=(found.misfits & enough).tolist(),
    )


def _where(figures: NDArray[Any], enough: NDArray[Any]) -> list[float | None]:
    pairs = zip(figures.tolist(), enough.tolist(), strict=True)
    return [_known(figure) if known else None for figure, known in pairs]


def _known(figure: float) -> float | None:
    return None if isnan(figure) else figure

"""Disparity between the units of a region (R13), and change since a cycle (R14)."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from sakaguru.scoring.adapters import compute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.scores import SchoolScores
    from sakaguru.organisations.queries.tree import StandThen
    from sakaguru.scoring.logic.snapshot import Snapshot

Figures = dict[int, dict[str, list[Any]]]
"""By id of the unit and code of the node (total and standards)."""


def apart(snapshot: Snapshot, scores: SchoolScores) -> Figures:
    """Share of variance between units, gap, its error, best and weakest unit."""
    found: Figures = {}
    for units in compute.units_by_tier(snapshot).values():
        found.update(_apart(snapshot, scores, units))
    return found


def _apart(
    snapshot: Snapshot, scores: SchoolScores, regions: Sequence[StandThen]
) -> Figures:
    import numpy as np  # noqa: PLC0415 -- background work only

    from sakaguru.engine.disparity import disparity  # noqa: PLC0415
    from sakaguru.engine.rollup import Tier  # noqa: PLC0415

    unit_of, units = _units_below(snapshot, regions)
    if not units:
        return {}
    region_of = np.array([place for place, _ in units], np.int64)
    tier = Tier("units", unit_of, len(units))
    given = disparity(scores, tier, region_of, len(regions))
    return {
        region.pk: {
            scores.framework.codes[node]: [
                float(given.between[place, node]),
                float(given.gap[place, node]),
                known(given.gap_se[place, node]),
                units[given.best[place, node]][1],
                units[given.worst[place, node]][1],
            ]
            for node in _uppers(scores)
            if not isnan(given.between[place, node])
        }
        for place, region in enumerate(regions)
    }


def _units_below(
    snapshot: Snapshot, regions: Sequence[StandThen]
) -> tuple[NDArray[Any], list[tuple[int, str]]]:
    """The unit just below its region for each school, -1 none; region and code."""
    import numpy as np  # noqa: PLC0415

    region_at = {region.path: place for place, region in enumerate(regions)}
    places: dict[tuple[int, str], int] = {}
    unit_of = []
    for school in snapshot.schools:
        parts = school.stand.path.split("/")[:-1]
        unit = -1
        for depth in range(1, len(parts) - 1):
            region = region_at.get("/".join(parts[:depth]) + "/")
            if region is not None:
                unit = places.setdefault((region, parts[depth]), len(places))
        unit_of.append(unit)
    return np.array(unit_of, np.int64), list(places)


def changes(
    snapshot: Snapshot,
    earlier: SchoolScores,
    later: SchoolScores,
    crosswalk: Mapping[str, str],
) -> Figures:
    """Points, error, verdict and schools compared, of every unit of the snapshot."""
    from sakaguru.engine.change import (  # noqa: PLC0415
        change_of_regions,
        common_nodes,
    )

    pairs = common_nodes(earlier, later, crosswalk)
    wanted = set(_uppers(later))
    found: Figures = {}
    for tier, units in compute.units_by_tier(snapshot).items():
        given = change_of_regions(
            earlier, later, pairs, compute.engine_tier(tier, units, snapshot)
        )
        for place, unit in enumerate(units):
            found[unit.pk] = {
                later.framework.codes[node]: [
                    float(given.change[place, pair]),
                    known(given.se[place, pair]),
                    int(given.verdict[place, pair]),
                    int(given.schools[place, pair]),
                ]
                for pair, node in enumerate(pairs.later.tolist())
                if node in wanted and not isnan(given.change[place, pair])
            }
    return found


def jumps(
    earlier: SchoolScores, later: SchoolScores, crosswalk: Mapping[str, str]
) -> list[tuple[int, str]]:
    """School ordinal and standard where the rise is more than 1.5 points."""
    from sakaguru.engine import change  # noqa: PLC0415

    pairs = change.common_nodes(earlier, later, crosswalk)
    return [(place, code) for place, code, _ in change.jumps(earlier, later, pairs)]


def _uppers(scores: SchoolScores) -> list[int]:
    measured = scores.instrument.measured
    nodes = [0, *(int(node) for node in scores.framework.standards)]
    return [node for node in nodes if measured[node]]


def known(figure: float) -> float | None:
    return None if isnan(figure) else float(figure)

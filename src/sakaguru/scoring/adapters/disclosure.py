"""The door to the engine's rules on what may be shown (R15, R16b)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sakaguru.scoring.enums import Segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sakaguru.scoring.adapters.compute import RegionFigures

    Array = NDArray[Any]


def too_close(now: Sequence[int], before: Sequence[int]) -> bool:
    """Whether two publications of a school would tell single answers apart (R16b).

    Both give the respondents per role in their fixed order.
    """
    import numpy as np  # noqa: PLC0415 -- a publication is rare

    from sakaguru.engine.disclosure import may_follow  # noqa: PLC0415

    return not may_follow(np.array(before), np.array(now))


def with_hidden(regions: Sequence[RegionFigures]) -> list[RegionFigures]:
    """Mark what nobody may see who may not see the schools, over all tiers at once.

    Public and private schools add up to all: where one of them is hidden, so is the
    other.
    """
    masks = {segment: _hidden(_of(regions, segment)) for segment in Segment}
    parts = [masks[segment] for segment in Segment if segment is not Segment.ALL]
    found = []
    for region in regions:
        tier, hidden = region.units[0].tier, masks[region.segment]
        mask = hidden[tier]
        if region.segment is not Segment.ALL:
            mask = masks[Segment.ALL][tier].copy()
            for part in parts:
                mask |= part.get(tier, False)
        found.append(replace(region, hidden=mask))
    return found


def _of(regions: Sequence[RegionFigures], segment: Segment) -> list[RegionFigures]:
    """The regions of a segment, from the top down."""
    mine = [region for region in regions if region.segment is segment]
    return sorted(mine, key=lambda region: region.units[0].tier)


def _hidden(tiers: Sequence[RegionFigures]) -> dict[int, Array]:
    """By tier: units x nodes."""
    import numpy as np  # noqa: PLC0415 -- background work only

    from sakaguru.engine.disclosure import hidden_regions  # noqa: PLC0415

    if not tiers:
        return {}
    counted, parents = _tree(tiers)
    masks = hidden_regions(
        [np.array(rows, np.int64) for rows in counted],
        [np.array(rows, np.int64) for rows in parents[1:]],
    )
    return {
        tier.units[0].tier: mask[: len(tier.units)]
        for tier, mask in zip(tiers, masks, strict=True)
    }


def _tree(
    tiers: Sequence[RegionFigures],
) -> tuple[list[list[Array]], list[list[int]]]:
    """Counted schools of each unit and its place in the tier above; -1 where in none.

    A unit that stands below a unit of a tier further up has a stand-in of its own in
    each tier between; stand-ins come after the units.
    """
    place = {
        unit.code: (depth, ordinal)
        for depth, tier in enumerate(tiers)
        for ordinal, unit in enumerate(tier.units)
    }
    counted = [list(tier.counted) for tier in tiers]
    parents = [[-1] * len(tier.units) for tier in tiers]
    for depth, tier in enumerate(tiers):
        for ordinal, unit in enumerate(tier.units):
            line = unit.path.split("/")[:-2]
            upper, parent = max((place[c] for c in line if c in place), default=(0, -1))
            for between in range(upper + 1, depth) if parent >= 0 else ():
                counted[between].append(tier.counted[ordinal])
                parents[between].append(parent)
                parent = len(counted[between]) - 1
            parents[depth][ordinal] = parent
    return counted, parents

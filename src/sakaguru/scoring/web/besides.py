"""Puts what stands beside the scores into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.organisations.models import Organisation
from sakaguru.scoring.enums import Mark
from sakaguru.scoring.logic.changes import SURE
from sakaguru.scoring.logic.closeups import (
    VERDICTS,
    CalmShown,
    MarkShown,
    RegionBeside,
    SchoolBeside,
    SecondLook,
)
from sakaguru.scoring.logic.levels import rounded
from sakaguru.scoring.queries.closeups import region_closeup_of

if TYPE_CHECKING:
    from sakaguru.scoring.logic.cards import NodeShown
    from sakaguru.scoring.models import RegionCloseup, SchoolCloseup
    from sakaguru.scoring.queries.cards import Card
    from sakaguru.scoring.queries.maps import QualityMap


def beside(card: Card, found: SchoolCloseup | None) -> SchoolBeside | None:
    """None where there is nothing to say. Hidden nodes are left out (R15)."""
    if found is None:
        return None
    shown = {code: node for code, node in card.nodes.items() if not node.is_hidden}
    without = found.without.get("scores", {})
    return SchoolBeside(
        marks=_marks(found, shown),
        left_out=found.without.get("left_out", 0),
        without=[
            SecondLook(shown[code], rounded(score) or 0, card.frame.bands[level - 1])
            for code, (score, level) in without.items()
            if code in shown
        ],
        calm=[
            CalmShown(shown[code], estimate, SURE * error)
            for code, (estimate, error, _own) in found.calm.items()
            if code in shown
        ],
    )


def _marks(found: SchoolCloseup, shown: dict[str, NodeShown]) -> list[MarkShown]:
    marks = []
    for mark in Mark:
        rows = [(place, n) for kind, place, n in found.marks if kind == mark.value]
        rows = [(place, n) for place, n in rows if not place or place in shown]
        if rows:
            nodes = [shown[place] for place, _n in rows if place]
            marks.append(MarkShown(str(mark.label), sum(n for _, n in rows), nodes))
    return marks


def region_beside(found: QualityMap, unit: Organisation) -> RegionBeside | None:
    """For those who see the units below, over all schools; else None. Two queries."""
    if not found.sees_below or found.region.hidden:
        return None
    closeup = region_closeup_of(found.run, unit)
    return _of_node(closeup, found.node) if closeup else None


def _of_node(closeup: RegionCloseup, node: str) -> RegionBeside | None:
    apart = closeup.apart.get(node)
    changed = closeup.changes.get(node)
    if not apart and not changed:
        return None
    share, gap, gap_error, best, weakest = apart or (None, None, None, "", "")
    points, error, verdict, compared = changed or (None, None, None, 0)
    codes = [code for code in (best, weakest) if code]
    names = dict(
        Organisation.objects.filter(code__in=codes).values_list("code", "name")
    )
    return RegionBeside(
        share=share,
        gap=gap,
        gap_error=gap_error,
        best=names.get(best, best),
        weakest=names.get(weakest, weakest),
        change=points,
        change_error=error,
        direction=None if verdict is None else VERDICTS[verdict],
        compared=compared,
        since=closeup.before.cycle_label if closeup.before else "",
    )

"""Read the standard set behind a run, once per process: published sets never change."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sakaguru.instruments.models import Item
from sakaguru.scoring.logic.frames import ROLES, TOTAL, Frame, NodeInfo
from sakaguru.scoring.logic.levels import Band
from sakaguru.standards.enums import NodeKind
from sakaguru.standards.models import FrameworkVersion, Level, Node

if TYPE_CHECKING:
    from sakaguru.scoring.models import ScoreRun

KEPT = 16


def frame_of(run: ScoreRun) -> Frame:
    """Give the measured nodes of a run with titles, levels and who is asked.

    Four queries the first time, then none.
    """
    return _frame(run.framework_version_id, run.instrument_version_id)


@lru_cache(maxsize=KEPT)
def _frame(framework_version_id: int, instrument_version_id: int) -> Frame:
    version = FrameworkVersion.objects.select_related("framework").get(
        pk=framework_version_id
    )
    asked = Item.objects.filter(version_id=instrument_version_id)
    roles: dict[str, set[str]] = {}
    for code, role in asked.values_list("node__code", "role").distinct():
        roles.setdefault(code, set()).add(role)
    rows = list(
        Node.objects.filter(version=version, applies=True)
        .order_by("position")
        .values_list("code", "parent__code", "kind", "title", "role_weights")
    )
    below = _roles_below({code: parent for code, parent, *_ in rows}, roles)
    nodes = [NodeInfo(TOTAL, "", "school", {}, _ordered(below.get(TOTAL, set())))]
    nodes += [
        NodeInfo(
            code,
            parent or TOTAL,
            NodeKind(kind).value,
            title,
            _ordered(below[code]),
            tuple(sorted(weights.items())),
        )
        for code, parent, kind, title, weights in rows
        if code in below
    ]
    levels = Level.objects.filter(version=version).order_by("number")
    return Frame(
        name=f"{version.framework.code} {version.label}",
        bands=tuple(Band(*r) for r in levels.values_list("number", "label", "up_to")),
        scale_max=version.scale_max,
        nodes={node.code: node for node in nodes},
    )


def _roles_below(
    parents: dict[str, str | None], roles: dict[str, set[str]]
) -> dict[str, set[str]]:
    below: dict[str, set[str]] = {}
    for leaf, asked in roles.items():
        code: str | None = leaf
        while code in parents:
            below.setdefault(code, set()).update(asked)
            code = parents[code]
        below.setdefault(TOTAL, set()).update(asked)
    return below


def _ordered(roles: set[str]) -> tuple[str, ...]:
    return tuple(role for role in ROLES if role in roles)

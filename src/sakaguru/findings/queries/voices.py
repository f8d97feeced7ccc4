"""Data that speak for or against a cause: who said what about a finding's node."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.scoring.enums import Audience
from sakaguru.scoring.logic.cards import shown_nodes
from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.queries.cards import items_below, raw_of
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from sakaguru.findings.models import Finding
    from sakaguru.instruments.models import Item
    from sakaguru.scoring.logic.cards import NodeShown


class Voices(NamedTuple):
    """The node of a finding in its run, what was asked, and where groups differ.

    ``lowest`` and ``highest`` name the roles farthest apart; empty when fewer than two
    groups are shown.
    """

    node: NodeShown
    questions: list[Item]
    lowest: str
    highest: str
    apart: float | None


def voices_of(finding: Finding) -> Voices | None:
    """What the groups of a school said, after disclosure control. Some four queries.

    None where a person recorded it, or where the unit is a region.
    """
    run = finding.last_run
    if run is None or run.audience < Audience.SCHOOL:
        return None
    rows = SchoolResult.objects.filter(run=run, organisation=finding.organisation_id)
    result = rows.select_related("run").first()
    if result is None:
        return None
    node = shown_nodes(raw_of(result), frame_of(run)).get(finding.node.code)
    if node is None:
        return None
    questions = items_below(run, [finding.node.code])[finding.node.code]
    scored = sorted(
        (figure.score, figure.role) for figure in node.roles if figure.score is not None
    )
    if len(scored) < 2:  # noqa: PLR2004 -- a pair
        return Voices(node, questions, "", "", None)
    apart = round(scored[-1][0] - scored[0][0], 2)
    return Voices(node, questions, scored[0][1], scored[-1][1], apart)

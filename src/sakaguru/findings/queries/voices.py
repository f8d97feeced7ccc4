"""Data that speak for or against a cause: who said what about a finding's node."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.scoring.enums import Audience
from sakaguru.scoring.logic.cards import shown_nodes
from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS
from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.queries.cards import items_below, raw_of
from sakaguru.scoring.queries.frames import frame_of
from sakaguru.survey.models import Submission

if TYPE_CHECKING:
    from sakaguru.findings.models import Finding
    from sakaguru.instruments.models import Item
    from sakaguru.scoring.logic.cards import NodeShown

MISSING = 255
"""The byte of a question that was left open."""


class Asked(NamedTuple):
    """A question with what its group answered: a share of the most points, and n.

    ``share`` is None where it must not be shown, or nobody answered.
    """

    item: Item
    share: float | None
    n: int


class Voices(NamedTuple):
    """The node of a finding in its run, what was asked, and where groups differ.

    ``lowest`` and ``highest`` name the roles farthest apart; empty when fewer than two
    groups are shown.
    """

    node: NodeShown
    questions: list[Asked]
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
    items = items_below(run, [finding.node.code])[finding.node.code]
    questions = _asked(items, finding, {figure.role for figure in node.roles})
    scored = sorted(
        (figure.score, figure.role) for figure in node.roles if figure.score is not None
    )
    if len(scored) < 2:  # noqa: PLR2004 -- a pair
        return Voices(node, questions, "", "", None)
    apart = round(scored[-1][0] - scored[0][0], 2)
    return Voices(node, questions, scored[0][1], scored[-1][1], apart)


def _asked(items: list[Item], finding: Finding, shown: set[str]) -> list[Asked]:
    """Join the questions with their answers. One query.

    Only of groups whose figure on the node is shown, and only when every question of
    the node had enough answers of the group; a single person's answers never are.
    """
    by_role = {role: [i for i in items if i.role == role] for role in ROLE_BOUNDS}
    roles = [role for role in by_role if role in shown and by_role[role]]
    bodies: dict[str, list[bytes]] = {role: [] for role in roles}
    rows = Submission.objects.filter(
        campaign__score_runs=finding.last_run,
        assignment__school=finding.organisation_id,
        role__in=roles,
    )
    for role, body in rows.values_list("role", "body"):
        bodies[role].append(bytes(body))
    shares: dict[int, tuple[float, int]] = {}
    for role in roles:
        answers = {i.pk: _points(i, bodies[role]) for i in by_role[role]}
        if all(len(points) >= ROLE_BOUNDS[role] for points in answers.values()):
            for item in by_role[role]:
                points = answers[item.pk]
                most = len(points) * (item.max_points or 1)
                shares[item.pk] = (sum(points) / most, len(points))
    return [Asked(item, *shares.get(item.pk, (None, 0))) for item in items]


def _points(item: Item, bodies: list[bytes]) -> list[int]:
    """The points given on one question, without those who left it open."""
    place = item.position
    return [
        body[place] for body in bodies if place < len(body) and body[place] != MISSING
    ]

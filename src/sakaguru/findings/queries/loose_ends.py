"""The board of loose ends: what rests without owner, cause, action or decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import CharField, Count, F, Func, IntegerField, Q, Value

from sakaguru.findings.models import Finding
from sakaguru.findings.queries.findings import visible_findings
from sakaguru.findings.queries.register import gaps_below
from sakaguru.organisations.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor


class Board(NamedTuple):
    """How many open gaps a unit has with all below it, and what they lack."""

    gaps: int
    loose: int
    without_owner: int
    without_cause: int
    without_action: int


class BoardRow(NamedTuple):
    """The board of one unit directly below."""

    unit: Organisation
    board: Board


NONE = Board(0, 0, 0, 0, 0)
COUNTS = {
    "gaps": Count("pk"),
    "loose": Count(
        "pk",
        filter=Q(has_owner=False) | Q(has_cause=False) | Q(has_action=False),
    ),
    "without_owner": Count("pk", filter=Q(has_owner=False)),
    "without_cause": Count("pk", filter=Q(has_cause=False)),
    "without_action": Count("pk", filter=Q(has_action=False)),
}


def own_loose_ends(actor: Actor, unit: Organisation) -> QuerySet[Finding]:
    """The loose gaps of this very unit, the heaviest first."""
    rows = visible_findings(actor) & Finding.objects.loose()
    return rows.filter(organisation=unit).order_by("-severity", "score", "pk")


def board_of(actor: Actor, unit: Organisation) -> Board:
    """The board over a unit and everything below it. One query."""
    rows = gaps_below(actor, unit).aggregate(**COUNTS)
    return Board(**rows)


def boards_below(actor: Actor, unit: Organisation) -> list[BoardRow]:
    """One row per open unit directly below, with everything below that. Two queries."""
    depth = unit.path.count("/") + 1
    code = Func(
        F("organisation__path"),
        Value("/"),
        Value(depth, output_field=IntegerField()),
        function="split_part",
        output_field=CharField(),
    )
    rows = gaps_below(actor, unit).exclude(organisation=unit)
    grouped = rows.order_by().annotate(child=code).values_list("child")
    counted = {child: Board(*counts) for child, *counts in grouped.annotate(**COUNTS)}
    children = Organisation.objects.filter(parent=unit, closed_on=None)
    found = [BoardRow(c, counted.get(c.code, NONE)) for c in children.order_by("code")]
    return sorted(found, key=lambda row: (-row.board.loose, row.unit.code))

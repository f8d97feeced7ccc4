"""How far the schools of a campaign are, unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey import permissions
from sakaguru.survey.logic.progress import Standing, Tally, tallies
from sakaguru.survey.models import Assignment, UnitProgress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.survey.models import Campaign

COUNTED_LIVE = 2_000
"""Below a unit with more schools than this, prepared counts are read instead."""


class UnitRow(NamedTuple):
    unit: Organisation
    tally: Tally


class SchoolRow(NamedTuple):
    """One asked school with its row of the campaign."""

    school: Organisation
    assignment: Assignment


class Progress(NamedTuple):
    """A unit's own tally and those below it; ``counted_at`` is None when live."""

    unit: Organisation
    tally: Tally
    units: list[UnitRow]
    schools: list[SchoolRow]
    counted_at: datetime | None


def asked_below(campaign: Campaign, path: str) -> QuerySet[Assignment]:
    """Asked schools at or below a path. Not narrowed to an actor."""
    return Assignment.objects.filter(campaign=campaign, school__path__startswith=path)


def visible_assignments(actor: Actor, campaign: Campaign) -> QuerySet[Assignment]:
    """Asked schools that the actor may follow."""
    asked = Assignment.objects.filter(campaign=campaign)
    return permissions.VIEW_PROGRESS.filter(actor, asked)


def visible_units(actor: Actor, campaign: Campaign) -> QuerySet[Organisation]:
    """Units inside the campaign's scope whose schools the actor may follow."""
    inside = Organisation.objects.filter(path__startswith=campaign.scope.path)
    rule = permissions.VIEW_PROGRESS
    paths = [s.path for s in actor.standings if rule.roles & s.roles]
    found = inside.none()
    for path in paths:
        found = found | inside.filter(path__startswith=path)
    return found


def first_unit(actor: Actor, campaign: Campaign) -> Organisation | None:
    """The highest unit of the campaign that the actor may follow."""
    roles, scope = permissions.VIEW_PROGRESS.roles, campaign.scope.path
    paths = [s.path for s in actor.standings if roles & s.roles]
    inside = [path for path in paths if path.startswith(scope)]
    reached = [*inside, *(scope for path in paths if scope.startswith(path))]
    units = Organisation.objects.filter(path__in=reached)
    return units.order_by("tier", "path").first()


def unit_progress(campaign: Campaign, unit: Organisation) -> Progress:
    """How far the schools below a unit are. Four queries at most.

    Not narrowed to an actor: the caller has found the unit among the visible ones.
    """
    children = list(
        Organisation.objects.filter(parent=unit).order_by("tier", "name", "path")
    )
    units = [child for child in children if child.tier != Tier.SCHOOL]
    direct = [each.pk for each in (unit, *children) if each.tier == Tier.SCHOOL]
    schools = _schools_of(campaign, direct)
    prepared = _prepared(campaign, [unit, *units])
    if unit.pk in prepared:
        return _from_prepared(unit, units, schools, prepared)
    return _counted_now(campaign, unit, units, schools)


def is_large(campaign: Campaign, unit: Organisation) -> bool:
    """Whether the schools below a unit are too many to list or count at once."""
    rows = UnitProgress.objects.filter(campaign=campaign, organisation=unit)
    return rows.filter(asked__gt=COUNTED_LIVE).exists()


def school_standings(campaign: Campaign, path: str) -> Iterator[Standing]:
    """Path, state and counts of each asked school below a path; streamed."""
    rows = asked_below(campaign, path).order_by()
    fields = ("school__path", "state", "received")
    return (Standing(*row) for row in rows.values_list(*fields).iterator(5_000))


def _counted_now(
    campaign: Campaign,
    unit: Organisation,
    units: list[Organisation],
    schools: list[SchoolRow],
) -> Progress:
    counts = tallies(school_standings(campaign, unit.path), below=unit.path, depth=1)
    rows = [UnitRow(each, counts[each.path]) for each in units if each.path in counts]
    return Progress(unit, counts.get(unit.path, Tally()), rows, schools, None)


def _from_prepared(
    unit: Organisation,
    units: list[Organisation],
    schools: list[SchoolRow],
    prepared: dict[int, UnitProgress],
) -> Progress:
    return Progress(
        unit=unit,
        tally=_tally(prepared[unit.pk]),
        units=[
            UnitRow(each, _tally(prepared[each.pk]))
            for each in units
            if each.pk in prepared
        ],
        schools=schools,
        counted_at=prepared[unit.pk].refreshed_at,
    )


def _prepared(campaign: Campaign, units: list[Organisation]) -> dict[int, UnitProgress]:
    rows = UnitProgress.objects.filter(campaign=campaign, organisation__in=units)
    return {row.organisation_id: row for row in rows}


def _tally(row: UnitProgress) -> Tally:
    received = tuple(row.received)
    return Tally(row.asked, row.started, row.sent, row.complete, received)


def _schools_of(campaign: Campaign, school_ids: list[int]) -> list[SchoolRow]:
    rows = Assignment.objects.filter(campaign=campaign, school__in=school_ids)
    rows = rows.select_related("school__school").order_by("school__name", "pk")
    return [SchoolRow(row.school, row) for row in rows]

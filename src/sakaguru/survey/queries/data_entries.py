"""Administrative figures of schools, and how they become scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.instruments.models import InstrumentVersion
from sakaguru.survey.models import DataEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sakaguru.organisations.models import Organisation


def figures_of_schools(
    school_ids: Sequence[int], *, day: date
) -> dict[int, dict[str, float | None]]:
    """The newest figure per field and school that speaks for ``day``. One query.

    Schools without any entry are left out. Not narrowed to an actor.
    """
    return {
        school: {field: _number(value) for field, value in values.items()}
        for school, values in newest_values(school_ids, day=day).items()
    }


def newest_values(school_ids: Sequence[int], *, day: date) -> dict[int, dict[str, str]]:
    """As `figures_of_schools`, as they were written. One query."""
    rows = DataEntry.objects.filter(school__in=school_ids).newest_on(day)
    found: dict[int, dict[str, str]] = {}
    for school, field, value in rows.values_list("school_id", "field", "value"):
        found.setdefault(school, {})[field] = value
    return found


def newest_entries(school: Organisation, *, day: date) -> dict[str, DataEntry]:
    """The newest entry per field of one school. One query."""
    rows = DataEntry.objects.filter(school=school).newest_on(day)
    return {row.field: row for row in rows.select_related("entered_by")}


def _number(value: str) -> float | None:
    return float(value) if value else None


def data_version() -> InstrumentVersion | None:
    """The newest published version that asks for figures."""
    versions = InstrumentVersion.objects.published().filter(data_fields__isnull=False)
    return versions.order_by("-published_at", "-pk").first()

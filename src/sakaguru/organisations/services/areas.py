"""Load the areas of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.organisations.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sakaguru.organisations.logic.area_rows import AreaRow


@transaction.atomic
def load_areas(*, rows: Iterable[AreaRow], scheme: str = "kemendagri") -> int:
    """Add and rename areas until the table equals ``rows``; return how many changed.

    Loading the same rows again changes nothing. Areas that ``rows`` does not name stay.
    Rows may come in any order.
    """
    changed = 0
    known = {a.code: a for a in Area.objects.filter(scheme=scheme, valid_from=None)}
    for level, wanted in sorted(_by_level(rows).items()):
        fresh, renamed = [], []
        for row in wanted:
            area = known.get(row.code)
            if area is None:
                fresh.append(_new_area(row, known, scheme, level))
            elif area.name != row.name:
                area.name = row.name
                renamed.append(area)
        for area in Area.objects.bulk_create(fresh, batch_size=2000):
            known[area.code] = area
        Area.objects.bulk_update(renamed, ["name"], batch_size=2000)
        changed += len(fresh) + len(renamed)
    return changed


def _by_level(rows: Iterable[AreaRow]) -> dict[int, list[AreaRow]]:
    levels: dict[int, list[AreaRow]] = {}
    for row in rows:
        levels.setdefault(row.level, []).append(row)
    return levels


def _new_area(row: AreaRow, known: dict[str, Area], scheme: str, level: int) -> Area:
    parent = known[row.parent_code] if row.parent_code else None
    return Area(scheme=scheme, code=row.code, name=row.name, level=level, parent=parent)

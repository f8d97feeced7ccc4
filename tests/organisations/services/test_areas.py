from __future__ import annotations

import datetime as dt

from sakaguru.core.access import SYSTEM
from sakaguru.organisations.adapters.shipped import shipped_areas
from sakaguru.organisations.enums import AreaLevel
from sakaguru.organisations.models import Area, Organisation
from sakaguru.organisations.services.areas import load_areas
from sakaguru.organisations.services.offices import ensure_office

DAY = dt.date(2026, 7, 1)
AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)


def test_load_areas_holds_the_whole_state_and_can_be_run_again(db):
    first = load_areas(rows=shipped_areas())
    second = load_areas(rows=shipped_areas())

    levels = [Area.objects.filter(level=level).count() for level in AreaLevel]
    assert levels == [38, 514, 7277]
    assert (first, second) == (38 + 514 + 7277, 0)
    assert Area.objects.get(code="31").name == "DKI Jakarta"


def test_ensure_office_opens_the_line_above_once(db):
    load_areas(rows=shipped_areas())
    area = Area.objects.get(code="33.02.01")

    office = ensure_office(actor=SYSTEM, area=area, opened_on=DAY, at=AT)
    again = ensure_office(actor=SYSTEM, area=area, opened_on=DAY, at=AT)

    assert office == again
    assert office.path == "ID/33/33.02/33.02.01/"
    assert Organisation.objects.count() == 4

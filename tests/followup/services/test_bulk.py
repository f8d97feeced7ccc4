"""Points taken over at once keep their numbers, their states and their feeds."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.organisations import OrganisationFactory

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.followup.enums import EventKind, PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services.bulk import open_in_bulk
from sakaguru.followup.services.points import Promise, open_point
from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)


def unsaved(unit, state=PointState.DONE):
    return ActionPoint(
        owner=unit,
        title="Rapikan rak buku",
        due_on=AT.date(),
        state=state,
        opened_at=AT,
    )


def test_they_are_numbered_after_those_that_stand():
    unit = OrganisationFactory()
    promise = Promise("Cat pagar", AT.date())
    first = open_point(actor=SYSTEM, owner=unit, promise=promise, at=AT)

    open_in_bulk(actor=SYSTEM, owner=unit, points=[unsaved(unit), unsaved(unit)])
    last = open_point(actor=SYSTEM, owner=unit, promise=promise, at=AT)

    serials = ActionPoint.objects.order_by("pk").values_list("serial", flat=True)
    assert list(serials) == [1, 2, 3, 4]
    assert first.number.rsplit("/", 1)[0] == last.number.rsplit("/", 1)[0]


def test_what_had_to_happen_for_its_state_is_told():
    unit = OrganisationFactory()

    open_in_bulk(actor=SYSTEM, owner=unit, points=[unsaved(unit)])

    kinds = ActionPoint.objects.get().events.values_list("kind", flat=True)
    assert set(kinds) == {
        EventKind.OPENED,
        EventKind.STARTED,
        EventKind.SUBMITTED,
        EventKind.VERIFIED,
    }


def test_people_do_not_take_over_for_others(actor_at):
    unit, other = OrganisationFactory(), OrganisationFactory()

    with pytest.raises(NotAllowed):
        open_in_bulk(
            actor=actor_at(other, Role.HEAD), owner=unit, points=[unsaved(unit)]
        )

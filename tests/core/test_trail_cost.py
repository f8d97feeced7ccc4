"""The trail takes at most a tenth of the time in which answers and figures come in."""

from __future__ import annotations

import io
import time

import pytest
from django.core.management import call_command
from factories.organisations import OrganisationFactory
from factories.parcels import read_set
from factories.survey import (
    AT,
    DAY,
    asked_school,
    opened_campaign,
    pin_of,
    school_below,
)
from matrix.keeping import say
from matrix.portions import LONG

from sakaguru.core import chain
from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.models import AuditEvent
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Role
from sakaguru.survey.adapters.vault import poster_pass
from sakaguru.survey.services.data_entries import Statement, enter_data
from sakaguru.survey.services.reception import receive_submission

TIMES = 300 if LONG else 5
MOST = 0.10

pytestmark = pytest.mark.django_db


def milliseconds(act, times=TIMES):
    """What one act takes, on the average of many."""
    began = time.perf_counter()
    for number in range(times):
        act(number)
    return 1000 * (time.perf_counter() - began) / times


def test_an_answer_of_a_person_costs_the_trail_nothing():
    school = asked_school(opened_campaign())
    token = poster_pass(school.campaign, school, "SS", pin_of(school, "SS"))
    parcels = [read_set(token, {"SS001": n % 4}) for n in range(TIMES)]
    before = AuditEvent.objects.count()

    took = milliseconds(lambda n: receive_submission(parcel=parcels[n], day=DAY, at=AT))

    assert AuditEvent.objects.count() == before
    say(f"intake of one set {took:.2f} ms, events of the trail: 0")


def test_figures_of_an_office_cost_the_trail_little(actor_at):
    call_command("load_standards", stdout=io.StringIO())
    call_command("load_instruments", stdout=io.StringIO())
    version = InstrumentVersion.objects.get(instrument__code="EDS-SD")
    schools = [school_below(OrganisationFactory()) for _ in range(3)]
    operators = [actor_at(school, Role.OPERATOR) for school in schools]

    def enter(number):
        given = {"guru": str(number + 1)}
        place = number % len(schools)
        enter_data(
            actor=operators[place],
            school=schools[place],
            version=version,
            given=given,
            statement=Statement("dapodik", AT.date()),
            at=AT,
        )

    whole = milliseconds(enter)
    noted = milliseconds(
        lambda _: record(
            actor=SYSTEM,
            action="data.entered",
            subject=schools[0],
            at=AT,
            detail={"fields": ["guru"]},
        )
    )
    began = time.perf_counter()
    sealed = chain.seal()
    chained = 1000 * (time.perf_counter() - began) / sealed
    share = (noted + chained) / whole
    say(
        f"a form with one new figure {whole:.2f} ms, its event {noted:.2f} ms and "
        f"{chained:.2f} ms to chain: {share:.1%}"
    )

    assert sealed >= 2 * TIMES
    assert not LONG or share <= MOST

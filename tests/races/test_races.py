"""The same thing done by several at the same moment happens once.

Real connections, let go together; the long form tries each a thousand times.
"""

from __future__ import annotations

import os

import pytest
from django.db import connection, transaction
from factories.organisations import OrganisationFactory, line
from factories.parcels import read_set
from factories.planning import OPENED_AT, planning_world
from factories.scoring import closed_campaign
from factories.survey import AT, DAY, asked_school, opened_campaign, pin_of
from matrix.keeping import say

from sakaguru.accounts.models import User
from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services.points import Promise, open_point
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Invitation, Membership
from sakaguru.organisations.services.people import accept_invitation, invite_person
from sakaguru.planning.models import Plan, Signing
from sakaguru.planning.services.approval import decide_step, submit_plan
from sakaguru.scoring.enums import RunState
from sakaguru.scoring.models import ScoreRun
from sakaguru.scoring.services.runs import request_run
from sakaguru.survey.adapters.vault import poster_pass, slip_codes
from sakaguru.survey.models import Submission, UsedSlip
from sakaguru.survey.services.classes import add_class
from sakaguru.survey.services.reception import receive_submission

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
TRIES = 1000 if LONG else 10
AT_ONCE = 4

pytestmark = pytest.mark.django_db(transaction=True)


def went_through(outcomes):
    return [each for each in outcomes if not isinstance(each, Exception)]


def test_a_plan_is_approved_once(crowd, actor_at):
    world = planning_world(actor_at)
    submit_plan(actor=world.head, plan=world.plan, at=OPENED_AT)
    for actor in (world.committee, world.head):
        decide_step(actor=actor, plan=world.plan, is_agreed=True, at=OPENED_AT)
    before = rows_of(Plan, world.plan.pk), *rows_of(Signing, plan=world.plan)
    approvals = AuditEvent.objects.filter(action="plan.approved")
    for number in range(1, TRIES + 1):
        outcomes = crowd(
            lambda _: decide_step(
                actor=world.supervisor, plan=world.plan, is_agreed=True, at=OPENED_AT
            )
        )

        assert len(went_through(outcomes)) == 1, outcomes
        assert approvals.count() == number
        restore(before)
    say(f"approval: {TRIES} tries of {AT_ONCE}, each once")


def rows_of(model, pk=None, **where):
    found = model.objects.filter(**({"pk": pk} if pk else where))
    return [(model, row) for row in found.values()]


def restore(kept):
    """Put rows back as they were, past what guards them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for each in kept:
            for model, row in each if isinstance(each, list) else [each]:
                model.objects.filter(pk=row["id"]).update(**row)


def test_an_invitation_is_accepted_once(crowd, actor_at):
    units = line(*list(Tier)[:3])
    head = actor_at(units[2], Role.HEAD)
    for number in range(TRIES):
        email = f"tamu{number}@contoh.invalid"
        invitation, token = invited(head, units[2], email)

        outcomes = crowd(
            lambda _, token=token: accept_invitation(
                token=token, user=None, password="Rahasia-2026!", day=DAY, at=AT
            )
        )

        assert len(went_through(outcomes)) == 1, outcomes
        assert User.objects.filter(email=email).count() == 1
        assert Membership.objects.filter(user__email=email).count() == 1
        assert Invitation.objects.get(pk=invitation.pk).accepted_at == AT
    say(f"invitations: {TRIES} tries of {AT_ONCE}, each once")


def invited(actor, unit, email):
    """An invitation and the token that its mail holds."""
    from django.core import mail

    made = invite_person(
        actor=actor,
        organisation=unit,
        email=email,
        name="Tamu",
        role=Role.VIEWER,
        accept_url="https://contoh.invalid/TOKEN/selesai",
        at=AT,
    )
    text = mail.outbox[-1].body
    return made, text.split("https://contoh.invalid/")[1].split("/selesai")[0]


def test_scores_are_asked_for_once(crowd):
    world = closed_campaign(1)
    for _ in range(TRIES):
        outcomes = crowd(
            lambda _: request_run(actor=SYSTEM, campaign=world.campaign, at=AT)
        )

        assert len(went_through(outcomes)) == 1, outcomes
        waiting = ScoreRun.objects.unfinished()
        assert waiting.count() == 1
        waiting.update(state=RunState.FAILED)
    say(f"score requests: {TRIES} tries of {AT_ONCE}, each once")


def test_a_family_slip_is_good_once(crowd, actor_at):
    school = asked_school(opened_campaign())
    head = actor_at(school.school, Role.HEAD)
    tries = 0
    while tries < TRIES:
        families = min(40, TRIES - tries)
        room = add_class(
            actor=head, assignment=school, label="5A", families=families, at=AT
        )
        base = poster_pass(school.campaign, school, "MT", pin_of(school, "MT"))
        for code in slip_codes(school, room):
            before = Submission.objects.filter(role="MT").count()
            token = f"{base}.{code}"
            outcomes = crowd(
                lambda n, token=token: receive_submission(
                    parcel=read_set(token, {"MT001": n % 4}), day=DAY, at=AT
                )
            )
            assert len(went_through(outcomes)) == 1, outcomes
            assert Submission.objects.filter(role="MT").count() == before + 1
        tries += families
        assert UsedSlip.objects.count() == tries
    say(f"family slips: {tries} tries of {AT_ONCE}, each once")


def test_action_points_get_numbers_without_gap_or_twin(crowd):
    unit = OrganisationFactory(parent=OrganisationFactory())
    promise = Promise("Cat pagar", AT.date())
    for _ in range(TRIES):
        outcomes = crowd(
            lambda _: open_point(actor=SYSTEM, owner=unit, promise=promise, at=AT)
        )
        assert len(went_through(outcomes)) == AT_ONCE, outcomes
    serials = list(
        ActionPoint.objects.order_by("serial").values_list("serial", flat=True)
    )

    assert serials == list(range(1, AT_ONCE * TRIES + 1))
    assert ActionPoint.objects.values("number").distinct().count() == len(serials)
    say(f"numbers: {len(serials)} points in {TRIES} tries, none twice, no gap")

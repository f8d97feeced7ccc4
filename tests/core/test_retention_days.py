"""Each kind of data goes on its day: not a day before, and not what is still needed."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from factories.evidence import UploadFactory
from factories.organisations import MembershipFactory, OrganisationFactory
from factories.planning import ActivityFactory
from factories.scoring import closed_campaign

from sakaguru.accounts.models import Attempt, Counted
from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.core.retention import all_kept, forget_overdue
from sakaguru.followup.models import Digest, Reminder
from sakaguru.followup.models.digest import Rung
from sakaguru.organisations.models import ApiToken, Invitation, SchoolImport
from sakaguru.planning.models import Invitee
from sakaguru.scoring.services.sealing import seal_campaign
from sakaguru.survey.models import (
    Campaign,
    Draft,
    Knock,
    Link,
    Submission,
    UsedSlip,
    WithdrawnSet,
)

pytestmark = pytest.mark.django_db
NOON = dt.time(5, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 14)
AT = dt.datetime.combine(DAY, NOON)
LATER = AT + dt.timedelta(days=3_000)


def of_campaigns():
    """One that closed that day, and one that is open; all that hangs on each."""
    closed = closed_campaign(1, seed=1).campaign
    still_open = closed_campaign(1, seed=2).campaign
    Campaign.objects.filter(pk=closed.pk).update(closed_at=AT)
    Campaign.objects.filter(pk=still_open.pk).update(closed_at=None)
    for number, campaign in enumerate((closed, still_open)):
        campaign.refresh_from_db()
        assignment = campaign.assignments.get()
        Draft.objects.create(
            token_digest=f"{number}" * 64,
            assignment=assignment,
            role="GS",
            saved_on=DAY,
            sealed=b"",
        )
        for place, label in enumerate(("Bu Melati", ""), 1):
            Link.objects.create(
                assignment=assignment,
                role="GS",
                number=place,
                label=label,
                token_digest=f"{number}{place}",
            )
        UsedSlip.objects.create(assignment=assignment, mark=f"{number}", used_on=DAY)
        WithdrawnSet.objects.create(pk=uuid4(), campaign=campaign)
        sets = Submission.objects.filter(campaign=campaign)
        sets.filter(role="KS").update(filled_for="Pak Kenanga")
    seal_campaign(actor=SYSTEM, campaign=closed, at=AT)


def of_people():
    unit = OrganisationFactory()
    membership = MembershipFactory(organisation=unit)
    user = membership.user
    for number, at in enumerate((AT, LATER)):
        key = f"sesi{number}"
        Session.objects.create(session_key=key, session_data="", expire_date=at)
        lost = {"user": user, "ip": "203.0.113.7", "user_agent": "x"}
        UserSession.objects.create(session_key=f"x{key}", last_seen_at=at, **lost)
        Attempt.objects.create(account=key, source="x", last_at=at)
        Counted.objects.create(key=key, value="", expires_at=at)
        Knock.objects.create(door=key, failures=1, last_at=at)
        Invitation.objects.create(
            email=f"{key}@contoh.invalid",
            name="Baru",
            organisation=unit,
            role="head",
            token_digest=key,
            invited_at=AT,
            expires_at=at,
        )
        token = {"membership": membership, "name": "x"}
        token["created_at"] = AT - dt.timedelta(days=9)
        ApiToken.objects.create(digest=f"a{key}", expires_at=at, **token)
        ApiToken.objects.create(
            digest=f"b{key}", expires_at=LATER, revoked_at=at, **token
        )
        SchoolImport.objects.create(
            owner=unit, filename="x", header=[], rows=[], uploaded_at=at
        )
        UploadFactory(last_at=at)
        days = {"day": at.date(), "points": []}
        Reminder.objects.create(user=user, **days)
        Digest.objects.create(organisation=unit, rung=Rung.values[0], **days)
        activity = ActivityFactory(starts_on=DAY, ends_on=at.date())
        for name in ("Bu Melati", ""):
            Invitee.objects.create(
                activity=activity, organisation=unit, person_name=name
            )
    Session.objects.filter(session_key="sesi1").update(session_key="lebih lama")
    UserSession.objects.create(
        session_key="lebih lama",
        last_seen_at=AT,
        user=user,
        ip="203.0.113.7",
        user_agent="x",
    )


@pytest.fixture
def kept():
    """Of each kind what ended that day, beside what did not."""
    of_campaigns()
    of_people()
    return all_kept()


def test_each_kind_is_overdue_the_day_after_its_time_and_no_sooner(kept):
    soon = {each.name: DAY + dt.timedelta(days=each.days) for each in kept}
    one = dt.timedelta(days=1)

    assert {k.name: len(k.due_on(soon[k.name])) for k in kept} == {
        k.name: 0 for k in kept
    }
    due = {k.name: len(k.due_on(soon[k.name] + one)) for k in kept}
    answers = Submission.objects.filter(campaign__closed_at=AT).count()
    more = {"organisations.tokens": 2, "survey.answers": answers}
    assert due == {k.name: more.get(k.name, 1) for k in kept}


def test_what_is_forgotten_is_told_by_kind_and_what_is_needed_stays(kept):
    day = DAY + dt.timedelta(days=2_000)

    gone = forget_overdue(actor=SYSTEM, day=day, at=AT)

    assert set(gone) == {each.name for each in kept}
    event = AuditEvent.objects.filter(action="data.forgotten").get()
    assert event.detail == {"gone": gone}
    for one_of_two in (Draft, UsedSlip, WithdrawnSet, Knock, Attempt, Counted):
        assert one_of_two.objects.count() == 1, one_of_two
    for one_of_two in (Invitation, SchoolImport, Reminder, Digest):
        assert one_of_two.objects.count() == 1, one_of_two
    assert ApiToken.objects.count() == 2
    assert sorted(Invitee.objects.values_list("person_name", flat=True)) == [
        "",
        "",
        "Bu Melati",
    ]
    assert Link.objects.exclude(label="").count() == 1
    assert UserSession.objects.filter(session_key="lebih lama").exists()
    left = Submission.objects.all()
    assert {each.campaign.closed_at for each in left} == {None}
    assert left.exclude(filled_for="").exists()
    assert forget_overdue(actor=SYSTEM, day=day, at=AT) == {}
    assert AuditEvent.objects.filter(action="data.forgotten").count() == 1

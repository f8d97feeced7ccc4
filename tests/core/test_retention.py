"""What is kept for a time goes when its time is over."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from factories.organisations import OrganisationFactory
from factories.scoring import AT, closed_campaign

from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.core.retention import all_kept, forget_overdue
from sakaguru.organisations.models import Invitation
from sakaguru.scoring.adapters import sealing
from sakaguru.scoring.queries.sealing import prefix_of
from sakaguru.scoring.services.sealing import seal_campaign
from sakaguru.survey.models import (
    Draft,
    Knock,
    Link,
    Submission,
    UsedSlip,
    WithdrawnSet,
)

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def campaign():
    """A closed campaign with answers, a seal, and all that is kept beside them."""
    campaign = closed_campaign(1).campaign
    assignment = campaign.assignments.get()
    Draft.objects.create(
        token_digest="0" * 64,
        assignment=assignment,
        role="GS",
        saved_on=DAY,
        sealed=b"",
    )
    Link.objects.create(
        assignment=assignment, role="GS", number=1, label="Bu Melati", token_digest="1"
    )
    UsedSlip.objects.create(assignment=assignment, mark="x", used_on=DAY)
    WithdrawnSet.objects.create(pk=uuid4(), campaign=campaign)
    Knock.objects.create(door="x", failures=1, last_at=AT)
    Submission.objects.filter(role="KS").update(filled_for="Pak Kenanga")
    Invitation.objects.create(
        email="baru@contoh.invalid",
        name="Baru",
        organisation=OrganisationFactory(),
        role="head",
        token_digest="2",
        invited_at=AT,
        expires_at=AT,
    )
    seal_campaign(actor=SYSTEM, campaign=campaign, at=AT)
    return campaign


def forget(days):
    moment = AT + dt.timedelta(days=days)
    return forget_overdue(actor=SYSTEM, day=moment.date(), at=moment)


def test_today_nothing_is_overdue(campaign):
    assert forget(0) == {}
    assert not AuditEvent.objects.filter(action="data.forgotten").exists()


def test_each_kind_goes_at_its_own_time(campaign):
    soon = forget(2)
    year = forget(366)
    much = forget(1828)

    assert set(soon) == {
        "survey.drafts",
        "survey.knocks",
        "survey.slips",
        "survey.withdrawn",
    }
    assert set(year) == {
        "organisations.invitations",
        "survey.filled_for",
        "survey.link_names",
    }
    assert set(much) == {"survey.answers", "scoring.sealed_answers"}
    assert AuditEvent.objects.filter(action="data.forgotten").count() == 3


def test_ten_years_later_nothing_is_overdue_any_more(campaign):
    forget(3653)

    later = DAY + dt.timedelta(days=3653)
    assert {kept.name: len(kept.due_on(later)) for kept in all_kept()} == {
        kept.name: 0 for kept in all_kept()
    }
    assert not Submission.objects.exists()
    assert sealing.seal_of(prefix_of(campaign, campaign.instrument_version)) is None
    assert Link.objects.get().label == ""


def test_every_kind_says_what_and_why():
    kinds = all_kept()

    assert len({kept.name for kept in kinds}) == len(kinds) >= 12
    assert all(str(kept.what) and str(kept.why) and kept.days > 0 for kept in kinds)

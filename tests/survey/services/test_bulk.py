import datetime as dt
import uuid

import pytest
from factories.survey import AT, DAY, CampaignFactory, asked_school, opened_campaign

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.survey.enums import ROLES, AssignmentState, DataSource
from sakaguru.survey.models import DataEntry, Submission
from sakaguru.survey.queries.questionnaires import form_of
from sakaguru.survey.services.bulk import (
    BodyDoesNotFit,
    CampaignNotRunning,
    Figure,
    PackedSet,
    enter_in_bulk,
    receive_in_bulk,
)

pytestmark = pytest.mark.django_db


def sets_for(assignment, role, count, body=None):
    form = form_of(assignment.campaign.instrument_version, role)
    packed = body or bytes(max(item.points) for item in form.asked)
    return [
        PackedSet(uuid.uuid4(), assignment.pk, role, packed, DAY) for _ in range(count)
    ]


def test_receive_in_bulk_keeps_counts_and_marks_links():
    campaign = opened_campaign()
    school = asked_school(campaign)
    sets = [*sets_for(school, "KS", 1), *sets_for(school, "GS", 2)]

    count = receive_in_bulk(actor=SYSTEM, campaign=campaign, sets=sets, at=AT)

    school.refresh_from_db()
    assert count == Submission.objects.count() == 3
    assert school.received[ROLES.index("GS")] == 2
    assert school.state == AssignmentState.SENT
    assert school.last_received_on == DAY
    used = school.links.filter(is_used=True).values_list("role", "number", "used_on")
    assert set(used) == {("KS", 1, AT.date()), ("GS", 1, None), ("GS", 2, None)}
    assert AuditEvent.objects.get().detail == {"sets": 3}


def test_only_offices_are_kept_with_a_moment_and_a_link():
    campaign = opened_campaign()
    school = asked_school(campaign)
    sets = [*sets_for(school, "KS", 1), *sets_for(school, "GS", 1)]

    receive_in_bulk(actor=SYSTEM, campaign=campaign, sets=sets, at=AT)

    head, teacher = (Submission.objects.get(role=role) for role in ("KS", "GS"))
    assert head.received_at == AT
    assert head.link == school.links.get(role="KS")
    assert teacher.received_at is None
    assert teacher.link is None


def test_a_school_with_enough_of_all_is_complete():
    campaign = opened_campaign()
    school = asked_school(campaign)
    needed = zip(ROLES, school.needed, strict=True)
    sets = [each for role, n in needed if n for each in sets_for(school, role, n)]

    receive_in_bulk(actor=SYSTEM, campaign=campaign, sets=sets, at=AT)

    school.refresh_from_db()
    assert school.state == AssignmentState.COMPLETE


@pytest.mark.parametrize("body", [b"\x00", b"\xfa" * 40])
def test_receive_in_bulk_refuses_what_the_questionnaire_does_not_offer(body):
    campaign = opened_campaign()
    sets = sets_for(asked_school(campaign), "GS", 1, body)

    with pytest.raises(BodyDoesNotFit):
        receive_in_bulk(actor=SYSTEM, campaign=campaign, sets=sets, at=AT)

    assert not Submission.objects.exists()


def test_receive_in_bulk_refuses_a_campaign_that_takes_no_answers():
    draft, closed = CampaignFactory(), opened_campaign()
    closed.closed_at = AT
    closed.save()

    for campaign in (draft, closed):
        with pytest.raises(CampaignNotRunning):
            receive_in_bulk(actor=SYSTEM, campaign=campaign, sets=[], at=AT)


def test_people_take_over_neither_answers_nor_figures(actor_at):
    campaign = opened_campaign()
    head = actor_at(campaign.owner, Role.HEAD)

    with pytest.raises(NotAllowed):
        receive_in_bulk(actor=head, campaign=campaign, sets=[], at=AT)
    with pytest.raises(NotAllowed):
        enter_in_bulk(
            actor=head,
            owner=campaign.owner,
            figures=[],
            source=DataSource.OTHER,
            at=AT,
        )


def test_enter_in_bulk_keeps_each_figure_with_source_and_day():
    campaign = opened_campaign()
    school = asked_school(campaign).school
    figures = [Figure(school.pk, "guru", "9", DAY), Figure(school.pk, "rk", "6", DAY)]

    count = enter_in_bulk(
        actor=SYSTEM,
        owner=campaign.owner,
        figures=figures,
        source=DataSource.OTHER,
        at=AT,
    )

    kept = DataEntry.objects.order_by("field").values_list("field", "value", "source")
    assert count == 2
    assert list(kept) == [("guru", "9", "other"), ("rk", "6", "other")]
    assert DataEntry.objects.first().dated_on == dt.date(2026, 11, 10)

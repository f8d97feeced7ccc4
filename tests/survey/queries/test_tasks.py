import datetime as dt

import pytest
from factories.organisations import OrganisationFactory
from factories.survey import (
    CLOSES,
    DAY,
    CampaignFactory,
    asked_school,
    opened_campaign,
)

from sakaguru.core.waiting import Bucket
from sakaguru.organisations.enums import Role, Tier
from sakaguru.survey.enums import AssignmentState, DataSource
from sakaguru.survey.models import Assignment, DataEntry
from sakaguru.survey.queries.tasks import waiting
from sakaguru.survey.services.progress import refresh_progress

pytestmark = pytest.mark.django_db
LAST = CLOSES - dt.timedelta(1)


def verbs(tasks):
    return [task.verb for task in tasks]


def test_a_school_that_has_not_begun_hands_out_links(actor_at):
    school = asked_school(opened_campaign())

    tasks = waiting(actor_at(school.school, Role.HEAD), DAY)

    assert verbs(tasks) == ["Bagikan", "Perbarui"]
    assert tasks[0].due == LAST
    assert tasks[0].url == school.get_absolute_url()
    assert tasks[1].url.endswith(f"/{school.school.code}/")


def test_a_school_below_minimum_reads_how_many_of_whom_are_missing(actor_at):
    school = asked_school(opened_campaign())
    Assignment.objects.update(
        state=AssignmentState.SENT,
        received=[0, 4, 30, 6, 0, 0],
        needed=[1, 6, 30, 7, 1, 0],
    )

    task = waiting(actor_at(school.school, Role.HEAD), DAY)[0]

    assert task.verb == "Ajak mengisi"
    assert task.object == "kepala sekolah, 2 guru, 1 orang tua, pengawas sekolah lagi"
    Assignment.objects.update(received=[1, 6, 28, 7, 1, 0])
    assert waiting(actor_at(school.school, Role.HEAD), DAY)[0].object == "2 murid lagi"


def test_nothing_is_left_to_a_school_that_has_sent_and_entered_all(actor_at):
    school = asked_school(opened_campaign())
    Assignment.objects.update(state=AssignmentState.COMPLETE)
    DataEntry.objects.create(
        school=school.school,
        field="guru",
        value="9",
        source=DataSource.OTHER,
        dated_on=DAY,
        entered_at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC),
    )

    assert waiting(actor_at(school.school, Role.HEAD), DAY) == []


def test_teachers_have_no_task_from_campaigns(actor_at):
    school = asked_school(opened_campaign())

    assert waiting(actor_at(school.school, Role.TEACHER), DAY) == []


def test_an_office_calls_schools_that_lag_and_looks_on_from_far(actor_at):
    campaign = opened_campaign(3)
    Assignment.objects.filter(pk=asked_school(campaign).pk).update(
        state=AssignmentState.SENT
    )
    area = campaign.assignments.first().school.parent

    near = waiting(actor_at(area, Role.SUPERVISOR), LAST)
    far = waiting(actor_at(campaign.owner.parent, Role.HEAD), DAY)

    assert verbs(near) == ["Hubungi", "Dampingi"]
    assert near[0].object == "2 sekolah belum mulai mengisi"
    assert near[1].object == "1 sekolah dengan responden belum cukup"
    assert near[0].bucket is Bucket.THIS_WEEK
    assert {task.bucket for task in far} == {Bucket.WITH_OTHERS}
    assert waiting(actor_at(area, Role.VIEWER), DAY) == []


def test_prepared_counts_are_read_where_there_are_some(actor_at, monkeypatch):
    campaign = opened_campaign(3)
    monkeypatch.setattr("sakaguru.survey.services.progress.COUNTED_LIVE", 1)
    refresh_progress(campaign=campaign, at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC))
    Assignment.objects.update(state=AssignmentState.COMPLETE)

    tasks = waiting(actor_at(campaign.owner, Role.HEAD), DAY)

    assert "3 sekolah belum mulai mengisi" in [task.object for task in tasks]


def test_an_office_without_lagging_schools_has_nothing_to_do(actor_at):
    campaign = opened_campaign()
    Assignment.objects.update(state=AssignmentState.COMPLETE)

    assert waiting(actor_at(campaign.owner, Role.HEAD), DAY) == []


def test_the_owner_opens_drafts_and_decides_on_the_end(actor_at):
    draft = CampaignFactory()
    running = opened_campaign(owner=draft.owner, scope=draft.owner)
    Assignment.objects.update(state=AssignmentState.COMPLETE)
    head = actor_at(draft.owner, Role.HEAD)

    early, late = waiting(head, DAY), waiting(head, LAST)

    assert verbs(early) == ["Buka"]
    assert early[0].due == draft.opens_on
    assert sorted(verbs(late)) == ["Buka", "Perpanjang atau tutup"]
    assert {task.url for task in late} == {
        draft.get_absolute_url(),
        running.get_absolute_url(),
    }
    assert waiting(actor_at(draft.owner, Role.OPERATOR), DAY) == []


def test_a_partner_beside_the_tree_has_no_schools_to_call(actor_at):
    opened_campaign()
    partner = OrganisationFactory(tier=Tier.PARTNER)

    assert waiting(actor_at(partner, Role.HEAD), DAY) == []

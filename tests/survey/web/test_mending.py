"""Two contents under one number: a person chooses, and never among personal ones."""

import pytest
from django.urls import reverse
from factories.parcels import differing
from factories.survey import AT, DAY, asked_school, opened_campaign

from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.survey.enums import Flag
from sakaguru.survey.models import Aftercare, Edit
from sakaguru.survey.queries.tasks import waiting
from sakaguru.survey.services.choosing import NothingToChoose, choose_edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(settings):
    import datetime as dt

    from django.utils import timezone

    today = timezone.localdate()
    week = dt.timedelta(days=7)
    return asked_school(opened_campaign(opens_on=today - week, closes_on=today + week))


def compare(submission):
    return reverse("survey:edit-compare", args=[submission.pk])


@pytest.mark.function("S2")
def test_a_head_sees_both_and_chooses(school, client_as):
    submission = differing(school, "KS")
    client = client_as(school.school, Role.HEAD)
    page = client.get(compare(submission)).content.decode()
    other = submission.edits.get(digest="1" * 64)

    assert "KS001" in page
    assert "KS002" not in page
    client.post(
        reverse("survey:edit-choose", args=[submission.pk]), {"isi": str(other.pk)}
    )

    submission.refresh_from_db()
    other.refresh_from_db()
    assert other.is_chosen
    assert bytes(submission.body)[:2] == bytes([1, 2])
    assert not submission.flags & Flag.EDITS_DIFFER
    assert client.get(compare(submission)).status_code == 404


def test_personal_answers_are_shown_to_nobody(school, client_as, actor_at):
    submission = differing(school, "GS")

    assert (
        client_as(school.school, Role.HEAD).get(compare(submission)).status_code == 404
    )
    with pytest.raises(NothingToChoose):
        choose_edit(
            actor=actor_at(school.school, Role.HEAD),
            submission=submission,
            edit_id=Edit.objects.first().pk,
            day=school.campaign.opens_on,
            at=AT,
        )


def test_who_may_not_choose_does_not_see_it(school, client_as, actor_at):
    submission = differing(school, "KS")

    assert (
        client_as(school.school, Role.TEACHER).get(compare(submission)).status_code
        == 404
    )
    with pytest.raises(NotAllowed):
        choose_edit(
            actor=actor_at(school.school, Role.VIEWER),
            submission=submission,
            edit_id=submission.edits.first().pk,
            day=school.campaign.opens_on,
            at=AT,
        )


def test_it_waits_among_the_tasks_of_the_operator(school, actor_at):
    differing(school, "KS")

    verbs = [each.url for each in waiting(actor_at(school.school, Role.OPERATOR), DAY)]
    today = school.campaign.opens_on
    verbs += [
        each.url for each in waiting(actor_at(school.school, Role.OPERATOR), today)
    ]

    assert any("/kiriman/" in url for url in verbs)


def test_the_campaign_page_leads_to_what_needs_a_person(school, client_as):
    differing(school, "KS")
    row = Aftercare.objects.create(
        assignment=school, tries=3, tried_at=AT, set_aside_at=AT, fault="galat"
    )
    office = client_as(school.campaign.owner, Role.OPERATOR)
    address = reverse("survey:mending-list", args=[school.campaign_id])

    assert address in office.get(school.campaign.get_absolute_url()).content.decode()
    page = office.get(address).content.decode()
    assert "galat" in page
    assert school.school.name in page
    office.post(reverse("survey:aftercare-retry", args=[row.pk]))
    row.refresh_from_db()
    assert row.set_aside_at is None
    assert "galat" not in office.get(address).content.decode()


def test_who_only_looks_on_sees_no_list(school, client_as):
    differing(school, "KS")
    viewer = client_as(school.campaign.owner, Role.VIEWER)
    address = reverse("survey:mending-list", args=[school.campaign_id])

    assert school.school.name not in viewer.get(address).content.decode()
    row = Aftercare.objects.create(assignment=school, tries=3, tried_at=AT)
    again = reverse("survey:aftercare-retry", args=[row.pk])
    assert viewer.post(again).status_code == 404

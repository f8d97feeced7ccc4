"""Answers of offices leave as a table; personal ones by no door."""

import pytest
from django.urls import reverse
from factories.parcels import read_set
from factories.survey import AT, DAY, opened_campaign, token_for

from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.survey.services.reception import receive_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    made = opened_campaign(schools=2)
    for school in made.assignments.select_related("school", "campaign"):
        for role in ("KS", "GS"):
            answers = {f"{role}001": 3, f"{role}002": "TT"}
            given = read_set(token_for(school, role), answers)
            receive_submission(parcel=given, day=DAY, at=AT)
    return made


def file_of(campaign, role):
    return reverse("survey:answer-file", args=[campaign.pk, role])


@pytest.mark.function("H4")
def test_the_head_of_an_office_takes_the_answers_of_heads(campaign, client_as):
    client = client_as(campaign.owner, Role.HEAD)

    answer = client.get(file_of(campaign, "KS"))
    head, *lines = answer.getvalue().decode().split()

    assert answer.streaming
    assert head == "sekolah,tanggal,KS001,KS002,KS003,KS004"
    assert [line.split(",", 1)[1] for line in lines] == [f"{DAY},3,TT,,"] * 2
    assert AuditEvent.objects.filter(action="answers.exported").count() == 1


@pytest.mark.parametrize("role", ["GS", "SS", "MT", "XX"])
def test_personal_answers_leave_by_no_door(role, campaign, client_as):
    client = client_as(campaign.owner, Role.HEAD)

    assert client.get(file_of(campaign, role)).status_code == 404


def test_who_only_looks_on_takes_nothing(campaign, client_as):
    viewer = client_as(campaign.owner, Role.VIEWER)
    school = campaign.assignments.first().school

    assert viewer.get(file_of(campaign, "KS")).status_code == 403
    assert client_as(school, Role.HEAD).get(file_of(campaign, "KS")).status_code == 403

"""Who may not is told so before what they sent is looked at."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.survey import (
    AT,
    CampaignFactory,
    asked_school,
    opened_campaign,
    school_below,
)

from sakaguru.organisations.enums import Role
from sakaguru.survey.services.data_entries import EARLIEST_DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

OTHERS = pytest.mark.parametrize(
    "role", [Role.VIEWER, Role.TEACHER, Role.COMMITTEE, Role.SUPERVISOR]
)


def url(name, *args):
    return reverse(f"survey:{name}", args=args)


@pytest.fixture
def figures():
    """The real instrument asks for figures."""
    call_command("load_standards", stdout=io.StringIO())
    call_command("load_instruments", stdout=io.StringIO())


@OTHERS
@pytest.mark.parametrize("name", ["data-enter", "data-upload", "data-run"])
def test_an_empty_form_of_figures_shows_nothing_to_who_may_not(client_as, role, name):
    school = asked_school(opened_campaign()).school
    client = client_as(school, role)

    asked = client.get(url("data-import", school.code)).status_code

    assert asked in {403, 404}
    assert client.post(url(name, school.code)).status_code == asked


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize("name", ["data-enter", "data-upload", "data-run"])
def test_an_empty_form_of_figures_comes_back_to_who_may(client_as, name):
    school = school_below(OrganisationFactory())

    response = client_as(school, Role.OPERATOR).post(url(name, school.code))

    assert response.status_code == 422


@OTHERS
@pytest.mark.parametrize(
    "name", ["campaign-change", "campaign-extend", "campaign-open", "campaign-close"]
)
def test_an_empty_plan_shows_nothing_to_who_may_not(client_as, role, name):
    campaign = CampaignFactory()
    client = client_as(campaign.owner, role)

    asked = client.get(url("campaign-edit", campaign.pk)).status_code

    assert asked in {403, 404}
    assert client.post(url(name, campaign.pk)).status_code == asked
    assert client.post(url("campaign-draft")).status_code == 403


@pytest.mark.parametrize("name", ["campaign-change", "campaign-extend"])
def test_an_empty_plan_comes_back_to_who_may(client_as, name):
    campaign = CampaignFactory()

    response = client_as(campaign.owner, Role.HEAD).post(url(name, campaign.pk))

    assert response.status_code == 422


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("0001-01-01", 422),
        ("1999-12-31", 422),
        (EARLIEST_DAY.isoformat(), 302),
        (AT.date().isoformat(), 302),
        ((AT.date() + dt.timedelta(days=1)).isoformat(), 422),
    ],
)
def test_figures_speak_for_a_day_between_2000_and_today(client_as, day, status):
    school = school_below(OrganisationFactory())
    given = {"source": "dapodik", "dated_on": day}
    client = client_as(school, Role.OPERATOR)

    assert client.post(url("data-enter", school.code), given).status_code == status


def test_a_nul_is_refused_wherever_it_is_typed(client_as):
    campaign = opened_campaign()
    school = asked_school(campaign)
    link = school.links.first()
    head = client_as(campaign.owner, Role.HEAD)
    own = client_as(school.school, Role.HEAD)

    for refused in (
        head.get(url("reminder-list", campaign.pk), {"wilayah": "\0"}),
        head.get(url("campaign-unit", campaign.pk, "\0")),
        head.get(url("data-form", "\0")),
        own.post(url("link-label", link.pk), {"label": "a\0b"}),
    ):
        assert refused.status_code == 400


def test_without_an_instrument_there_is_nothing_to_enter(client_as):
    school = school_below(OrganisationFactory())

    form = client_as(school, Role.OPERATOR).get(url("data-form", school.code))

    assert form.status_code == 404

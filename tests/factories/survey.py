"""Campaigns to test with. ``opened_campaign()`` asks real links into being."""

import datetime as dt

import factory

from factories.instruments import small_instrument
from factories.organisations import OrganisationFactory, SchoolFactory
from sakaguru.organisations.enums import Tier
from sakaguru.survey.adapters.vault import link_token, poster_pin, poster_token
from sakaguru.survey.models import Assignment, Campaign
from sakaguru.survey.queries.doors import door_of, on_new_device
from sakaguru.survey.services.handing_out import hand_out_links

OPENS = dt.date(2026, 11, 2)
DAY = dt.date(2026, 11, 10)
CLOSES = dt.date(2026, 12, 1)
AT = dt.datetime(2026, 11, 10, 3, 0, tzinfo=dt.UTC)
ALL_ROLES = ("KS", "GS", "SS", "MT", "PS", "DATA")


class CampaignFactory(factory.django.DjangoModelFactory):
    """A draft of a district, for the district itself."""

    class Meta:
        model = Campaign

    owner = factory.SubFactory(
        OrganisationFactory,
        tier=Tier.DISTRICT,
        parent=factory.SubFactory(OrganisationFactory),
    )
    scope = factory.SelfAttribute("owner")
    instrument_version = factory.LazyFunction(lambda: small_instrument(ALL_ROLES))
    name = factory.Sequence(lambda n: f"Pemetaan mutu {n:05}")
    cycle_label = "2026/2027"
    opens_on = OPENS
    closes_on = CLOSES


def school_below(parent, **fields):
    """A school's organisation below a unit."""
    return SchoolFactory(organisation__parent=parent, **fields).organisation


def opened_campaign(schools=1, **fields):
    """A campaign that was opened for a number of schools, all of one UPTD."""
    campaign = CampaignFactory(**fields)
    area = OrganisationFactory(tier=Tier.AREA, parent=campaign.owner)
    for _ in range(schools):
        school_below(area)
    campaign.opened_at = AT
    campaign.save()
    hand_out_links(campaign=campaign, day=OPENS)
    return campaign


def asked_school(campaign) -> Assignment:
    rows = campaign.assignments.select_related("school", "campaign")
    return rows.order_by("pk").first()


def token_for(assignment, role, number=1):
    """The token of a personal link."""
    link = assignment.links.get(role=role, number=number)
    return link_token(assignment.campaign, assignment.school_id, link)


def started_door(assignment, role, number=1):
    """A personal link as its respondent's device sees it."""
    return on_new_device(door_of(token_for(assignment, role, number)))


def poster_of(assignment):
    return poster_token(assignment.campaign, assignment)


def pin_of(assignment, role):
    return poster_pin(assignment.campaign, assignment, role)

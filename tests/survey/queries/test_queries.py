import pytest
from django.core.management import call_command
from factories.organisations import OrganisationFactory
from factories.survey import (
    AT,
    CLOSES,
    DAY,
    OPENS,
    CampaignFactory,
    asked_school,
    opened_campaign,
    school_below,
    started_door,
)

from sakaguru.organisations.enums import Role, Tier
from sakaguru.survey import tasks
from sakaguru.survey.models import Campaign, UnitProgress
from sakaguru.survey.permissions import (
    CLOSE_CAMPAIGN,
    DRAFT_CAMPAIGN,
    FOLLOW_CAMPAIGN,
    OPEN_CAMPAIGN,
    VIEW_CAMPAIGN,
)
from sakaguru.survey.queries import answers, progress
from sakaguru.survey.queries.campaigns import (
    effort_preview,
    expired_campaigns,
    open_campaigns,
    visible_campaigns,
)
from sakaguru.survey.services import progress as prepared
from sakaguru.survey.services.drafts import begin_filling, save_page
from sakaguru.survey.services.reception import send_draft

pytestmark = pytest.mark.django_db


def send(school, role, number=1):
    door = started_door(school, role, number)
    begin_filling(door=door, day=DAY)
    save_page(door=door, sheet=1, given={f"{role}001": "2"}, seconds=60, day=DAY)
    return send_draft(door=door, filled_for="", day=DAY, at=AT)


RULES = (
    VIEW_CAMPAIGN,
    FOLLOW_CAMPAIGN,
    DRAFT_CAMPAIGN,
    OPEN_CAMPAIGN,
    CLOSE_CAMPAIGN,
)


@pytest.mark.parametrize("role", Role)
def test_a_rule_gives_the_same_answer_for_one_campaign_and_for_a_list(role, actor_at):
    province = OrganisationFactory(tier=Tier.PROVINCE, parent=OrganisationFactory())
    district = OrganisationFactory(tier=Tier.DISTRICT, parent=province)
    campaigns = [
        CampaignFactory(owner=district),
        CampaignFactory(owner=province),
        CampaignFactory(),
    ]

    for place in (province, district):
        actor = actor_at(place, role)
        for rule in RULES:
            one_by_one = {each for each in campaigns if rule.allows(actor, each)}
            assert set(rule.filter(actor, Campaign.objects.all())) == one_by_one


def test_packed_answers_come_by_school_and_digest_whatever_the_order_of_arrival():
    campaign = opened_campaign(2)
    schools = list(campaign.assignments.select_related("campaign").order_by("-pk"))
    for school in schools:
        for number in (3, 1, 2):
            send(school, "GS", number)

    rows = list(answers.packed(campaign, "GS"))

    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    assert {row.body for row in rows} == {bytes([2, 255, 255, 255])}
    assert list(answers.packed(campaign, "SS")) == []


def test_scoring_learns_who_was_asked_who_sent_and_who_was_not_invited():
    campaign = opened_campaign(2)
    first, second = campaign.assignments.select_related("campaign").order_by("pk")
    send(first, "GS")
    late = school_below(campaign.owner)

    assert answers.asked_schools(campaign) == {first.school_id, second.school_id}
    assert answers.unsent_schools(campaign) == {second.school_id}
    assert answers.uninvited_schools(campaign) == {late.pk}
    assert [row.people for row in answers.populations(campaign)] == [
        [1, 9, 60, None, None, 1]
    ] * 2


def test_the_minimum_of_a_campaign_wins_over_the_standard_set():
    campaign = CampaignFactory(minimum_respondents={"GS": 2})

    assert answers.minimum_respondents(campaign)["GS"] == 2
    assert answers.minimum_respondents(campaign)["SS"] == 30


def test_the_preview_counts_people_and_hours():
    campaign = CampaignFactory()
    school_below(campaign.owner, teachers=5, upper_pupils=20)
    school_below(campaign.owner, teachers=None, upper_pupils=None)
    minimum = answers.minimum_respondents(campaign)

    found = effort_preview(campaign, minimum, day=DAY)

    by_role = {each.role: (each.least, each.most) for each in found.efforts}
    assert found.schools == 2
    assert by_role == {
        "KS": (2, 2),
        "GS": (11, 17),
        "SS": (50, 50),
        "MT": (12, 12),
        "PS": (0, 2),
    }
    assert found.least_hours == pytest.approx((2 + 11 + 50 + 12) * 12 / 60)


def test_only_campaigns_within_their_dates_are_open():
    running = opened_campaign()
    CampaignFactory()

    assert list(open_campaigns(DAY)) == [running]
    assert list(open_campaigns(CLOSES)) == []
    assert list(expired_campaigns(CLOSES)) == [running]
    assert list(expired_campaigns(DAY)) == []


def test_an_opened_campaign_reaches_down_and_a_draft_does_not(actor_at):
    campaign = opened_campaign()
    draft = CampaignFactory(owner=campaign.owner)
    area = asked_school(campaign).school.parent

    above = visible_campaigns(actor_at(campaign.owner.parent, Role.VIEWER))
    below = visible_campaigns(actor_at(area, Role.SUPERVISOR))

    assert set(above) == {campaign, draft}
    assert set(below) == {campaign}


def test_prepared_counts_are_those_counted_live(monkeypatch):
    campaign = opened_campaign(3)
    send(asked_school(campaign), "GS")
    live = progress.unit_progress(campaign, campaign.scope)
    monkeypatch.setattr(prepared, "COUNTED_LIVE", 2)

    prepared.refresh_progress(campaign=campaign, at=AT)
    ready = progress.unit_progress(campaign, campaign.scope)

    assert ready.counted_at == AT
    assert (ready.tally, ready.units) == (live.tally, live.units)
    assert live.counted_at is None


def test_small_campaigns_keep_no_prepared_counts():
    campaign = opened_campaign()

    assert prepared.refresh_progress(campaign=campaign, at=AT) == 0
    assert not UnitProgress.objects.exists()


def test_progress_costs_the_same_for_one_school_and_three(django_assert_num_queries):
    for campaign in (opened_campaign(1), opened_campaign(3)):
        area = asked_school(campaign).school.parent
        with django_assert_num_queries(4):
            progress.unit_progress(campaign, area)


def test_expired_campaigns_are_closed_by_the_clock():
    campaign = opened_campaign(
        opens_on=OPENS.replace(year=2020), closes_on=OPENS.replace(year=2021)
    )

    tasks.close_expired_campaigns(0)
    tasks.refresh_open_campaigns(0)

    campaign.refresh_from_db()
    assert campaign.is_closed


def test_expired_campaigns_are_closed_by_the_command(capsys):
    campaign = opened_campaign(
        opens_on=OPENS.replace(year=2020), closes_on=OPENS.replace(year=2021)
    )

    call_command("close_expired_campaigns")

    assert campaign.name in capsys.readouterr().out


def test_the_clock_refreshes_open_campaigns(monkeypatch):
    campaign = opened_campaign(3, opens_on=OPENS.replace(year=2020))
    Campaign.objects.update(closes_on=OPENS.replace(year=2099))
    monkeypatch.setattr(prepared, "COUNTED_LIVE", 2)

    tasks.refresh_open_campaigns(0)

    assert UnitProgress.objects.filter(campaign=campaign, asked=3).exists()


def test_a_large_scope_is_asked_and_settled_in_the_background(monkeypatch, actor_at):
    from sakaguru.survey.services import campaigns

    queued = []
    monkeypatch.setattr(campaigns, "SCHOOLS_AT_ONCE", 0)
    monkeypatch.setattr(
        campaigns, "later", lambda name, **given: queued.append((name, given))
    )
    campaign = CampaignFactory()
    school_below(campaign.owner)
    head = actor_at(campaign.owner, Role.HEAD)

    campaigns.open_campaign(actor=head, campaign=campaign, day=DAY, at=AT)
    assert not campaign.assignments.exists()
    (name, given) = queued.pop()
    assert name == "survey.tasks.hand_out_campaign"
    tasks.hand_out_campaign(given["campaign_id"], given["day"])
    assert campaign.assignments.count() == 1

    campaigns.close_campaign(actor=head, campaign=campaign, at=AT)
    (name, given) = queued.pop()
    assert name == "survey.tasks.settle_campaign"
    tasks.settle_campaign(given["campaign_id"])

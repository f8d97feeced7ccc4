import datetime as dt

import pytest
from factories.instruments import drafted_instrument
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

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.survey.adapters.vault import link_token
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Assignment, Draft, Link
from sakaguru.survey.queries.doors import CampaignNoLongerOpen, door_of
from sakaguru.survey.services.campaigns import (
    CampaignAlreadyClosed,
    CampaignAlreadyOpened,
    CampaignDatesDoNotFit,
    CampaignNotOpened,
    CampaignPlan,
    NoSchoolToAsk,
    ReasonMissing,
    ScopeOutsideOwner,
    VersionNotPublished,
    change_campaign,
    close_campaign,
    draft_campaign,
    extend_campaign,
    open_campaign,
)
from sakaguru.survey.services.drafts import begin_filling
from sakaguru.survey.services.handing_out import hand_out_links
from sakaguru.survey.services.reception import send_draft
from sakaguru.survey.signals import campaign_closed, campaign_opened

pytestmark = pytest.mark.django_db


def head_of(campaign, actor_at):
    return actor_at(campaign.owner, Role.HEAD)


def plan_for(campaign, **changes):
    plan = CampaignPlan(
        name="Pemetaan",
        cycle_label="2026/2027",
        instrument_version=campaign.instrument_version,
        scope=campaign.owner,
        opens_on=OPENS,
        closes_on=CLOSES,
    )
    return plan._replace(**changes)


def start(campaign, actor):
    return open_campaign(actor=actor, campaign=campaign, day=DAY, at=AT)


def test_a_drafted_campaign_asks_nobody(actor_at):
    model = CampaignFactory()
    school_below(model.owner)

    campaign = draft_campaign(
        actor=head_of(model, actor_at),
        owner=model.owner,
        plan=plan_for(model, minimum={"GS": 3}),
        at=AT,
    )

    assert campaign.is_draft
    assert campaign.minimum_respondents == {"GS": 3}
    assert not Assignment.objects.exists()
    assert AuditEvent.objects.filter(action="campaign.drafted").count() == 1


def test_a_draft_can_be_changed_until_it_is_opened(actor_at):
    campaign = CampaignFactory()
    school_below(campaign.owner)
    head = head_of(campaign, actor_at)

    changed = change_campaign(
        actor=head, campaign=campaign, plan=plan_for(campaign, name="Baru"), at=AT
    )
    assert changed.name == "Baru"

    start(campaign, head)
    with pytest.raises(CampaignAlreadyOpened):
        change_campaign(actor=head, campaign=campaign, plan=plan_for(campaign), at=AT)


def test_a_plan_must_stay_below_its_owner_and_end_after_it_begins(actor_at):
    model = CampaignFactory()
    head = head_of(model, actor_at)
    elsewhere = OrganisationFactory(parent=model.owner.parent)

    with pytest.raises(ScopeOutsideOwner):
        draft_campaign(
            actor=head, owner=model.owner, plan=plan_for(model, scope=elsewhere), at=AT
        )
    with pytest.raises(CampaignDatesDoNotFit):
        draft_campaign(
            actor=head, owner=model.owner, plan=plan_for(model, closes_on=OPENS), at=AT
        )


def test_opening_asks_every_school_of_the_scope_and_makes_its_links(actor_at):
    campaign = CampaignFactory(minimum_respondents={"MT": 4})
    inside = school_below(campaign.owner, teachers=5, upper_pupils=20)
    school_below(OrganisationFactory(parent=campaign.owner.parent))

    start(campaign, head_of(campaign, actor_at))

    school = Assignment.objects.get()
    assert school.school == inside
    assert school.people == [1, 5, 20, None, None, 1]
    assert school.needed == [1, 5, 20, 4, 0, 0]
    counts = {role: school.links.filter(role=role).count() for role in ("KS", "GS")}
    assert counts == {"KS": 1, "GS": 5}
    assert not school.links.filter(role="SS").exists()


def test_a_school_closed_before_the_day_is_not_asked(actor_at):
    campaign = CampaignFactory()
    school_below(campaign.owner)
    gone = school_below(campaign.owner)
    type(gone).objects.filter(pk=gone.pk).update(closed_on=DAY)

    start(campaign, head_of(campaign, actor_at))

    assert Assignment.objects.count() == 1


def test_only_the_digest_of_a_token_is_kept(actor_at):
    school = asked_school(opened_campaign())
    link = school.links.first()

    token = link_token(school.campaign, school.school_id, link)

    assert link.token_digest == digest_of(token)
    assert token not in str(Link.objects.values().get(pk=link.pk))


def test_handing_out_a_second_time_asks_only_new_schools():
    campaign = opened_campaign()
    school_below(campaign.owner)
    links = Link.objects.count()

    assert hand_out_links(campaign=campaign, day=OPENS) == 1
    assert hand_out_links(campaign=campaign, day=OPENS) == 0
    assert Link.objects.count() == 2 * links


def test_opening_announces_itself(actor_at):
    campaign = CampaignFactory()
    school_below(campaign.owner)
    heard = []

    def listen(campaign_id, **_):
        heard.append(campaign_id)

    campaign_opened.connect(listen)
    start(campaign, head_of(campaign, actor_at))

    assert heard == [campaign.pk]


def test_opening_refuses_a_draft_instrument(actor_at):
    campaign = CampaignFactory(instrument_version=drafted_instrument(("KS",)))
    school_below(campaign.owner)

    with pytest.raises(VersionNotPublished):
        start(campaign, head_of(campaign, actor_at))


def test_opening_refuses_an_empty_scope_and_a_past_end(actor_at):
    campaign = CampaignFactory()
    head = head_of(campaign, actor_at)

    with pytest.raises(NoSchoolToAsk):
        start(campaign, head)
    with pytest.raises(CampaignDatesDoNotFit):
        open_campaign(actor=head, campaign=campaign, day=CLOSES, at=AT)


def test_opening_twice_is_refused(actor_at):
    campaign = CampaignFactory()
    school_below(campaign.owner)
    start(campaign, head_of(campaign, actor_at))

    with pytest.raises(CampaignAlreadyOpened):
        start(campaign, head_of(campaign, actor_at))


@pytest.mark.parametrize(
    ("role", "may_open"),
    [
        (Role.HEAD, True),
        (Role.HEAD_OF_QA, True),
        (Role.QUALITY_TEAM, False),
        (Role.OPERATOR, False),
        (Role.VIEWER, False),
        (Role.MANAGER, False),
    ],
)
def test_opening_is_for_heads(actor_at, role, may_open):
    campaign = CampaignFactory()
    school_below(campaign.owner)
    actor = actor_at(campaign.owner, role)

    if may_open:
        start(campaign, actor)
    else:
        with pytest.raises(NotAllowed):
            start(campaign, actor)

    assert Assignment.objects.exists() is may_open


def test_extending_keeps_the_reason(actor_at):
    campaign = opened_campaign()
    last = CLOSES + dt.timedelta(days=6)

    extended = extend_campaign(
        actor=head_of(campaign, actor_at),
        campaign=campaign,
        last_day=last,
        reason="Banjir di tiga kecamatan.",
        at=AT,
    )

    assert extended.last_day == last
    extension = campaign.extensions.get()
    assert extension.reason == "Banjir di tiga kecamatan."
    assert extension.closes_on_before == CLOSES


def test_extending_needs_a_later_day_and_a_reason(actor_at):
    campaign = opened_campaign()
    head = head_of(campaign, actor_at)
    later = CLOSES + dt.timedelta(days=6)

    with pytest.raises(ReasonMissing):
        extend_campaign(
            actor=head, campaign=campaign, last_day=later, reason="ya", at=AT
        )
    with pytest.raises(CampaignDatesDoNotFit):
        extend_campaign(
            actor=head,
            campaign=campaign,
            last_day=OPENS,
            reason="Banjir di tiga kecamatan.",
            at=AT,
        )


def test_a_draft_is_neither_extended_nor_closed(actor_at):
    campaign = CampaignFactory()
    head = head_of(campaign, actor_at)

    with pytest.raises(CampaignNotOpened):
        close_campaign(actor=head, campaign=campaign, at=AT)
    with pytest.raises(CampaignNotOpened):
        extend_campaign(
            actor=head, campaign=campaign, last_day=CLOSES, reason="Perlu.", at=AT
        )


def test_closing_is_for_good_and_leaves_a_trace(actor_at):
    campaign = opened_campaign()
    head = head_of(campaign, actor_at)
    heard = []

    def listen(campaign_id, **_):
        heard.append(campaign_id)

    campaign_closed.connect(listen)
    closed = close_campaign(actor=head, campaign=campaign, at=AT)

    assert closed.closed_at == AT
    assert heard == [campaign.pk]
    assert AuditEvent.objects.get(action="campaign.closed").actor_id == head.user_id
    with pytest.raises(CampaignAlreadyClosed):
        close_campaign(actor=head, campaign=campaign, at=AT)


def test_closing_forgets_drafts_and_refuses_late_answers():
    campaign = opened_campaign()
    door = started_door(asked_school(campaign), "GS")
    begin_filling(door=door, day=DAY)

    close_campaign(actor=SYSTEM, campaign=campaign, at=AT)

    assert not Draft.objects.exists()
    door = door_of(door.token)._replace(device=door.device)
    with pytest.raises(CampaignNoLongerOpen):
        begin_filling(door=door, day=DAY)
    with pytest.raises(Exception, match="halaman depan"):
        send_draft(door=door, filled_for="", day=DAY, at=AT)


def test_closing_stays_undone_when_nobody_can_be_told(actor_at, monkeypatch):
    campaign = opened_campaign()

    def broken(**_):
        raise ConnectionError

    monkeypatch.setattr(campaign_closed, "send", broken)
    with pytest.raises(ConnectionError):
        close_campaign(actor=head_of(campaign, actor_at), campaign=campaign, at=AT)

    campaign.refresh_from_db()
    assert not campaign.is_closed


def test_closing_is_refused_to_another_district(actor_at):
    campaign = opened_campaign()
    stranger = actor_at(OrganisationFactory(), Role.HEAD)

    with pytest.raises(NotAllowed):
        close_campaign(actor=stranger, campaign=campaign, at=AT)


def test_only_the_owner_itself_opens_extends_and_closes(actor_at):
    campaign = CampaignFactory()
    school_below(campaign.owner)
    above = actor_at(campaign.owner.parent, Role.HEAD)

    with pytest.raises(NotAllowed):
        start(campaign, above)
    running = opened_campaign()
    with pytest.raises(NotAllowed):
        close_campaign(
            actor=actor_at(running.owner.parent, Role.HEAD), campaign=running, at=AT
        )

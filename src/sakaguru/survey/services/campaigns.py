"""Draft, open, extend and close campaigns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.core.queue import later
from sakaguru.standards.enums import VersionStatus
from sakaguru.survey import permissions
from sakaguru.survey.adapters import intake_lock
from sakaguru.survey.models import Assignment, Campaign, CampaignExtension
from sakaguru.survey.services.closing import settle_closed_campaign
from sakaguru.survey.services.handing_out import hand_out_links, schools_to_ask

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.organisations.models import Organisation

SCHOOLS_AT_ONCE = 2_000
"""Above this the work on a campaign's schools is left to the background."""

SHORTEST_REASON = 10


class CampaignAlreadyOpened(DomainError):
    code = "campaign_already_opened"


class CampaignNotOpened(DomainError):
    code = "campaign_not_opened"


class CampaignAlreadyClosed(DomainError):
    code = "campaign_already_closed"


class CampaignDatesDoNotFit(DomainError):
    code = "campaign_dates_do_not_fit"
    status = 422


class ScopeOutsideOwner(DomainError):
    code = "scope_outside_owner"
    status = 422


class VersionNotPublished(DomainError):
    code = "version_not_published"


class NoSchoolToAsk(DomainError):
    code = "no_school_to_ask"


class ReasonMissing(DomainError):
    code = "reason_missing"
    status = 422


class CampaignPlan(NamedTuple):
    """What a campaign is to be; ``minimum`` only where it differs, per role."""

    name: str
    cycle_label: str
    instrument_version: InstrumentVersion
    scope: Organisation
    opens_on: date
    closes_on: date
    minimum: dict[str, int] | None = None


@transaction.atomic
def draft_campaign(
    *, actor: Actor, owner: Organisation, plan: CampaignPlan, at: datetime
) -> Campaign:
    """Keep a plan for a campaign; nobody is asked yet.

    Raises:
        NotAllowed: the actor may not draft for this owner.
        CampaignDatesDoNotFit, ScopeOutsideOwner: the plan cannot be.
    """
    campaign = Campaign(owner=owner)
    _take_over(campaign, plan)
    permissions.DRAFT_CAMPAIGN.check(actor, campaign)
    campaign.save()
    _trace(actor, "campaign.drafted", campaign, at)
    return campaign


@transaction.atomic
def change_campaign(
    *, actor: Actor, campaign: Campaign, plan: CampaignPlan, at: datetime
) -> Campaign:
    """Change a draft.

    Raises:
        NotAllowed: the actor may not draft for this owner.
        CampaignAlreadyOpened: schools have been asked by now.
        CampaignDatesDoNotFit, ScopeOutsideOwner: the plan cannot be.
    """
    campaign = _locked(campaign)
    permissions.DRAFT_CAMPAIGN.check(actor, campaign)
    if not campaign.is_draft:
        raise CampaignAlreadyOpened(_("Kampanye ini sudah dibuka."))
    _take_over(campaign, plan)
    campaign.save()
    _trace(actor, "campaign.changed", campaign, at)
    return campaign


@transaction.atomic
def open_campaign(
    *, actor: Actor, campaign: Campaign, day: date, at: datetime
) -> Campaign:
    """Ask the schools of the scope that exist on ``day``, and make their links.

    Large scopes are worked through in the background; a school can be asked as soon
    as its own links are there.

    Raises:
        NotAllowed: the actor may not open this campaign.
        CampaignAlreadyOpened: someone did before.
        CampaignDatesDoNotFit: its last day is over.
        VersionNotPublished: the instrument is still a draft.
        NoSchoolToAsk: the scope holds no school.
    """
    campaign = _locked(campaign)
    permissions.OPEN_CAMPAIGN.check(actor, campaign)
    count = _check_ready(campaign, day)
    campaign.opened_at = at
    campaign.save(update_fields=["opened_at"])
    if count <= SCHOOLS_AT_ONCE:
        hand_out_links(campaign=campaign, day=day)
    else:
        later(
            "survey.tasks.hand_out_campaign",
            once=f"survey.hand_out.{campaign.pk}",
            campaign_id=campaign.pk,
            day=day.isoformat(),
        )
    _trace(actor, "campaign.opened", campaign, at, schools=count)
    return campaign


@transaction.atomic
def extend_campaign(
    *, actor: Actor, campaign: Campaign, last_day: date, reason: str, at: datetime
) -> Campaign:
    """Give an open campaign more days, to ``last_day``; the reason is kept and shown.

    Raises:
        NotAllowed: the actor may not extend this campaign.
        CampaignNotOpened, CampaignAlreadyClosed: it does not take answers.
        CampaignDatesDoNotFit: the new day is not later.
        ReasonMissing: no reason was given.
    """
    campaign = _locked(campaign)
    permissions.OPEN_CAMPAIGN.check(actor, campaign)
    _check_running(campaign)
    closes_on = last_day + timedelta(days=1)
    if closes_on <= campaign.closes_on:
        raise CampaignDatesDoNotFit(
            _("Hari terakhir yang baru harus sesudah hari terakhir sekarang.")
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(_("Tuliskan alasan perpanjangan dalam satu kalimat."))
    CampaignExtension.objects.create(
        campaign=campaign,
        closes_on_before=campaign.closes_on,
        closes_on=closes_on,
        reason=reason.strip(),
        extended_at=at,
        extended_by_id=actor.user_id,
    )
    campaign.closes_on = closes_on
    campaign.save(update_fields=["closes_on"])
    _trace(actor, "campaign.extended", campaign, at, reason=reason.strip())
    return campaign


@transaction.atomic
def close_campaign(*, actor: Actor, campaign: Campaign, at: datetime) -> Campaign:
    """Stop a campaign from taking answers, for good.

    The row is locked, so two people pressing the button close it once, and a
    submission that is being written either comes before or is refused. Whoever
    listens to ``campaign_closed`` queues its work in the same transaction.

    Raises:
        NotAllowed: the actor may not close this campaign.
        CampaignNotOpened, CampaignAlreadyClosed: there is nothing to close.
    """
    intake_lock.hold(campaign.pk)
    campaign = _locked(campaign)
    if not permissions.CLOSE_EXPIRED.allows(actor, campaign):
        permissions.CLOSE_CAMPAIGN.check(actor, campaign)
    _check_running(campaign)
    campaign.closed_at = at
    campaign.save(update_fields=["closed_at"])
    _trace(actor, "campaign.closed", campaign, at)
    if Assignment.objects.filter(campaign=campaign).count() <= SCHOOLS_AT_ONCE:
        settle_closed_campaign(campaign=campaign, at=at)
    else:
        later(
            "survey.tasks.settle_campaign",
            once=f"survey.settle.{campaign.pk}",
            campaign_id=campaign.pk,
        )
    return campaign


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("owner", "scope").get(pk=campaign.pk)


def _take_over(campaign: Campaign, plan: CampaignPlan) -> None:
    if plan.closes_on <= plan.opens_on:
        raise CampaignDatesDoNotFit(_("Tanggal tutup harus sesudah tanggal mulai."))
    if not plan.scope.path.startswith(campaign.owner.path):
        raise ScopeOutsideOwner(
            _("Wilayah kampanye harus berada di bawah {owner}.").format(
                owner=campaign.owner.name
            )
        )
    campaign.name = plan.name
    campaign.cycle_label = plan.cycle_label
    campaign.instrument_version = plan.instrument_version
    campaign.scope = plan.scope
    campaign.opens_on, campaign.closes_on = plan.opens_on, plan.closes_on
    campaign.minimum_respondents = plan.minimum or None


def _check_ready(campaign: Campaign, day: date) -> int:
    """Count the schools to ask, or say why the campaign cannot be opened."""
    if not campaign.is_draft:
        raise CampaignAlreadyOpened(_("Kampanye ini sudah dibuka."))
    if campaign.closes_on <= day:
        raise CampaignDatesDoNotFit(_("Tanggal tutup kampanye ini sudah lewat."))
    if campaign.instrument_version.status == VersionStatus.DRAFT:
        raise VersionNotPublished(_("Versi instrumen ini belum diterbitkan."))
    count = schools_to_ask(campaign.scope, day=day).count()
    if not count:
        raise NoSchoolToAsk(_("Tidak ada sekolah di wilayah kampanye ini."))
    return count


def _check_running(campaign: Campaign) -> None:
    if campaign.is_draft:
        raise CampaignNotOpened(_("Kampanye ini belum dibuka."))
    if campaign.is_closed:
        message = _("Kampanye {name} sudah ditutup.")
        raise CampaignAlreadyClosed(message.format(name=campaign.name))


def _trace(
    actor: Actor, action: str, campaign: Campaign, at: datetime, **detail: object
) -> None:
    record(
        actor=actor,
        action=action,
        subject=campaign,
        at=at,
        path=campaign.owner.path,
        detail=detail,
    )

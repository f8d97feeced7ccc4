"""Pages and actions for campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of, own_organisation
from sakaguru.survey import permissions
from sakaguru.survey.models import Campaign
from sakaguru.survey.queries.answers import minimum_respondents
from sakaguru.survey.queries.campaigns import effort_preview, visible_campaigns
from sakaguru.survey.queries.progress import (
    first_unit,
    unit_progress,
    visible_assignments,
    visible_units,
)
from sakaguru.survey.queries.reminders import role_counts
from sakaguru.survey.services.campaigns import (
    change_campaign,
    close_campaign,
    draft_campaign,
    extend_campaign,
    open_campaign,
)
from sakaguru.survey.web.forms import CampaignForm, ExtensionForm, plan_of
from sakaguru.ui.http import ActorRequest, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.queries.progress import Progress

SEES = (permissions.VIEW_CAMPAIGN, permissions.FOLLOW_CAMPAIGN)
PER_PAGE = 50


@page(*SEES)
def campaign_list(request: ActorRequest) -> HttpResponse:
    campaigns = Paginator(visible_campaigns(request.actor), PER_PAGE)
    context = {
        "page_obj": campaigns.get_page(request.GET.get("page")),
        "can_draft": permissions.DRAFT_CAMPAIGN.reaches(
            request.actor, request.actor.path
        ),
        "today": timezone.localdate(),
    }
    return render(request, "survey/campaign_list.html", context)


@page(permissions.DRAFT_CAMPAIGN)
def campaign_new(request: ActorRequest) -> HttpResponse:
    owner = _owner(request)
    form = CampaignForm(owner, initial={"scope": owner.code})
    return _form_page(request, form, owner)


@action(permissions.DRAFT_CAMPAIGN)
def campaign_draft(request: ActorRequest) -> HttpResponse:
    owner = _owner(request)
    form = CampaignForm(owner, request.POST)
    if not form.is_valid():
        return _form_page(request, form, owner, status=422)
    campaign = draft_campaign(
        actor=request.actor,
        owner=owner,
        plan=form.plan(),
        at=timezone.now(),  # noqa: TID251 -- a door
    )
    return redirect(campaign)


@page(permissions.DRAFT_CAMPAIGN)
def campaign_edit(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = _find(request, campaign_id)
    permissions.DRAFT_CAMPAIGN.check(request.actor, campaign)
    form = CampaignForm(campaign.owner, initial=plan_of(campaign))
    return _form_page(request, form, campaign.owner, campaign)


@action(permissions.DRAFT_CAMPAIGN)
def campaign_change(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = _find(request, campaign_id)
    permissions.DRAFT_CAMPAIGN.check(request.actor, campaign)
    form = CampaignForm(campaign.owner, request.POST)
    if not form.is_valid():
        return _form_page(request, form, campaign.owner, campaign, status=422)
    change_campaign(
        actor=request.actor,
        campaign=campaign,
        plan=form.plan(),
        at=timezone.now(),  # noqa: TID251 -- a door
    )
    return redirect(campaign)


@page(*SEES)
def campaign_detail(
    request: ActorRequest, campaign_id: int, code: str = ""
) -> HttpResponse:
    campaign = _find(request, campaign_id)
    if campaign.is_draft:
        return _draft_page(request, campaign)
    units = visible_units(request.actor, campaign)
    unit = (
        get_object_or_404(units, code=code)
        if code
        else first_unit(request.actor, campaign)
    )
    if unit is not None and unit.tier == Tier.SCHOOL:
        rows = visible_assignments(request.actor, campaign)
        return redirect(get_object_or_404(rows, school=unit))
    context = _campaign_context(request, campaign)
    if unit is not None:
        progress = unit_progress(campaign, unit)
        context |= _progress_context(request, campaign, progress)
    return render(request, "survey/campaign_detail.html", context)


@action(permissions.OPEN_CAMPAIGN)
def campaign_open(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = _find(request, campaign_id)
    now = timezone.now()  # noqa: TID251 -- a door
    open_campaign(
        actor=request.actor, campaign=campaign, day=timezone.localdate(now), at=now
    )
    messages.success(
        request, _("Kampanye dibuka. Tautan tiap sekolah sudah atau sedang disiapkan.")
    )
    return redirect(campaign)


@action(permissions.OPEN_CAMPAIGN)
def campaign_extend(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = _find(request, campaign_id)
    permissions.OPEN_CAMPAIGN.check(request.actor, campaign)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        raise ExtensionIncomplete(_("Isi hari terakhir yang baru dan alasannya."))
    extend_campaign(
        actor=request.actor,
        campaign=campaign,
        last_day=form.cleaned_data["last_day"],
        reason=form.cleaned_data["reason"],
        at=timezone.now(),  # noqa: TID251 -- a door
    )
    messages.success(request, _("Kampanye diperpanjang."))
    return redirect(campaign)


@page(permissions.CLOSE_CAMPAIGN)
def campaign_closing(request: ActorRequest, campaign_id: int) -> HttpResponse:
    """What closing would mean, before it is done."""
    campaign = _find(request, campaign_id)
    permissions.CLOSE_CAMPAIGN.check(request.actor, campaign)
    tally = unit_progress(campaign, campaign.scope).tally
    context = {
        "title": _("Tutup kampanye {name}?").format(name=campaign.name),
        "lead": _(
            "Sesudah ditutup tidak ada jawaban yang dapat masuk lagi, dan kampanye "
            "tidak dapat dibuka kembali. Nilai dihitung sesudahnya. Di bawah ini "
            "dihitung jawaban orang saja, tanpa data sekolah."
        ),
        "changes": [
            {"title": title, "count": count, "kind": kind, "items": []}
            for title, count, kind in (
                (_("Sekolah cukup responden"), tally.complete, "done"),
                (
                    _("Sekolah dengan jawaban orang, belum cukup"),
                    tally.sent - tally.complete,
                    "warning",
                ),
                (_("Sekolah tanpa jawaban orang"), tally.asked - tally.sent, "late"),
            )
        ],
        "back_url": campaign.get_absolute_url(),
        "action_url": reverse("survey:campaign-close", args=[campaign.pk]),
        "hidden": {},
        "verb": _("Tutup untuk selamanya"),
    }
    return render(request, "ui/confirm.html", context)


@action(permissions.CLOSE_CAMPAIGN)
def campaign_close(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = _find(request, campaign_id)
    close_campaign(
        actor=request.actor,
        campaign=campaign,
        at=timezone.now(),  # noqa: TID251 -- a door
    )
    messages.success(request, _("Kampanye ditutup. Nilai sedang dihitung."))
    return redirect(campaign)


class ExtensionIncomplete(DomainError):
    code = "extension_incomplete"
    status = 422


def _find(request: ActorRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(visible_campaigns(request.actor), pk=campaign_id)


def _owner(request: ActorRequest) -> Organisation:
    owner = own_organisation(request.actor)
    if owner is None:
        raise NoOrganisation(_("Pilih dulu, Anda bertindak sebagai siapa."))
    permissions.DRAFT_CAMPAIGN.check(request.actor, Campaign(owner=owner))
    return owner


class NoOrganisation(DomainError):
    code = "no_organisation"
    status = 403


def _form_page(
    request: ActorRequest,
    form: CampaignForm,
    owner: Organisation,
    campaign: Campaign | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "owner": owner, "campaign": campaign}
    return render(request, "survey/campaign_form.html", context, status=status)


def _draft_page(request: ActorRequest, campaign: Campaign) -> HttpResponse:
    minimum = minimum_respondents(campaign)
    preview = effort_preview(campaign, minimum, day=timezone.localdate())
    context = _campaign_context(request, campaign) | {
        "preview": preview,
        "can_draft": permissions.DRAFT_CAMPAIGN.allows(request.actor, campaign),
    }
    return render(request, "survey/campaign_draft.html", context)


def _campaign_context(request: ActorRequest, campaign: Campaign) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "campaign": campaign,
        "is_running": campaign.accepts_on(today),
        "is_late": campaign.closes_on <= today,
        "can_open": permissions.OPEN_CAMPAIGN.allows(request.actor, campaign),
        "can_close": permissions.CLOSE_CAMPAIGN.allows(request.actor, campaign),
        "can_export": permissions.EXPORT_ANSWERS.allows(request.actor, campaign),
        "to_mend": bool(permissions.CHOOSE_EDIT.roles & request.actor.roles),
        "extensions": campaign.extensions.select_related("extended_by"),
        "extension_form": ExtensionForm(initial={"last_day": campaign.last_day}),
        "today": today,
    }


def _progress_context(
    request: ActorRequest, campaign: Campaign, progress: Progress
) -> dict[str, Any]:
    schools = Paginator(progress.schools, PER_PAGE).get_page(request.GET.get("page"))
    detail = "survey:campaign-unit"
    line = [
        each
        for each in line_of(progress.unit)
        if each.path.startswith(campaign.scope.path)
        and each.path.startswith(request.actor.path)
    ]
    return {
        "unit": progress.unit,
        "progress": progress,
        "line": [
            (each.name, reverse(detail, args=[campaign.pk, each.code])) for each in line
        ],
        "page_obj": schools,
        "schools": [(row, role_counts(row.assignment)) for row in schools],
        "can_follow": True,
    }

"""Pages and actions of score runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sakaguru.core.errors import Incomplete
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.logic.digests import short
from sakaguru.scoring.queries.runs import (
    count_regions,
    listed_runs,
    runs_of,
    visible_campaigns,
    visible_runs,
)
from sakaguru.scoring.services.publications import (
    READ_FIRST,
    promised_day,
    publish_run,
)
from sakaguru.scoring.services.runs import request_run
from sakaguru.scoring.web.forms import EarlyForm, ReleaseForm
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from sakaguru.scoring.models import ScoreRun
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_RUN)
def run_list(request: ActorRequest) -> HttpResponse:
    return render(
        request, "scoring/run_list.html", {"runs": listed_runs(request.actor)}
    )


@page(permissions.VIEW_RUN)
def run_detail(request: ActorRequest, run_id: int) -> HttpResponse:
    """Where a run stands; while it is being computed the page asks again by itself."""
    run = get_object_or_404(visible_runs(request.actor), pk=run_id)
    context = {**_steps(request, run), "short_digest": short(run.digest)}
    return render(request, "scoring/run_detail.html", context)


@page(permissions.VIEW_RUN)
def campaign_runs(request: ActorRequest, campaign_id: int) -> HttpResponse:
    """All runs of a campaign; also the block that its own page fetches."""
    campaign = get_object_or_404(visible_campaigns(request.actor), pk=campaign_id)
    context = {
        "campaign": campaign,
        "runs": runs_of(request.actor, campaign),
        "can_compute": campaign.is_closed
        and permissions.COMPUTE_SCORES.allows(request.actor, campaign),
    }
    return render(request, "scoring/campaign_runs.html", context)


@action(permissions.COMPUTE_SCORES)
def run_request(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(visible_campaigns(request.actor), pk=campaign_id)
    run = request_run(
        actor=request.actor,
        campaign=campaign,
        at=timezone.now(),  # noqa: TID251 -- a view is a door
    )
    return redirect(run)


@page(permissions.PUBLISH_SCORES)
def run_release(request: ActorRequest, run_id: int) -> HttpResponse:
    """What the next step shows to whom, before it is done."""
    run = get_object_or_404(visible_runs(request.actor), pk=run_id)
    permissions.PUBLISH_SCORES.check(request.actor, run)
    if not run.is_done or not run.campaign_id or run.audience == Audience.PUBLIC:
        raise Http404
    audience = Audience(run.audience + 1)
    context = {
        "run": run,
        "audience": audience,
        "units": count_regions(run),
        "form": _release_form(run, audience),
    }
    return render(request, "scoring/run_release.html", context)


def _release_form(run: ScoreRun, audience: Audience) -> Form | None:
    """What is asked beside a yes: a day and a reason, a reason, or nothing."""
    today = timezone.localdate()
    if audience is Audience.SCHOOL:
        return ReleaseForm(initial={"until": today + READ_FIRST})
    promised = promised_day(run)
    waits = audience is Audience.TREE and promised and today < promised
    return EarlyForm() if waits else None


@action(permissions.PUBLISH_SCORES)
def run_publish(request: ActorRequest, run_id: int) -> HttpResponse:
    """Open the run to the audience named in the form."""
    run = get_object_or_404(visible_runs(request.actor), pk=run_id)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        faults = [str(fault) for found in form.errors.values() for fault in found]
        raise Incomplete(" ".join(faults), faults)
    publish_run(
        actor=request.actor,
        run=run,
        audience=_audience(request, run),
        at=timezone.now(),  # noqa: TID251
        today=timezone.localdate(),
        until=form.cleaned_data["until"],
        reason=form.cleaned_data["reason"],
    )
    return redirect(run)


def _steps(request: ActorRequest, run: ScoreRun) -> dict[str, Any]:
    published = {p.audience: p for p in run.publications.select_related("published_by")}
    may = run.is_done and permissions.PUBLISH_SCORES.allows(request.actor, run)
    steps = [
        {
            "audience": audience,
            "publication": published.get(int(audience)),
            "is_next": may and bool(run.campaign_id) and audience == run.audience + 1,
        }
        for audience in Audience
    ]
    return {"run": run, "steps": steps}


def _audience(request: ActorRequest, run: ScoreRun) -> Audience:
    """The audience named in the form, or the next one; an unknown one is not found."""
    named = request.POST.get("audience") or str(run.audience + 1)
    known = {str(audience.value): audience for audience in Audience}
    if named not in known:
        raise Http404
    return known[named]

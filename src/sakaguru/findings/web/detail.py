"""The page of one finding, and the steps taken on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.findings import permissions
from sakaguru.findings.enums import SOURCE, FindingState
from sakaguru.findings.queries.findings import parts_of, signs_for
from sakaguru.findings.queries.remedies import branch_of
from sakaguru.findings.queries.voices import voices_of
from sakaguru.findings.services import causes, findings
from sakaguru.findings.services.asking import ask_help_with
from sakaguru.findings.web import forms
from sakaguru.findings.web.finding import finding_or_404
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.permissions import ASK_FOR_HELP, OPEN_POINT
from sakaguru.followup.queries.points import points_shown
from sakaguru.followup.services.points import Promise
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from sakaguru.findings.models import Finding
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_FINDING)
def finding_detail(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, finding_or_404(request, pk), {})


@action(permissions.VIEW_FINDING)
def finding_step(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step: the word names its form and its service."""
    finding = finding_or_404(request, pk)
    form = _forms(finding, request.POST, verb).get(verb)
    if verb != "pilih-sebab" and form is None:
        raise Http404
    _check_right(request, finding, verb)
    if form is not None and not form.is_valid():
        return _page(request, finding, {verb: form}, status=422)
    _do(request, finding, verb, form)
    messages.success(request, _("Perubahan temuan tersimpan."))
    return redirect(finding)


@action(permissions.EXPLAIN_FINDING)
def cause_remove(request: ActorRequest, pk: int, cause_id: int) -> HttpResponse:
    finding = finding_or_404(request, pk)
    cause = get_object_or_404(finding.causes.all(), pk=cause_id)
    causes.remove_cause(
        actor=request.actor,
        cause=cause,
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Sebab dihapus."))
    return redirect(finding)


def _check_right(request: ActorRequest, finding: Finding, verb: str) -> None:
    """Whoever may not do it is told so before the form is read."""
    if verb == "penanggung-jawab":
        OPEN_POINT.check(request.actor, ActionPoint(owner=finding.organisation))
    elif verb == "bantuan":
        ASK_FOR_HELP.check(request.actor, ActionPoint(asker=finding.organisation))
    elif verb == "tutup":
        permissions.RECORD_FINDING.check(request.actor, finding)
    elif verb in {"sebab", "pilih-sebab"}:
        permissions.EXPLAIN_FINDING.check(request.actor, finding)
    else:
        permissions.DECIDE_FINDING.check(request.actor, finding)


def _do(request: ActorRequest, finding: Finding, verb: str, form: Any) -> None:
    """Call the one service that the word stands for."""
    common: dict[str, Any] = {
        "actor": request.actor,
        "finding": finding,
        "at": timezone.now(),  # noqa: TID251 -- a door reads the clock
    }
    data = form.cleaned_data if form is not None else {}
    steps: dict[str, Callable[[], object]] = {
        "pilih-sebab": lambda: causes.choose_cause(
            tree_key=request.POST.get("sebab", ""), **common
        ),
        "sebab": lambda: causes.add_own_cause(whys=form.whys(), **common),
        "tidak-ditindaklanjuti": lambda: findings.decide_not_to_act(**data, **common),
        "tutup": lambda: findings.withdraw_finding(**data, **common),
        "buka-lagi": lambda: findings.reopen_finding(**data, **common),
        "urutkan": lambda: findings.place_finding(**data, **common),
        "penanggung-jawab": lambda: findings.give_owner(
            promise=Promise(data["title"], data["due_on"], priority=data["priority"]),
            person=data["person"],
            verifier=data["verifier"],
            **common,
        ),
        "bantuan": lambda: ask_help_with(
            wish=Promise(data["title"], data["due_on"], data["detail"]), **common
        ),
    }
    steps[verb]()


def _forms(finding: Finding, data: Any = None, verb: str = "") -> dict[str, Form]:
    def given(name: str) -> Any:
        return data if name == verb else None

    return {
        "sebab": forms.WhysForm(given("sebab"), prefix="sebab"),
        "tidak-ditindaklanjuti": forms.ReasonForm(
            given("tidak-ditindaklanjuti"), prefix="tidak"
        ),
        "tutup": forms.ReasonForm(given("tutup"), prefix="tutup"),
        "buka-lagi": forms.ReasonForm(given("buka-lagi"), prefix="buka"),
        "urutkan": forms.PlaceForm(
            given("urutkan"), prefix="urutkan", initial={"place": finding.place}
        ),
        "bantuan": forms.HelpForm(given("bantuan"), prefix="bantuan"),
        "penanggung-jawab": forms.OwnerForm(
            given("penanggung-jawab"),
            prefix="oleh",
            unit=finding.organisation,
            day=timezone.localdate(),
        ),
    }


def _rights(request: ActorRequest, finding: Finding) -> dict[str, bool]:
    """What this person may do now; only to show the right buttons."""
    actor, is_open = request.actor, finding.is_open
    decides = permissions.DECIDE_FINDING.allows(actor, finding)
    point = ActionPoint(owner=finding.organisation)
    return {
        "may_explain": is_open
        and finding.is_gap
        and permissions.EXPLAIN_FINDING.allows(actor, finding),
        "may_give": is_open and finding.is_gap and OPEN_POINT.allows(actor, point),
        "may_ask": is_open
        and finding.is_gap
        and ASK_FOR_HELP.allows(actor, ActionPoint(asker=finding.organisation)),
        "may_decide": is_open and finding.is_gap and decides,
        "may_reopen": finding.state == FindingState.NOT_ACTED and decides,
        "may_withdraw": is_open
        and finding.last_run_id is None
        and permissions.RECORD_FINDING.allows(actor, finding),
    }


def _page(
    request: ActorRequest, finding: Finding, filled: dict[str, Any], status: int = 200
) -> HttpResponse:
    key, branch = str(finding.pk), branch_of(finding.node)
    signs = signs_for(request.actor, finding)
    chosen = list(finding.causes.select_related("added_by"))
    taken = {cause.tree_key for cause in chosen}
    context = {
        "finding": finding,
        "unit": finding.organisation,
        "line": line_of(finding.organisation),
        "signs": signs,
        "parts": parts_of(finding, signs),
        "voices": voices_of(finding),
        "causes": chosen,
        "tree": [cause for cause in branch.causes if cause.key not in taken],
        "remedies": branch.remedies,
        "points": points_shown(request.actor, SOURCE, key),
        "actions": finding.actions.all(),
        "forms": {**_forms(finding), **filled},
        "opened": next(iter(filled), ""),
        **_rights(request, finding),
    }
    return render(request, "findings/finding_detail.html", context, status=status)

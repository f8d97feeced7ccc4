"""The page of one point, and the steps taken on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.evidence.models import Evidence
from sakaguru.evidence.permissions import ADD_EVIDENCE
from sakaguru.evidence.queries.evidence import evidence_shown
from sakaguru.evidence.queries.uploads import files_of
from sakaguru.evidence.services.evidence import Particulars, Proven, add_evidence
from sakaguru.followup import permissions
from sakaguru.followup.enums import WORK_STATES, PointState
from sakaguru.followup.queries.feeds import feed
from sakaguru.followup.queries.points import visible_points
from sakaguru.followup.services import help as helping
from sakaguru.followup.services import points as services
from sakaguru.followup.services import rights, work
from sakaguru.followup.web import forms
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.forms import Form
    from django.http import HttpResponse

    from sakaguru.core.access import Actor
    from sakaguru.followup.models import ActionPoint
    from sakaguru.ui.http import ActorRequest

STEPS: dict[str, Callable[..., ActionPoint]] = {
    "sepakati": work.agree_point,
    "mulai": work.start_point,
    "ajukan": work.submit_point,
    "kembalikan": work.return_point,
    "verifikasi": work.verify_point,
    "efektif": work.judge_effect,
    "belum-efektif": work.judge_effect,
    "tugaskan": services.assign_point,
    "tunda": services.postpone_point,
    "hentikan": services.drop_point,
    "komentar": services.comment_on_point,
}
"""The word in the address, and the one service it stands for."""

HELP_STEPS: dict[str, Callable[..., ActionPoint]] = {
    "sanggupi": helping.take_help,
    "tolak": helping.refuse_help,
    "berikan": helping.give_help,
    "terima": helping.confirm_help,
    "belum-terima": helping.miss_help,
    "batalkan": helping.withdraw_help,
    "efektif": work.judge_effect,
    "belum-efektif": work.judge_effect,
    "tunda": services.postpone_point,
    "komentar": services.comment_on_point,
}
"""The same for what another unit asked for."""

RIGHTS: dict[str, rights.Check] = {
    **dict.fromkeys(("sepakati", "mulai", "ajukan"), rights.check_works),
    **dict.fromkeys(("kembalikan", "verifikasi"), rights.check_judges),
    **dict.fromkeys(("efektif", "belum-efektif"), rights.check_judges),
    **dict.fromkeys(("tugaskan", "hentikan"), rights.check_steers),
    **dict.fromkeys(("sanggupi", "tolak", "berikan"), rights.check_helps),
    **dict.fromkeys(("terima", "belum-terima", "batalkan"), rights.check_asks),
    "tunda": rights.check_postpones,
    "komentar": rights.check_comments,
}
"""Asked before the form is read: who may not take a step hears nothing about it."""

GIVEN: dict[str, dict[str, Any]] = {
    "efektif": {"is_effective": True},
    "belum-efektif": {"is_effective": False},
}


def _point(request: ActorRequest, pk: int) -> ActionPoint:
    day = timezone.localdate()
    return get_object_or_404(visible_points(request.actor, day), pk=pk)


@page(permissions.VIEW_POINT, OpenTo.SIGNED_IN)
def point_detail(request: ActorRequest, pk: int) -> HttpResponse:
    point = _point(request, pk)
    return _page(request, point, {})


@action(permissions.VIEW_POINT, OpenTo.SIGNED_IN)
def point_step(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step: the word names its form and its service."""
    point = _point(request, pk)
    steps = HELP_STEPS if point.is_help else STEPS
    if verb not in steps:
        raise Http404
    RIGHTS[verb](request.actor, point, timezone.localdate())
    form = _forms(point, request.POST, verb).get(verb)
    if form is not None and not form.is_valid():
        return _page(request, point, {verb: form}, status=422)
    steps[verb](
        actor=request.actor,
        point=point,
        at=timezone.now(),  # noqa: TID251 -- a door reads the clock
        **(form.cleaned_data if form is not None else {}),
        **GIVEN.get(verb, {}),
    )
    messages.success(request, _("{number} tersimpan.").format(number=point.number))
    return redirect(point)


@action(ADD_EVIDENCE)
def point_proof(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a file that proves that the point was done."""
    point = _point(request, pk)
    ADD_EVIDENCE.check(request.actor, Evidence(organisation=point.owner))
    sent = files_of(request.actor, request.POST, request.FILES)
    form = forms.ProofForm(request.POST, sent)
    if not form.is_valid():
        return _page(request, point, {"bukti": form}, status=422)
    try:
        _prove(request, point, form.cleaned_data)
    except DomainError as refused:
        if refused.code != "file_refused":
            raise
        form.add_error("file", str(refused))
        return _page(request, point, {"bukti": form}, status=422)
    messages.success(request, _("Bukti tersimpan dan menunggu diperiksa orang lain."))
    return redirect(point)


def _prove(request: ActorRequest, point: ActionPoint, data: dict[str, Any]) -> None:
    day = timezone.localdate()
    add_evidence(
        actor=request.actor,
        organisation=point.owner,
        file=data["file"],
        particulars=Particulars(data["title"], day),
        proves=[
            Proven("followup", str(point.pk), str(point), point.get_absolute_url()),
        ],
        at=timezone.now(),  # noqa: TID251 -- a door reads the clock
    )


def _forms(point: ActionPoint, data: Any = None, verb: str = "") -> dict[str, Form]:
    def given(name: str) -> Any:
        return data if name == verb else None

    assigned = {
        "person": point.owner_person_id,
        "verifier": point.verifier_id,
        "priority": point.priority,
    }
    return {
        "ajukan": forms.NoteForm(given("ajukan"), prefix="ajukan"),
        "verifikasi": forms.NoteForm(given("verifikasi"), prefix="verifikasi"),
        "kembalikan": forms.ReasonForm(given("kembalikan"), prefix="kembalikan"),
        "efektif": forms.ReasonForm(given("efektif"), prefix="efektif"),
        "belum-efektif": forms.ReasonForm(given("belum-efektif"), prefix="belum"),
        "tunda": forms.PostponeForm(given("tunda"), prefix="tunda"),
        "hentikan": forms.ReasonForm(given("hentikan"), prefix="hentikan"),
        "komentar": forms.CommentForm(given("komentar"), prefix="komentar"),
        "tolak": forms.ReasonForm(given("tolak"), prefix="tolak"),
        "berikan": forms.GivenForm(given("berikan"), prefix="berikan"),
        "terima": forms.NoteForm(given("terima"), prefix="terima"),
        "belum-terima": forms.ReasonForm(given("belum-terima"), prefix="belum-terima"),
        "batalkan": forms.ReasonForm(given("batalkan"), prefix="batalkan"),
        "bukti": forms.ProofForm(),
        "tugaskan": forms.AssignForm(
            given("tugaskan"),
            prefix="tugaskan",
            initial=assigned,
            unit=point.owner,
            day=timezone.localdate(),
        ),
    }


def _rights(actor: Actor, point: ActionPoint, day: date) -> dict[str, bool]:
    """What this person may do now; only to show the right buttons."""
    works = rights.may(rights.check_works, actor, point, day)
    steers = rights.may(rights.check_steers, actor, point, day)
    judges = rights.may(rights.check_judges, actor, point, day)
    finished = {PointState.DONE, PointState.EFFECTIVE, PointState.NOT_EFFECTIVE}
    promised = not point.is_help
    return {
        "may_agree": promised and works and point.state == PointState.NEW,
        "may_start": promised and works and point.state in WORK_STATES[:2],
        "may_submit": promised and works and point.state in WORK_STATES,
        "may_check": promised and judges and point.state == PointState.AWAITING_CHECK,
        "may_judge": judges and point.state in finished,
        "may_assign": promised and steers and point.is_open,
        "may_drop": promised and steers and point.is_open,
        "may_postpone": point.is_open
        and rights.may(rights.check_postpones, actor, point, day),
        "may_prove": ADD_EVIDENCE.allows(actor, Evidence(organisation=point.owner)),
        "may_comment": rights.may(rights.check_comments, actor, point, day),
    }


def _rights_to_help(actor: Actor, point: ActionPoint, day: date) -> dict[str, bool]:
    """The same for those who help, and those who asked."""
    if not point.is_help:
        return {}
    asks = rights.may(rights.check_asks, actor, point, day)
    gives = rights.may(rights.check_helps, actor, point, day)
    gives = gives and actor.user_id != point.verifier_id
    is_work = point.state in WORK_STATES
    return {
        "may_take": gives and is_work and actor.user_id != point.owner_person_id,
        "may_give": gives and is_work,
        "may_confirm": asks and point.state == PointState.AWAITING_CHECK,
        "may_withdraw": asks and is_work,
    }


def _page(
    request: ActorRequest, point: ActionPoint, filled: dict[str, Any], status: int = 200
) -> HttpResponse:
    day = timezone.localdate()
    context = {
        "point": point,
        "days_late": point.days_late(day),
        "feed": feed(point),
        "evidence": evidence_shown(
            request.actor,
            "followup",
            str(point.pk),
            is_named=request.actor.user_id
            in {point.owner_person_id, point.verifier_id} - {None},
        ),
        "forms": {**_forms(point), **filled},
        "opened": next(iter(filled), ""),
        **_rights(request.actor, point, day),
        **_rights_to_help(request.actor, point, day),
    }
    return render(request, "followup/point_detail.html", context, status=status)

"""The pages of one activity, and the steps taken on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError, NotAllowed
from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.models import Evidence
from sakaguru.evidence.permissions import ADD_EVIDENCE, VIEW_EVIDENCE
from sakaguru.evidence.queries.evidence import evidence_shown
from sakaguru.evidence.queries.uploads import files_of
from sakaguru.evidence.services.evidence import (
    Particulars,
    Proven,
    add_evidence,
    link_evidence,
)
from sakaguru.findings.permissions import VIEW_FINDING
from sakaguru.followup.queries.points import points_shown
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.enums import SOURCE, ActivityState, PlanState
from sakaguru.planning.queries.delays import ahead_of, as_planned
from sakaguru.planning.queries.invited import units_for
from sakaguru.planning.queries.plans import visible_activities
from sakaguru.planning.queries.rows import answer_of
from sakaguru.planning.queries.warnings import days_off
from sakaguru.planning.services import activities, doing, plans
from sakaguru.planning.services import money as budget
from sakaguru.planning.services.ends import address_of
from sakaguru.planning.web import activity_forms as forms
from sakaguru.planning.web.calendar_picture import step_words, steps_picture
from sakaguru.planning.web.forms import CommentForm
from sakaguru.planning.web.found import activity_or_404, now
from sakaguru.ui.http import OpenTo, action, note_reading, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpResponse

    from sakaguru.planning.models import Activity
    from sakaguru.ui.http import ActorRequest

MOST_OFFERED, MOST_LISTED = 30, 200
READERS = (permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
RULES = {
    "langkah": permissions.DRAFT_PLAN,
    "anggaran": permissions.DRAFT_PLAN,
    "undang": permissions.DRAFT_PLAN,
    "hapus": permissions.DRAFT_PLAN,
    "komentar": permissions.COMMENT_PLAN,
}
"""The rule of each step on a draft; those of carrying out ask for the person, too."""


@page(*READERS)
def activity_thread(request: ActorRequest, thread: UUID) -> HttpResponse:
    """Lead to the activity as it stands today: in force, else the newest to be seen."""
    rows = visible_activities(request.actor, timezone.localdate())
    rows = rows.filter(thread=thread)
    found = sorted(rows, key=lambda a: (a.plan.state == PlanState.APPROVED, a.pk))
    if not found:
        raise Http404
    return redirect(found[-1])


@page(*READERS)
def activity_detail(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, activity_or_404(request, pk), {})


@action(*READERS, OpenTo.SIGNED_IN)
def activity_step(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step: the word names its form and its service.

    Open to the owner and the verifier as persons: they may stand outside every rule.
    """
    activity = activity_or_404(request, pk)
    form = _forms(request, activity, verb).get(verb)
    if form is None and verb not in {"mulai", "hapus"}:
        raise Http404
    _check_rule(request, activity, verb)
    if form is not None and not form.is_valid():
        return _page(request, activity, {verb: form}, status=422)
    try:
        _do(request, activity, verb, form)
    except DomainError as refused:
        if form is None or refused.code != "file_refused":
            raise
        form.add_error("file", str(refused))
        return _page(request, activity, {verb: form}, status=422)
    messages.success(request, _("Tersimpan."))
    return redirect(activity.plan if verb == "hapus" else activity)


def _check_rule(request: ActorRequest, activity: Activity, verb: str) -> None:
    rule = RULES.get(verb)
    if rule is not None:
        rule.check(request.actor, activity.plan)
    elif verb in {"bukti", "kaitkan"}:
        ADD_EVIDENCE.check(
            request.actor, Evidence(organisation=activity.plan.organisation)
        )
    elif verb in {"verifikasi", "kembalikan"}:
        _check_verifier(request, activity)
    elif not _owns(request, activity):
        permissions.CARRY_OUT.check(request.actor, activity.plan)


def _check_verifier(request: ActorRequest, activity: Activity) -> None:
    mine = request.actor.user_id
    if mine is None or mine != activity.verifier_id:
        raise NotAllowed(_("Hanya pemeriksa yang ditunjuk memeriksa kegiatan ini."))


def _owns(request: ActorRequest, activity: Activity) -> bool:
    mine = request.actor.user_id
    return mine is not None and mine == activity.owner_id


def _do(request: ActorRequest, activity: Activity, verb: str, form: Any) -> None:
    """Call the one service that the word stands for."""
    common: dict[str, Any] = {
        "actor": request.actor,
        "activity": activity,
        "at": now(),
    }
    data = form.cleaned_data if form is not None else {}
    steps: dict[str, Callable[[], object]] = {
        "hapus": lambda: activities.remove_activity(**common),
        "langkah": lambda: activities.add_steps(
            steps=[activities.StepSketch(**data)], **common
        ),
        "anggaran": lambda: budget.add_lines(
            lines=[budget.LineSketch(**data)], **common
        ),
        "undang": lambda: activities.invite(**data, **common),
        "mulai": lambda: doing.start_activity(**common),
        "lapor": lambda: doing.report_progress(report=doing.Report(**data), **common),
        "selesai": lambda: doing.finish_activity(**data, **common),
        "verifikasi": lambda: doing.verify_activity(is_accepted=True, **data, **common),
        "kembalikan": lambda: doing.verify_activity(
            is_accepted=False, **data, **common
        ),
        "bukti": lambda: _prove(request, activity, data),
        "kaitkan": lambda: link_evidence(
            actor=request.actor,
            evidence=data["evidence"],
            proves=_proven(activity),
            at=common["at"],
        ),
        "komentar": lambda: plans.comment_plan(
            plan=activity.plan, text=data["text"], **common
        ),
    }
    steps[verb]()


def _prove(request: ActorRequest, activity: Activity, data: dict[str, Any]) -> None:
    add_evidence(
        actor=request.actor,
        organisation=activity.plan.organisation,
        file=data["file"],
        particulars=Particulars(data["title"], timezone.localdate()),
        proves=[_proven(activity)],
        at=now(),
    )


def _proven(activity: Activity) -> Proven:
    return Proven(SOURCE, activity.key, activity.title, address_of(activity))


def _forms(
    request: ActorRequest, activity: Activity, verb: str = ""
) -> dict[str, Form]:
    """Each step's form, filled where it is the one that was sent."""
    dates = {"starts_on": activity.starts_on, "ends_on": activity.ends_on}
    kinds: dict[str, tuple[type[Form], dict[str, Any]]] = {
        "langkah": (forms.StepForm, {"initial": dates}),
        "anggaran": (forms.LineForm, {}),
        "lapor": (forms.ReportForm, {}),
        "selesai": (forms.NoteForm, {}),
        "verifikasi": (forms.NoteForm, {}),
        "kembalikan": (forms.NoteForm, {}),
        "bukti": (forms.ProofForm, {}),
        "komentar": (CommentForm, {}),
    }
    files = Evidence.objects.in_use().filter(organisation=activity.plan.organisation)
    files = files.exclude(proofs__source=SOURCE, proofs__source_key=activity.key)
    kinds["kaitkan"] = (forms.LinkForm, {"files": files})
    if activity.plan.organisation.tier < Tier.SCHOOL:
        kinds["undang"] = (forms.InviteForm, {"units": units_for(activity)})
    found = {}
    for name, (kind, more) in kinds.items():
        is_sent = name == verb
        data = request.POST if is_sent else None
        sent = files_of(request.actor, data, request.FILES) if data else None
        found[name] = kind(data, sent, prefix=name, **more)
    return found


def _page(
    request: ActorRequest, activity: Activity, filled: dict[str, Any], status: int = 200
) -> HttpResponse:
    plan = activity.plan
    looked_for = request.GET.get("cari", "")
    rights = _rights(request, activity)
    invites = rights["may_draft"] and plan.organisation.tier < Tier.SCHOOL
    day = timezone.localdate()
    ahead = ahead_of(activity, day) if plan.is_in_force else as_planned(activity)
    files = evidence_shown(
        request.actor,
        SOURCE,
        activity.key,
        is_named=request.actor.user_id
        in {activity.owner_id, activity.verifier_id} - {None},
    )
    note_reading(
        request,
        what="guests",
        at=timezone.now(),  # noqa: TID251 -- a door
        path=plan.organisation.path,
        named=activity.invitees.exclude(person_name="").count(),
    )
    context = {
        "activity": activity,
        "plan": plan,
        "unit": plan.organisation,
        "line": line_of(plan.organisation),
        "answer": answer_of(activity),
        "steps": [(row.step, step_words(row)) for row in ahead.steps],
        "open_steps": sum(row.ahead.is_open for row in ahead.steps),
        "ahead": ahead,
        "moved": steps_picture(activity, ahead, day) if ahead.is_moving else None,
        "lines": activity.budget_lines.all(),
        "invitees": activity.invitees.select_related("organisation")[:MOST_LISTED],
        "invited": activity.invitees.count(),
        "reports": activity.reports.select_related("by").order_by("-at", "-pk"),
        "evidence": files,
        "unchecked": sum(one.check_state != CheckState.ACCEPTED for one in files),
        "points": points_shown(request.actor, SOURCE, activity.key),
        "comments": plan.comments.filter(thread=activity.thread).select_related("by"),
        "remarks": days_off(activity.starts_on, activity.ends_on),
        "late": ahead.days_late,
        "forms": {**_forms(request, activity), **filled},
        "opened": next(iter(filled), ""),
        "offers": units_for(activity, looked_for)[:MOST_OFFERED] if invites else [],
        "looked_for": looked_for,
        "sees_gaps": VIEW_FINDING.reaches(request.actor, plan.organisation.path),
        "sees_files": request.actor.user_id in {activity.owner_id, activity.verifier_id}
        or VIEW_EVIDENCE.reaches(request.actor, plan.organisation.path),
        **rights,
    }
    return render(request, "planning/activity_detail.html", context, status=status)


def _rights(request: ActorRequest, activity: Activity) -> dict[str, bool]:
    """What this person may do now; only to show the right buttons."""
    actor, plan = request.actor, activity.plan
    works = _owns(request, activity) or permissions.CARRY_OUT.allows(actor, plan)
    works = works and plan.is_in_force
    running = activity.state in {ActivityState.PLANNED, ActivityState.RUNNING}
    unit = Evidence(organisation=plan.organisation)
    return {
        "may_draft": plan.is_draft and permissions.DRAFT_PLAN.allows(actor, plan),
        "may_start": works and activity.state == ActivityState.PLANNED,
        "may_report": works and running,
        "may_prove": plan.is_in_force and ADD_EVIDENCE.allows(actor, unit),
        "may_verify": activity.state == ActivityState.DONE
        and plan.is_in_force
        and actor.user_id is not None
        and actor.user_id == activity.verifier_id,
        "may_comment": permissions.COMMENT_PLAN.allows(actor, plan),
    }

"""Submit a plan, decide on it step by step, take it back, revise it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError, NotAllowed
from sakaguru.organisations.models import Organisation
from sakaguru.planning import permissions
from sakaguru.planning.adapters.shipped import approval_chain
from sakaguru.planning.enums import Decision, LessonChoice, PlanState, SigningAct
from sakaguru.planning.models import Lesson, Plan, Signing
from sakaguru.planning.queries.signings import may_decide, may_record, waiting_step
from sakaguru.planning.services.revision import carry_over
from sakaguru.planning.services.trace import check_draft, check_reason, locked, note
from sakaguru.planning.signals import plan_approved

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor


class PlanIsEmpty(DomainError):
    code = "plan_is_empty"
    status = 422


class OwnersMissing(DomainError):
    code = "owners_missing"
    status = 422


class LessonsUndecided(DomainError):
    code = "lessons_undecided"
    status = 422


class NothingToDecide(DomainError):
    code = "nothing_to_decide"


class CommitteeUnnamed(DomainError):
    code = "committee_unnamed"
    status = 422


@transaction.atomic
def submit_plan(*, actor: Actor, plan: Plan, at: datetime) -> Plan:
    """Hand a draft to those who decide; its content is frozen until it comes back.

    Raises:
        NotAllowed: only the leaders of the very unit submit its plans.
        PlanIsFrozen: it was submitted before.
        PlanIsEmpty: there is no activity.
        OwnersMissing: an activity has nobody who answers for it.
        LessonsUndecided: a lesson of the last cycle is neither taken up nor declined.
    """
    plan = locked(plan)
    permissions.STEER_PLAN.check(actor, plan)
    check_draft(plan)
    _check_complete(plan)
    _name_causes(plan)
    plan.state, plan.round, plan.submitted_at = PlanState.SUBMITTED, plan.round + 1, at
    plan.number = plan.number or _next_number(plan)
    Signing.objects.bulk_create(_steps(plan))
    plan.save(update_fields=["state", "round", "submitted_at", "number"])
    note(actor, "plan.submitted", plan, at, number=plan.number, round=plan.round)
    return plan


def step_to_decide(actor: Actor, plan: Plan) -> Signing:
    """The step on which a plan waits, if it is the actor's to decide.

    Raises:
        NotAllowed: the step is not this person's.
        NothingToDecide: the plan waits for nobody.
    """
    step = waiting_step(plan)
    if step is None:
        raise NothingToDecide(_("Rencana ini tidak sedang menunggu keputusan."))
    if not may_decide(actor, plan, step) and not may_record(actor, plan, step):
        raise NotAllowed(
            _("Langkah ini bukan wewenang Anda: {step}.").format(step=step.title["id"])
        )
    return step


@transaction.atomic
def decide_step(
    *,
    actor: Actor,
    plan: Plan,
    is_agreed: bool,
    at: datetime,
    remark: str = "",
    on_behalf_of: str = "",
) -> Plan:
    """Decide the step on which a plan waits: agree, or return it with a reason.

    A committee that does not sign in itself decides in its meeting; the head enters
    that decision ``on_behalf_of`` its chair, with number and day of the minutes.

    Raises:
        NotAllowed: the step is not this person's.
        NothingToDecide: the plan waits for nobody.
        CommitteeUnnamed: it is not said for whom, or from which minutes.
        PlanReasonMissing: it was returned without a reason.
    """
    plan = locked(plan)
    step = step_to_decide(actor, plan)
    own = may_decide(actor, plan, step)
    if not own and not (on_behalf_of.strip() and remark.strip()):
        message = _("Sebutkan ketua komite serta nomor dan tanggal berita acaranya.")
        raise CommitteeUnnamed(message)
    step.note = remark.strip() if is_agreed else check_reason(remark)
    step.on_behalf_of = "" if own else on_behalf_of.strip()[:200]
    step.decision = Decision.AGREED if is_agreed else Decision.RETURNED
    step.person_id, step.at = actor.user_id, at
    step.save()
    if not is_agreed:
        return _return(actor, plan, step, at)
    note(actor, "plan.signed", plan, at, step=step.step)
    return _approve(actor, plan, at) if waiting_step(plan) is None else plan


@transaction.atomic
def recall_plan(*, actor: Actor, plan: Plan, reason: str, at: datetime) -> Plan:
    """Take a submitted plan back into draft before all have decided.

    Raises:
        NotAllowed: only the leaders of the very unit steer its plans.
        NothingToDecide: it is not submitted.
        PlanReasonMissing: no reason was given.
    """
    plan = locked(plan)
    permissions.STEER_PLAN.check(actor, plan)
    if plan.state != PlanState.SUBMITTED:
        raise NothingToDecide(_("Rencana ini tidak sedang diajukan."))
    reason = check_reason(reason)
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    note(actor, "plan.recalled", plan, at, reason=reason)
    return plan


def _return(actor: Actor, plan: Plan, step: Signing, at: datetime) -> Plan:
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    note(actor, "plan.returned", plan, at, step=step.step, reason=step.note)
    return plan


def _approve(actor: Actor, plan: Plan, at: datetime) -> Plan:
    """The last step is done: the plan is in force, its predecessor no longer."""
    if plan.revises_id is not None:
        before = locked(plan.revises_id)
        before.state = PlanState.SUPERSEDED
        before.save(update_fields=["state"])
    plan.state, plan.approved_at = PlanState.APPROVED, at
    plan.save(update_fields=["state", "approved_at"])
    if plan.revises_id is not None:
        carry_over(actor, plan, at)
    note(actor, "plan.approved", plan, at, number=plan.number, revision=plan.revision)
    plan_approved.send(sender=Plan, plan_id=plan.pk)
    return plan


def _check_complete(plan: Plan) -> None:
    activities = list(plan.activities.all())
    if not activities:
        raise PlanIsEmpty(_("Rencana ini belum berisi kegiatan."))
    ownerless = [a.title for a in activities if not a.owner_id and not a.owner_role]
    if ownerless:
        raise OwnersMissing(
            _("Beri penanggung jawab dahulu: {titles}.").format(
                titles="; ".join(ownerless)
            )
        )
    lessons = Lesson.objects.filter(organisation=plan.organisation_id)
    if lessons.filter(choice=LessonChoice.OPEN).exists():
        raise LessonsUndecided(
            _("Putuskan dahulu setiap pelajaran: dipakai, atau tidak dengan alasan.")
        )


def _name_causes(plan: Plan) -> None:
    """Activities taken before the cause was found name it now."""
    rows = plan.activities.filter(cause=None, finding__isnull=False)
    for activity in rows.prefetch_related("finding__causes"):
        causes = list(activity.finding.causes.all()) if activity.finding else []
        if causes:
            activity.cause, activity.cause_words = causes[0], causes[0].text
            activity.save(update_fields=["cause", "cause_words"])


def _steps(plan: Plan) -> list[Signing]:
    chain = approval_chain(plan.kind, plan.organisation.tier)
    return [
        Signing(
            plan=plan,
            round=plan.round,
            position=position,
            step=step.step,
            act=SigningAct(step.act),
            title=step.title,
            roles=step.roles,
            tiers=step.tiers,
        )
        for position, step in enumerate(chain, start=1)
    ]


def _next_number(plan: Plan) -> str:
    """``RKT/20302235/2026-2027/1``: counted per unit, kind and year."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=plan.organisation_id)
    year = plan.school_year.replace("/", "-") or str(plan.budget_year or "")
    year = year or str(plan.starts_on.year)
    stem = f"{plan.kind.upper()}/{plan.organisation.code}/{year}/"
    taken = Plan.objects.filter(number__startswith=stem, revision=0).count()
    return f"{stem}{taken + 1}"

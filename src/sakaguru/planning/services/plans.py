"""Open plans, say what they are about, what they shall reach, and talk about them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.planning import permissions
from sakaguru.planning.adapters.shipped import approval_chain
from sakaguru.planning.enums import PlanKind, PlanState
from sakaguru.planning.models import Comment, Plan, Target
from sakaguru.planning.queries.baselines import baseline_run, baselines, scale_of
from sakaguru.planning.services.ends import forget_answers
from sakaguru.planning.services.trace import (
    check_draft,
    check_reason,
    drafted,
    locked,
    note,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Activity
    from sakaguru.standards.models import Node

YEARS_OF_RKJM = 4


class PlanKindNotHere(DomainError):
    code = "plan_kind_not_here"
    status = 422


class PlanDatesDoNotFit(DomainError):
    code = "plan_dates_do_not_fit"
    status = 422


class TargetOutOfScale(DomainError):
    code = "target_out_of_scale"
    status = 422


class CommentIsEmpty(DomainError):
    code = "comment_is_empty"
    status = 422


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What a plan is about, before there is anything in it."""

    kind: str
    title: str
    starts_on: date
    ends_on: date
    school_year: str = ""
    budget_year: int | None = None
    ceiling_rupiah: int | None = None
    parent: Plan | None = None
    vision: str = ""
    mission: str = ""
    goals: str = ""


@transaction.atomic
def open_plan(
    *, actor: Actor, organisation: Organisation, outline: Outline, at: datetime
) -> Plan:
    """Begin a draft; the newest published scores of the unit give its baselines.

    Raises:
        NotAllowed: only the leaders of the very unit open its plans.
        PlanKindNotHere: such a unit makes no such plan.
        PlanDatesDoNotFit: it ends before it starts, or lies outside its RKJM.
    """
    plan = Plan(organisation=organisation, opened_at=at, opened_by_id=actor.user_id)
    permissions.STEER_PLAN.check(actor, plan)
    plan.run = baseline_run(organisation)
    _write(plan, outline)
    plan.save()
    note(actor, "plan.opened", plan, at, kind=plan.kind)
    return plan


@transaction.atomic
def change_plan(*, actor: Actor, plan: Plan, outline: Outline, at: datetime) -> Plan:
    """Change what a draft is about.

    Raises:
        NotAllowed: only the leaders of the very unit steer its plans.
        PlanIsFrozen: it was submitted.
        PlanKindNotHere, PlanDatesDoNotFit: as when it was opened.
    """
    plan = locked(plan)
    permissions.STEER_PLAN.check(actor, plan)
    check_draft(plan)
    _write(plan, outline)
    plan.save()
    note(actor, "plan.changed", plan, at)
    return plan


@transaction.atomic
def drop_plan(*, actor: Actor, plan: Plan, reason: str, at: datetime) -> Plan:
    """Give a draft up; what it answered is open again, unless another plan answers it.

    Raises:
        NotAllowed: only the leaders of the very unit steer its plans.
        PlanIsFrozen: it was submitted.
        PlanReasonMissing: no reason was given.
    """
    plan = locked(plan)
    permissions.STEER_PLAN.check(actor, plan)
    check_draft(plan)
    reason = check_reason(reason)
    plan.lessons.update(choice="", reason="", plan=None, decided_at=None)
    plan.state = PlanState.DROPPED
    plan.save(update_fields=["state"])
    forget_answers(list(plan.activities.select_related("finding")))
    note(actor, "plan.dropped", plan, at, reason=reason)
    return plan


@transaction.atomic
def comment_plan(
    *,
    actor: Actor,
    plan: Plan,
    text: str,
    at: datetime,
    activity: Activity | None = None,
) -> Comment:
    """Say something about a plan one can see, or about one activity of it.

    Raises:
        NotAllowed: the actor does not comment on plans of this unit.
        CommentIsEmpty: nothing was written.
    """
    permissions.COMMENT_PLAN.check(actor, plan)
    if not text.strip():
        raise CommentIsEmpty(_("Tuliskan komentar Anda."))
    comment = Comment.objects.create(
        plan=plan,
        thread=activity.thread if activity else None,
        text=text.strip(),
        at=at,
        by_id=actor.user_id,
    )
    note(actor, "plan.commented", plan, at)
    return comment


@transaction.atomic
def set_target(
    *,
    actor: Actor,
    plan: Plan,
    node: Node,
    expected: float,
    at: datetime,
    year: int | None = None,
) -> Target:
    """Say what a node shall reach; the baseline comes from the run of the plan.

    A target of a node that has met the national standard is the unit's own standard.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        TargetOutOfScale: not between 0 and the top of the scale.
    """
    plan = drafted(actor, plan)
    scale = scale_of(plan.run, node)
    if not 0 <= expected <= scale.top:
        raise TargetOutOfScale(
            _("Sasaran harus antara 0 dan {top}.").format(top=f"{scale.top:g}")
        )
    base = baselines(plan.organisation, plan.run, [node.code]).get(node.code)
    target, _is_new = Target.objects.update_or_create(
        plan=plan,
        node=node,
        year=year,
        defaults={
            "baseline": base.score if base else None,
            "baseline_se": base.error if base else None,
            "expected": expected,
            "is_own_standard": bool(base and base.score > scale.national),
        },
    )
    note(actor, "target.set", plan, at, node=node.code, expected=expected)
    return target


@transaction.atomic
def remove_target(*, actor: Actor, target: Target, at: datetime) -> None:
    """Take a target out of a draft.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
    """
    plan = drafted(actor, target.plan_id)
    note(actor, "target.removed", plan, at, node=target.node.code)
    target.delete()


def _write(plan: Plan, outline: Outline) -> None:
    if not approval_chain(outline.kind, plan.organisation.tier):
        raise PlanKindNotHere(
            _("{unit} tidak menyusun “{kind}”.").format(
                unit=plan.organisation.name, kind=PlanKind(outline.kind).label
            )
        )
    _check_dates(outline)
    for field in fields(outline):
        setattr(plan, field.name, getattr(outline, field.name))


def _check_dates(outline: Outline) -> None:
    if outline.ends_on < outline.starts_on:
        raise PlanDatesDoNotFit(_("Rencana berakhir sesudah dimulai."))
    years = outline.ends_on.year - outline.starts_on.year
    if outline.kind != PlanKind.RKJM and years > 1:
        raise PlanDatesDoNotFit(_("Rencana tahunan paling lama dua tahun kalender."))
    if outline.kind == PlanKind.RKJM and years > YEARS_OF_RKJM:
        raise PlanDatesDoNotFit(_("RKJM berlaku empat tahun."))
    parent = outline.parent
    if parent and not (
        parent.starts_on <= outline.starts_on and outline.ends_on <= parent.ends_on
    ):
        raise PlanDatesDoNotFit(_("RKT harus berada di dalam masa RKJM-nya."))

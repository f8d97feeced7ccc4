"""Change a plan that is in force: by a revision that goes the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.followup.enums import OPEN_STATES
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.permissions import STEER_POINT
from sakaguru.followup.services.points import drop_point
from sakaguru.planning import permissions
from sakaguru.planning.enums import SOURCE, ActivityState, PlanState
from sakaguru.planning.models import (
    Activity,
    ActivityStep,
    BudgetLine,
    Effect,
    Invitee,
    Plan,
    Progress,
    Target,
)
from sakaguru.planning.services.ends import forget_answers, note_answer
from sakaguru.planning.services.trace import check_reason, locked, note

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor

M = TypeVar("M", bound=Model)


class OnlyPlansInForceAreRevised(DomainError):
    code = "only_plans_in_force_are_revised"


class RevisionIsOpen(DomainError):
    code = "revision_is_open"


@transaction.atomic
def revise_plan(*, actor: Actor, plan: Plan, reason: str, at: datetime) -> Plan:
    """Open a draft with the same content, which replaces the plan once approved.

    Raises:
        NotAllowed: only the leaders of the very unit revise its plans.
        OnlyPlansInForceAreRevised: it is not in force.
        RevisionIsOpen: a revision is being drafted or decided.
        PlanReasonMissing: no reason was given.
    """
    plan = locked(plan)
    permissions.STEER_PLAN.check(actor, plan)
    if plan.state != PlanState.APPROVED:
        message = _("Hanya rencana yang sudah disahkan dapat direvisi.")
        raise OnlyPlansInForceAreRevised(message)
    if plan.revisions.exclude(state=PlanState.DROPPED).exists():
        raise RevisionIsOpen(_("Revisi rencana ini sudah dibuka."))
    reason = check_reason(reason)
    revised = _copy(plan)
    revised.revises, revised.revision = plan, plan.revision + 1
    revised.revision_reason, revised.state = reason, PlanState.DRAFT
    revised.round, revised.submitted_at, revised.approved_at = 0, None, None
    revised.opened_at, revised.opened_by_id = at, actor.user_id
    revised.save()
    _copy_content(plan, revised)
    note(actor, "plan.revised", revised, at, reason=reason, of=plan.pk)
    return revised


def carry_over(actor: Actor, plan: Plan, at: datetime) -> None:
    """What was done, reported and measured follows the threads into the revision.

    Activities that the revision left out are no longer answers; their open points are
    dropped, as far as the actor may.
    """
    before = {a.thread: a for a in _activities(plan.revises_id)}
    now = {a.thread: a for a in _activities(plan.pk)}
    for thread, activity in now.items():
        old = before.get(thread)
        if old is not None:
            _take_over(old, activity)
        note_answer(activity, at)
    gone = [activity for thread, activity in before.items() if thread not in now]
    forget_answers(gone)
    keys = [activity.key for activity in gone]
    points = ActionPoint.objects.filter(
        source=SOURCE, source_key__in=keys, state__in=OPEN_STATES
    )
    for point in points.select_related("owner"):
        if STEER_POINT.allows(actor, point):
            why = _("Kegiatan ini tidak lagi ada pada revisi rencana.")
            drop_point(actor=actor, point=point, reason=why, at=at)


def _activities(plan_id: int | None) -> list[Activity]:
    rows = Activity.objects.filter(plan=plan_id)
    return list(rows.select_related("finding").prefetch_related("steps"))


def _take_over(old: Activity, new: Activity) -> None:
    new.state, new.done_on = old.state, old.done_on
    if new.state == ActivityState.CANCELLED:
        new.state = ActivityState.PLANNED
    new.save(update_fields=["state", "done_on"])
    Progress.objects.filter(activity=old).update(activity=new)
    Effect.objects.filter(activity=old).update(activity=new)
    done = {step.thread: step.done_on for step in old.steps.all()}
    for step in new.steps.all():
        if done.get(step.thread):
            step.done_on = done[step.thread]
            step.save(update_fields=["done_on"])


def _copy_content(plan: Plan, revised: Plan) -> None:
    Target.objects.bulk_create(
        _copy(target, plan=revised) for target in plan.targets.all()
    )
    for activity in plan.activities.order_by("position", "pk"):
        twin = _copy(activity, plan=revised)
        twin.state, twin.done_on = ActivityState.PLANNED, None
        twin.save()
        ActivityStep.objects.bulk_create(
            _copy(step, activity=twin, done_on=None) for step in activity.steps.all()
        )
        BudgetLine.objects.bulk_create(
            _copy(line, activity=twin) for line in activity.budget_lines.all()
        )
        Invitee.objects.bulk_create(
            _copy(one, activity=twin) for one in activity.invitees.all()
        )


def _copy(row: M, **changed: object) -> M:
    """A new row with the same values, generated ones left to the database."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields  # noqa: SLF001 -- Django's public name
        if not field.primary_key and not field.generated
    }
    twin = type(row)(**values)
    for name, value in changed.items():
        setattr(twin, name, value)
    return twin

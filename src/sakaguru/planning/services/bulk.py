"""Take over plans of many units at once, as set-up does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from sakaguru.core.audit import record
from sakaguru.planning import permissions
from sakaguru.planning.adapters.shipped import approval_chain
from sakaguru.planning.enums import Decision, PlanState, SigningAct
from sakaguru.planning.models import (
    Activity,
    ActivityStep,
    BudgetLine,
    Plan,
    Progress,
    Signing,
    Target,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

AT_ONCE = 1_000


@dataclass(frozen=True)
class TakenActivity:
    """An activity with its parts; unsaved rows, which point at it."""

    activity: Activity
    steps: list[ActivityStep] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)
    reports: list[Progress] = field(default_factory=list)


class Signed(NamedTuple):
    """Who agreed to a step, when, and perhaps for whom by which minutes."""

    person_id: int | None
    at: datetime
    on_behalf_of: str = ""
    note: str = ""


@dataclass(frozen=True)
class TakenPlan:
    """A plan with its parts, unsaved; in force when ``approved_at`` is set."""

    plan: Plan
    activities: list[TakenActivity]
    targets: list[Target] = field(default_factory=list)
    signed: Sequence[Signed] = ()
    approved_at: datetime | None = None


@transaction.atomic
def take_over_plans(
    *, actor: Actor, owner: Organisation, plans: Sequence[TakenPlan], at: datetime
) -> int:
    """Keep plans of units at or below ``owner`` as they are; gives their number.

    They are written as drafts and then put into force, as the database demands. Points
    of the register and answers to findings are taken over by their own services.

    Raises:
        NotAllowed: only set-up takes over in bulk.
    """
    permissions.FOLLOW_PLAN.check(actor, Plan(organisation=owner))
    Plan.objects.bulk_create([one.plan for one in plans], batch_size=AT_ONCE)
    _keep(Target, [row for one in plans for row in one.targets])
    _keep(Signing, [row for one in plans for row in _signings(one)])
    activities = [part for one in plans for part in one.activities]
    _keep(Activity, [part.activity for part in activities])
    _keep(ActivityStep, [row for part in activities for row in part.steps])
    _keep(BudgetLine, [row for part in activities for row in part.lines])
    _keep(Progress, [row for part in activities for row in part.reports])
    _put_into_force(plans)
    record(
        actor=actor,
        action="plans.taken_over",
        subject=owner,
        at=at,
        path=owner.path,
        detail={"plans": len(plans), "activities": len(activities)},
    )
    return len(plans)


def _keep(model: Any, rows: list[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=AT_ONCE)


def _put_into_force(plans: Sequence[TakenPlan]) -> None:
    for moment in {one.approved_at for one in plans if one.approved_at}:
        keys = [one.plan.pk for one in plans if one.approved_at == moment]
        rows = Plan.objects.filter(pk__in=keys)
        rows.update(state=PlanState.APPROVED, approved_at=moment)


def _signings(one: TakenPlan) -> Iterator[Signing]:
    """The steps of its approval, as far as somebody has signed."""
    chain = approval_chain(one.plan.kind, one.plan.organisation.tier)
    for place, (step, signed) in enumerate(zip(chain, one.signed, strict=False), 1):
        yield Signing(
            plan=one.plan,
            round=one.plan.round,
            position=place,
            step=step.step,
            act=SigningAct(step.act),
            title=step.title,
            roles=step.roles,
            tiers=step.tiers,
            decision=Decision.AGREED,
            person_id=signed.person_id,
            on_behalf_of=signed.on_behalf_of,
            note=signed.note,
            at=signed.at,
        )

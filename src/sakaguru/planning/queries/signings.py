"""Whose turn it is to decide on a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Organisation
from sakaguru.planning import permissions
from sakaguru.planning.enums import Decision, PlanState, SigningAct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.core.access import Actor
    from sakaguru.planning.models import Plan, Signing


def waiting_step(plan: Plan) -> Signing | None:
    """The step on which a submitted plan waits. One query."""
    if plan.state != PlanState.SUBMITTED:
        return None
    rows = plan.signings.filter(round=plan.round, decision=Decision.WAITING)
    return rows.order_by("position").first()


def tiers_of(actor: Actor) -> dict[str, int]:
    """The tier of each place at which this person stands. One query."""
    paths = [standing.path for standing in actor.standings]
    rows = Organisation.objects.filter(path__in=paths)
    return dict(rows.values_list("path", "tier"))


def may_decide(
    actor: Actor, plan: Plan, step: Signing, tiers: Mapping[str, int] | None = None
) -> bool:
    """Whether this step is this person's to decide. No query with `tiers_of`."""
    if step.act == SigningAct.AGREE:
        return permissions.AGREE_PLAN.allows(actor, plan)
    if step.act == SigningAct.DETERMINE:
        return permissions.DETERMINE_PLAN.allows(actor, plan) and any(
            set(step.roles) & standing.roles
            for standing in actor.standings
            if standing.path == plan.organisation.path
        )
    if not permissions.APPROVE_PLAN.allows(actor, plan):
        return False
    return _stands_above(actor, plan, step, tiers_of(actor) if tiers is None else tiers)


def may_record(actor: Actor, plan: Plan, step: Signing) -> bool:
    """Whether this person may enter the committee's decision from its minutes."""
    return step.act == SigningAct.AGREE and permissions.RECORD_AGREEMENT.allows(
        actor, plan
    )


def _stands_above(
    actor: Actor, plan: Plan, step: Signing, tiers: Mapping[str, int]
) -> bool:
    """A supervisor of the unit, or a leader of one of the tiers above it."""
    path = plan.organisation.path
    for standing in actor.standings:
        roles = set(step.roles) & standing.roles
        if not path.startswith(standing.path) or not roles:
            continue
        is_above = standing.path != path and tiers.get(standing.path) in step.tiers
        if is_above or Role.SUPERVISOR in roles:
            return True
    return False

"""What every change of a plan does: lock the row first, leave a trail after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.planning import permissions
from sakaguru.planning.models import Plan

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor

SHORTEST_REASON = 10


class PlanIsFrozen(DomainError):
    code = "plan_is_frozen"


class PlanReasonMissing(DomainError):
    code = "reason_missing"
    status = 422


def locked(plan: Plan | int) -> Plan:
    """The row as it stands now, held until the transaction ends."""
    key = plan if isinstance(plan, int) else plan.pk
    rows = Plan.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "run").get(pk=key)


def drafted(actor: Actor, plan: Plan | int) -> Plan:
    """Lock a draft for somebody who may work on it.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted; from then on only revisions change it.
    """
    plan = locked(plan)
    permissions.DRAFT_PLAN.check(actor, plan)
    check_draft(plan)
    return plan


def check_draft(plan: Plan) -> None:
    if not plan.is_draft:
        raise PlanIsFrozen(
            _("Rencana ini “{state}”: isinya hanya berubah lewat revisi.").format(
                state=plan.get_state_display()
            )
        )


def check_reason(reason: str) -> str:
    """The reason without blanks around it.

    Raises:
        PlanReasonMissing: it is too short to be one.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise PlanReasonMissing(_("Tuliskan alasannya dalam satu kalimat."))
    return reason.strip()


def note(actor: Actor, action: str, plan: Plan, at: datetime, **detail: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject=plan,
        at=at,
        path=plan.organisation.path,
        detail=detail,
    )

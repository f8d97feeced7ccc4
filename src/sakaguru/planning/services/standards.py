"""Raise a unit's own standard: proposed by a measurement, decided by its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.planning import permissions
from sakaguru.planning.enums import StandardState
from sakaguru.planning.models import OwnStandard
from sakaguru.planning.services.trace import check_reason

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Effect


class StandardIsDecided(DomainError):
    code = "standard_is_decided"


class StandardNotAboveFloor(DomainError):
    code = "standard_not_above_floor"
    status = 422


@transaction.atomic
def propose_standard(
    *,
    actor: Actor,
    organisation: Organisation,
    effect: Effect,
    floor: float,
    expected: float,
    at: datetime,
) -> OwnStandard:
    """Propose what to ask of a node from now on; one open proposal per node.

    Raises:
        NotAllowed: only a measurement proposes.
    """
    standard = OwnStandard(organisation=organisation, node=effect.node)
    permissions.FOLLOW_PLAN.check(actor, standard)
    rows = OwnStandard.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, node=effect.node, state=StandardState.PROPOSED
    )
    standard = rows.first() or standard
    standard.effect, standard.floor, standard.expected = effect, floor, expected
    standard.measured, standard.proposed_at = effect.after or 0.0, at
    standard.save()
    record(
        actor=actor,
        action="standard.proposed",
        subject=standard,
        at=at,
        path=organisation.path,
        detail={"expected": expected},
    )
    return standard


@transaction.atomic
def decide_standard(
    *,
    actor: Actor,
    standard: OwnStandard,
    is_accepted: bool,
    at: datetime,
    expected: float | None = None,
    reason: str = "",
) -> OwnStandard:
    """Accept a proposal, perhaps with another figure, or decline it with a reason.

    Raises:
        NotAllowed: the actor does not lead the unit.
        StandardIsDecided: somebody was faster.
        StandardNotAboveFloor: the figure is not above the national standard.
        PlanReasonMissing: it was declined without a reason.
    """
    rows = OwnStandard.objects.select_for_update(of=("self",))
    standard = rows.select_related("organisation", "node").get(pk=standard.pk)
    permissions.STEER_PLAN.check(actor, standard)
    if standard.state != StandardState.PROPOSED:
        raise StandardIsDecided(_("Usulan ini sudah diputuskan."))
    if is_accepted and expected is not None:
        if expected <= standard.floor:
            raise StandardNotAboveFloor(
                _("Standar sendiri harus di atas standar nasional.")
            )
        standard.expected = expected
    standard.reason = reason.strip() if is_accepted else check_reason(reason)
    standard.state = StandardState.ACCEPTED if is_accepted else StandardState.DECLINED
    standard.decided_at, standard.decided_by_id = at, actor.user_id
    standard.save()
    record(
        actor=actor,
        action="standard.accepted" if is_accepted else "standard.declined",
        subject=standard,
        at=at,
        path=standard.organisation.path,
        detail={"expected": standard.expected},
    )
    return standard

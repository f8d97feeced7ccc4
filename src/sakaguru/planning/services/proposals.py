"""Take a proposal into a draft, with what is usual as a first guess."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.organisations.enums import Tier
from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.planning.enums import ActivityForm, Idea, Strength
from sakaguru.planning.queries.alike import measured_gain
from sakaguru.planning.queries.proposals import proposal_of
from sakaguru.planning.services.activities import Sketch, add_activity

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.findings.models import Finding
    from sakaguru.planning.models import Activity, Plan
    from sakaguru.planning.queries.proposals import Proposal

WEEK = 7


class ProposalUnknown(DomainError):
    code = "proposal_unknown"
    status = 422


def take_remedy(
    *, actor: Actor, plan: Plan, finding: Finding, key: str, at: datetime
) -> Activity:
    """Add the activity of a remedy to a draft; everything in it may be changed.

    Raises:
        ProposalUnknown: the remedies of this gap hold no such key.
        NotAllowed, PlanIsFrozen, FindingOfAnotherUnit: as for any activity.
    """
    proposal = proposal_of(finding, key)
    if proposal is None:
        raise ProposalUnknown(_("Benahi ini tidak ada pada daftar butir ini."))
    sketch = remedy_sketch(plan, finding, proposal, timezone.localdate(at))
    gain = measured_gain(finding, key)
    if gain is not None:
        sketch = replace(
            sketch,
            idea=Idea.PEERS,
            strength=Strength.MEASURED,
            expected_points=round(gain, 2),
        )
    return add_activity(actor=actor, plan=plan, sketch=sketch, at=at)


def remedy_sketch(
    plan: Plan, finding: Finding, proposal: Proposal, day: date
) -> Sketch:
    """What a remedy looks like in this plan, begun on the next fitting day."""
    starts_on = fitting_day(max(plan.starts_on, day), plan.ends_on)
    is_school = plan.organisation.tier == Tier.SCHOOL
    ends_on = starts_on + timedelta(days=WEEK * proposal.weeks - 1)
    return Sketch(
        title=proposal.title["id"],
        starts_on=starts_on,
        ends_on=_last_fitting_day(min(ends_on, plan.ends_on), starts_on),
        finding=finding,
        cause=finding.causes.first(),
        node=finding.node,
        idea=Idea.REMEDY,
        kind_key=proposal.key,
        form=ActivityForm.IMPROVEMENT if is_school else ActivityForm.ASSISTANCE,
        strength=proposal.strength,
        owner_role=proposal.role["id"],
        evidence_asked=list(proposal.evidence),
        component=proposal.component[0],
        program=proposal.program[0],
    )


def _last_fitting_day(day: date, first: date) -> date:
    """The last day up to ``day`` that is no day off; not before ``first``."""
    calendar = shipped_calendar()
    while day > first and calendar.day_off(day):
        day -= timedelta(days=1)
    return max(day, first)


def sketch_of(activity: Activity) -> Sketch:
    """An activity as it stands, to be changed in part."""
    return Sketch(**{one.name: getattr(activity, one.name) for one in fields(Sketch)})


def fitting_day(day: date, last: date) -> date:
    """The first day from ``day`` that is no day off; ``last`` where there is none."""
    calendar = shipped_calendar()
    while day < last and calendar.day_off(day):
        day += timedelta(days=1)
    return min(day, last)

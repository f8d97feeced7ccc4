"""What plans ask of a person: decide, answer, begin, report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting, bucket_of
from sakaguru.followup.queries.people import still_named
from sakaguru.planning import permissions
from sakaguru.planning.enums import ActivityState, Decision, PlanState, SigningAct
from sakaguru.planning.models import Activity, Plan, Signing
from sakaguru.planning.queries.signings import may_decide, tiers_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor

MOST_SHOWN = 100


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Plans to decide or to mend, and own activities that should run. Some 5 queries.

    Activities that were approved stand in the register of action points; here are only
    those that should have begun.
    """
    if actor.user_id is None:
        return []
    mine = list(_to_decide(actor))
    known = {task.url for task in mine}
    pending = [task for task in _submitted(actor) if task.url not in known]
    return [*mine, *_returned(actor), *_to_begin(actor, day), *pending]


def _to_decide(actor: Actor) -> Iterator[Waiting]:
    """Submitted plans whose next step is this person's. Two queries."""
    plans = permissions.VIEW_PLAN.filter(actor, Plan.objects.all())
    rows = Signing.objects.filter(
        _acts(actor),
        plan__in=plans.filter(state=PlanState.SUBMITTED).values("pk"),
        round=F("plan__round"),
        decision=Decision.WAITING,
    )
    earlier = Signing.objects.filter(
        plan=OuterRef("plan"),
        round=OuterRef("round"),
        decision=Decision.WAITING,
        position__lt=OuterRef("position"),
    )
    rows = rows.exclude(Exists(earlier)).select_related("plan__organisation")
    steps = list(rows.order_by("plan__submitted_at", "plan")[:MOST_SHOWN])
    tiers = tiers_of(actor) if steps else {}
    for step in steps:
        if may_decide(actor, step.plan, step, tiers):
            yield _told(_("Putuskan"), step.plan, Bucket.TO_VERIFY)


def _acts(actor: Actor) -> Q:
    """The acts that a rule grants this actor anywhere."""
    rules = {
        SigningAct.AGREE: permissions.AGREE_PLAN,
        SigningAct.DETERMINE: permissions.DETERMINE_PLAN,
        SigningAct.APPROVE: permissions.APPROVE_PLAN,
    }
    roles = {role for standing in actor.standings for role in standing.roles}
    acts = [act for act, rule in rules.items() if rule.roles & roles]
    return Q(act__in=acts)


def _returned(actor: Actor) -> Iterator[Waiting]:
    """Drafts of the very unit that somebody sent back."""
    led = [
        standing.path
        for standing in actor.standings
        if permissions.STEER_PLAN.roles & standing.roles
    ]
    rows = Plan.objects.filter(
        organisation__path__in=led,
        state=PlanState.DRAFT,
        signings__decision=Decision.RETURNED,
        signings__round=F("round"),
    )
    for plan in rows.select_related("organisation").distinct()[:MOST_SHOWN]:
        yield _told(_("Perbaiki"), plan, Bucket.RETURNED)


def _submitted(actor: Actor) -> Iterator[Waiting]:
    """Plans of the very unit on which others decide. One query."""
    led = [
        standing.path
        for standing in actor.standings
        if permissions.STEER_PLAN.roles & standing.roles
    ]
    rows = Plan.objects.filter(organisation__path__in=led, state=PlanState.SUBMITTED)
    for plan in rows.select_related("organisation")[:MOST_SHOWN]:
        yield _told(_("Tunggu keputusan tentang"), plan, Bucket.WITH_OTHERS)


def _to_begin(actor: Actor, day: date) -> Iterator[Waiting]:
    if actor.user_id is None:
        return
    unit = "plan__organisation"
    rows = Activity.objects.in_force().filter(
        still_named(actor.user_id, day, unit=unit, owner="owner"),
        owner=actor.user_id,
        state=ActivityState.PLANNED,
        starts_on__lte=day,
    )
    for activity in rows.select_related("plan__organisation")[:MOST_SHOWN]:
        yield Waiting(
            _("Mulai"),
            activity.title,
            activity.plan.organisation.name,
            activity.ends_on,
            bucket_of(activity.ends_on, day),
            activity.get_absolute_url(),
        )


def _told(verb: str, plan: Plan, bucket: Bucket) -> Waiting:
    url = plan.get_absolute_url()
    return Waiting(verb, plan.title, plan.organisation.name, None, bucket, url)

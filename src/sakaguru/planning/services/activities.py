"""Put activities into a draft: what, by whom, when, in which steps, for whom."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.findings.services.ends import forget_action
from sakaguru.followup.queries.people import may_own, may_verify
from sakaguru.planning.enums import SOURCE, ActivityForm, Idea, Strength
from sakaguru.planning.models import Activity, ActivityStep, Invitee
from sakaguru.planning.services.ends import forget_answers, note_answer
from sakaguru.planning.services.trace import drafted, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor
    from sakaguru.findings.models import Cause, Finding
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Plan
    from sakaguru.standards.models import Node


class ActivityDatesDoNotFit(DomainError):
    code = "activity_dates_do_not_fit"
    status = 422


class PeopleDoNotFit(DomainError):
    code = "people_do_not_fit"
    status = 422


class FindingOfAnotherUnit(DomainError):
    code = "finding_of_another_unit"
    status = 422


class ActivityIsDone(DomainError):
    code = "activity_is_done"


class UnitNotBelow(DomainError):
    code = "unit_not_below"
    status = 422


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """What an activity will be. ``evidence_asked`` are texts."""

    title: str
    starts_on: date
    ends_on: date
    finding: Finding | None = None
    cause: Cause | None = None
    node: Node | None = None
    idea: str = Idea.OWN
    kind_key: str = ""
    form: str = ActivityForm.IMPROVEMENT
    strength: str = Strength.UNKNOWN
    detail: str = ""
    owner: User | None = None
    owner_role: str = ""
    verifier: User | None = None
    place: str = ""
    participants: str = ""
    participant_count: int | None = None
    expected_points: float | None = None
    evidence_asked: list[str] = field(default_factory=list)
    component: str = ""
    program: str = ""


class StepSketch(NamedTuple):
    """A step, both days included."""

    title: str
    starts_on: date
    ends_on: date


@transaction.atomic
def add_activity(*, actor: Actor, plan: Plan, sketch: Sketch, at: datetime) -> Activity:
    """Add an activity to a draft; its finding has an answer from now on.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        ActivityDatesDoNotFit: it ends before it starts, or outside the plan.
        PeopleDoNotFit: owner or verifier do not serve there, or are the same.
        FindingOfAnotherUnit: the gap is not of this unit.
    """
    plan = drafted(actor, plan)
    last = plan.activities.aggregate(last=Max("position"))["last"]
    activity = Activity(plan=plan, position=(last or 0) + 1)
    _write(activity, plan, sketch, at)
    note(actor, "activity.added", plan, at, title=activity.title)
    return activity


@transaction.atomic
def change_activity(
    *, actor: Actor, activity: Activity, sketch: Sketch, at: datetime
) -> Activity:
    """Change an activity of a draft.

    Raises:
        NotAllowed, PlanIsFrozen, ActivityDatesDoNotFit, PeopleDoNotFit,
        FindingOfAnotherUnit: as when it was added.
    """
    plan = drafted(actor, activity.plan_id)
    activity = Activity.objects.select_related("finding").get(pk=activity.pk)
    _write(activity, plan, sketch, at)
    note(actor, "activity.changed", plan, at, title=activity.title)
    return activity


@transaction.atomic
def remove_activity(*, actor: Actor, activity: Activity, at: datetime) -> None:
    """Take an activity out of a draft; its finding may be a loose end again.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        ActivityIsDone: it was carried out before this revision, and waits for its
            measurement.
    """
    plan = drafted(actor, activity.plan_id)
    activity = plan.activities.select_related("finding").get(pk=activity.pk)
    before = Activity.objects.completed().filter(plan=plan.revises_id)
    if plan.revises_id and before.filter(thread=activity.thread).exists():
        raise ActivityIsDone(_("Kegiatan ini sudah dilaksanakan: hasilnya diukur."))
    key = activity.pk
    activity.delete()
    activity.pk = key
    forget_answers([activity])
    note(actor, "activity.removed", plan, at, title=activity.title)


@transaction.atomic
def add_steps(
    *, actor: Actor, activity: Activity, steps: Sequence[StepSketch], at: datetime
) -> list[ActivityStep]:
    """Add steps to an activity of a draft, after those it has.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        ActivityDatesDoNotFit: a step lies outside its activity.
    """
    plan = drafted(actor, activity.plan_id)
    first = activity.steps.count() + 1
    for step in steps:
        within = activity.starts_on <= step.starts_on <= step.ends_on
        if not within or step.ends_on > activity.ends_on:
            raise ActivityDatesDoNotFit(_("Langkah harus di dalam masa kegiatannya."))
    made = [
        ActivityStep(activity=activity, position=position, **step._asdict())
        for position, step in enumerate(steps, start=first)
    ]
    note(actor, "activity.changed", plan, at, steps=len(made))
    return ActivityStep.objects.bulk_create(made)


@transaction.atomic
def remove_step(*, actor: Actor, step: ActivityStep, at: datetime) -> None:
    """Take a step out of an activity of a draft.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
    """
    plan = drafted(actor, step.activity.plan_id)
    note(actor, "activity.changed", plan, at, without=step.title)
    step.delete()


@transaction.atomic
def invite(
    *,
    actor: Actor,
    activity: Activity,
    units: Sequence[Organisation],
    at: datetime,
    people: str = "",
    reason: str = "",
) -> list[Invitee]:
    """Name the units an activity is for, and people of them, one per line.

    Without people the unit itself is named. Saying it twice is once.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        UnitNotBelow: a unit does not lie below that of the plan.
    """
    plan = drafted(actor, activity.plan_id)
    names = [line.strip()[:160] for line in people.splitlines() if line.strip()]
    made: list[Invitee] = []
    for unit in units:
        if not unit.path.startswith(plan.organisation.path):
            raise UnitNotBelow(_("{unit} di luar wilayah ini.").format(unit=unit.name))
        made += [
            Invitee(
                activity=activity,
                organisation=unit,
                person_name=name,
                reason=reason[:200],
            )
            for name in names or [""]
        ]
    Invitee.objects.bulk_create(made, ignore_conflicts=True)
    note(actor, "activity.invited", plan, at, units=len(units), people=len(names))
    return made


@transaction.atomic
def uninvite(*, actor: Actor, invitee: Invitee, at: datetime) -> None:
    """Take a unit or person off the list.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
    """
    plan = drafted(actor, invitee.activity.plan_id)
    note(actor, "activity.invited", plan, at, without=invitee.organisation.name)
    invitee.delete()


@transaction.atomic
def uninvite_all(*, actor: Actor, activity: Activity, at: datetime) -> None:
    """Empty the list of an activity.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
    """
    plan = drafted(actor, activity.plan_id)
    count, _by_model = activity.invitees.all().delete()
    note(actor, "activity.invited", plan, at, without=count)


def _write(activity: Activity, plan: Plan, sketch: Sketch, at: datetime) -> None:
    _check(plan, sketch, at)
    before = activity.finding if activity.pk else None
    for one in fields(sketch):
        setattr(activity, one.name, getattr(sketch, one.name))
    activity.title = sketch.title.strip()[:200]
    finding = sketch.finding
    if finding is not None and activity.node is None:
        activity.node = finding.node
    activity.cause_words = sketch.cause.text if sketch.cause else {}
    activity.save()
    if before is not None and before != finding:
        forget_action(finding=before, source=SOURCE, key=activity.key)
    note_answer(activity, at)


def _check(plan: Plan, sketch: Sketch, at: datetime) -> None:
    if sketch.ends_on < sketch.starts_on:
        raise ActivityDatesDoNotFit(_("Kegiatan berakhir sesudah dimulai."))
    if sketch.starts_on < plan.starts_on or sketch.ends_on > plan.ends_on:
        raise ActivityDatesDoNotFit(_("Kegiatan harus di dalam masa rencananya."))
    day, unit = timezone.localdate(at), plan.organisation
    if sketch.owner and not may_own(sketch.owner.pk, unit, day):
        raise PeopleDoNotFit(_("Penanggung jawab harus bertugas di unit ini."))
    if sketch.verifier and not may_verify(sketch.verifier.pk, unit, day):
        raise PeopleDoNotFit(_("Pemeriksa harus dari unit ini atau pembinanya."))
    if sketch.owner and sketch.owner == sketch.verifier:
        raise PeopleDoNotFit(_("Pemeriksa harus orang lain."))
    if sketch.finding and sketch.finding.organisation_id != plan.organisation_id:
        raise FindingOfAnotherUnit(_("Celah ini milik unit lain."))

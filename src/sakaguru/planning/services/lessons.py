"""Offer what was learnt, and answer it in the next plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.planning import permissions
from sakaguru.planning.enums import LessonChoice, LessonSource
from sakaguru.planning.models import Lesson
from sakaguru.planning.services.trace import check_reason, drafted

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Plan


class LessonIsDecided(DomainError):
    code = "lesson_is_decided"


class LessonOfAnotherUnit(DomainError):
    code = "lesson_of_another_unit"
    status = 422


@transaction.atomic
def offer_lesson(
    *,
    actor: Actor,
    organisation: Organisation,
    text: str,
    at: datetime,
    source: str = LessonSource.BY_HAND,
    key: str = "",
    label: str = "",
    address: str = "",
) -> Lesson:
    """Put something learnt before the next plan of a unit; one key is offered once.

    Raises:
        NotAllowed: the actor does not offer lessons to this unit.
        PlanReasonMissing: it is not said what was learnt.
    """
    lesson = Lesson(organisation=organisation, offered_at=at)
    permissions.OFFER_LESSON.check(actor, lesson)
    words = check_reason(text)
    rows = Lesson.objects.filter(organisation=organisation, source=source)
    known = rows.filter(source_key=key).first() if key else None
    if known is not None:
        return known
    lesson.text, lesson.source, lesson.source_key = words, source, key
    lesson.source_label, lesson.address = label[:200], address[:200]
    lesson.offered_by_id = actor.user_id
    lesson.save()
    record(
        actor=actor,
        action="lesson.offered",
        subject=lesson,
        at=at,
        path=organisation.path,
        detail={"source": source},
    )
    return lesson


@transaction.atomic
def decide_lesson(
    *,
    actor: Actor,
    lesson: Lesson,
    plan: Plan,
    is_taken: bool,
    reason: str,
    at: datetime,
) -> Lesson:
    """Take a lesson up in a draft, or decline it with a reason; it may be changed.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: the plan was submitted.
        LessonOfAnotherUnit: it was offered to somebody else.
        LessonIsDecided: another plan has answered it.
        PlanReasonMissing: it was declined without a reason.
    """
    plan = drafted(actor, plan)
    lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    if lesson.organisation_id != plan.organisation_id:
        raise LessonOfAnotherUnit(_("Pelajaran ini milik unit lain."))
    if lesson.plan_id not in {None, plan.pk}:
        raise LessonIsDecided(_("Pelajaran ini sudah dijawab rencana lain."))
    lesson.reason = reason.strip() if is_taken else check_reason(reason)
    lesson.choice = LessonChoice.TAKEN if is_taken else LessonChoice.DECLINED
    lesson.plan, lesson.decided_at, lesson.decided_by_id = plan, at, actor.user_id
    lesson.save()
    record(
        actor=actor,
        action="lesson.decided",
        subject=lesson,
        at=at,
        path=plan.organisation.path,
        detail={"choice": lesson.choice, "plan": plan.pk},
    )
    return lesson

"""What a measurement leads to: a higher standard of one's own, or another strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.findings.models import Finding
from sakaguru.findings.services.ends import forget_action
from sakaguru.planning.enums import SOURCE, LessonSource
from sakaguru.planning.logic import effects as logic
from sakaguru.planning.logic.effects import Next
from sakaguru.planning.queries.baselines import scale_of
from sakaguru.planning.queries.standards import target_of
from sakaguru.planning.services.lessons import offer_lesson
from sakaguru.planning.services.standards import propose_standard
from sakaguru.ui.logic.formats import written_number

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.planning.models import Effect
    from sakaguru.scoring.models import SchoolResult

ABOVE = 0.01
"""The smallest step of a score: what lies above the last level below the standard."""


@transaction.atomic
def follow_up(*, effect: Effect, result: SchoolResult, at: datetime) -> None:
    """Propose a higher standard where the target was met, else ask for what is next.

    Asked while measuring; nobody decides here.
    """
    after = effect.after or 0.0
    scale = scale_of(result.run, effect.node)
    floor = round(scale.national + ABOVE, 2)
    target = max(floor, target_of(effect.activity) or 0.0)
    step = logic.what_next(logic.Said(effect.verdict), after, target, scale.top)
    higher = logic.raised(after, target, scale.top)
    if step is Next.RAISE and higher is not None:
        propose_standard(
            actor=SYSTEM,
            organisation=effect.activity.plan.organisation,
            effect=effect,
            floor=floor,
            expected=higher,
            at=at,
        )
    if step in {Next.CARRY_ON, Next.NEW_STRATEGY}:
        _ask_for_strategy(effect, step, target, at)


def _ask_for_strategy(effect: Effect, step: Next, target: float, at: datetime) -> None:
    """The gap lies open again, and the next plan hears why."""
    activity = effect.activity
    finding = activity.finding
    still_open = Finding.objects.open_gaps()
    if finding is not None and still_open.filter(pk=finding.pk).exists():
        forget_action(finding=finding, source=SOURCE, key=activity.key)
    unit = activity.plan.organisation
    lesson = offer_lesson(
        actor=SYSTEM,
        organisation=unit,
        text=_words(effect, step, target),
        at=at,
        source=LessonSource.EFFECT,
        key=f"{activity.key}:{effect.run_after_id}",
        label=activity.title,
        address=activity.get_absolute_url(),
    )
    record(
        actor=SYSTEM,
        action="strategy.asked",
        subject=lesson,
        at=at,
        path=unit.path,
        detail={"effect": effect.pk, "step": step.value},
    )


def _words(effect: Effect, step: Next, target: float) -> str:
    if step is Next.CARRY_ON:
        words = _(
            "“{title}” membantu, tetapi {node} baru {after} dari sasaran {target}: "
            "teruskan atau tambah kegiatannya."
        )
    else:
        words = _(
            "Sesudah “{title}”, {node} masih {after} dari sasaran {target} dan belum "
            "terbukti naik lebih daripada sekolah serupa: pilih cara lain."
        )
    return words.format(
        title=effect.activity.title,
        node=effect.node.code,
        after=written_number(effect.after, "id", 2),
        target=written_number(target, "id", 2),
    )

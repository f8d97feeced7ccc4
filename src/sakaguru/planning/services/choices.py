"""Ask which activities a sum of money buys; the answer is found in the background."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.core.queue import later
from sakaguru.planning import permissions
from sakaguru.planning.models import Choice
from sakaguru.planning.queries.candidates import (
    candidates_of,
    has_changed,
    parting_of,
)
from sakaguru.planning.services.activities import remove_activity
from sakaguru.planning.services.trace import drafted, locked, note

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.planning.models import Plan


class NothingToChoose(DomainError):
    code = "nothing_to_choose"


class ChoiceIsOutdated(DomainError):
    code = "choice_is_outdated"


@transaction.atomic
def ask_choice(
    *,
    actor: Actor,
    plan: Plan,
    ceiling_rupiah: int,
    mandatory: Collection[str],
    excluded: Collection[str],
    at: datetime,
) -> Choice:
    """Keep the activities as they stand now and queue the question.

    Args:
        actor: somebody who drafts plans of the unit.
        plan: in any state; a frozen one may be thought over, too.
        ceiling_rupiah: the money there is.
        mandatory: keys of activities that must be in.
        excluded: keys of activities that stay out.
        at: now.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        NothingToChoose: the plan has no activity.
    """
    plan = locked(plan)
    permissions.DRAFT_PLAN.check(actor, plan)
    candidates = candidates_of(plan, mandatory=mandatory, excluded=excluded)
    if not candidates:
        raise NothingToChoose(_("Rencana ini belum punya kegiatan untuk dipilih."))
    choice = Choice.objects.create(
        plan=plan,
        ceiling_rupiah=ceiling_rupiah,
        candidates=[asdict(one) for one in candidates],
        asked_at=at,
        asked_by_id=actor.user_id,
    )
    note(actor, "choice.asked", plan, at, ceiling=ceiling_rupiah)
    later("planning.tasks.solve_choice", choice_id=choice.pk)
    return choice


@transaction.atomic
def solve_choice(*, choice_id: int, at: datetime) -> None:
    """Solve every variant of a question once."""
    from sakaguru.planning.logic import choosing  # noqa: PLC0415 -- brings SciPy

    choice = Choice.objects.select_for_update(of=("self",)).get(pk=choice_id)
    if choice.solved_at is not None:
        return
    rows = [choosing.Candidate(**row) for row in choice.candidates]
    fixed = [one for one in rows if one.is_mandatory and not one.is_excluded]
    needed = sum(one.cost for one in fixed)
    choice.missing_rupiah = max(needed - choice.ceiling_rupiah, 0)
    if not choice.missing_rupiah:
        found = choosing.side_by_side(rows, choice.ceiling_rupiah)
        choice.answers = {
            code: _plain(rows, said) if said else None for code, said in found.items()
        }
    choice.solved_at = at
    choice.save(update_fields=["answers", "missing_rupiah", "solved_at"])


@transaction.atomic
def apply_choice(*, actor: Actor, choice: Choice, variant: str, at: datetime) -> int:
    """Keep what a variant chose in the draft and take the rest out; how many went.

    What has begun stays in a revision, whatever was chosen. A gap whose activity goes
    is a loose end again.

    Raises:
        NotAllowed: the actor does not draft plans of this unit.
        PlanIsFrozen: it was submitted.
        ChoiceIsOutdated: not solved, or the plan has changed since it was asked.
    """
    plan = drafted(actor, choice.plan_id)
    choice = plan.choices.get(pk=choice.pk)
    if not choice.answers.get(variant) or has_changed(plan, choice):
        raise ChoiceIsOutdated(
            _("Rencana berubah sejak dihitung. Hitung ulang, lalu pakai hasilnya.")
        )
    goes = parting_of(plan, choice, variant).goes
    for activity in goes:
        remove_activity(actor=actor, activity=activity, at=at)
    note(actor, "choice.applied", plan, at, variant=variant, removed=len(goes))
    return len(goes)


def _plain(rows: Any, said: Any) -> dict[str, Any]:
    """A choice as plain values; what would be lost if one had to be in."""
    from sakaguru.planning.logic import choosing  # noqa: PLC0415 -- brings SciPy

    priced = [out for out in said.left_out if out.why is choosing.Why.NO_ROOM]
    lost = {
        out.key: choosing.price_of(rows, said, out.key) for out in priced[:MOST_PRICED]
    }
    return {
        "ceiling": said.ceiling,
        "favour": said.favour,
        "chosen": list(said.chosen),
        "cost": said.cost,
        "expected": round(said.expected, 3),
        "left_out": [
            {
                "key": out.key,
                "why": out.why.value,
                "other": out.other,
                "missing": out.missing,
                "lost": lost.get(out.key),
            }
            for out in said.left_out
        ],
    }


MOST_PRICED = 12
"""Activities for which the price of forcing them in is worked out."""

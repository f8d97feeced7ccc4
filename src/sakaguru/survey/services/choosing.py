"""Two contents came under one number: a person says which one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.survey import permissions
from sakaguru.survey.adapters import intake_lock
from sakaguru.survey.models import Assignment, Campaign, Submission
from sakaguru.survey.queries.clashes import clashes
from sakaguru.survey.queries.doors import check_open
from sakaguru.survey.queries.questionnaires import form_of
from sakaguru.survey.services.edits import lay_together

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sakaguru.core.access import Actor


class NothingToChoose(DomainError):
    """Not one of two that differ, or personal: those are seen by nobody."""

    code = "nothing_to_choose"


@transaction.atomic
def choose_edit(
    *, actor: Actor, submission: Submission, edit_id: UUID, day: date, at: datetime
) -> Submission:
    """Let one of several contents with the same number count, while answers come in.

    Raises:
        NotAllowed
        NothingToChoose: the edit is not one of them, or the answers are personal.
        CampaignNoLongerOpen: the rule has decided for good.
    """
    permissions.CHOOSE_EDIT.check(actor, submission)
    intake_lock.share(submission.campaign_id)
    rows = Submission.objects.select_for_update(of=("self",))
    related = ("assignment__school", "campaign__instrument_version__instrument")
    submission = rows.select_related(*related).get(pk=submission.pk)
    check_open(Campaign.objects.get(pk=submission.campaign_id), day=day)
    edits = list(submission.edits.all())
    chosen = next((each for each in edits if each.pk == edit_id), None)
    rivals = [] if chosen is None else clashes(submission).get(chosen.sequence, [])
    if chosen is None or not rivals:
        raise NothingToChoose(_("Tidak ada yang perlu dipilih di sini."))
    for each in edits:
        if each.sequence == chosen.sequence:
            each.is_chosen = each.pk == chosen.pk
            each.save(update_fields=["is_chosen"])
    form = form_of(submission.campaign.instrument_version, submission.role)
    lay_together(submission, form, edits)
    submission.save()
    Assignment.objects.filter(pk=submission.assignment_id).update(is_fresh=True)
    record(
        actor=actor,
        action="answers.chosen",
        subject=submission,
        at=at,
        path=submission.assignment.school.path,
        detail={"sequence": chosen.sequence, "digest": chosen.digest},
    )
    return submission

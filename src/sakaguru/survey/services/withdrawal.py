"""A person takes their consent back: what they sent is gone at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters import intake_lock
from sakaguru.survey.adapters.vault import id_behind
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.edits import key_digest
from sakaguru.survey.logic.tokens import same, typed_withdrawal
from sakaguru.survey.models import Assignment, Campaign, Submission, WithdrawnSet
from sakaguru.survey.queries.doors import check_open
from sakaguru.survey.services.edits import NotYourSet

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


class NotByConsent(DomainError):
    """An office answers by duty; it changes its answers instead."""

    code = "not_by_consent"
    status = 403


class WithdrawalCodeUnknown(DomainError):
    code = "code_wrong"
    status = 404


@transaction.atomic
def withdraw_by_code(*, code: str, day: date) -> None:
    """Withdraw what a page of ours sent, by the code that its receipt showed.

    Raises:
        WithdrawalCodeUnknown: mistyped, or nothing was sent by it.
        CampaignNoLongerOpen
    """
    typed = typed_withdrawal(code)
    number = id_behind(typed)
    known = Submission.objects.filter(pk=number), WithdrawnSet.objects.filter(pk=number)
    if not typed or not any(rows.exists() for rows in known):
        raise WithdrawalCodeUnknown(
            _("Kode ini tidak kami kenal. Periksa kedua puluh huruf dan angkanya.")
        )
    withdraw_set(submission_id=number, key=typed, day=day)


@transaction.atomic
def withdraw_set(*, submission_id: UUID, key: str, day: date) -> None:
    """Delete a personal set and its edits, for whoever holds its secret.

    Nothing is said where there is no such set: it may have been withdrawn before. The
    link or slip stays used, and until closing the set's random id is known, so that it
    is not taken once more. No trace is left of who: nobody knows (R16a).

    Raises:
        NotYourSet: the secret is another one.
        NotByConsent: the set speaks for an office.
        CampaignNoLongerOpen: it was closed; the answers are counted and untied.
    """
    rows = Submission.objects.filter(pk=submission_id)
    for campaign_id in rows.values_list("campaign", flat=True):
        intake_lock.share(campaign_id)
    # Locked, so that an edit that arrives just now is deleted with the set.
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        return
    if not same(key_digest(key), found.key_digest):
        raise NotYourSet(_("Kiriman ini hanya dapat ditarik dari perangkat asalnya."))
    if found.role in OFFICE:
        raise NotByConsent(_("Isian jabatan tidak dapat ditarik, hanya diubah."))
    check_open(Campaign.objects.get(pk=found.campaign_id), day=day)
    WithdrawnSet.objects.create(pk=found.pk, campaign_id=found.campaign_id)
    found.delete()
    Assignment.objects.filter(pk=found.assignment_id).update(is_fresh=True)

"""Fill in: begin, save page by page, send."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import sealed
from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.logic.answers import Answer, answer_faults, read_answer
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Assignment, Draft
from sakaguru.survey.queries.doors import (
    Door,
    DraftContent,
    check_inviting,
    check_open,
    draft_of,
    drafts_at,
)
from sakaguru.survey.queries.questionnaires import form_of
from sakaguru.survey.services.refusals import AnswersRefused, ConsentMissing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

CONSENT_VERSION = "2026-1"
"""Raise it with every change of the text in ``_parts/consent.html``."""

EARLIER_CONSENTS: tuple[str, ...] = ()
"""Versions that were shown before: what was sealed under one of them stays welcome,
for nobody can open it on its device to agree anew."""

LONGEST_PAGE_SECONDS = 600
MOST_DEVICES = 12


class DeviceUnknown(DomainError):
    code = "device_unknown"
    status = 409


class TooManyDevices(DomainError):
    code = "too_many_devices"


@transaction.atomic
def begin_filling(*, door: Door, day: date) -> DraftContent:
    """Take the respondent's consent to the text shown, and open a draft.

    Raises:
        DeviceUnknown: a personal link, and no secret of the device that holds it.
        TooManyDevices: too many have begun with this link.
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_inviting(door)
    check_open(door.campaign, day=day)
    _check_device(door)
    content = draft_of(door)
    content = content._replace(
        submission=content.submission or str(uuid4()),
        consent=CONSENT_VERSION,
        code=content.code or door.code,
    )
    _keep(door, content, day)
    waiting = Q(pk=door.assignment.pk, state=AssignmentState.WAITING)
    Assignment.objects.filter(waiting).update(state=AssignmentState.STARTED)
    return content


@transaction.atomic
def save_page(
    *,
    door: Door,
    sheet: int,
    given: Mapping[str, str],
    seconds: float,
    day: date,
) -> DraftContent:
    """Keep what a page of the questionnaire sends; an empty answer takes one back.

    ``given`` maps the codes of that page to what was chosen; ``seconds`` is the time
    the page was open, counted up to ten minutes.

    Raises:
        ConsentMissing: nobody has begun.
        AnswersRefused: something was chosen that the page does not offer.
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_inviting(door)
    check_open(door.campaign, day=day)
    _lock(door)
    content = draft_of(door)
    if not content.has_begun:
        raise ConsentMissing(_("Mulailah dari halaman depan kuesioner."))
    answers = _merged(door, sheet, content.answers, given)
    spent = min(max(seconds, 0), LONGEST_PAGE_SECONDS)
    content = content._replace(answers=answers, seconds=content.seconds + spent)
    _keep(door, content, day)
    return content


@transaction.atomic
def replace_draft(
    *, door: Door, answers: Mapping[str, Answer], seconds: float, day: date
) -> DraftContent:
    """Keep a copy of what a device holds, so that another one can go on.

    Whoever sends it has consented on the device, where the text was shown.

    Raises:
        AnswersRefused: something was chosen that the questionnaire does not offer.
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    content = begin_filling(door=door, day=day)
    form = form_of(door.campaign.instrument_version, door.role)
    faults = answer_faults(form.asked, answers)
    if faults:
        raise AnswersRefused(
            _("Ada jawaban yang tidak sesuai pilihan di kuesioner ini."),
            faults,
        )
    content = content._replace(answers=dict(answers), seconds=seconds)
    _keep(door, content, day)
    return content


def _lock(door: Door) -> None:
    """Two pages of one draft sent at once are merged one after the other."""
    list(drafts_at(door).select_for_update().values("pk"))


def _check_device(door: Door) -> None:
    if door.link is None or drafts_at(door).exists():
        return
    if not door.device:
        raise DeviceUnknown(_("Buka kembali halaman depan kuesioner ini."))
    if door.link.drafts.count() >= MOST_DEVICES:
        raise TooManyDevices(
            _(
                "Tautan ini sudah dimulai di terlalu banyak perangkat. Lanjutkan di "
                "perangkat pertama, atau mintalah tautan yang baru."
            )
        )


def _merged(
    door: Door, sheet: int, answers: Mapping[str, Answer], given: Mapping[str, str]
) -> dict[str, Answer]:
    form = form_of(door.campaign.instrument_version, door.role)
    codes = {
        code for page in form.sheets if page.number == sheet for code in page.codes
    }
    chosen = {code: read_answer(text) for code, text in given.items() if text}
    faults = answer_faults([a for a in form.asked if a.code in codes], chosen)
    if faults:
        raise AnswersRefused(
            _("Ada jawaban yang tidak sesuai pilihan di halaman ini."),
            faults,
        )
    kept = {code: value for code, value in answers.items() if code not in given}
    return kept | chosen


def _keep(door: Door, content: DraftContent, day: date) -> None:
    Draft.objects.update_or_create(
        token_digest=digest_of(door.key),
        defaults={
            "assignment": door.assignment,
            "link": door.link,
            "role": door.role,
            "sealed": sealed(door.key, content._asdict()),
            "saved_on": day,
        },
    )

"""Fill in: begin, save page by page, send."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

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
    check_open,
    check_unused,
    draft_of,
)
from sakaguru.survey.queries.questionnaires import form_of
from sakaguru.survey.services.submissions import (
    AnswersRefused,
    Incoming,
    receive_submission,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sakaguru.survey.logic.receipts import Receipt

CONSENT_VERSION = "2026-1"
"""Raise it with every change of the text in ``_parts/consent.html``."""

LONGEST_PAGE_SECONDS = 600


class ConsentMissing(DomainError):
    code = "consent_missing"
    status = 422


@transaction.atomic
def begin_filling(*, door: Door, day: date) -> DraftContent:
    """Take the respondent's consent to the text shown, and open a draft.

    Raises:
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_unused(door)
    check_open(door.campaign, day=day)
    content = draft_of(door)
    content = content._replace(
        submission=content.submission or str(uuid4()), consent=CONSENT_VERSION
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
    check_unused(door)
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
) -> None:
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
            [fault.code for fault in faults],
        )
    _keep(door, content._replace(answers=dict(answers), seconds=seconds), day)


def send_draft(*, door: Door, filled_for: str, day: date, at: datetime) -> Receipt:
    """Hand in the draft for good.

    Raises:
        ConsentMissing: there is no draft.
        Whatever `receive_submission` raises.
    """
    content = draft_of(door)
    if not content.has_begun:
        check_unused(door)
        raise ConsentMissing(_("Mulailah dari halaman depan kuesioner."))
    incoming = Incoming(
        id=UUID(content.submission),
        token=door.token,
        answers=content.answers,
        consent=content.consent,
        seconds_total=content.seconds,
        filled_for=filled_for.strip()[:120],
    )
    return receive_submission(incoming=incoming, day=day, at=at)


def _lock(door: Door) -> None:
    """Two pages of one draft sent at once are merged one after the other."""
    digest = digest_of(door.token)
    list(Draft.objects.select_for_update().filter(token_digest=digest).values("pk"))


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
            [fault.code for fault in faults],
        )
    kept = {code: value for code, value in answers.items() if code not in given}
    return kept | chosen


def _keep(door: Door, content: DraftContent, day: date) -> None:
    Draft.objects.update_or_create(
        token_digest=digest_of(door.token),
        defaults={
            "assignment": door.assignment,
            "role": door.role,
            "sealed": sealed(door.token, content._asdict()),
            "saved_on": day,
        },
    )

"""Why answers are not taken, as pages and devices are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError, Incomplete

if TYPE_CHECKING:
    from sakaguru.survey.logic.answers import AnswerFault


class ConsentMissing(DomainError):
    """Consent is the basis for personal answers: nobody's are kept without it."""

    code = "consent_missing"
    status = 422


class SetWithdrawn(DomainError):
    """Its sender has taken it back: the device may forget it."""

    code = "set_withdrawn"
    status = 410


class NothingAnswered(DomainError):
    code = "nothing_answered"
    status = 422


class AskAgain(DomainError):
    """Nothing was decided; the very same parcel may be sent again."""

    code = "try_again"
    status = 503


class AnswersRefused(Incomplete):
    """Some answers are not among those offered; ``answers`` tells which and why."""

    code = "answers_refused"

    def __init__(self, message: str, answers: list[AnswerFault]) -> None:
        super().__init__(message, [_said(fault) for fault in answers])
        self.answers = answers


def _said(fault: AnswerFault) -> str:
    if fault.kind == "unknown_item":
        return _("{code}: butir ini tidak ada di kuesioner.").format(code=fault.code)
    return _("{code}: “{given}” bukan salah satu pilihan.").format(
        code=fault.code, given=fault.given
    )

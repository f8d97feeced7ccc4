"""How the door for devices says yes and no."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils.translation import gettext as _

from sakaguru.survey.logic.wire import Unreadable
from sakaguru.survey.services.edits import EditsDiffer
from sakaguru.survey.services.refusals import AnswersRefused

if TYPE_CHECKING:
    from sakaguru.core.errors import DomainError
    from sakaguru.survey.services.reception import Outcome

SOONEST_RETRY, LATEST_RETRY = 5, 30
UNREADABLE = 422


def said(outcome: Outcome) -> tuple[int, dict[str, Any]]:
    """Status and body of one outcome: a receipt, or a problem."""
    if isinstance(outcome, dict):
        return 201, {"receipt": outcome}
    if isinstance(outcome, Unreadable):
        return UNREADABLE, problem(
            "unreadable",
            _("Kiriman ini tidak dapat dibaca sebagai kuesioner."),
            [{"field": fault.field, "rule": fault.rule} for fault in outcome.faults],
        )
    body = problem(outcome.code, str(outcome), _faults(outcome))
    if isinstance(outcome, EditsDiffer):
        body["receipt"] = outcome.receipt
    return outcome.status, body


def problem(
    code: str, message: str, faults: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    return {"code": code, "message": message, "faults": faults or []}


def respond(status: int, body: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(body, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status in {429, 503}:
        # Not all at once again: devices that were refused together come apart.
        wait = random.randint(SOONEST_RETRY, LATEST_RETRY)  # noqa: S311 -- no secret
        response.headers["Retry-After"] = str(wait)
        # Told thousands of times on a full day: the log of requests counts them.
        vars(response)["_has_been_logged"] = True
    return response


def _faults(outcome: DomainError) -> list[dict[str, str]]:
    if not isinstance(outcome, AnswersRefused):
        return []
    return [
        {"field": f"answers.{fault.code}", "rule": fault.kind, "given": fault.given}
        for fault in outcome.answers[:20]
    ]

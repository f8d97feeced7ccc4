"""Contents that came twice under one number, and schools whose aftercare failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F

from sakaguru.instruments.queries import questionnaire
from sakaguru.survey import permissions
from sakaguru.survey.enums import OFFICE, Flag
from sakaguru.survey.logic.edits import answers_in
from sakaguru.survey.models import Aftercare, Submission
from sakaguru.survey.queries.questionnaires import form_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.survey.logic.answers import Answer
    from sakaguru.survey.models import Campaign, Edit

NEVER = "—"


class Differing(NamedTuple):
    """One question on which two contents differ; answers as they are written."""

    code: str
    text: str
    said: list[str]


class Clash(NamedTuple):
    """Contents with one number, that which counts now first, and how they differ."""

    sequence: int
    edits: list[Edit]
    rows: list[Differing]
    same: int


def open_clashes(
    actor: Actor, campaign: Campaign | None = None
) -> QuerySet[Submission]:
    """Sets of offices for which the actor may still choose. Personal ones never."""
    rows = permissions.CHOOSE_EDIT.filter(actor, Submission.objects.all())
    rows = rows.filter(role__in=OFFICE, campaign__closed_at=None)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    marked = F("flags").bitand(int(Flag.EDITS_DIFFER))
    rows = rows.annotate(marked=marked).filter(marked__gt=0)
    related = ("assignment__school", "campaign__instrument_version__instrument")
    return rows.select_related(*related).order_by("assignment__school__name", "pk")


def set_aside(actor: Actor, campaign: Campaign) -> QuerySet[Aftercare]:
    """Schools whose aftercare was tried in vain, as far as the actor may mend it."""
    rows = permissions.MEND_ARRIVALS.filter(actor, Aftercare.objects.all())
    rows = rows.filter(assignment__campaign=campaign, set_aside_at__isnull=False)
    return rows.select_related("assignment__school").order_by("set_aside_at", "pk")


def clashes(submission: Submission) -> dict[int, list[Edit]]:
    """Several contents by their number; empty for personal answers."""
    if submission.role not in OFFICE:
        return {}
    found: dict[int, list[Edit]] = {}
    for edit in submission.edits.order_by("sequence", "-is_chosen", "digest"):
        found.setdefault(edit.sequence, []).append(edit)
    return {number: edits for number, edits in found.items() if len(edits) > 1}


def compared(submission: Submission, language: str = "id") -> list[Clash]:
    """What there is to choose from, question by question where they differ."""
    version = submission.campaign.instrument_version
    form = form_of(version, submission.role)
    text = questionnaire(version, submission.role, language)
    asked = {
        q.code: q for page in (text.sections if text else ()) for q in page.questions
    }
    found = []
    for number, edits in clashes(submission).items():
        said = [answers_in(form.asked, bytes(edit.said)) for edit in edits]
        codes = [item.code for item in form.asked]
        differ = [c for c in codes if len({each.get(c, NEVER) for each in said}) > 1]
        rows = [
            Differing(
                code,
                asked[code].text,
                [_written(asked[code].options, each.get(code, NEVER)) for each in said],
            )
            for code in differ
        ]
        found.append(Clash(number, edits, rows, len(codes) - len(differ)))
    return found


def _written(options: object, answer: Answer | None) -> str:
    for option in options:  # type: ignore[attr-defined]
        if option.points == answer:
            return str(option.text)
    return NEVER if answer is None else str(answer)

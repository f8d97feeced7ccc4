"""What a page of the questionnaire shows beside the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.instruments.queries import layout
from sakaguru.survey.adapters import packing
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.answers import NOT_APPLICABLE, UNKNOWN, Answer, unanswered
from sakaguru.survey.logic.paging import Block
from sakaguru.survey.models import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.instruments.queries import Question
    from sakaguru.survey.queries.doors import Door
    from sakaguru.survey.queries.questionnaires import Form, Numbered, Sheet


class ChoiceRow(NamedTuple):
    """One line to tap. ``value`` is what the form sends."""

    value: str
    text: str
    is_chosen: bool
    was_chosen: bool


class QuestionRow(NamedTuple):
    """A question with its lines; ``before`` is the text chosen last time, or empty."""

    number: int
    question: Question
    choices: list[ChoiceRow]
    knows_not: bool
    applies_not: bool
    before: str

    @property
    def is_answered(self) -> bool:
        chosen = any(each.is_chosen for each in self.choices)
        return chosen or self.knows_not or self.applies_not


class EmptyItem(NamedTuple):
    """A question without an answer, and the page where it stands."""

    number: int
    code: str
    text: str
    sheet: int


def sheet_rows(
    sheet: Sheet, answers: Mapping[str, Answer], before: Mapping[str, int]
) -> list[Block[QuestionRow]]:
    """The blocks of a page with what is chosen now and was chosen last time."""
    return [
        Block(block.title, [_row(each, answers, before) for each in block.items])
        for block in sheet.blocks
    ]


def empty_items(form: Form, answers: Mapping[str, Answer]) -> list[EmptyItem]:
    """Questions that have no answer, in order."""
    missing = set(unanswered(form.asked, answers))
    return [
        EmptyItem(each.number, each.question.code, each.question.text, sheet.number)
        for sheet in form.sheets
        for block in sheet.blocks
        for each in block.items
        if each.question.code in missing
    ]


def last_answers(door: Door) -> dict[str, int]:
    """Points by item code of the same office in the last closed campaign. One query.

    Only for those who answer for their office; personal answers are never shown again.
    """
    if door.role not in OFFICE:
        return {}
    before = (
        Submission.objects.filter(
            assignment__school=door.assignment.school_id,
            role=door.role,
            campaign__closed_at__isnull=False,
            campaign__opens_on__lt=door.campaign.opens_on,
        )
        .select_related("campaign__instrument_version")
        .order_by("-campaign__opens_on", "-received_at", "pk")
        .first()
    )
    if before is None:
        return {}
    items = layout(before.campaign.instrument_version).get(door.role, ())
    points = packing.unpacked(bytes(before.body))
    pairs = zip(items, points, strict=True)
    return {item.code: value for item, value in pairs if value is not None}


def _row(
    numbered: Numbered, answers: Mapping[str, Answer], before: Mapping[str, int]
) -> QuestionRow:
    question = numbered.question
    now, last = answers.get(question.code), before.get(question.code)
    choices = [
        ChoiceRow(str(each.points), each.text, each.points == now, each.points == last)
        for each in question.options
    ]
    return QuestionRow(
        number=numbered.number,
        question=question,
        choices=choices,
        knows_not=now == UNKNOWN,
        applies_not=now == NOT_APPLICABLE,
        before=next((each.text for each in choices if each.was_chosen), ""),
    )

"""A questionnaire as it is filled in: page by page, and what may be answered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.instruments.queries import layout, questionnaire
from sakaguru.survey.logic.answers import Asked
from sakaguru.survey.logic.paging import Block, pages

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.instruments.queries import Question, QuestionnaireText


class RoleNotAsked(DomainError):
    code = "role_not_asked"
    status = 404


class Numbered(NamedTuple):
    """A question with its number in the questionnaire, from 1."""

    number: int
    question: Question


class Sheet(NamedTuple):
    """One page of a questionnaire; ``number`` counts from 1."""

    number: int
    blocks: tuple[Block[Numbered], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(
            each.question.code for block in self.blocks for each in block.items
        )


class Form(NamedTuple):
    """All that a role is asked by a version, in one language."""

    instrument: str
    role: str
    text: QuestionnaireText
    sheets: tuple[Sheet, ...]
    asked: tuple[Asked, ...]

    def sheet_of(self, code: str) -> int:
        """The page on which an item stands."""
        return next(sheet.number for sheet in self.sheets if code in sheet.codes)


def form_of(version: InstrumentVersion, role: str, language: str = "id") -> Form:
    """The questionnaire of a role. No query when it was read before.

    Raises:
        RoleNotAsked: the version asks this role nothing.
    """
    text = questionnaire(version, role, language)
    if text is None:
        raise RoleNotAsked(_("Peran ini tidak ditanya dalam kampanye ini."))
    return (_built if version.is_draft else _kept)(named(version), role, text)


def _built(instrument: str, role: str, text: QuestionnaireText) -> Form:
    questions = [question for page in text.sections for question in page.questions]
    return Form(
        instrument=instrument,
        role=role,
        text=text,
        sheets=_sheets(text),
        asked=tuple(_asked(each) for each in sorted(questions, key=_place)),
    )


_kept = lru_cache(maxsize=256)(_built)


def named(version: InstrumentVersion) -> str:
    """The version's name in digests: ``EDS-SD@2026.1``."""
    return f"{version.instrument.code}@{version.label}"


def roles_asked(version: InstrumentVersion) -> tuple[str, ...]:
    """Roles that have items in the version. No query after the first time."""
    return tuple(layout(version))


def _place(question: Question) -> int:
    return question.position


def _asked(question: Question) -> Asked:
    return Asked(
        code=question.code,
        points=frozenset(option.points for option in question.options),
        allows_unknown=question.allows_unknown,
        allows_not_applicable=question.allows_not_applicable,
    )


def _sheets(text: QuestionnaireText) -> tuple[Sheet, ...]:
    number = 0
    sections: list[Block[Numbered]] = []
    for page in text.sections:
        items = [
            Numbered(place, question)
            for place, question in enumerate(page.questions, number + 1)
        ]
        number += len(items)
        sections.append(Block(page.title, items))
    cut = enumerate(pages(sections), 1)
    return tuple(Sheet(place, tuple(blocks)) for place, blocks in cut)

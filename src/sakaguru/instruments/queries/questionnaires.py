"""The questionnaire of one role, ready to be shown."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch

from sakaguru.instruments.models import Item, Option, Questionnaire, Section
from sakaguru.ui.logic.formats import said

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion


class OptionText(NamedTuple):
    """One answer to choose, and its points."""

    points: int
    text: str


class Question(NamedTuple):
    """One item in one language. ``position`` is the place of its byte."""

    code: str
    position: int
    node_code: str
    kind: str
    max: int
    text: str
    why: str
    example: str
    options: tuple[OptionText, ...]
    allows_unknown: bool
    allows_not_applicable: bool
    seconds: int


class QuestionPage(NamedTuple):
    """A section: questions about one standard."""

    standard: str
    title: str
    questions: tuple[Question, ...]


class QuestionnaireText(NamedTuple):
    """All that one role is asked, in one language. ``minutes`` it should take."""

    role: str
    minutes: int
    intro: str
    sections: tuple[QuestionPage, ...]

    @property
    def item_count(self) -> int:
        return sum(len(section.questions) for section in self.sections)


def questionnaire(
    version: InstrumentVersion, role: str, language: str = "id"
) -> QuestionnaireText | None:
    """Read what a role is asked; None when it is asked nothing. Four queries, or none.

    A published version never changes, so it is read once per process.
    """
    read = _read if version.is_draft else _kept
    return read(version.pk, role, language)


def _read(version_id: int, role: str, language: str) -> QuestionnaireText | None:
    options = Prefetch("options", Option.objects.order_by("position"))
    items = Item.objects.select_related("node").prefetch_related(options)
    pages = Section.objects.order_by("position").prefetch_related(
        Prefetch("items", items.order_by("position"))
    )
    forms = Questionnaire.objects.filter(version_id=version_id, role=role)
    form = forms.prefetch_related(Prefetch("sections", pages)).first()
    if form is None:
        return None
    return QuestionnaireText(
        role=form.role,
        minutes=form.minutes,
        intro=said(form.intro, language),
        sections=tuple(_page(section, language) for section in form.sections.all()),
    )


_kept = lru_cache(maxsize=64)(_read)


def _page(section: Section, language: str) -> QuestionPage:
    return QuestionPage(
        standard=section.standard,
        title=said(section.title, language),
        questions=tuple(_question(item, language) for item in section.items.all()),
    )


def _question(item: Item, language: str) -> Question:
    return Question(
        code=item.code,
        position=item.position,
        node_code=item.node.code,
        kind=item.kind,
        max=item.max_points,
        text=said(item.text, language),
        why=said(item.why, language) if item.why else "",
        example=said(item.example, language) if item.example else "",
        options=tuple(
            OptionText(option.points, said(option.text, language))
            for option in item.options.all()
        ),
        allows_unknown=item.allows_unknown,
        allows_not_applicable=item.allows_not_applicable,
        seconds=item.seconds,
    )

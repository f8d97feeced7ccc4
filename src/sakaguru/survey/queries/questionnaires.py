"""A questionnaire as it is asked: pages of items, read once per version and role."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Prefetch

from sakaguru.instruments.models import InstrumentVersion, Item, Option, Questionnaire
from sakaguru.standards.enums import VersionStatus
from sakaguru.survey.logic.answers import Asked
from sakaguru.survey.logic.paging import even_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

Text = dict[str, str]
"""Bilingual: ``{"id": ..., "en": ...}``."""


class Choice(NamedTuple):
    points: int
    text: Text


class Question(NamedTuple):
    """One item as the respondent meets it; ``number`` counts from 1."""

    number: int
    code: str
    text: Text
    why: Text
    example: Text
    choices: tuple[Choice, ...]
    allows_unknown: bool
    allows_not_applicable: bool


class Sheet(NamedTuple):
    """One page of a questionnaire; ``number`` counts from 1."""

    number: int
    title: Text
    part: int
    parts: int
    questions: tuple[Question, ...]


class Form(NamedTuple):
    """All that is asked from one role by one version."""

    version_id: int
    instrument: str
    title: Text
    languages: tuple[str, ...]
    role: str
    minutes: int
    intro: Text
    sheets: tuple[Sheet, ...]
    asked: tuple[Asked, ...]


def form_of(version: InstrumentVersion, role: str) -> Form:
    """The questionnaire of a role. No query when a published one was read before."""
    if version.status == VersionStatus.DRAFT:
        return _read(version.pk, role)
    return _read_once(version.pk, role)


def roles_asked(version_id: int) -> tuple[str, ...]:
    """Roles that have items in the version. No query after the first time."""
    return _roles_once(version_id)


@lru_cache(maxsize=64)
def _read_once(version_id: int, role: str) -> Form:
    return _read(version_id, role)


@lru_cache(maxsize=64)
def _roles_once(version_id: int) -> tuple[str, ...]:
    rows = Item.objects.filter(version=version_id).order_by("role")
    return tuple(rows.values_list("role", flat=True).distinct())


def _read(version_id: int, role: str) -> Form:
    version = InstrumentVersion.objects.select_related("instrument").get(pk=version_id)
    greeting = Questionnaire.objects.filter(version=version_id, role=role).first()
    options = Prefetch("options", Option.objects.order_by("position"))
    items = (
        Item.objects.filter(version=version_id, role=role)
        .select_related("section")
        .prefetch_related(options)
        .order_by("position")
    )
    return Form(
        version_id=version_id,
        instrument=f"{version.instrument.code}@{version.label}",
        title=version.instrument.title,
        languages=tuple(version.languages),
        role=role,
        minutes=greeting.minutes if greeting else _minutes(items),
        intro=greeting.intro if greeting else {},
        sheets=tuple(
            _sheets([*map(_question, range(1, len(items) + 1), items)], items)
        ),
        asked=tuple(_asked(item) for item in items),
    )


def _minutes(items: Sequence[Any]) -> int:
    return -(-sum(item.seconds for item in items) // 60)


def _question(number: int, item: Item) -> Question:
    return Question(
        number=number,
        code=item.code,
        text=item.text,
        why=item.why,
        example=item.example,
        choices=tuple(Choice(o.points, o.text) for o in item.options.all()),
        allows_unknown=item.allows_unknown,
        allows_not_applicable=item.allows_not_applicable,
    )


def _asked(item: Item) -> Asked:
    return Asked(
        code=item.code,
        points=frozenset(option.points for option in item.options.all()),
        allows_unknown=item.allows_unknown,
        allows_not_applicable=item.allows_not_applicable,
    )


def _sheets(questions: list[Question], items: Sequence[Item]) -> list[Sheet]:
    """Pages within sections; items are asked in packing order."""
    sections: list[tuple[Text, list[Question]]] = []
    last: object = object()
    for question, item in zip(questions, items, strict=True):
        if item.section_id != last:
            sections.append((item.section.title if item.section else {}, []))
            last = item.section_id
        sections[-1][1].append(question)
    sheets: list[Sheet] = []
    for title, asked in sections:
        pages = even_pages(asked)
        for part, page in enumerate(pages, 1):
            number = len(sheets) + 1
            sheets.append(Sheet(number, title, part, len(pages), tuple(page)))
    return sheets

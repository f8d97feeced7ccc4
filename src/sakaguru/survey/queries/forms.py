"""A questionnaire as small as it goes, for devices that keep it."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.instruments.models import InstrumentVersion, Item
from sakaguru.survey.models import Campaign
from sakaguru.survey.queries.questionnaires import form_of

if TYPE_CHECKING:
    from sakaguru.instruments.queries import Question
    from sakaguru.survey.queries.questionnaires import Form

UNKNOWN_FLAG, NOT_APPLICABLE_FLAG, UNTRANSLATED_FLAG = 1, 2, 4


class FormFile(NamedTuple):
    """JSON of a questionnaire, plain and compressed; ``digest`` names its content."""

    digest: str
    plain: bytes
    compressed: bytes


def form_file(version: InstrumentVersion, role: str, language: str) -> FormFile:
    """The file of a role in one language. Made once per process when published.

    Raises:
        RoleNotAsked
    """
    make = _made if version.is_draft else _kept
    return make(version.pk, role, language)


def asked_version(version_id: int) -> InstrumentVersion | None:
    """The version, if a campaign that was opened asks with it."""
    campaigns = Campaign.objects.filter(
        instrument_version=version_id, opened_at__isnull=False
    ).select_related("instrument_version__instrument")
    campaign = campaigns.first()
    return campaign.instrument_version if campaign else None


def _made(version_id: int, role: str, language: str) -> FormFile:
    version = InstrumentVersion.objects.select_related("instrument").get(pk=version_id)
    foreign = _untranslated(version_id, role, language)
    content = _content(form_of(version, role, language), foreign)
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(plain).hexdigest()[:20]
    return FormFile(digest, plain, gzip.compress(plain, 9, mtime=0))


_kept = lru_cache(maxsize=128)(_made)


def _untranslated(version_id: int, role: str, language: str) -> frozenset[str]:
    """Codes of items that are shown in another language, for want of this one."""
    items = Item.objects.filter(version=version_id, role=role)
    texts = items.values_list("code", "text")
    return frozenset(code for code, text in texts if not text.get(language))


def _content(form: Form, foreign: frozenset[str]) -> dict[str, Any]:
    sets: dict[tuple[tuple[int, str], ...], int] = {}
    sheets = [
        [
            [
                block.title,
                [_question(each.question, sets, foreign) for each in block.items],
            ]
            for block in sheet.blocks
        ]
        for sheet in form.sheets
    ]
    return {
        "minutes": form.text.minutes,
        "intro": form.text.intro,
        "options": list(sets),
        "sheets": sheets,
    }


def _question(
    question: Question,
    sets: dict[tuple[tuple[int, str], ...], int],
    foreign: frozenset[str],
) -> list[str | int]:
    options = tuple((each.points, each.text) for each in question.options)
    flags = UNKNOWN_FLAG * question.allows_unknown
    flags += UNTRANSLATED_FLAG * (question.code in foreign)
    flags += NOT_APPLICABLE_FLAG * question.allows_not_applicable
    return [
        question.code,
        question.text,
        question.why,
        question.example,
        sets.setdefault(options, len(sets)),
        flags,
    ]

"""Sealed answers go when the answers themselves go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core.retention import Kept
from sakaguru.scoring.adapters import sealing
from sakaguru.scoring.queries.sealing import prefix_of
from sakaguru.survey.models import Campaign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FIVE_YEARS = 1826


def _old_seals(before: date) -> Sequence[str]:
    """Where answers of campaigns that closed before a day lie sealed."""
    closed = Campaign.objects.filter(closed_at__date__lt=before)
    rows = closed.select_related("instrument_version__instrument")
    prefixes = [prefix_of(each, each.instrument_version) for each in rows]
    return [prefix for prefix in prefixes if sealing.seal_of(prefix)]


def _forget_seals(prefixes: Sequence[str]) -> int:
    for prefix in prefixes:
        sealing.forget_seal(prefix)
    return len(prefixes)


KEPT = [
    Kept(
        "scoring.sealed_answers",
        _("Jawaban yang disegel dalam berkas"),
        _("Sama dengan jawabannya."),
        FIVE_YEARS,
        _old_seals,
        _forget_seals,
    ),
]

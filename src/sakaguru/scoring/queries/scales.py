"""Read how well items hang together, for the authors of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.instruments.models import Item
from sakaguru.instruments.permissions import EDIT_INSTRUMENT
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.logic.scales import ItemShown, ScaleShown
from sakaguru.scoring.models import Scale, ScoreRun

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.instruments.models import InstrumentVersion


def run_with_scales(actor: Actor, run_id: int) -> ScoreRun | None:
    """A published run whose scales the actor may read, else None.

    The owner's team reads them when the schools read theirs, authors of the instrument
    when the tree does (R16b).
    """
    runs = ScoreRun.objects.published_to(Audience.SCHOOL).select_related(
        "owner", "campaign", "framework_version__framework"
    )
    run = (
        runs.select_related("instrument_version__instrument__owner")
        .filter(pk=run_id)
        .first()
    )
    if run is None or permissions.VIEW_RUN.allows(actor, run):
        return run
    authors = EDIT_INSTRUMENT.allows(actor, run.instrument_version)
    return run if authors and run.audience >= Audience.TREE else None


def runs_for_authors(version: InstrumentVersion) -> QuerySet[ScoreRun]:
    """Runs whose scales the authors of a version may read, newest first."""
    runs = ScoreRun.objects.published_to(Audience.TREE).filter(
        instrument_version=version, scales__isnull=False
    )
    return runs.select_related("owner", "campaign").distinct().order_by("-pk")


def scales_shown(run: ScoreRun) -> list[ScaleShown]:
    """All scales with their items in packing order. Two queries."""
    items = Item.objects.filter(version_id=run.instrument_version_id)
    rows = items.values_list("role", "code", "text")
    texts = {(role, code): text for role, code, text in rows}
    scales = Scale.objects.filter(run=run)
    return [_shown(scale, texts) for scale in scales]


def _shown(scale: Scale, texts: dict[tuple[str, str], dict[str, str]]) -> ScaleShown:
    return ScaleShown(
        role=scale.role,
        standard=scale.standard,
        respondents=scale.respondents,
        alpha=scale.alpha,
        items=[
            ItemShown(
                code=code,
                text=texts.get((scale.role, code), {}),
                answered=scale.answered[place],
                item_rest=scale.item_rest[place],
                alpha_without=scale.alpha_without[place],
                is_misfit=scale.misfits[place],
            )
            for place, code in enumerate(scale.items)
        ],
    )

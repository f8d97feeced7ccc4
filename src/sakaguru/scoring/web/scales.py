"""The page of reliability, for authors of instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from sakaguru.instruments.permissions import EDIT_INSTRUMENT
from sakaguru.instruments.queries.versions import visible_versions
from sakaguru.scoring import permissions
from sakaguru.scoring.queries.frames import frame_of
from sakaguru.scoring.queries.scales import (
    run_with_scales,
    runs_for_authors,
    scales_shown,
)
from sakaguru.scoring.web.pictures import role_words
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.charts.chart import said
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from sakaguru.scoring.logic.scales import ItemShown, ScaleShown
    from sakaguru.scoring.models import ScoreRun
    from sakaguru.ui.http import ActorRequest


@page(EDIT_INSTRUMENT)
def scale_home(request: ActorRequest, code: str, label: str) -> HttpResponse:
    """Where an instrument's authors find the runs that tell of its reliability."""
    versions = visible_versions(request.actor)
    version = get_object_or_404(versions, instrument__code=code, label=label)
    EDIT_INSTRUMENT.check(request.actor, version)
    context = {"version": version, "runs": runs_for_authors(version)}
    return render(request, "scoring/scale_home.html", context)


@page(permissions.VIEW_RUN, EDIT_INSTRUMENT)
def scale_list(request: ActorRequest, run_id: int) -> HttpResponse:
    run = _run_or_404(request, run_id)
    return render(
        request,
        "scoring/scale_list.html",
        {
            "run": run,
            "scales": scales_shown(run),
            "role_words": role_words(),
            "nodes": frame_of(run).nodes,
        },
    )


@page(permissions.VIEW_RUN, EDIT_INSTRUMENT)
def scale_sheet(request: ActorRequest, run_id: int, form: str) -> HttpResponse:
    run = _run_or_404(request, run_id)
    if form not in {"csv", "xlsx"}:
        raise Http404
    return table_response(
        _columns(), _rows(scales_shown(run)), form=form, name=f"keandalan-{run.pk}"
    )


def _run_or_404(request: ActorRequest, run_id: int) -> ScoreRun:
    run = run_with_scales(request.actor, run_id)
    if run is None:
        raise Http404
    return run


def _columns() -> list[Column]:
    return [
        Column("role", _("Kelompok")),
        Column("standard", _("Standar")),
        Column("respondents", _("Responden")),
        Column("alpha", _("Alfa Cronbach"), decimals=3),
        Column("code", _("Butir")),
        Column("text", _("Pertanyaan"), width=60),
        Column("answered", _("Menjawab")),
        Column("item_rest", _("Korelasi butir-sisa"), decimals=3),
        Column("alpha_without", _("Alfa tanpa butir ini"), decimals=3),
        Column("fits", _("Keadaan"), width=18),
    ]


def _rows(scales: list[ScaleShown]) -> Iterator[dict[str, Any]]:
    for scale in scales:
        for item in scale.items:
            yield {
                "role": scale.role,
                "standard": scale.standard,
                "respondents": scale.respondents,
                "alpha": scale.alpha,
                "code": item.code,
                "text": said(item.text),
                "answered": item.answered,
                "item_rest": item.item_rest,
                "alpha_without": item.alpha_without,
                "fits": _fit_words(item),
            }


def _fit_words(item: ItemShown) -> str:
    if item.item_rest is None:
        return _("belum dapat dinilai")
    return _("kurang sejalan") if item.is_misfit else _("sejalan")

"""Addresses about choosing, results, schools alike and papers of a plan."""

from __future__ import annotations

from django.urls import path

from sakaguru.planning.web import (
    alike,
    applying,
    calendar,
    choosing,
    papers,
    results,
    sheets,
)

urlpatterns = [
    path("rencana/pilih/<int:pk>/", choosing.choose, name="choose"),
    path("rencana/pilih/<int:pk>/hitung/", choosing.choice_ask, name="choice-ask"),
    path(
        "rencana/pilih/<int:pk>/<int:choice_id>/<slug:variant>/",
        applying.choice_rehearsal,
        name="choice-rehearsal",
    ),
    path(
        "rencana/pilih/<int:pk>/<int:choice_id>/<slug:variant>/pakai/",
        applying.choice_apply,
        name="choice-apply",
    ),
    path("rencana/hasil/<int:pk>/", results.plan_effects, name="plan-effects"),
    path("rencana/hasil/kegiatan/<int:pk>/", results.effect_block, name="effect-block"),
    path(
        "rencana/standar/<int:pk>/putuskan/",
        results.standard_decide,
        name="standard-decide",
    ),
    path("rencana/serupa/<int:pk>/", alike.alike_block, name="alike-block"),
    path(
        "rencana/serupa/<int:pk>/sekolah/<int:comparison_id>/",
        alike.alike_schools,
        name="alike-schools",
    ),
    path("rencana/jadwal/<int:pk>/", calendar.plan_calendar, name="plan-calendar"),
    path("rencana/lembar/<int:pk>/<slug:kind>/", sheets.plan_sheet, name="plan-sheet"),
    path("rencana/kertas/<int:pk>/", papers.plan_paper, name="plan-paper"),
    path(
        "rencana/kertas/<int:pk>/usulan/", papers.proposal_paper, name="proposal-paper"
    ),
]

"""The gallery: every component and chart, in all its states, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from sakaguru.ui.http import OpenTo, page
from sakaguru.ui.logic.icons import shapes
from sakaguru.ui.logic.levels import SNP_BANDS
from sakaguru.ui.web import samples
from sakaguru.ui.web.forms import SampleFilterForm, SampleForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest


@page(OpenTo.SIGNED_IN)
def gallery(request: ActorRequest) -> HttpResponse:
    """For demos and builders; an installation has no such page."""
    if not settings.GALLERY:
        raise Http404
    context = {
        "moment": timezone.now(),  # noqa: TID251 - a door reads the clock
        "bands": SNP_BANDS,
        "charts": samples.charts(),
        "tiles": samples.tiles(),
        "icons": sorted(shapes()),
        "form": SampleForm(),
        "wrong_form": SampleForm({"name": "", "email": "bukan surel"}),
        "filter_form": SampleFilterForm(request.GET or None),
        "page_obj": Paginator(range(748), 50).get_page(request.GET.get("page")),
        "crumbs": [
            ("Nasional", "#"),
            ("Jawa Tengah", "#"),
            ("Kab. Banyumas", "#"),
            ("Galeri", ""),
        ],
        "tab_list": [("Ringkasan", request.path), ("Standar", "#"), ("Riwayat", "#")],
    }
    return render(request, "ui/gallery.html", context)

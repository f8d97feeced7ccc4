"""Printing a report card, and checking a printed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sakaguru.core import trail
from sakaguru.core.errors import DomainError
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import EditionKind
from sakaguru.scoring.logic.digests import SHOWN, digest_of_content, short
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.queries.editions import editions, newer_run
from sakaguru.scoring.services.editions import issue_edition
from sakaguru.scoring.web import papers
from sakaguru.scoring.web.finding import chosen_card, cycles_or_404, school_or_404
from sakaguru.scoring.web.forms import EditionForm
from sakaguru.ui.adapters.qr import qr_svg
from sakaguru.ui.adapters.typst import pdf_response, render_pdf
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.scoring.models import Edition
    from sakaguru.scoring.queries.cards import Card
    from sakaguru.ui.http import ActorRequest

TEMPLATES = {
    EditionKind.FULL: "scoring/report_card.typ",
    EditionKind.SUMMARY: "scoring/report_summary.typ",
}


class EditionOutdated(DomainError):
    code = "edition_outdated"


@action(
    permissions.VIEW_CARD, permissions.VIEW_OWN_CARD_FIRST, permissions.VIEW_SUMMARY
)
def edition_issue(request: ActorRequest, code: str) -> HttpResponse:
    """Give the paper its code and show it; the same content keeps its code."""
    school = school_or_404(code)
    kind = _kind(request.POST.get("kind", ""))
    cycles = cycles_or_404(request, school, summary=kind is EditionKind.SUMMARY)
    if not cycles:
        raise Http404
    card = chosen_card(request, school, cycles)
    edition = issue_edition(
        actor=request.actor,
        result=card.result,
        kind=kind,
        language=papers.language(),
        content=papers.content_of(card, kind),
        at=timezone.now(),  # noqa: TID251 -- a view is a door
    )
    return redirect("scoring:edition-paper", edition.code)


@page(permissions.VIEW_CARD, permissions.VIEW_OWN_CARD_FIRST, permissions.VIEW_SUMMARY)
def edition_paper(request: ActorRequest, edition: str) -> HttpResponse:
    """The PDF of an edition, for those who may see what it says."""
    found = get_object_or_404(editions(), code=edition)
    kind = EditionKind(found.kind)
    cycles = cycles_or_404(
        request, found.organisation, summary=kind is EditionKind.SUMMARY
    )
    runs = [cycle.run_id for cycle in cycles]
    if found.run_id not in runs:
        raise Http404
    before = next(iter(runs[runs.index(found.run_id) + 1 :]), None)
    card = school_card(found.organisation, found.run_id, before)
    with translation.override(found.language):
        pdf = _pdf(request, found, card, kind)
    return pdf_response(pdf, f"rapor-mutu-{found.organisation.code}-{found.code}.pdf")


def _pdf(
    request: ActorRequest, edition: Edition, card: Card, kind: EditionKind
) -> bytes:
    content = papers.content_of(card, kind)
    if digest_of_content(content) != edition.digest:
        raise EditionOutdated(
            _("Isi rapor sudah berubah sejak dicetak. Buat cetakan baru.")
        )
    address = request.build_absolute_uri(edition.get_absolute_url())
    data = {
        **content,
        "labels": papers.labels(kind),
        "edition": edition.code,
        "content_digest": short(edition.digest),
        "address": address.removeprefix("https://").removeprefix("http://"),
        "qr": qr_svg(with_witness(address, edition)),
    }
    return render_pdf(TEMPLATES[kind], data, at=edition.created_at)


def with_witness(address: str, edition: Edition) -> str:
    """The address for the QR code, with the trail's head of the day of printing."""
    head = trail.witness(at=edition.created_at)
    return f"{address}?{urlencode({'jejak': head})}" if head else address


def _kind(value: str) -> EditionKind:
    return EditionKind(value) if value in EditionKind.values else EditionKind.FULL


@page(OpenTo.EVERYONE)
def edition_search(request: ActorRequest) -> HttpResponse:
    """Ask for the code on a paper; without JavaScript a plain form."""
    form = EditionForm(request.GET or None)
    if form.is_valid():
        query = (
            {"sidik": form.cleaned_data["sidik"]}
            if form.cleaned_data["sidik"]
            else None
        )
        code = "".join(form.cleaned_data["kode"].upper().split())
        return redirect(reverse("scoring:edition-check", args=[code], query=query))
    return render(request, "scoring/edition_search.html", {"form": form})


@page(OpenTo.EVERYONE)
def edition_check(request: ActorRequest, edition: str) -> HttpResponse:
    """Confirm or refuse a paper by its code, and by its digest if given."""
    found = editions().filter(code=edition.upper()).first()
    pasted = "".join(request.GET.get("sidik", "").upper().split())
    context: dict[str, Any] = {
        "edition": found,
        "code": edition,
        "pasted": pasted,
        "form": EditionForm(),
        "trail_holds": trail.still_holds(request.GET.get("jejak", "")),
    }
    if found is not None:
        context |= {
            "agrees": not pasted or found.digest.upper()[:SHOWN] == pasted[:SHOWN],
            "newer": newer_run(found),
            "content_digest": short(found.digest),
        }
    status = 200 if found is not None else 404
    return render(request, "scoring/edition_check.html", context, status=status)

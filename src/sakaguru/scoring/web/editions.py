"""Printing a report card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sakaguru.core import trail
from sakaguru.core.errors import DomainError
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import EditionKind
from sakaguru.scoring.logic import marks
from sakaguru.scoring.logic.digests import digest_of_content, short
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.queries.editions import editions
from sakaguru.scoring.services.editions import issue_edition
from sakaguru.scoring.web import papers
from sakaguru.scoring.web.finding import chosen_card, cycles_or_404, school_or_404
from sakaguru.ui.adapters.qr import qr_svg
from sakaguru.ui.adapters.typst import pdf_response, render_pdf
from sakaguru.ui.http import action, page

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
        "qr": qr_svg(marked(address, edition)),
    }
    return render_pdf(TEMPLATES[kind], data, at=edition.created_at)


def marked(address: str, edition: Edition) -> str:
    """The address for the QR code, with what the paper says and our signature.

    Part of it is the head that the trail had on the day of printing.
    """
    mark = marks.Mark(
        code=edition.code,
        facts=marks.facts_of(edition.kind, edition.content),
        digest=marks.digest_shown(edition.digest),
        head=trail.witness(at=edition.created_at),
    )
    return f"{address}?{mark.query(trail.signing_key().sign(mark.message))}"


def _kind(value: str) -> EditionKind:
    return EditionKind(value) if value in EditionKind.values else EditionKind.FULL

"""Checking a printed report card: by the mark in its QR code, or by what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse

from sakaguru.core import trail
from sakaguru.scoring.enums import Verdict
from sakaguru.scoring.logic import marks
from sakaguru.scoring.logic.digests import SHOWN, short
from sakaguru.scoring.queries.editions import editions, newer_run
from sakaguru.scoring.web.forms import EditionForm
from sakaguru.ui.http import OpenTo, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.scoring.models import Edition
    from sakaguru.ui.http import ActorRequest

CHECK = "scoring/edition_check.html"


@page(OpenTo.EVERYONE)
def edition_search(request: ActorRequest) -> HttpResponse:
    """Ask for the code on a paper; without JavaScript a plain form."""
    form = EditionForm(request.GET or None)
    if form.is_valid():
        digest = form.cleaned_data["sidik"]
        query = {marks.DIGEST: digest} if digest else None
        code = "".join(form.cleaned_data["kode"].upper().split())
        return redirect(reverse("scoring:edition-check", args=[code], query=query))
    return render(request, "scoring/edition_search.html", {"form": form})


@page(OpenTo.EVERYONE)
def edition_check(request: ActorRequest, edition: str) -> HttpResponse:
    """Confirm or refuse a paper.

    A mark that we did not sign is refused before anything is looked up: whoever makes
    marks up learns nothing of any paper.
    """
    head = request.GET.get(marks.HEAD, "")
    holds = trail.still_holds(head)
    read = marks.read(edition, request.GET)
    is_spoilt = not _is_ours(*read) if read else bool(head) and holds is None
    found = None if is_spoilt else editions().filter(code=edition.upper()).first()
    mark = read[0] if read else None
    verdict = Verdict.SPOILT if is_spoilt else _verdict(found, mark, request)
    context: dict[str, Any] = {
        "edition": found,
        "code": edition,
        "verdict": verdict.value,
        "trail_holds": holds,
    }
    if found is not None:
        context |= {
            "newer": newer_run(found),
            "content_digest": short(found.digest),
        }
    status = 200 if found is not None else 404
    return render(request, CHECK, context, status=status)


def _is_ours(mark: marks.Mark, signature: str) -> bool:
    return bool(signature) and trail.is_signed(mark.message, signature)


def _verdict(
    found: Edition | None, mark: marks.Mark | None, request: ActorRequest
) -> Verdict:
    if found is None:
        return Verdict.LOST if mark else Verdict.UNKNOWN
    if mark is not None:
        is_same = mark.facts == marks.facts_of(found.kind, found.content)
        is_same &= mark.digest == marks.digest_shown(found.digest)
        return Verdict.GENUINE if is_same else Verdict.LOST
    typed = "".join(request.GET.get(marks.DIGEST, "").lower().split())
    if not typed:
        return Verdict.KNOWN
    is_same = len(typed) >= SHOWN and found.digest.startswith(typed)
    return Verdict.GENUINE if is_same else Verdict.DIFFERENT

"""Pages for people who come by a link: nothing stays in the browser."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.signing import BadSignature, Signer
from django.shortcuts import render

from sakaguru.core.errors import DomainError, Incomplete

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest

V = TypeVar("V", bound="Callable[..., HttpResponse]")

CLOCK = Signer(salt="sakaguru.page-opened")


def light(view: V) -> V:
    """Refuse on a light page, and let no browser or proxy keep what is shown."""

    @wraps(view)
    def wrapper(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except DomainError as error:
            response = _refused(request, error)
        response.headers["Cache-Control"] = "no-store, private, max-age=0"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return cast("V", wrapper)


def forget(response: HttpResponse) -> HttpResponse:
    """Ask the browser to drop its copies of pages, so that Back shows none of them."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def opened_mark(at: datetime) -> str:
    """When a page was shown, signed, to be sent back with its answers."""
    return CLOCK.sign(str(int(at.timestamp())))


def seconds_open(mark: str, at: datetime) -> float:
    """How long a page was open; 0 where the mark is missing or was altered."""
    try:
        return max(at.timestamp() - int(CLOCK.unsign(mark)), 0)
    except (BadSignature, ValueError):
        return 0


def address_of(request: ActorRequest) -> str:
    """The network address that knocks; used only as a keyed digest."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _refused(request: ActorRequest, error: DomainError) -> HttpResponse:
    faults = error.faults if isinstance(error, Incomplete) else []
    context = {"error": error, "faults": faults}
    return render(request, "survey/filling_refused.html", context, status=error.status)

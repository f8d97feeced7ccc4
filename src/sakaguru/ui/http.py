"""Pages read and cannot write; actions write and cannot be fetched."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sakaguru.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.contrib.auth.models import AnonymousUser

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor, Rule
    from sakaguru.organisations.models import Membership

V = TypeVar("V", bound="Callable[..., HttpResponse]")
READS = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "SET LOCAL")
_may_write: ContextVar[bool] = ContextVar("may_write", default=False)


class OpenTo(Enum):
    """Who may come in where no rule decides; each with its reason."""

    EVERYONE = "nothing personal is shown"
    SIGNED_IN = "shows only what the person themselves holds"
    LINK_HOLDER = "the address itself is the key"


class ActorRequest(HttpRequest):
    """A request as our middleware leaves it."""

    actor: Actor
    memberships: Sequence[Membership]
    user: User | AnonymousUser
    htmx: Any


class PageWroteError(RuntimeError):
    """A page sent something else than a read to the database: a bug."""


def page(*access: Rule | OpenTo) -> Callable[[V], V]:
    """Mark a view that only reads: GET or HEAD, and the database refuses writes.

    ``access`` names the rules that the view asks, or who else may come in.
    """

    def mark(view: V) -> V:
        @require_safe
        @wraps(view)
        def wrapper(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _must_sign_in(request, access):
                return redirect_to_login(request.get_full_path())
            try:
                with connection.execute_wrapper(_refuse_writes):
                    return view(request, *args, **kwargs)
            except DomainError as error:
                return refusal(request, error)

        vars(wrapper).update(kind="page", access=access)
        return cast("V", wrapper)

    return mark


def action(*access: Rule | OpenTo) -> Callable[[V], V]:
    """Mark a view that writes: POST only. A refusal by the domain becomes a message."""

    def mark(view: V) -> V:
        @require_POST
        @wraps(view)
        def wrapper(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _must_sign_in(request, access):
                return redirect_to_login(request.get_full_path())
            try:
                return view(request, *args, **kwargs)
            except DomainError as error:
                return refusal(request, error)

        vars(wrapper).update(kind="action", access=access)
        return cast("V", wrapper)

    return mark


def endpoint(*access: Rule | OpenTo) -> Callable[[V], V]:
    """Mark a door for machines; it answers in its own form."""

    def mark(view: V) -> V:
        vars(view).update(kind="endpoint", access=access)
        return view

    return mark


def respond(
    request: ActorRequest, *, fragment: str, context: dict[str, Any], otherwise: str
) -> HttpResponse:
    """Send the changed fragment to HTMX, or redirect a plain browser to the page."""
    if wants_fragment(request):
        return render(request, fragment, context)
    return redirect(otherwise)


def refusal(request: ActorRequest, error: DomainError) -> HttpResponse:
    """Show why not: as a part of the page for HTMX, as a page of its own otherwise."""
    part = wants_fragment(request)
    template = "ui/refusal.html#message" if part else "ui/refusal.html"
    response = render(request, template, {"error": error}, status=error.status)
    if part:
        response.headers["HX-Retarget"] = "#refusal"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def wants_fragment(request: ActorRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted


@contextmanager
def reading_is_recorded() -> Iterator[None]:
    """Let the trail note a reading of personal records: the one write of a page."""
    token = _may_write.set(True)
    try:
        yield
    finally:
        _may_write.reset(token)


def _must_sign_in(request: ActorRequest, access: tuple[Rule | OpenTo, ...]) -> bool:
    open_doors = {OpenTo.EVERYONE, OpenTo.LINK_HOLDER}
    return not open_doors & set(access) and not request.user.is_authenticated


def _refuse_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any
) -> Any:
    statement = str(sql).lstrip(" (\n")[:20].upper()
    if not statement.startswith(READS) and not _may_write.get():
        raise PageWroteError(f"A page tried to write: {statement}...")
    return execute(sql, params, many, context)

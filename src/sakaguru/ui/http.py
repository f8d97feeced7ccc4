"""Pages read and cannot write; actions write and cannot be fetched."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from sakaguru.core.access import Hearing, Rule, hearing
from sakaguru.core.audit import record_reading
from sakaguru.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Membership

V = TypeVar("V", bound="Callable[..., HttpResponse]")
READS = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "SET LOCAL")
REFUSED, FORM_FAULTS = 400, 422
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
    is_by_token: bool
    user: User | AnonymousUser
    htmx: Any


class PageWroteError(RuntimeError):
    """A page sent something else than a read to the database: a bug."""


class RuleNotAskedError(RuntimeError):
    """A view named rules and answered, or wrote, without asking them: a bug.

    It is raised instead of the answer, so nothing of it is sent.
    """


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
                with (
                    hearing() as heard,
                    connection.execute_wrapper(_refuse_writes),
                ):
                    response = view(request, *args, **kwargs)
            except DomainError as error:
                return refusal(request, error)
            return _heard_out(response, heard, access)

        vars(wrapper).update(kind="page", access=access)
        return cast("V", wrapper)

    return mark


def action(*access: Rule | OpenTo) -> Callable[[V], V]:
    """Mark a view that writes: POST only. A refusal by the domain becomes a message.

    Where only rules let people in, nothing is written before one of them said yes.
    """

    def mark(view: V) -> V:
        @wraps(view)
        def wrapper(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return not_fetched(request)
            if _must_sign_in(request, access):
                return redirect_to_login(request.get_full_path())
            try:
                with hearing() as heard, _writes_after_consent(heard, access):
                    response = view(request, *args, **kwargs)
            except DomainError as error:
                return refusal(request, error)
            return _heard_out(response, heard, access)

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


def not_fetched(request: ActorRequest) -> HttpResponse:
    """Lead who fetches an action, as after a fault in a form, to its page.

    The answer stays 405: nothing was done, and nothing is told but an address.
    """
    response = HttpResponseNotAllowed(["POST"])
    place = page_above(request.path_info)
    if request.method == "GET" and place and request.user.is_authenticated:
        page = render(request, "ui/not_fetched.html", {"place": place})
        response.content = page.content
        response.headers["Refresh"] = f"0; url={escape_uri_path(place)}"
    return response


def page_above(path: str) -> str:
    """The nearest page above an address; empty where there is none."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        place = "/" + "/".join(parts[:length]) + "/"
        try:
            view = resolve(place).func
        except Resolver404:
            continue
        if getattr(view, "kind", "") == "page":
            return place
    return ""


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


def note_reading(
    request: ActorRequest,
    *,
    what: str,
    at: datetime,
    path: str,
    people: Sequence[int] = (),
    named: int = 0,
) -> None:
    """Let the trail know that a page shows names of other people."""
    with reading_is_recorded():
        record_reading(
            actor=request.actor,
            people=people,
            what=what,
            at=at,
            path=path,
            named=named,
        )


def _must_sign_in(request: ActorRequest, access: tuple[Rule | OpenTo, ...]) -> bool:
    open_doors = {OpenTo.EVERYONE, OpenTo.LINK_HOLDER}
    return not open_doors & set(access) and not request.user.is_authenticated


def _only_rules(access: tuple[Rule | OpenTo, ...]) -> bool:
    return all(isinstance(each, Rule) for each in access)


def _heard_out(
    response: HttpResponse, heard: Hearing, access: tuple[Rule | OpenTo, ...]
) -> HttpResponse:
    """Let an answer go only if one of the rules that the door names was asked."""
    refused = response.status_code >= REFUSED and response.status_code != FORM_FAULTS
    if refused or not _only_rules(access):
        return response
    if not any(heard.has_asked(rule) for rule in access if isinstance(rule, Rule)):
        names = ", ".join(str(each.name) for each in access)
        raise RuleNotAskedError(f"None of these rules was asked: {names}")
    return response


def _writes_after_consent(
    heard: Hearing, access: tuple[Rule | OpenTo, ...]
) -> AbstractContextManager[None]:
    def wrapper(
        execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        if not heard.has_consent and not _reads(sql):
            raise RuleNotAskedError("A view wrote before any rule said yes.")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper) if _only_rules(access) else nullcontext()


def _reads(sql: Any) -> bool:
    return str(sql).lstrip(" (\n")[:20].upper().startswith(READS)


def _refuse_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any
) -> Any:
    if not _reads(sql) and not _may_write.get():
        raise PageWroteError(f"A page tried to write: {str(sql)[:20]}...")
    return execute(sql, params, many, context)

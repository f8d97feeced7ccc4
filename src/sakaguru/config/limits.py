"""How often one person may ask for what costs much; counted for all processes at once.

Every operation has a class. What is not named here is ordinary: a page or an act that
costs little, for which the server's own back-pressure is enough. A door that hands out
a file and is named nowhere fails (`LimitNotNamedError`), so that none is forgotten.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from sakaguru.accounts.adapters.shared_cache import counted, counted_up
from sakaguru.accounts.web.allauth import network_of
from sakaguru.core.errors import DomainError
from sakaguru.ui.http import OpenTo, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from sakaguru.ui.http import ActorRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in each window of ``seconds``, for one person.

    Where nobody has signed in it is for one network, behind which ``crowd`` may sit.
    """

    name: str
    amount: int
    seconds: int
    crowd: int = 20


PAPER = Limit("paper", 30, 300)
TABLE = Limit("table", 60, 300)
FILE = Limit("file", 1_200, 300)
SEARCH = Limit("search", 120, 60)
WORK = Limit("work", 60, 600)
LETTERS = Limit("letters", 200, 3600)
UPLOAD = Limit("upload", 120, 600)
PIECE = Limit("piece", 6_000, 600)
CHECK = Limit("check", 60, 60)
UNKNOWN = Limit("unknown", 30, 60, crowd=1)
TOLD = Limit("told", 120, 60)

LIMITS: dict[Limit, str] = {
    PAPER: """planning:plan-paper planning:proposal-paper scoring:edition-paper""",
    TABLE: """planning:plan-sheet scoring:card-sheet scoring:map-sheet
        scoring:scale-sheet survey:answer-file survey:reminder-file
        survey:data-template instruments:item-export standards:node-export
        followup:point-export accounts:own-copy mfa_download_recovery_codes""",
    FILE: "evidence:evidence-download evidence:evidence-picture",
    SEARCH: "standards:node-search",
    WORK: """scoring:run-request scoring:run-publish scoring:edition-issue
        planning:choice-ask planning:choice-apply planning:plan-open
        survey:campaign-open survey:campaign-close survey:aftercare-retry
        survey:data-run organisations:school-import-run
        organisations:school-import-again""",
    LETTERS: "organisations:person-invite planning:invite-all",
    UPLOAD: """evidence:evidence-add evidence:upload-begin survey:data-upload
        organisations:school-list-upload""",
    PIECE: "evidence:upload-piece",
    CHECK: """scoring:edition-search scoring:edition-check
        survey:withdrawal-take""",
    TOLD: "heads heads-file security-txt",
}
BY_NAME = {name: limit for limit, names in LIMITS.items() for name in names.split()}
TYPED = {"scoring:edition-check": "tanda"}
"""Codes that people type are short, so wrong ones count apart: after ``UNKNOWN`` of
them none is looked up. What names this word is signed, no guess, and goes on."""
SEARCHED = ("cari", "q")
"""Words behind the question mark by which any list becomes a search."""

AT_THE_DOOR = (
    *("account_login", "account_reauthenticate", "account_reset_password"),
    *("account_reset_password_from_key", "account_change_password", "account_email"),
    *("mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp"),
    *("survey:poster-enter", "survey:capture-class", "survey:filling-continue"),
)
"""Where secrets can be guessed: these count wrong tries, and so none of them here."""


class TooMuch(DomainError):
    code = "too_much"
    status = 429


class LimitNotNamedError(RuntimeError):
    """A door hands out a file and no limit names it: a bug."""


class OperationLimits:
    """Refuse with 429 and ``Retry-After`` what one person asks for too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code == HTTPStatus.NOT_FOUND and is_typed(request):
            seconds_to_wait(UNKNOWN, cast("ActorRequest", request))
        if match and is_a_file(response) and match.view_name not in BY_NAME:
            raise LimitNotNamedError(f"{match.view_name}: name it in config.limits")
        return response

    def process_view(self, plain: HttpRequest, *_: Any) -> HttpResponseBase | None:
        request = cast("ActorRequest", plain)
        limit = limit_of(request)
        if limit is None:
            return None
        wait = seconds_to_wait(limit, request)
        if not wait and is_typed(request):
            wait = seconds_until_known(request)
        if not wait:
            return None
        response = refusal(request, TooMuch(said(wait)))
        response.headers["Retry-After"] = str(wait)
        return response


def limit_of(request: HttpRequest) -> Limit | None:
    match = request.resolver_match
    named = BY_NAME.get(match.view_name) if match else None
    is_search = any(request.GET.get(word) for word in SEARCHED)
    return named or (SEARCH if is_search else None)


def seconds_to_wait(limit: Limit, request: ActorRequest) -> int:
    """Count one more; 0: go on."""
    name, most, rest = counter(limit, request)
    return rest if counted_up(name, limit.seconds) > most else 0


def counter(limit: Limit, request: ActorRequest) -> tuple[str, int, int]:
    """The name of the count, how many may be, and the seconds that its window lasts.

    By network too where a link is the key: no count may tell that an account was there.
    """
    user = request.user
    who, most = f"user {user.pk}", limit.amount
    if not user.is_authenticated or OpenTo.LINK_HOLDER in access_of(request):
        who, most = f"network {network_of(request)}", limit.amount * limit.crowd
    window, gone = divmod(int(time.time()), limit.seconds)
    return f"{limit.name} {window} {who}", most, limit.seconds - gone


def is_typed(request: HttpRequest) -> bool:
    match = request.resolver_match
    word = TYPED.get(match.view_name) if match else None
    return word is not None and word not in request.GET


def seconds_until_known(request: ActorRequest) -> int:
    """0: not so many codes were wrong yet."""
    name, most, rest = counter(UNKNOWN, request)
    return rest if counted(name) >= most else 0


def access_of(request: HttpRequest) -> tuple[object, ...]:
    match = request.resolver_match
    return tuple(getattr(match.func, "access", ())) if match else ()


def is_a_file(response: HttpResponseBase) -> bool:
    return "Content-Disposition" in response.headers


def said(wait: int) -> str:
    return _(
        "Terlalu banyak dalam waktu singkat. Tunggu {n} detik, lalu coba lagi."
    ).format(n=wait)

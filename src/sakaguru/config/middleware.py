"""What every answer carries, also when something failed."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.utils import translation
from django.views.defaults import bad_request
from whitenoise.middleware import WhiteNoiseMiddleware

from sakaguru.ui.http import OpenTo

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, QueryDict
    from django.http.response import HttpResponseBase

    GetResponse = Callable[[HttpRequest], HttpResponseBase]

log = structlog.get_logger("sakaguru.request")

NOT_USED = "accelerometer autoplay camera display-capture encrypted-media"
NOT_USED += " geolocation gyroscope magnetometer microphone midi payment usb"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
STEERING = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in NOT_USED.split())


class SenderBehindProxy:
    """Put the sender's address where a direct connection would have it.

    Only the last address counts: our proxy wrote it, those before it anybody can claim.
    Limits on guessing passwords and PINs are kept per address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if settings.ENV.https and told:
            request.META["REMOTE_ADDR"] = told
        return self.get_response(request)


class GuardedCookies:
    """Over HTTPS every cookie has a name that a browser takes from us alone.

    ``__Host-`` where it is for all pages, ``__Secure-`` where it has a path of its own.
    Cookies without such a name, which a neighbouring host could have set, are not read.
    """

    HOST, SECURE = "__Host-", "__Secure-"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SESSION_COOKIE_SECURE:
            return self.get_response(request)
        request.COOKIES = {
            name.removeprefix(prefix): value
            for prefix in (self.HOST, self.SECURE)
            for name, value in request.COOKIES.items()
            if name.startswith(prefix)
        }
        response = self.get_response(request)
        for name, morsel in list(response.cookies.items()):
            prefix = self.HOST if morsel["path"] == "/" else self.SECURE
            morsel.set(prefix + name, morsel.value, morsel.coded_value)
            morsel["secure"] = morsel["httponly"] = True
            dict.pop(response.cookies, name)
            dict.__setitem__(response.cookies, prefix + name, morsel)
        return response


class NoPlainMachines:
    """Refuse programs that speak without encryption; only people are redirected.

    A redirect would let a program go on sending its key in the clear, unnoticed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_machine = (
            request.path_info.startswith("/api/") or "Authorization" in request.headers
        )
        if settings.SECURE_SSL_REDIRECT and is_machine and not request.is_secure():
            words = "HTTPS only. Consider what was just sent as seen by others.\n"
            plain = "text/plain; charset=utf-8"
            return HttpResponse(words, status=403, content_type=plain)
        return self.get_response(request)


class StaticFiles(WhiteNoiseMiddleware):
    """Hashed, compressed files; ours are small, so each is sent in one piece."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file:
                content = found.file.read()
        response = HttpResponse(content, status=found.status, headers=found.headers)
        if "Content-Type" not in dict(found.headers):
            del response["content-type"]
        return response


class ChosenLanguage:
    """Indonesian, unless the person chose English here.

    What the browser prefers does not count: many phones in schools are set to English
    by nobody's choice.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NoNullCharacters:
    """Refuse U+0000 in an address or a text field: no person types it.

    The database cannot store it, so every search and form would fail on it. What a
    file holds is not looked at. A path has no other steering character either: it
    might end up in a header.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _holds_null(request.GET) or STEERING.search(request.path_info):
            return bad_request(request, SuspiciousOperation())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Only here: the view may say how its upload is received before it is read."""
        if request.content_type in FORMS and _holds_null(request.POST):
            return bad_request(request, SuspiciousOperation())
        return None


def _holds_null(values: QueryDict) -> bool:
    return any("\0" in text for key, texts in values.lists() for text in (key, *texts))


class RequestLog:
    """One line per request: the route, not the address; how it ended; how long; who.

    The number of the account stands there only where somebody must have signed in: no
    line may tell who came by a link to answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else None,
            status=response.status_code,
            user=_signed_in(request, getattr(match, "func", None)),
            milliseconds=round(1000 * (time.perf_counter() - began), 1),
        )
        return response


def _signed_in(request: HttpRequest, view: Any) -> int | None:
    access = set(getattr(view, "access", ()))
    if view is None or access & {OpenTo.EVERYONE, OpenTo.LINK_HOLDER}:
        return None
    return getattr(getattr(request, "user", None), "pk", None)


class SecurityHeaders:
    """Headers that Django's own middleware does not set.

    Pages are made for one person: no cache between us and them may keep one, and what
    somebody who signed in was shown is not kept in the browser either.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        user = getattr(request, "user", None)
        keep = "no-store" if user and user.is_authenticated else "no-cache"
        headers.setdefault("Cache-Control", f"private, {keep}")
        match = request.resolver_match
        if match and match.view_name == "account_logout" and request.method == "POST":
            # Not "storage": answers may wait there to be sent.
            headers.setdefault("Clear-Site-Data", '"cache"')
        return response

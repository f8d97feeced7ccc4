"""A short way to the doors at which devices hand in answers.

Such a request has no session, no cookie and no page: of what other requests pass
through, it needs the trusted host, the log, a language for messages, and the headers
that every answer carries. The rest would cost more time than reading the answers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.urls import Resolver404, resolve
from django.utils import translation

from sakaguru.config.middleware import PERMISSIONS_POLICY, RequestLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import ResolverMatch

    GetResponse = Callable[[HttpRequest], HttpResponseBase]

ADDRESSES = "/api/v1/submissions"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Content-Language": settings.LANGUAGE_CODE,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}
if settings.SECURE_HSTS_SECONDS:
    HSTS = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
    HEADERS["Strict-Transport-Security"] = HSTS


class DirectDoors:
    """Lead devices straight to their view; everybody else goes the usual way."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.direct = convert_exception_to_response(RequestLog(_view))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ADDRESSES) or _must_redirect(request):
            return self.get_response(request)
        match = _match(request.path_info)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        response = cast("HttpResponseBase", self.direct(request))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _view(request: HttpRequest) -> HttpResponseBase:
    request.get_host()  # refuses one that is not ours
    match = request.resolver_match
    assert match is not None  # noqa: S101 -- set above
    with translation.override(settings.LANGUAGE_CODE):
        response: HttpResponseBase = match.func(request)
        return response


def _must_redirect(request: HttpRequest) -> bool:
    return settings.SECURE_SSL_REDIRECT and not request.is_secure()


@lru_cache(maxsize=8)
def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None

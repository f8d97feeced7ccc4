"""Doors that take equally long whatever they find, so that the time tells nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.account.views import password_reset

from sakaguru.ui.http import OpenTo, endpoint

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AT_LEAST = 0.25
"""Seconds; writing and handing over a letter takes less, to whomever it goes."""


@endpoint(OpenTo.EVERYONE)
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Answer whoever asks for a new password, no sooner for one than for another."""
    began = time.perf_counter()
    response: HttpResponse = password_reset(request)
    if request.method == "POST":
        time.sleep(max(0.0, AT_LEAST - (time.perf_counter() - began)))
    return response

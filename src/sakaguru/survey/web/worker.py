"""The service worker, and the page it shows where there is no connection."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from sakaguru.ui.http import ActorRequest, OpenTo, page

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = ("ui/light.css", "ui/light.js", "ui/capture.js", "ui_mark/mark.svg")
SCRIPT = "ui/worker.js"


@page(OpenTo.EVERYONE)
def worker_script(request: ActorRequest) -> HttpResponse:
    """Answers for the whole site; touches only the questionnaire's own addresses."""
    read: Callable[[], bytes] = _written if settings.DEBUG else _kept
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    script = gzip.compress(read(), mtime=0) if packed else read()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@page(OpenTo.EVERYONE)
def capture_shell(request: ActorRequest) -> HttpResponse:
    """An empty page that the device fills with what it has kept."""
    return render(request, "survey/capture_shell.html")


def _written() -> bytes:
    script = _file(SCRIPT)
    mark = hashlib.sha256(script + b"".join(_file(name) for name in FILES))
    shell = {
        "edition": mark.hexdigest()[:16],
        "files": [reverse("survey:capture-shell"), *(static(name) for name in FILES)],
    }
    return f"self.SHELL={json.dumps(shell)};\n".encode() + script


_kept = lru_cache(maxsize=1)(_written)


def _file(name: str) -> bytes:
    found = finders.find(name)
    if found is None:
        raise Http404(f"{name} has not been built")
    return Path(found).read_bytes()

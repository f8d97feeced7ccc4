"""In which of its languages a questionnaire is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest

COOKIE = "bahasa_soal"
SECONDS = 180 * 24 * 3600
OWN_NAMES = {
    "id": "Bahasa Indonesia",
    "en": "English",
    "jv": "Basa Jawa",
    "su": "Basa Sunda",
    "mad": "Basa Madhura",
    "ban": "Basa Bali",
    "bug": "Basa Ugi",
    "ace": "Bahsa Acèh",
    "min": "Baso Minangkabau",
    "bjn": "Bahasa Banjar",
}


def own_name(language: str) -> str:
    """As its speakers call it."""
    return OWN_NAMES.get(language, language)


def language_of(request: ActorRequest, languages: list[str]) -> str:
    """What was chosen on this device, else that of the page, else the first."""
    chosen = request.GET.get("bahasa") or request.COOKIES.get(COOKIE, "")
    page = (get_language() or "id")[:2]
    found = (each for each in (chosen, page) if each in languages)
    return next(found, languages[0])


def remember_language(request: ActorRequest, response: HttpResponse) -> HttpResponse:
    """Keep a choice for the pages that follow."""
    chosen = request.GET.get("bahasa", "")
    if chosen in OWN_NAMES:
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
        )
    return response

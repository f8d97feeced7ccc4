"""What a device asks to be ready for answering without a connection."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sakaguru.core.errors import DomainError
from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.adapters.sealing import public_key
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.wire import (
    Fault,
    Unreadable,
    read_json,
)
from sakaguru.survey.queries import forms
from sakaguru.survey.queries.classes import asks_for_slip, pass_for
from sakaguru.survey.queries.doors import (
    Door,
    assignment_at_poster,
    check_inviting,
    check_open,
    draft_of,
)
from sakaguru.survey.queries.filling import last_answers
from sakaguru.survey.services.drafts import CONSENT_VERSION, replace_draft
from sakaguru.survey.services.posters import Shown, check_pin
from sakaguru.survey.web.devices import door_here, own_door, remember
from sakaguru.survey.web.languages import language_of, own_name
from sakaguru.survey.web.light import address_of
from sakaguru.survey.web.posters import device_at_poster, pin_in
from sakaguru.ui.http import ActorRequest, OpenTo, endpoint, page
from sakaguru.ui.logic.formats import written_date

if TYPE_CHECKING:
    from collections.abc import Callable

    View = Callable[..., HttpResponse]

LONGEST_DEPOSIT = 64 * 1024


def told(view: View) -> View:
    """Refuse in JSON, and let nobody keep the answer."""

    @wraps(view)
    def wrapper(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except DomainError as error:
            body = {"code": error.code, "message": str(error)}
            response = JsonResponse(body, status=error.status)
        except Unreadable as error:
            body = {"code": "unreadable", "message": str(error)}
            response = JsonResponse(body, status=422)
        response.headers["Cache-Control"] = "no-store, private, max-age=0"
        return response

    return wrapper


@page(OpenTo.LINK_HOLDER)
@told
def link_place(request: ActorRequest, token: str) -> HttpResponse:
    """What is asked by a personal link, and what was begun on this very device."""
    door = door_here(request, token)
    check_inviting(door)
    check_open(door.campaign, day=timezone.localdate())
    content = draft_of(door)
    own = {
        "answers": content.answers,
        "began": content.has_begun,
        "before": last_answers(door),
    }
    return JsonResponse(_place(request, door) | own)


@endpoint(OpenTo.LINK_HOLDER)
@require_POST
@told
def class_place(request: ActorRequest, token: str) -> HttpResponse:
    """What a role is asked at a poster, and the pass, for who knows the PIN."""
    assignment = assignment_at_poster(token)
    now = timezone.now()  # noqa: TID251 -- a door
    role, pin = request.POST.get("peran", ""), pin_in(request)
    check_open(assignment.campaign, day=timezone.localdate(now))
    check_pin(
        assignment=assignment,
        shown=Shown(role, pin),
        address=address_of(request),
        at=now,
        device=device_at_poster(request),
    )
    door = Door("", assignment, role, None)
    key = pass_for(assignment, role, pin)
    slips = asks_for_slip(assignment, role)
    return JsonResponse(_place(request, door) | {"door": key, "slips": slips})


@csrf_exempt
@endpoint(OpenTo.LINK_HOLDER)
@require_POST
@told
def draft_deposit(request: ActorRequest, token: str) -> HttpResponse:
    """Keep a copy of unsent answers, and tell the code for another device."""
    given = read_json(request.read(LONGEST_DEPOSIT))
    answers = given.get("answers") if isinstance(given, dict) else None
    if not isinstance(answers, dict):
        raise Unreadable(Fault("answers", "object"))
    seconds = given.get("seconds", 0)
    door = own_door(request, token)
    content = replace_draft(
        door=door,
        answers=answers,
        seconds=seconds if isinstance(seconds, int) and 0 <= seconds < 10**7 else 0,
        day=timezone.localdate(),
    )
    return remember(JsonResponse({"code": content.shown_code}), door)


@page(OpenTo.EVERYONE)
def form_file(
    request: ActorRequest, version_id: int, role: str, language: str, digest: str
) -> HttpResponse:
    """A questionnaire without a name in it; its address says which content it has."""
    version = forms.asked_version(version_id)
    if version is None or language not in version.languages:
        raise Http404
    file = forms.form_file(version, role, language)
    if file.digest != digest:
        raise Http404
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    content = file.compressed if packed else file.plain
    response = HttpResponse(content, content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _place(request: ActorRequest, door: Door) -> dict[str, Any]:
    version = door.campaign.instrument_version
    language = language_of(request, version.languages)
    return {
        "school": door.assignment.school.name,
        "campaign": door.campaign.name,
        "role": door.role,
        "roleLabel": str(RespondentRole(door.role).label),
        "office": door.role in OFFICE,
        "lastDay": written_date(door.campaign.last_day, language),
        "consent": CONSENT_VERSION,
        "consents": _consents(door.role, version.languages),
        "publicKey": public_key(door.campaign.key),
        "forms": {each: _form_url(door, each) for each in version.languages},
        "languages": [[each, own_name(each)] for each in version.languages],
        "language": language,
    }


def _form_url(door: Door, language: str) -> str:
    version = door.campaign.instrument_version
    file = forms.form_file(version, door.role, language)
    where = [version.pk, door.role, language, file.digest]
    return reverse("survey:capture-form", args=where)


def _consents(role: str, languages: list[str]) -> dict[str, str]:
    """What is agreed to, in each language in which it is written."""
    text = {"role": role, "consent_version": CONSENT_VERSION}
    written = [code for code, _name in settings.LANGUAGES]
    found: dict[str, str] = {}
    for language in [each for each in written if each in languages] or written[:1]:
        with override(language):
            found[language] = render_to_string("survey/_parts/consent.html", text)
    return found

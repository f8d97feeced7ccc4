"""The questionnaire: start, pages, finish, receipt. Works without JavaScript."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.adapters.vault import poster_token, read_signed, signed
from sakaguru.survey.enums import OFFICE, PERSONAL
from sakaguru.survey.queries.doors import (
    Door,
    check_inviting,
    check_open,
    draft_of,
)
from sakaguru.survey.queries.filling import empty_items, last_answers, sheet_rows
from sakaguru.survey.queries.questionnaires import form_of
from sakaguru.survey.services.devices import CodeWrong, resume_filling
from sakaguru.survey.services.drafts import (
    CONSENT_VERSION,
    begin_filling,
    save_page,
)
from sakaguru.survey.services.edits import receipt_of
from sakaguru.survey.services.reception import send_draft
from sakaguru.survey.web.devices import (
    door_here,
    own_door,
    remember,
    remember_sent,
)
from sakaguru.survey.web.languages import (
    language_of,
    own_name,
    remember_language,
)
from sakaguru.survey.web.light import (
    address_of,
    forget,
    light,
    opened_mark,
    seconds_open,
)
from sakaguru.survey.web.withdrawing import code_given, hand_over, shown_once
from sakaguru.ui.http import ActorRequest, OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.survey.queries.questionnaires import Form

SENT_COOKIE = "terkirim"
BEGUN = "mulai"


@page(OpenTo.LINK_HOLDER)
@light
def filling_start(request: ActorRequest, token: str) -> HttpResponse:
    door = door_here(request, token)
    if door.link is not None and door.link.is_used and door.role in OFFICE:
        return _office_receipt(door)
    check_inviting(door)
    check_open(door.campaign, day=timezone.localdate())
    content = draft_of(door)
    form = _form(request, door)
    context = {
        **_about(door, form),
        "content": content,
        "answered": len(content.answers),
        "resume_at": _resume_at(form, content.answers),
        "consent_version": CONSENT_VERSION,
        "languages": _languages(request, door),
    }
    response = render(request, "survey/filling_start.html", context)
    return remember_language(request, response)


@action(OpenTo.LINK_HOLDER)
@light
def filling_begin(request: ActorRequest, token: str) -> HttpResponse:
    door = own_door(request, token)
    content = begin_filling(door=door, day=timezone.localdate())
    sheet = _resume_at(_form(request, door), content.answers)
    address = reverse("survey:filling-sheet", args=[token, sheet])
    return remember(redirect(f"{address}?{BEGUN}"), door)


@page(OpenTo.LINK_HOLDER)
@light
def filling_resume(request: ActorRequest, token: str) -> HttpResponse:
    """Where the code of another device is typed."""
    door = door_here(request, token)
    check_inviting(door)
    return _resume(request, door)


def _resume(
    request: ActorRequest, door: Door, typed: str = "", fault: CodeWrong | None = None
) -> HttpResponse:
    about = _about(door, _form(request, door))
    return render(
        request,
        "survey/filling_resume.html",
        {**about, "typed": typed, "fault": fault},
        status=fault.status if fault else None,
    )


@action(OpenTo.LINK_HOLDER)
@light
def filling_continue(request: ActorRequest, token: str) -> HttpResponse:
    now = timezone.now()  # noqa: TID251 -- a door
    door, code = door_here(request, token), request.POST.get("kode", "")
    try:
        resumed = resume_filling(
            door=door,
            code=code,
            address=address_of(request),
            day=timezone.localdate(now),
            at=now,
        )
    except CodeWrong as fault:
        return _resume(request, door, typed=code[:12], fault=fault)
    return remember(redirect("survey:filling-start", token), resumed)


@page(OpenTo.LINK_HOLDER)
@light
def filling_sheet(request: ActorRequest, token: str, number: int) -> HttpResponse:
    door = door_here(request, token)
    check_inviting(door)
    content = draft_of(door)
    if not content.has_begun:
        keeps_no_cookie = BEGUN in request.GET and not door.device
        start = reverse("survey:filling-start", args=[token])
        return redirect(f"{start}?kuki=1" if keeps_no_cookie else start)
    form = _form(request, door)
    sheet = next((each for each in form.sheets if each.number == number), None)
    if sheet is None:
        raise Http404
    context = {
        **_about(door, form),
        "sheet": sheet,
        "blocks": sheet_rows(sheet, content.answers, last_answers(door)),
        "answered": len(content.answers),
        "opened": opened_mark(timezone.now()),  # noqa: TID251 -- a door
        "is_first": number == 1,
        "is_last": number == len(form.sheets),
    }
    return render(request, "survey/filling_sheet.html", context)


@action(OpenTo.LINK_HOLDER)
@light
def filling_save(request: ActorRequest, token: str, number: int) -> HttpResponse:
    door = door_here(request, token)
    now = timezone.now()  # noqa: TID251 -- a door
    given = {key: str(value) for key, value in request.POST.items()}
    form = _form(request, door)
    codes = {item.code for item in form.asked}
    save_page(
        door=door,
        sheet=number,
        given={code: text for code, text in given.items() if code in codes},
        seconds=seconds_open(given.get("dibuka", ""), now),
        day=timezone.localdate(now),
    )
    return redirect(_where_next(form, token, number, given.get("ke", "")))


@page(OpenTo.LINK_HOLDER)
@light
def filling_finish(request: ActorRequest, token: str) -> HttpResponse:
    door = door_here(request, token)
    check_inviting(door)
    content = draft_of(door)
    if not content.has_begun:
        return redirect("survey:filling-start", token)
    form = _form(request, door)
    context = {
        **_about(door, form),
        "answered": len(content.answers),
        "empty": empty_items(form, content.answers),
        "asks_for_whom": door.role in OFFICE,
        "asks_if_helped": door.role in PERSONAL and door.role != RespondentRole.SS,
        "last_sheet": len(form.sheets),
    }
    return render(request, "survey/filling_finish.html", context)


@action(OpenTo.LINK_HOLDER)
@light
def filling_send(request: ActorRequest, token: str) -> HttpResponse:
    door = door_here(request, token)
    now = timezone.now()  # noqa: TID251 -- a door
    receipt = send_draft(
        door=door,
        filled_for=request.POST.get("untuk", ""),
        day=timezone.localdate(now),
        at=now,
    )
    if door.link is not None:
        content = receipt.as_content() | _where(door)
        response = redirect("survey:receipt-detail", signed(content))
        return forget(hand_over(remember_sent(response, door), receipt.code))
    poster = poster_token(door.campaign, door.assignment)
    response = redirect("survey:poster-sent", poster)
    # Shown once and then forgotten: the next pupil uses the same device.
    response.set_signed_cookie(
        SENT_COOKIE, receipt.number, max_age=300, httponly=True, samesite="Lax"
    )
    return forget(hand_over(response, receipt.code))


@page(OpenTo.LINK_HOLDER)
@light
def receipt_detail(request: ActorRequest, text: str) -> HttpResponse:
    receipt = read_signed(text)
    if receipt is None:
        raise Http404
    context = {
        "receipt": receipt,
        "role": RespondentRole(receipt["role"]).label,
        "day": date.fromisoformat(receipt["day"]),
        "at": datetime.fromisoformat(receipt["at"]) if receipt["at"] else None,
        "code": code_given(request),
    }
    return shown_once(render(request, "survey/receipt_detail.html", context))


def _office_receipt(door: Door) -> HttpResponse:
    submission = door.link.submission if door.link else None
    if submission is None:
        raise Http404
    content = receipt_of(submission).as_content() | _where(door)
    return redirect("survey:receipt-detail", signed(content))


def _where(door: Door) -> dict[str, str]:
    return {"school": door.assignment.school.name, "campaign": door.campaign.name}


def _form(request: ActorRequest, door: Door) -> Form:
    version = door.campaign.instrument_version
    return form_of(version, door.role, language_of(request, version.languages))


def _languages(request: ActorRequest, door: Door) -> list[tuple[str, str, bool]]:
    """Code, own name, and whether it is shown now; empty where there is one only."""
    offered = door.campaign.instrument_version.languages
    now = language_of(request, offered)
    rows = [(each, own_name(each), each == now) for each in offered]
    return rows if len(rows) > 1 else []


def _about(door: Door, form: Form) -> dict[str, Any]:
    return {
        "token": door.token,
        "door": door,
        "form": form,
        "total": form.text.item_count,
        "school": door.assignment.school,
        "campaign": door.campaign,
        "last_day": door.campaign.last_day,
        "role": door.role,
        "role_label": RespondentRole(door.role).label,
    }


def _resume_at(form: Form, answers: dict[str, int | str]) -> int:
    """The first page with an empty item; the first page when all are filled."""
    for sheet in form.sheets:
        if any(code not in answers for code in sheet.codes):
            return sheet.number
    return 1


def _where_next(form: Form, token: str, number: int, wanted: str) -> str:
    if wanted == "nanti":
        return reverse("survey:filling-start", args=[token]) + "?tersimpan=1"
    if wanted == "kembali" and number > 1:
        return reverse("survey:filling-sheet", args=[token, number - 1])
    if wanted == "kembali":
        return reverse("survey:filling-start", args=[token])
    if number < len(form.sheets):
        return reverse("survey:filling-sheet", args=[token, number + 1])
    return reverse("survey:filling-finish", args=[token])

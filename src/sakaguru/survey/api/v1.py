"""The door for devices that filled in a questionnaire, with or without a connection.

Described in ``/api/v1/openapi.json``. No cookie counts here: the door named in the
envelope gives the right, and the secret in the content the right to edit.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from psycopg_pool import PoolTimeout

from sakaguru.core.errors import DomainError
from sakaguru.survey.api.answers import problem, respond, said
from sakaguru.survey.api.openapi import document
from sakaguru.survey.logic.wire import (
    MOST_IN_BATCH,
    Fault,
    Parcel,
    Unreadable,
    read_json,
    read_parcel,
    read_withdrawal,
)
from sakaguru.survey.services.reception import (
    Outcome,
    receive_submission,
    receive_submissions,
)
from sakaguru.survey.services.refusals import AskAgain
from sakaguru.survey.services.withdrawal import withdraw_set
from sakaguru.ui.http import ActorRequest, OpenTo, endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    View = Callable[[ActorRequest], HttpResponse]

LONGEST_SET = 64 * 1024
LONGEST_BATCH = 1024 * 1024
MOST_AT_ONCE = 16
MOST_WAITING = 16
LONGEST_WAIT_SECONDS = 0.3

_room = threading.BoundedSemaphore(MOST_AT_ONCE)
_hall = threading.BoundedSemaphore(MOST_AT_ONCE + MOST_WAITING)


class TooLong(Exception):
    pass


def intake(view: View) -> View:
    """POST only; say in JSON why not; refuse at once what cannot be done in time.

    A few wait for a free place; more than that are told to come again, before their
    answers are looked at, so that those inside are told soon.
    """

    @csrf_exempt
    @endpoint(OpenTo.LINK_HOLDER)
    @wraps(view)
    def wrapper(request: ActorRequest) -> HttpResponse:
        refused = _refused_unread(request)
        if refused is not None:
            return refused
        if not _hall.acquire(blocking=False):
            request.read(LONGEST_SET)  # or the line is cut before the answer arrives
            return busy()
        try:
            return view(request)
        except TooLong:
            return respond(413, problem("too_long", _("Kiriman ini terlalu besar.")))
        except (Unreadable, DomainError) as refusal:
            return respond(*said(refusal))
        except (OperationalError, InterfaceError, PoolTimeout):
            return busy()
        finally:
            _hall.release()

    return wrapper


@contextmanager
def room() -> Iterator[None]:
    """A place where work is done.

    Raises:
        AskAgain: none came free in time.
    """
    if not _room.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise AskAgain(_("Server sedang penuh. Kiriman Anda tetap ada di perangkat."))
    try:
        yield
    finally:
        _room.release()


@intake
def submission_receive(request: ActorRequest) -> HttpResponse:
    body = body_of(request, LONGEST_SET)
    with room():
        parcel = read_parcel(read_json(body))
        now = timezone.now()  # noqa: TID251 -- a door
        day = timezone.localdate(now)
        return respond(*said(receive_submission(parcel=parcel, day=day, at=now)))


@intake
def submission_receive_batch(request: ActorRequest) -> HttpResponse:
    body = body_of(request, LONGEST_BATCH)
    with room():
        return respond(200, {"results": _results(body)})


@intake
def submission_withdraw(request: ActorRequest) -> HttpResponse:
    body = body_of(request, LONGEST_SET)
    with room():
        number, key = read_withdrawal(read_json(body))
        day = timezone.localdate(timezone.now())  # noqa: TID251 -- a door
        withdraw_set(submission_id=number, key=key, day=day)
        return respond(200, {"withdrawn": str(number)})


def _results(body: bytes) -> list[dict[str, Any]]:
    value = read_json(body)
    listed = value.get("submissions") if isinstance(value, dict) else None
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_IN_BATCH:
        raise Unreadable(Fault("submissions", f"list_of_1_to_{MOST_IN_BATCH}"))
    read = [_read(item, place) for place, item in enumerate(listed)]
    parcels = [item for item in read if isinstance(item, Parcel)]
    now = timezone.now()  # noqa: TID251 -- a door
    day = timezone.localdate(now)
    found = iter(receive_submissions(parcels=parcels, day=day, at=now))
    outcomes = [next(found) if isinstance(item, Parcel) else item for item in read]
    return [_result(each) for each in outcomes]


@endpoint(OpenTo.EVERYONE)
def openapi_document(request: ActorRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def body_of(request: ActorRequest, longest: int) -> bytes:
    """The whole body, or a refusal before it is read."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isdigit() and int(told) > longest:
        raise TooLong
    body = request.read(longest + 1)
    if len(body) > longest:
        raise TooLong
    if told.isdigit() and int(told) != len(body):
        raise Unreadable(Fault("body", "cut_off"))
    return body


def busy() -> HttpResponse:
    message = _("Server sedang penuh. Kiriman Anda tetap ada di perangkat.")
    return respond(503, problem(AskAgain.code, message))


def _refused_unread(request: ActorRequest) -> HttpResponse | None:
    if request.method != "POST":
        response = respond(405, problem("post_only", _("Kirim dengan POST.")))
        response.headers["Allow"] = "POST"
        return response
    if request.content_type != "application/json":
        return respond(415, problem("json_only", _("Kirim sebagai JSON.")))
    return None


def _read(item: Any, place: int) -> Parcel | Unreadable:
    try:
        return read_parcel(item, f"submissions.{place}.")
    except Unreadable as refusal:
        return refusal


def _result(outcome: Outcome) -> dict[str, Any]:
    status, body = said(outcome)
    return {"status": status, **body}


urlpatterns = [
    path("submissions", submission_receive, name="api-submissions"),
    path("submissions/batch", submission_receive_batch, name="api-submission-batch"),
    path(
        "submissions/withdrawal", submission_withdraw, name="api-submission-withdrawal"
    ),
    path("openapi.json", openapi_document, name="api-openapi"),
]

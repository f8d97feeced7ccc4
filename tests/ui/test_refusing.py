"""Who comes in at a door, what a page may write, and how a no is shown."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from factories.organisations import OrganisationFactory

from sakaguru.core.access import Actor
from sakaguru.core.errors import DomainError
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.models import Organisation
from sakaguru.ui.http import (
    OpenTo,
    PageWroteError,
    RuleNotAskedError,
    action,
    endpoint,
    note_reading,
    page,
    page_above,
    respond,
)

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
AGENT = Actor(user_id=0, path="ID/", roles=frozenset({"head"}), membership_id=7)


class Partial:
    """What django-htmx says of a request that asks for a part of a page."""

    boosted = False


class Boosted:
    boosted = True


@pytest.fixture
def knock(rf):
    def make(method="get", *, is_authenticated=True, htmx=None):
        request = getattr(rf, method)("/contoh/")
        told = {"is_authenticated": is_authenticated}
        request.user = type("Somebody", (AnonymousUser,), told)()
        request.actor, request.memberships, request.htmx = AGENT, [], htmx
        return request

    return make


def says(text="isi", status=200):
    return lambda _request: HttpResponse(text, status=status)


def refuses(_request):
    raise DomainError("Belum waktunya.")


@pytest.mark.parametrize(("door", "method"), [(page, "get"), (action, "post")])
def test_where_rules_decide_strangers_sign_in_first(door, method, knock, rule):
    for access in [(rule,), (OpenTo.SIGNED_IN,), (rule, OpenTo.SIGNED_IN)]:
        answer = door(*access)(says())(knock(method, is_authenticated=False))
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith("?next=/contoh/")


@pytest.mark.parametrize("who", [OpenTo.EVERYONE, OpenTo.LINK_HOLDER])
@pytest.mark.parametrize(("door", "method"), [(page, "get"), (action, "post")])
def test_an_open_door_lets_strangers_in(door, method, who, knock):
    answer = door(who)(says())(knock(method, is_authenticated=False))

    assert answer.content == b"isi"


def test_doors_tell_what_they_are_and_who_may_come_in(rule):
    for door in (page, action, endpoint):
        view = door(rule)(says())
        assert (view.kind, view.access) == (door.__name__, (rule,))


@pytest.mark.django_db
def test_a_page_reads_and_the_database_refuses_its_writes(knock):
    unit = OrganisationFactory()

    def reads(_request):
        return HttpResponse(Organisation.objects.get(pk=unit.pk).name)

    def writes(_request):
        Organisation.objects.update(name="Diubah")

    assert page(OpenTo.EVERYONE)(reads)(knock()).status_code == 200
    with pytest.raises(PageWroteError):
        page(OpenTo.EVERYONE)(writes)(knock())


@pytest.mark.django_db
def test_a_page_notes_that_names_were_read_and_writes_nothing_else(knock):
    OrganisationFactory()

    def notes(request):
        at = AT
        note_reading(request, what="daftar", at=at, path="ID/", people=[3, 5])
        return HttpResponse("isi")

    def writes_too(request):
        notes(request)
        Organisation.objects.update(name="Diubah")

    assert page(OpenTo.EVERYONE)(notes)(knock()).status_code == 200
    event = AuditEvent.objects.get()
    assert event.detail == {"people": [3, 5], "what": "daftar"}
    assert (event.action, event.path, event.membership_id) == ("person.read", "ID/", 7)
    with pytest.raises(PageWroteError):
        page(OpenTo.EVERYONE)(writes_too)(knock())


@pytest.mark.django_db
def test_a_page_without_names_notes_no_reading(knock):
    def notes(request):
        note_reading(request, what="daftar", at=AT, path="ID/")
        return HttpResponse("isi")

    page(OpenTo.EVERYONE)(notes)(knock())
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("status", "passes"), [(399, 0), (400, 1), (422, 0)])
def test_only_a_refusal_may_leave_without_a_rule_being_asked(
    status, passes, knock, rule
):
    view = page(rule)(says(status=status))

    if passes:
        assert view(knock()).status_code == status
    else:
        with pytest.raises(RuleNotAskedError):
            view(knock())


def test_an_action_is_not_fetched(knock, rule):
    assert action(rule)(says())(knock("get")).status_code == 405


@pytest.mark.django_db
def test_who_fetches_an_action_is_led_to_the_page_above(client_as, client):
    unit = OrganisationFactory()
    mine = client_as(unit, "head")

    answer = mine.get("/organisasi/kunci/buat/")
    assert answer.status_code == 405
    assert answer.headers["Refresh"] == "0; url=/organisasi/kunci/"
    assert b"/organisasi/kunci/" in answer.content
    for other in (
        mine.put("/organisasi/kunci/buat/"),
        client.get("/organisasi/kunci/buat/"),
    ):
        assert other.status_code == 405
        assert "Refresh" not in other.headers


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/organisasi/bertindak/", "/organisasi/"),
        ("/organisasi/kunci/buat/", "/organisasi/kunci/"),
        ("/organisasi/33/orang/7/akhiri/", "/organisasi/33/orang/"),
        ("/organisasi/33/data/simpan/lagi/", "/organisasi/33/data/"),
        ("/standar/", ""),
        ("/tidak/ada/di/sini/", ""),
    ],
)
def test_the_page_above_is_the_nearest_that_can_be_fetched(address, above):
    assert page_above(address) == above


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("htmx", "is_part"), [(None, False), (Boosted, False), (Partial, True)]
)
def test_a_refusal_is_a_page_or_a_part_of_one(htmx, is_part, knock):
    answer = action(OpenTo.EVERYONE)(refuses)(knock("post", htmx=htmx))

    assert answer.status_code == DomainError.status
    assert b"Belum waktunya." in answer.content
    assert (b"<html" not in answer.content) is is_part
    retarget = {"HX-Retarget": "#refusal", "HX-Reswap": "innerHTML"}
    told = {name: answer.headers.get(name) for name in retarget}
    assert told == (retarget if is_part else dict.fromkeys(retarget))


@pytest.mark.django_db
def test_a_plain_browser_goes_to_the_page_and_htmx_gets_the_part(knock):
    told = {
        "fragment": "ui/refusal.html#message",
        "context": {"error": "Belum."},
        "otherwise": "/contoh/",
    }

    part = respond(knock(htmx=Partial), **told)
    assert (part.status_code, b"Belum." in part.content) == (200, True)
    whole = respond(knock(), **told)
    assert (whole.status_code, whole.headers["Location"]) == (302, "/contoh/")

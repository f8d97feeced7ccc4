"""What the trail notes of an act, and of a reading."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.organisations import OrganisationFactory

from sakaguru.accounts.models import User
from sakaguru.core import audit
from sakaguru.core.access import Actor
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.models import Organisation

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
HEAD = Actor(user_id=5, path="ID/", roles=frozenset({"head"}), membership_id=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return OrganisationFactory(name="Dinas Contoh")


def test_an_act_names_who_what_where_and_when(unit):
    event = audit.record(actor=HEAD, action="unit.touched", subject=unit, at=AT)

    event.refresh_from_db()
    assert (event.at, event.action, event.detail) == (AT, "unit.touched", {})
    assert event.subject_type == "organisations.organisation"
    assert (event.subject_id, event.subject_name) == (str(unit.pk), str(unit))
    assert (event.path, event.actor_id, event.membership_id) == (unit.path, 5, 7)


def test_a_place_that_is_told_goes_before_that_of_the_subject(unit):
    told = audit.record(
        actor=HEAD,
        action="unit.touched",
        subject=unit,
        at=AT,
        path="ID/33/",
        detail={"a": 1},
    )
    nowhere = audit.record(actor=HEAD, action="user.left", subject=User(pk=9), at=AT)

    assert (told.path, told.detail) == ("ID/33/", {"a": 1})
    assert nowhere.path == ""


def test_a_person_is_named_in_the_trail_by_no_name():
    person = User(pk=9, email="wati@contoh.invalid", name="Wati")

    event = audit.record(actor=HEAD, action="user.left", subject=person, at=AT)

    assert event.subject_name == person.trail_name
    assert "ati" not in event.subject_name


def test_a_long_name_is_cut_to_what_the_trail_keeps():
    long = Organisation(pk=9, name="x" * 199 + "yz")

    event = audit.record(actor=HEAD, action="unit.touched", subject=long, at=AT)

    assert event.subject_name == "x" * 199 + "y"


def test_one_act_on_many_is_an_event_for_each(unit):
    other = OrganisationFactory()

    audit.record_all(actor=HEAD, action="unit.touched", subjects=[unit, other], at=AT)

    found = AuditEvent.objects.order_by("id").values_list(
        "subject_id", "subject_name", "subject_type", "path", "actor_id", "at"
    )
    assert list(found) == [
        (str(u.pk), str(u), "organisations.organisation", u.path, 5, AT)
        for u in (unit, other)
    ]


@pytest.mark.parametrize(
    ("people", "named", "detail"),
    [
        ([9, 5, 3, 9], 0, {"people": [3, 9], "what": "daftar"}),
        ([], 2, {"people": [], "what": "daftar", "named": 2}),
        ([3], 1, {"people": [3], "what": "daftar", "named": 1}),
    ],
)
def test_a_reading_names_the_others_whose_names_were_shown(people, named, detail):
    audit.record_reading(
        actor=HEAD, people=people, what="daftar", at=AT, path="ID/", named=named
    )

    event = AuditEvent.objects.get()
    assert (event.action, event.subject_type) == ("person.read", "accounts.user")
    assert (event.path, event.actor_id, event.membership_id) == ("ID/", 5, 7)
    assert event.detail == detail


@pytest.mark.parametrize("people", [[], [5]])
def test_a_reading_of_nobody_or_of_oneself_is_none(people):
    audit.record_reading(actor=HEAD, people=people, what="daftar", at=AT)

    assert not AuditEvent.objects.exists()


def test_an_act_is_said_in_words_where_somebody_gave_them():
    try:
        audit.describe({"contoh.terjadi": "melakukan contoh"})
        assert audit.described("contoh.terjadi") == "melakukan contoh"
    finally:
        audit._words.pop("contoh.terjadi", None)
    assert audit.described("contoh.terjadi") == "contoh.terjadi"

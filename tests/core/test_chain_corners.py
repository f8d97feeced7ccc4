"""The chain where it begins, where events still wait, and where it was cut."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from factories.organisations import OrganisationFactory

from sakaguru.core import chain, trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.models import AuditEvent, AuditHead

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def act(times=1, *, sealed=True):
    unit = OrganisationFactory()
    for _number in range(times):
        record(actor=SYSTEM, action="unit.touched", subject=unit, at=AT)
    return trail.seal_all() if sealed else 0


def changed(statement, *values):
    """What the check says while a superuser's change stands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        found = trail.check()
        transaction.set_rollback(True)
    return [tuple(each) for each in found]


def test_an_empty_trail_holds_and_has_no_head():
    assert trail.check() == []
    assert trail.seal_all() == 0
    assert trail.publish(at=AT) is None
    assert trail.witness(at=AT) == ""


def test_events_that_wait_are_no_part_of_the_chain_yet():
    act(2)
    act(1, sealed=False)

    assert trail.check() == []
    assert trail.publish(at=AT).position == 2


def test_what_comes_after_a_head_gets_a_head_of_its_own():
    act(2)
    trail.publish(at=AT)
    act(1)

    assert trail.publish(at=AT).position == 3
    assert trail.check() == []
    assert AuditHead.objects.count() == 2
    assert [head.position for head in trail.published_heads()] == [2, 3, 2, 3]


def test_links_go_on_where_the_last_sealing_ended():
    assert [act(3), act(2)] == [3, 2]

    events = list(AuditEvent.objects.order_by("id"))
    assert [event.position for event in events] == [1, 2, 3, 4, 5]
    before = chain.START
    for event in events:
        before = chain.link(event, before)
        assert event.digest == before


def test_the_oldest_events_are_chained_first_and_no_more_than_asked():
    act(5, sealed=False)

    assert [chain.seal(most=2) for _round in range(4)] == [2, 2, 1, 0]
    found = AuditEvent.objects.order_by("id").values_list("position", flat=True)
    assert list(found) == [1, 2, 3, 4, 5]


def test_missing_events_are_told_by_their_numbers():
    act(6)
    trail.publish(at=AT)

    gone = changed("DELETE FROM core_auditevent WHERE position IN (3, 4)")
    assert gone[0] == (3, "events 3 to 4 are missing")
    cut = changed("DELETE FROM core_auditevent WHERE position > 4")
    assert set(cut) == {(5, "the chain ends before the published head 6")}
    last = changed("DELETE FROM core_auditevent WHERE position = 6")
    assert set(last) == {(6, "the chain ends before the published head 6")}


def test_a_chain_made_anew_differs_from_its_heads():
    act(3)
    trail.publish(at=AT)
    other = "0" * 64

    told = changed("UPDATE core_auditevent SET digest = %s WHERE position = 3", other)
    assert (3, "differs from the head published for it") in told


def test_a_paper_witnesses_the_head_that_was_last_when_it_was_printed():
    day = dt.timedelta(days=1)
    act(2)
    trail.publish(at=AT)
    act(1)
    trail.publish(at=AT + day)
    first, second = AuditHead.objects.order_by("position")

    assert trail.witness(at=AT - day) == ""
    assert trail.witness(at=AT) == f"2.{first.digest[:16]}"
    assert trail.witness(at=AT + day) == f"3.{second.digest[:16]}"
    assert trail.still_holds(trail.witness(at=AT)) is True


def test_a_paper_that_witnesses_another_trail_is_told():
    act(2)
    trail.publish(at=AT)
    first, second = AuditEvent.objects.order_by("position")
    told = trail.witness(at=AT).partition(".")[2]

    assert trail.still_holds(f"2.{second.digest[:16]}") is True
    assert trail.still_holds(f"1.{first.digest[:16]}") is True
    assert trail.still_holds(f"1.{told}") is False, "of another place"
    assert trail.still_holds(f"9.{told}") is False, "of a longer trail"
    assert trail.still_holds(f"{'9' * 15}.{told}") is False
    for odd in (
        "",
        "2",
        f".{told}",
        f"x.{told}",
        f"2.{told[:15]}",
        f"2.{told}0",
        f"2.{told.upper()}x",
        f"{'9' * 16}.{told}",
    ):
        assert trail.still_holds(odd) is None, odd


def test_while_one_seals_a_second_does_nothing():
    act(2, sealed=False)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [chain.LOCK])
            assert chain.seal() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [chain.LOCK])
    finally:
        other.close()
    assert chain.seal() == 2


def test_a_chain_begins_as_all_chains_did():
    assert chain.START == "0" * 64, "or no chain of an earlier release holds any more"

from __future__ import annotations

import datetime as dt
import os
import random
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from factories.organisations import OrganisationFactory
from matrix.keeping import say

from sakaguru.core import chain, trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.keys import SigningKey
from sakaguru.core.models import AuditEvent, AuditHead

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
ROUNDS = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "prove" else 60
EVENTS = 30

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def acts():
    unit = OrganisationFactory()
    for number in range(EVENTS):
        record(
            actor=SYSTEM,
            action="unit.touched",
            subject=unit,
            at=AT + dt.timedelta(seconds=number),
            detail={"number": number},
        )
    trail.seal_all()
    trail.publish(at=AT)
    return EVENTS


@contextmanager
def as_a_superuser():
    """Somebody who can switch the triggers off; all is undone at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        yield cursor
        transaction.set_rollback(True)


def edit(cursor, chance):
    column, value = chance.choice(
        [
            ("action", "unit.left"),
            ("at", AT - dt.timedelta(days=1)),
            ("subject_name", "Lain"),
            ("actor_id", 7),
            ("detail", '{"number": -1}'),
            ("path", "ID/"),
        ]
    )
    cursor.execute(
        f"UPDATE core_auditevent SET {column} = %s WHERE position = %s",
        [value, chance.randint(1, EVENTS)],
    )


def delete(cursor, chance):
    cursor.execute(
        "DELETE FROM core_auditevent WHERE position = %s", [chance.randint(1, EVENTS)]
    )


def delete_and_close_the_gap(cursor, chance):
    place = chance.randint(1, EVENTS)
    cursor.execute("DELETE FROM core_auditevent WHERE position = %s", [place])
    for later in range(place + 1, EVENTS + 1):
        cursor.execute(
            "UPDATE core_auditevent SET position = %s WHERE position = %s",
            [later - 1, later],
        )


def insert(cursor, chance):
    cursor.execute(
        """INSERT INTO core_auditevent (at, action, subject_type, subject_id,
           subject_name, path, detail, position, digest)
           VALUES (%s, 'unit.forged', 'x', '1', 'x', '', '{}', %s, %s)""",
        [AT, EVENTS + 1 if chance.random() < 0.5 else 1000, "f" * 64],
    )


def swap(cursor, chance):
    one, two = chance.sample(range(1, EVENTS + 1), 2)
    for old, new in ((one, 9999), (two, one), (9999, two)):
        cursor.execute(
            "UPDATE core_auditevent SET position = %s WHERE position = %s", [new, old]
        )


def cut(cursor, chance):
    cursor.execute(
        "DELETE FROM core_auditevent WHERE position > %s",
        [chance.randint(0, EVENTS - 1)],
    )


def rebuild(cursor, chance):
    """Change an event and chain all after it anew, heads in the database too."""
    edit(cursor, chance)
    cursor.execute("UPDATE core_auditevent SET position = NULL, digest = ''")
    cursor.execute("DELETE FROM core_audithead")
    chain.seal()


ATTACKS = [edit, delete, delete_and_close_the_gap, insert, swap, cut, rebuild]


def test_an_untouched_trail_holds(acts):
    assert trail.check() == []
    call_command("audit", "verify")


def test_every_attack_of_a_superuser_on_the_trail_is_found(acts):
    chance = random.Random(20261121)

    for number in range(ROUNDS):
        attack = ATTACKS[number % len(ATTACKS)]
        with as_a_superuser() as cursor:
            attack(cursor, chance)
            found = trail.check()
        assert found, attack.__name__
    say(f"{ROUNDS} attacks of {len(ATTACKS)} kinds on the trail: all found")


def test_the_place_of_a_change_is_told(acts):
    with as_a_superuser() as cursor:
        cursor.execute("UPDATE core_auditevent SET action = 'x' WHERE position = 12")
        found = trail.check()

    assert [place.position for place in found] == [12]


def test_the_database_refuses_to_change_or_delete_an_event(acts):
    event = AuditEvent.objects.first()

    for change in (
        lambda: AuditEvent.objects.filter(pk=event.pk).update(action="x"),
        lambda: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda: AuditEvent.objects.filter(pk=event.pk).update(position=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_head_signed_by_another_key_is_found(acts, tmp_path):
    other = SigningKey(tmp_path / "other.key")
    head = AuditHead.objects.get()
    forged = chain.Head(head.position, head.digest, head.published_at.isoformat(), "")
    head.signature = other.sign(forged.message)
    head.save()

    assert [place.position for place in trail.check()] == [head.position]
    with pytest.raises(CommandError):
        call_command("audit", "verify")


def test_the_key_is_for_this_account_only_and_stays(tmp_path):
    file = tmp_path / "keys" / "trail.key"

    first, again = SigningKey(file), SigningKey(file)

    assert first.public == again.public
    assert file.stat().st_mode & 0o077 == 0


def test_a_head_is_published_once(acts):
    assert trail.publish(at=AT) is None
    assert AuditHead.objects.count() == 1
    assert len(trail.heads_file().read_text().splitlines()) == 1

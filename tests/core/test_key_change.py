"""The trail outlives its key: what a former key signed stays good, and nothing else."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from factories.organisations import OrganisationFactory

from sakaguru.core import trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def act(number):
    record(
        actor=SYSTEM,
        action="unit.touched",
        subject=OrganisationFactory(),
        at=AT + dt.timedelta(days=number),
    )
    trail.seal_all()


def audit(verb):
    out = StringIO()
    call_command("audit", verb, stdout=out)
    return out.getvalue()


def test_heads_of_three_keys_hold_and_are_shown(client, tmp_path):
    used = []
    for number in range(3):
        act(number)
        trail.publish(at=AT + dt.timedelta(days=number))
        used.append(trail.signing_key().public)
        audit("new-key")

    assert len(set(trail.public_keys())) == 4
    assert trail.public_keys()[1:] == used[::-1]
    assert "The trail holds" in audit("verify")
    page = client.get("/jejak/").text
    assert all(key in page for key in used)


def test_the_last_link_is_signed_before_the_key_goes():
    act(0)

    audit("new-key")

    assert [head.position for head in trail.published_heads()] == [1, 1]
    assert trail.check() == []


def test_the_private_half_is_gone(tmp_path):
    act(0)
    before = trail.signing_key()
    file = tmp_path / "keys" / "trail.key"
    secret = file.read_text()
    same = tmp_path / "same"
    same.hardlink_to(file)

    trail.change_key()

    assert set(same.read_bytes()) == set(b"0"), "where it lay on the disk too"
    kept = "".join(f.read_text() for f in (tmp_path / "keys").iterdir())
    assert secret.strip() not in kept
    assert before.public in kept


def test_a_key_that_was_never_ours_does_not_count(tmp_path):
    act(0)
    trail.publish(at=AT)
    (tmp_path / "keys" / "trail.key").unlink()

    with pytest.raises(CommandError, match="does not hold"):
        audit("verify")

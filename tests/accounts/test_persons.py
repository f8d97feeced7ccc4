"""A person's copy, being forgotten, who looked, and a stolen account."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from factories.organisations import OrganisationFactory

from sakaguru.accounts.models import User
from sakaguru.accounts.services.persons import copy_person, erase_person
from sakaguru.core import trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership
from sakaguru.organisations.services.people import invite_person
from sakaguru.organisations.services.tokens import issue_token

pytestmark = pytest.mark.django_db
AT = dt.datetime.now(dt.UTC).replace(microsecond=0)
PLANTED = ("Sekar Tertanam", "sekar.tertanam@contoh.invalid", "Kunci Tertanam")


@pytest.fixture
def unit():
    return OrganisationFactory()


@pytest.fixture
def sekar(unit, actor_at, client_as):
    """Somebody with an account, a role, an invitation, a token and a device."""
    actor = actor_at(unit, Role.HEAD)
    user = User.objects.get(pk=actor.user_id)
    user.name, user.email = PLANTED[:2]
    user.set_password("melati-putih-27")
    user.save()
    issue_token(actor=actor, name=PLANTED[2], days=30, at=AT)
    invite_person(
        actor=actor,
        organisation=unit,
        email=user.email,
        name=user.name,
        role=Role.VIEWER,
        accept_url="http://testserver/TOKEN/",
        at=AT,
    )
    Client().post(
        reverse("account_login"),
        {"login": user.email, "password": "melati-putih-27"},
    )
    return user


def everywhere():
    """All values of all tables, as text."""
    return "\n".join(
        json.dumps(list(model._default_manager.values()), default=str)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    )


def test_the_copy_holds_what_is_kept(sekar):
    text = json.dumps(copy_person(sekar), default=str)

    assert all(planted in text for planted in PLANTED)
    assert '"role": "HEAD"' in text.replace("head", "HEAD")
    assert "127.0.0.1" in text


def test_after_erasure_nothing_of_the_person_is_found_and_the_trail_holds(sekar, unit):
    assert all(planted in everywhere() for planted in PLANTED)

    erase_person(actor=SYSTEM, user=sekar, at=AT)
    erase_person(actor=SYSTEM, user=sekar, at=AT)

    text = everywhere()
    assert [planted for planted in PLANTED if planted in text] == []
    assert "127.0.0.1" not in text
    trail.seal_all()
    assert trail.check() == []
    assert not Membership.objects.filter(user=sekar, valid_until=None).exists()


def test_a_person_sees_who_looked_at_their_record(sekar, unit, client_as, actor_at):
    manager = actor_at(unit, Role.HEAD)
    client_as(manager).get(reverse("organisations:people-list", args=[unit.code]))

    own = Client()
    own.force_login(sekar)
    page = own.get(reverse("accounts:own-data"))

    assert User.objects.get(pk=manager.user_id).name in page.text
    assert AuditEvent.objects.filter(action="person.read").count() == 1


def test_looking_at_oneself_only_is_not_noted(unit, client_as):
    client_as(unit, Role.HEAD).get(
        reverse("organisations:people-list", args=[unit.code])
    )

    assert not AuditEvent.objects.filter(action="person.read").exists()


def test_a_person_takes_their_copy_from_their_own_page(unit, client_as):
    client = client_as(unit, Role.HEAD)

    copy = client.get(reverse("accounts:own-copy"))

    assert copy.headers["Content-Disposition"].startswith("attachment")
    assert copy.json()["account"][0]["email"].endswith("contoh.invalid")


def test_a_stale_sign_in_is_asked_for_the_password_first(sekar):
    client = Client()
    client.force_login(sekar)

    for response in (
        client.get(reverse("accounts:own-copy")),
        client.post(reverse("accounts:own-erase")),
    ):
        assert response.headers["Location"].startswith(
            reverse("account_reauthenticate")
        )
    sekar.refresh_from_db()
    assert sekar.is_active


def test_a_person_is_forgotten_from_their_own_page(unit, client_as):
    client = client_as(unit, Role.HEAD)
    asked = client.get(reverse("accounts:own-erasure"))

    client.post(reverse("accounts:own-erase"))

    assert "Ya, hapus data saya" in asked.text
    assert client.get(reverse("accounts:own-data")).status_code == 302
    assert not User.objects.get().is_active


def test_the_command_copies_and_erases(sekar):
    out = StringIO()
    call_command("person", "copy", PLANTED[1].upper(), stdout=out)
    assert PLANTED[0] in out.getvalue()

    call_command("person", "erase", PLANTED[1], stdout=out)

    with pytest.raises(CommandError, match="Nobody"):
        call_command("person", "copy", PLANTED[1])


def test_a_stolen_account_names_all_affected_and_no_others(
    sekar, unit, client_as, membership_at
):
    near = [membership_at(unit, Role.TEACHER).user for _ in range(2)]
    far = membership_at(OrganisationFactory(), Role.HEAD).user
    thief = Client()
    thief.force_login(sekar)
    thief.get(reverse("organisations:people-list", args=[unit.code]))
    out = StringIO()

    call_command("breach", sekar.email, "2020-01-01T00:00", stdout=out)

    notice = out.getvalue()
    assert all(person.email in notice for person in [sekar, *near])
    assert far.email not in notice
    assert "3 × 24 jam" in notice
    assert "mengundang orang" in notice
    assert "daftar orang dan peran" in notice
    assert "1 orang tanpa akun" in notice, "the one who was invited"


def test_a_quiet_time_affects_only_the_account_itself(sekar):
    out = StringIO()

    call_command(
        "breach", sekar.email, "2020-01-01T00:00", "--until", "2020-01-02", stdout=out
    )

    assert "Tidak ada data orang lain" in out.getvalue()
    assert "antara 01-01-2020 07:00 dan 02-01-2020 07:00 WIB" in out.getvalue()
    with pytest.raises(CommandError, match="no moment"):
        call_command("breach", sekar.email, "kemarin")

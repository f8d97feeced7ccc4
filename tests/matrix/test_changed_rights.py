"""A right that was taken away is gone on the very next request."""

from __future__ import annotations

import datetime as dt
import inspect
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.evidence import EvidenceFactory
from factories.followup import ActionPointFactory
from factories.organisations import MembershipFactory, line

from sakaguru.core.access import SYSTEM, Actor
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import ApiToken, Grant, Membership
from sakaguru.organisations.services.people import end_membership
from sakaguru.organisations.services.tokens import issue_token

pytestmark = pytest.mark.django_db


def now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def units():
    return line(1, 2, 3, 4, 5, 6)


@pytest.fixture
def school(units):
    return units[-1]


@pytest.fixture
def head(school):
    return MembershipFactory(organisation=school, role=Role.HEAD)


@pytest.fixture
def session(head, client_as):
    """The head's browser, open and used."""
    client = Client()
    client.force_login(head.user)
    assert client.get(address(head.organisation)).status_code == 200
    return client


def address(unit, name="detail"):
    return reverse(f"organisations:organisation-{name}", args=[unit.code])


def ended(membership):
    """As the head of QA above would do it."""
    above = MembershipFactory(organisation=membership.organisation, role=Role.HEAD)
    actor = Actor(
        user_id=above.user_id,
        path=above.organisation.path,
        roles=frozenset({Role.HEAD}),
        membership_id=above.pk,
    )
    today = timezone.localdate()
    end_membership(actor=actor, membership=membership, on=today, at=now())


def test_an_ended_membership_acts_in_an_open_session(session, head, school):
    ended(head)

    assert session.get(address(school)).status_code == 404


def test_who_moved_to_another_unit_is_named_no_more(session, head, school):
    point = ActionPointFactory(owner=school, verifier=head.user)
    page = reverse("followup:point-detail", args=[point.pk])
    assert session.get(page).status_code == 200
    ended(head)
    MembershipFactory(user=head.user, role=Role.HEAD)

    assert session.get(page).status_code == 404
    assert session.post(f"{page}langkah/verifikasi/").status_code == 404


def test_a_lesser_role_acts_in_an_open_session(session, head, school):
    assert session.get(address(school, "edit")).status_code == 200

    Membership.objects.filter(pk=head.pk).update(role=Role.TEACHER)

    assert session.get(address(school, "edit")).status_code == 403
    change = reverse("organisations:organisation-change", args=[school.code, "tutup"])
    assert session.post(change, {}).status_code == 403


def test_a_suspended_account_acts_in_an_open_session(session, head, school):
    head.user.is_active = False
    head.user.save()

    response = session.get(address(school))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/akun/login/")


def test_an_ended_grant_acts_in_an_open_session(units, settings):
    settings.SECOND_FACTOR = "never"
    foreign = line(1)[0]
    guide = MembershipFactory(organisation=foreign, role=Role.SUPERVISOR)
    grant = Grant.objects.create(
        membership=guide,
        organisation=units[-1],
        roles=[Role.SUPERVISOR],
        reason="Surat tugas",
        valid_from=dt.date(2020, 1, 1),
    )
    client = Client()
    client.force_login(guide.user)
    assert client.get(address(units[-1])).status_code == 200

    grant.valid_until = timezone.localdate()
    grant.save()

    assert client.get(address(units[-1])).status_code == 404


def test_a_unit_that_was_closed_gives_no_right_any_more(session, school):
    school.closed_on = timezone.localdate()
    school.save()

    assert session.get(address(school)).status_code == 404


def test_a_link_to_a_file_opens_for_nobody_who_lost_the_right(session, head, school):
    evidence = EvidenceFactory(organisation=school)
    link = reverse("evidence:evidence-download", args=[evidence.pk])
    assert session.get(link).status_code == 200

    ended(head)

    assert session.get(link).status_code == 404


@pytest.fixture
def program(head, school):
    """A program that reads with a key of the head."""
    actor = Actor(
        user_id=head.user_id,
        path=school.path,
        roles=frozenset({Role.HEAD}),
        membership_id=head.pk,
    )
    _token, secret = issue_token(actor=actor, name="x", days=9, at=now())
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get(address(school)).status_code == 200
    return client


def withdrawn(head):
    ApiToken.objects.update(revoked_at=now())


def overdue(head):
    long_ago = now() - dt.timedelta(days=9)
    ApiToken.objects.update(created_at=long_ago, expires_at=now())


def suspended(head):
    head.user.is_active = False
    head.user.save()


@pytest.mark.parametrize("taken", [withdrawn, overdue, suspended, ended])
def test_a_key_of_a_program_opens_nothing_any_more(program, head, school, taken):
    taken(head)

    assert program.get(address(school)).status_code == 401


def test_queued_work_carries_nobodys_right():
    """It acts as the machine, on what was allowed when it was asked for.

    What needs somebody's right still keeps whose, and looks at it when it runs
    (`tests/organisations/services/test_large_lists.py`).
    """
    named = {"actor", "user", "membership"}
    found = []
    for capability in settings.CAPABILITIES:
        if find_spec(f"{capability}.tasks") is None:
            continue
        module = import_module(f"{capability}.tasks")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__:
                continue
            told = inspect.signature(inspect.unwrap(function)).parameters
            found += [f"{name}({p})" for p in told if p.split("_")[0] in named]

    assert SYSTEM.user_id is None
    assert found == []

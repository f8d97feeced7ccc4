"""Keys for programs: shown once, for one membership, ended by time or by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from factories.organisations import OrganisationFactory

from sakaguru.core.access import NOBODY
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import ApiToken, Membership
from sakaguru.organisations.services.tokens import (
    TooManyTokens,
    digest_of,
    issue_token,
    membership_of_token,
    revoke_token,
)

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)
DAY = AT.date()


@pytest.fixture
def officer(actor_at):
    return actor_at(OrganisationFactory(), Role.HEAD)


def test_only_a_digest_of_the_token_is_kept(officer):
    token, secret = issue_token(actor=officer, name="Dasbor", days=30, at=AT)

    assert secret not in str(ApiToken.objects.values())
    assert membership_of_token(secret, day=DAY, at=AT).pk == officer.membership_id
    token.refresh_from_db()
    assert token.last_used_on == DAY
    assert AuditEvent.objects.filter(action="token.issued").count() == 1


def test_a_token_ends_on_its_day_by_hand_and_with_its_membership(officer):
    first, gone = issue_token(actor=officer, name="A", days=30, at=AT)
    _second, kept = issue_token(actor=officer, name="B", days=30, at=AT)
    revoke_token(actor=officer, token=first, at=AT)
    later = AT + dt.timedelta(days=31)

    assert membership_of_token(gone, day=DAY, at=AT) is None
    assert membership_of_token(kept, day=later.date(), at=later) is None
    Membership.objects.filter(pk=officer.membership_id).update(valid_until=DAY)
    assert membership_of_token(kept, day=DAY, at=AT) is None


def test_a_token_does_not_live_on_by_the_memberships_of_others(officer, actor_at):
    _token, secret = issue_token(actor=officer, name="A", days=30, at=AT)
    actor_at(OrganisationFactory(), Role.HEAD)

    Membership.objects.filter(pk=officer.membership_id).update(valid_until=DAY)
    assert membership_of_token(secret, day=DAY, at=AT) is None


def test_a_suspended_account_takes_its_tokens_along(officer):
    token, secret = issue_token(actor=officer, name="A", days=30, at=AT)
    user = token.membership.user
    user.is_active = False
    user.save()

    assert membership_of_token(secret, day=DAY, at=AT) is None


def test_nobody_ends_somebody_elses_token_or_issues_without_a_membership(
    officer, actor_at
):
    token, _secret = issue_token(actor=officer, name="A", days=30, at=AT)
    other = actor_at(OrganisationFactory(), Role.HEAD)

    with pytest.raises(NotAllowed):
        revoke_token(actor=other, token=token, at=AT)
    with pytest.raises(NotAllowed):
        issue_token(actor=NOBODY, name="A", days=30, at=AT)


def test_nobody_issues_for_a_membership_of_somebody_else(officer, actor_at):
    other = actor_at(OrganisationFactory(), Role.HEAD)
    for forged in (
        replace(other, membership_id=officer.membership_id),
        replace(officer, user_id=None),
        replace(officer, membership_id=None),
    ):
        with pytest.raises(NotAllowed):
            issue_token(actor=forged, name="A", days=30, at=AT)


def test_only_the_token_that_was_used_notes_the_day(officer):
    used, secret = issue_token(actor=officer, name="A", days=30, at=AT)
    rested, _secret = issue_token(actor=officer, name="B", days=30, at=AT)

    membership_of_token(secret, day=DAY, at=AT)
    later = DAY + dt.timedelta(days=1)
    membership_of_token(secret, day=later, at=AT)
    used.refresh_from_db()
    rested.refresh_from_db()
    assert (used.last_used_on, rested.last_used_on) == (later, None)


def test_what_is_no_token_of_ours_is_none(officer):
    token, secret = issue_token(actor=officer, name=" A ", days=30, at=AT)

    assert (token.name, secret[:4], len(secret)) == ("A", "skg_", 47)
    ApiToken.objects.filter(pk=token.pk).update(digest=digest_of(secret[4:]))
    assert membership_of_token(secret[4:], day=DAY, at=AT) is None
    assert membership_of_token(secret, day=DAY, at=AT) is None


def test_a_token_is_ended_once_and_by_its_owner_only(officer):
    token, _secret = issue_token(actor=officer, name="A", days=30, at=AT)
    later = AT + dt.timedelta(hours=1)

    with pytest.raises(NotAllowed):
        revoke_token(actor=replace(officer, user_id=None), token=token, at=AT)
    revoke_token(actor=officer, token=token, at=AT)
    revoke_token(actor=officer, token=token, at=later)
    token.refresh_from_db()
    assert token.revoked_at == AT
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1


def test_ended_tokens_and_those_of_others_make_room(officer, actor_at):
    others = actor_at(OrganisationFactory(), Role.HEAD)
    first, _secret = issue_token(actor=officer, name="0", days=1, at=AT)
    for number in range(9):
        issue_token(actor=officer, name=str(number), days=365, at=AT)
        issue_token(actor=others, name=str(number), days=365, at=AT)

    revoke_token(actor=officer, token=first, at=AT)
    last, _secret = issue_token(actor=officer, name="lagi", days=1, at=AT)
    assert last.expires_at == AT + dt.timedelta(days=1)
    with pytest.raises(TooManyTokens):
        issue_token(actor=officer, name="lagi", days=1, at=AT)


def test_ten_tokens_are_enough(officer):
    for number in range(10):
        issue_token(actor=officer, name=str(number), days=30, at=AT)

    with pytest.raises(TooManyTokens):
        issue_token(actor=officer, name="lagi", days=30, at=AT)


@pytest.mark.parametrize("days", [0, 366])
def test_a_token_lives_a_day_to_a_year(officer, days):
    with pytest.raises(ValueError, match=str(days)):
        issue_token(actor=officer, name="A", days=days, at=AT)

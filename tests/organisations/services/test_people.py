from __future__ import annotations

import datetime as dt
import re

import pytest
from factories.organisations import OrganisationFactory, UserFactory, line

from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership
from sakaguru.organisations.queries.memberships import acting_as, memberships_of
from sakaguru.organisations.services.people import (
    InvitationNotUsable,
    OwnMembership,
    accept_invitation,
    end_membership,
    invite_person,
    withdraw_invitation,
)

DAY = dt.date(2026, 7, 1)
AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def invite(actor, unit, role=Role.TEACHER, email="baru@contoh.invalid"):
    return invite_person(
        actor=actor,
        organisation=unit,
        email=email,
        name="Warga Baru",
        role=role,
        accept_url="https://contoh.invalid/undangan/TOKEN/",
        at=AT,
    )


def token_in(mail):
    return re.search(r"/undangan/([\w-]+)/", mail.body).group(1)


def accept(token, user=None, at=AT):
    return accept_invitation(
        token=token, user=user, password="cukup-panjang-9", day=DAY, at=at
    )


def test_an_invitation_becomes_an_account_with_a_membership(actor_at, mailoutbox):
    school = OrganisationFactory(tier=6, parent=line(1)[0])

    invite(actor_at(school, Role.HEAD), school)
    membership = accept(token_in(mailoutbox[0]))

    assert membership.user.email == "baru@contoh.invalid"
    assert membership.user.check_password("cukup-panjang-9")
    assert (membership.organisation, membership.role) == (school, Role.TEACHER)


def test_an_invitation_works_once_and_not_after_its_time(actor_at, mailoutbox):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    head = actor_at(school, Role.HEAD)
    invite(head, school)
    invite(head, school, email="lain@contoh.invalid")
    accept(token_in(mailoutbox[0]))

    with pytest.raises(InvitationNotUsable):
        accept(token_in(mailoutbox[0]))
    with pytest.raises(InvitationNotUsable):
        accept(token_in(mailoutbox[1]), at=AT + dt.timedelta(days=15))


def test_a_withdrawn_invitation_is_useless(actor_at, mailoutbox):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    head = actor_at(school, Role.HEAD)
    invitation = invite(head, school)

    withdraw_invitation(actor=head, invitation=invitation, at=AT)

    with pytest.raises(InvitationNotUsable):
        accept(token_in(mailoutbox[0]))


def test_an_invitation_is_not_for_somebody_else(actor_at, mailoutbox):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    UserFactory(email="baru@contoh.invalid")
    invite(actor_at(school, Role.HEAD), school)

    with pytest.raises(InvitationNotUsable, match=r"baru@contoh\.invalid"):
        accept(token_in(mailoutbox[0]))
    with pytest.raises(InvitationNotUsable):
        accept(token_in(mailoutbox[0]), user=UserFactory())

    assert not Membership.objects.filter(organisation=school, role="teacher").exists()


def test_a_manager_passes_on_only_what_they_hold(actor_at):
    nation = line(1)[0]
    school = OrganisationFactory(tier=6, parent=nation)
    manager = actor_at(nation, Role.MANAGER)

    invite(manager, school, Role.COMMITTEE)
    invite(actor_at(nation, Role.MANAGER, Role.OPERATOR), school, Role.OPERATOR)

    with pytest.raises(NotAllowed):
        invite(manager, school, Role.OPERATOR)
    with pytest.raises(NotAllowed):
        invite(manager, school, Role.HEAD)
    with pytest.raises(NotAllowed):
        invite(actor_at(nation, Role.HEAD_OF_QA), school, Role.HEAD)


def test_nobody_invites_outside_their_subtree(actor_at):
    with pytest.raises(NotAllowed):
        invite(actor_at(OrganisationFactory(), Role.HEAD), OrganisationFactory())


def test_an_ended_membership_acts_no_longer(actor_at, membership_at):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    membership = membership_at(school, Role.TEACHER)

    end_membership(
        actor=actor_at(school, Role.HEAD), membership=membership, on=DAY, at=AT
    )

    mine = memberships_of(membership.user_id, day=DAY)
    assert acting_as(mine, membership.pk, day=DAY).roles == frozenset()


def test_nobody_ends_their_own_membership(actor_at):
    head = actor_at(OrganisationFactory(), Role.HEAD)

    with pytest.raises(OwnMembership):
        end_membership(
            actor=head,
            membership=Membership.objects.get(pk=head.membership_id),
            on=DAY,
            at=AT,
        )

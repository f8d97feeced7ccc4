from __future__ import annotations

import re

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, line

from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Invitation, Membership

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"organisations:{name}", args=args)


def invite(client, unit, **data):
    person = {"name": "Warga Baru", "email": "baru@contoh.invalid", "role": "teacher"}
    return client.post(address("person-invite", unit.code), person | data)


def test_an_invited_person_sets_a_password_and_acts_at_once(
    client_as, client, mailoutbox
):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    head = client_as(school, Role.HEAD)

    sent = invite(head, school)
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body).group(1)
    page = client.get(link)
    weak = client.post(f"{link}terima/", {"password": "123"})
    done = client.post(f"{link}terima/", {"password": "cukup-panjang-9"})

    assert (sent.status_code, page.status_code) == (302, 200)
    assert weak.status_code == 422
    assert done.status_code == 302
    assert client.get(school.get_absolute_url()).status_code == 200


def test_a_dead_invitation_says_so(client):
    response = client.get(address("invitation-detail", "tidak-ada"))

    assert response.status_code == 410
    assert "kedaluwarsa" in response.content.decode()


def test_people_are_listed_for_managers_and_not_for_teachers(client_as):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    url = address("people-list", school.code)

    assert client_as(school, Role.TEACHER).get(url).status_code == 403
    assert client_as(school, Role.MANAGER).get(url).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_costs_the_same_queries(
    people, client_as, membership_at, django_assert_num_queries
):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    for _ in range(people):
        membership_at(school, Role.TEACHER)
    client = client_as(school, Role.HEAD)
    client.get(address("people-list", school.code))

    with django_assert_num_queries(10):
        response = client.get(address("people-list", school.code), {"semua": ""})

    assert response.content.decode().count("Guru") >= people


def test_wrong_input_to_an_invitation_is_explained(client_as):
    school = OrganisationFactory(tier=6, parent=line(1)[0])

    response = invite(client_as(school, Role.HEAD), school, email="bukan surel")

    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_invitations_can_be_withdrawn_and_memberships_ended(client_as, membership_at):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    teacher = membership_at(school, Role.TEACHER)
    head = client_as(school, Role.HEAD)
    invite(head, school)
    invitation = Invitation.objects.get()

    head.post(address("invitation-withdraw", school.code, invitation.pk))
    head.post(address("membership-end", school.code, teacher.pk))

    invitation.refresh_from_db()
    teacher.refresh_from_db()
    assert invitation.withdrawn_at
    assert teacher.valid_until


def test_a_stranger_cannot_invite_or_end(client_as, membership_at):
    school = OrganisationFactory(tier=6, parent=line(1)[0])
    teacher = membership_at(school, Role.TEACHER)
    stranger = client_as(OrganisationFactory(), Role.HEAD)
    viewer = client_as(school, Role.VIEWER)

    assert invite(stranger, school).status_code == 404
    assert invite(viewer, school).status_code in {403, 422}
    end = address("membership-end", school.code, teacher.pk)
    assert stranger.post(end).status_code == 404
    assert viewer.post(end).status_code == 403
    assert Membership.objects.get(pk=teacher.pk).valid_until is None


def test_a_person_chooses_as_whom_to_act_only_among_their_own(client_as, membership_at):
    one, two = OrganisationFactory(), OrganisationFactory()
    first = membership_at(one, Role.VIEWER)
    second = Membership.objects.create(
        user=first.user, organisation=two, role=Role.HEAD, valid_from=first.valid_from
    )
    foreign = membership_at(two, Role.HEAD)
    client = client_as(one, Role.VIEWER)
    client.force_login(first.user)

    before = client.get(two.get_absolute_url()).status_code
    client.post(address("act-as"), {"membership": foreign.pk})
    still = client.get(two.get_absolute_url()).status_code
    client.post(address("act-as"), {"membership": second.pk, "next": "//jahat.invalid"})
    after = client.get(two.get_absolute_url()).status_code

    assert (before, still, after) == (404, 404, 200)

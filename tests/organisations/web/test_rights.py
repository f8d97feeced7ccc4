"""Whoever may not change a unit is refused before anything of it is looked at."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, SchoolFactory

from sakaguru.organisations.enums import GroupKind, Role
from sakaguru.organisations.models import Group

pytestmark = pytest.mark.django_db
ACTS = [
    ("person-invite", []),
    ("organisation-change", ["tutup"]),
    ("school-change", []),
    ("school-list-upload", []),
    ("group-form", []),
]


@pytest.mark.parametrize(("name", "rest"), ACTS)
@pytest.mark.parametrize("role", [Role.VIEWER, Role.TEACHER, Role.COMMITTEE])
def test_an_empty_form_tells_nothing_to_whoever_may_not(name, rest, role, client_as):
    unit = SchoolFactory().organisation
    url = reverse(f"organisations:{name}", args=[unit.code, *rest])

    response = client_as(unit, role).post(url)

    assert response.status_code == 403


@pytest.mark.parametrize(("name", "rest"), ACTS)
def test_a_stranger_is_told_that_there_is_nothing(name, rest, client_as):
    unit = SchoolFactory().organisation
    url = reverse(f"organisations:{name}", args=[unit.code, *rest])

    response = client_as(OrganisationFactory(), Role.HEAD).post(url)

    assert response.status_code == 404


def test_joining_a_group_is_refused_before_the_form_is_read(client_as):
    unit = OrganisationFactory()
    group = Group.objects.create(owner=unit, kind=GroupKind.KKG, name="KKG")
    url = reverse("organisations:group-join", args=[unit.code, group.pk])

    assert client_as(unit, Role.VIEWER).post(url).status_code == 403
    assert client_as(unit, Role.HEAD).post(url).status_code == 422


def test_an_office_has_no_particulars_of_a_school(client_as):
    unit = OrganisationFactory()
    client = client_as(unit, Role.HEAD)

    page = client.get(reverse("organisations:school-edit", args=[unit.code]))
    act = client.post(reverse("organisations:school-change", args=[unit.code]))

    assert (page.status_code, act.status_code) == (404, 404)

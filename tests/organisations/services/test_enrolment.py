import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from factories.organisations import AreaFactory, OrganisationFactory, UserFactory

from sakaguru.accounts.models import User
from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import AreaLevel, Role, Tier
from sakaguru.organisations.models import Membership, Organisation
from sakaguru.organisations.services.enrolment import (
    Enrolment,
    RoleNotKnownThere,
    enrol_people,
)

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 10)
AT = dt.datetime(2026, 11, 10, 3, 0, tzinfo=dt.UTC)


def enrol(*people, actor=SYSTEM):
    return enrol_people(actor=actor, people=people, password="rahasia", on=ON, at=AT)


def test_enrol_people_makes_accounts_and_memberships_once():
    unit = OrganisationFactory()
    known = UserFactory(email="lama@contoh.invalid")
    people = [
        Enrolment("Lama@contoh.invalid", "Lama", unit, Role.HEAD),
        Enrolment("baru@contoh.invalid", "Baru", unit, Role.VIEWER),
    ]

    enrol(*people)
    again = enrol(*people)

    assert again == []
    held = Membership.objects.values_list("user__email", "role")
    assert set(held) == {
        (known.email, Role.HEAD),
        ("baru@contoh.invalid", Role.VIEWER),
    }
    assert User.objects.get(email="baru@contoh.invalid").check_password("rahasia")
    assert AuditEvent.objects.get().detail == {"people": 2}


def test_enrol_people_refuses_a_role_that_the_tier_does_not_know():
    unit = OrganisationFactory()

    with pytest.raises(RoleNotKnownThere):
        enrol(Enrolment("a@contoh.invalid", "A", unit, Role.TEACHER))

    assert not User.objects.exists()


def test_people_do_not_enrol_each_other(actor_at):
    unit = OrganisationFactory()

    with pytest.raises(NotAllowed):
        enrol(
            Enrolment("a@contoh.invalid", "A", unit, Role.HEAD),
            actor=actor_at(unit, Role.HEAD),
        )


def command(*words):
    out = io.StringIO()
    call_command("enrol", *words, stdout=out)
    return out.getvalue()


def test_the_command_enrols_the_first_person_of_an_office_it_opens():
    AreaFactory(code="33", name="Jawa Tengah", level=AreaLevel.PROVINCE)

    told = command("kepala@contoh.invalid", "Kepala", "33", "head")
    again = command("kepala@contoh.invalid", "Kepala", "33", "head")

    office = Organisation.objects.get(code="33")
    assert office.tier == Tier.PROVINCE
    assert Membership.objects.get().organisation == office
    assert "already" in again
    path = told.split(" at ")[1].strip()
    fresh = {"password1": "kenanga-biru-81", "password2": "kenanga-biru-81"}
    client = Client()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, fresh)
    person = User.objects.get(email="kepala@contoh.invalid")
    assert person.check_password("kenanga-biru-81")
    used = Client().get(path, follow=True)
    assert not used.redirect_chain, "the path is good for one password"


def test_the_command_tells_what_is_wrong():
    OrganisationFactory(code="ID")

    with pytest.raises(CommandError, match="no unit"):
        command("a@contoh.invalid", "A", "99.99", "head")
    with pytest.raises(CommandError, match="teacher"):
        command("a@contoh.invalid", "A", "ID", "teacher")

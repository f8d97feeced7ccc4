"""Give a person an account and a role: the first people of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sakaguru.accounts.models import User
from sakaguru.accounts.services.sign_in import first_password_path
from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import DomainError
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Area, Organisation
from sakaguru.organisations.services.enrolment import Enrolment, enrol_people
from sakaguru.organisations.services.offices import ensure_office

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument(
            "organisation",
            help="code of a unit or area: ID, 33, 33.02, 33.02.01, NPSN. The office of "
            "an area is opened when there is none",
        )
        parser.add_argument("role", choices=Role.values)

    def handle(self, **given: Any) -> None:
        at = timezone.now()  # noqa: TID251 -- a door reads the clock
        day = timezone.localdate(at)
        code = given["organisation"]
        unit = Organisation.objects.filter(code=code).first()
        area = Area.objects.filter(code=code).first()
        if unit is None and area is None and code != "ID":
            message = f"{code}: no unit and no area has this code (load_areas first?)"
            raise CommandError(message)
        unit = unit or ensure_office(actor=SYSTEM, area=area, opened_on=day, at=at)
        person = Enrolment(given["email"], given["name"], unit, given["role"])
        try:
            made = enrol_people(
                actor=SYSTEM, people=[person], password=None, on=day, at=at
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._tell(unit, given["email"], is_new=bool(made))

    def _tell(self, unit: Organisation, email: str, *, is_new: bool) -> None:
        if not is_new:
            self.stdout.write(f"{email} holds this role at {unit.name} already.")
            return
        self.stdout.write(f"{email} may now act for {unit.name}.")
        user = User.objects.get(email__iexact=email)
        if not user.has_usable_password():
            path = first_password_path(user)
            self.stdout.write(f"Within an hour they set a password at {path}")

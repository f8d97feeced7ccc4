"""A person's copy (copy) or being forgotten (erase), by their sign-in address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from sakaguru.accounts.models import User
from sakaguru.accounts.services.persons import copy_person, erase_person
from sakaguru.core.access import SYSTEM

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("copy", "erase"))
        parser.add_argument("email")

    def handle(self, *, act: str, email: str, **_: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        if act == "copy":
            found = copy_person(user)
            text = json.dumps(
                found, indent=1, ensure_ascii=False, cls=DjangoJSONEncoder
            )
            self.stdout.write(text)
            return
        now = timezone.now()  # noqa: TID251 -- a door
        erase_person(actor=SYSTEM, user=user, at=now)
        self.stdout.write(f"user #{user.pk} is forgotten.")

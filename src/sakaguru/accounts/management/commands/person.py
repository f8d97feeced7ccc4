"""A person's copy, being forgotten (erase), suspended or restored, by their address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from sakaguru.accounts.models import User
from sakaguru.accounts.services.persons import (
    copy_person,
    erase_person,
    restore_person,
    suspend_person,
)
from sakaguru.core.access import SYSTEM

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "erase": (erase_person, "forgotten"),
    "suspend": (suspend_person, "suspended, and signed out everywhere"),
    "restore": (restore_person, "restored"),
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("copy", *ACTS))
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
        do, done = ACTS[act]
        do(actor=SYSTEM, user=user, at=timezone.now())  # noqa: TID251 -- a door
        self.stdout.write(f"user #{user.pk} is {done}.")

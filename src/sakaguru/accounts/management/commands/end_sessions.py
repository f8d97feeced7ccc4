"""Sign somebody out everywhere, programs too; or with --all everybody's sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sakaguru.accounts.models import User
from sakaguru.accounts.services.persons import lock_out_person
from sakaguru.accounts.services.sessions import end_sessions
from sakaguru.core.access import SYSTEM

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("email", nargs="?")
        whom.add_argument("--all", action="store_true", dest="everybody")

    def handle(self, *, email: str | None, **_: Any) -> None:
        user = User.objects.filter(email__iexact=email).first() if email else None
        if email and user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        now = timezone.now()  # noqa: TID251 -- a door
        if user is None:
            ended = end_sessions(actor=SYSTEM, user=None, at=now)
            self.stdout.write(f"{ended} sessions ended.")
            return
        ended, keys = lock_out_person(actor=SYSTEM, user=user, at=now)
        self.stdout.write(f"{ended} sessions and {keys} keys for programs ended.")

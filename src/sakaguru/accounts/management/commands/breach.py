"""From "this account was stolen at T" to who is affected and a draft of the notice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils import timezone

from sakaguru.accounts.models import User
from sakaguru.accounts.queries.breach import breach_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("since", help="2026-11-21T03:00, UTC unless told")
        parser.add_argument("--until", default="", help="as above; else now")

    def handle(self, *, email: str, since: str, until: str, **_: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        begin = moment(since)
        end = moment(until) if until else timezone.now()  # noqa: TID251 -- a door
        found = breach_of(user, since=begin, until=end)
        context = {"breach": found, "since": begin, "until": end}
        self.stdout.write(render_to_string("accounts/breach_notice.txt", context))


def moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no moment such as 2026-11-21T03:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

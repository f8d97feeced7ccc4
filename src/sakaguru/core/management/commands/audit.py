"""Check the audit trail (verify), publish its newest link, or change its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sakaguru.core import trail
from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("verify", "publish", "new-key"))

    def handle(self, *, act: str, **_: Any) -> None:
        trail.seal_all()
        if act == "publish":
            head = trail.publish(at=timezone.now())  # noqa: TID251 -- a door
            self.stdout.write(f"head {head.position}" if head else "nothing new")
            return
        if act == "new-key":
            trail.publish(at=timezone.now())  # noqa: TID251 -- the last of the former
            self.stdout.write(f"new key {trail.change_key()}")
            return
        found = trail.check()
        for place in found:
            self.stdout.write(f"{place.position}: {place.reason}")
        if found:
            raise CommandError(f"The trail does not hold at {len(found)} places.")
        count = AuditEvent.objects.count()
        self.stdout.write(
            f"The trail holds: {count} events, key {trail.signing_key().public}"
        )

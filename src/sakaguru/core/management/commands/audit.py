"""Check the audit trail (verify), or sign and publish its newest link (publish)."""

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
        parser.add_argument("act", choices=("verify", "publish"))

    def handle(self, *, act: str, **_: Any) -> None:
        trail.seal_all()
        if act == "publish":
            head = trail.publish(at=timezone.now())  # noqa: TID251 -- a door
            self.stdout.write(f"head {head.position}" if head else "nothing new")
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

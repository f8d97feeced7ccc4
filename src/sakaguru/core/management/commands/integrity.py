"""Ask every check of integrity; end with 1 where something critical was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from sakaguru.core.integrity import Outcome, Weight, all_checks, outcome_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", default="", metavar="PREFIX", help="e.g. survey. or core.trail"
        )

    def handle(self, *, only: str, **_: Any) -> None:
        checks = [each for each in all_checks() if each.name.startswith(only)]
        if not checks:
            raise CommandError(f"No check begins with {only}.")
        outcomes = [self._told(outcome_of(check)) for check in checks]
        found = [each for each in outcomes if each.count]
        self.stdout.write(f"{len(checks)} checks, {len(found)} found something.")
        if any(each.check.weight is Weight.CRITICAL for each in found):
            raise CommandError("What is CRITICAL must be repaired.")

    def _told(self, outcome: Outcome) -> Outcome:
        check, count = outcome.check, outcome.count
        if count:
            examples = outcome.examples + ["..."] * (count > len(outcome.examples))
            self.stdout.write(f"{check.weight} {check.name} ({count}): {check.says}")
            self.stdout.write(
                f"    {examples}{' ...' if count > len(outcome.examples) else ''}"
            )
        return outcome

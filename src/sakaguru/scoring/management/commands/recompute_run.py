"""Compute a finished run again and compare every figure with what was kept (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from sakaguru.scoring.services.recomputing import recompute_run

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *, run: int, **_: Any) -> None:
        found = recompute_run(run_id=run)
        for difference in found.differences:
            self.stdout.write(difference)
        if found.differences:
            raise CommandError(f"run {run}: {len(found.differences)} differences")
        self.stdout.write(
            f"run {run}: {found.schools} schools and {found.regions} rows of regions "
            f"equal to the last bit, digest {found.digest}"
        )

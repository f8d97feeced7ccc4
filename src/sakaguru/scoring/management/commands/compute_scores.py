"""Compute the scores of closed campaigns here and now, without a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.scoring.queries.runs import campaigns_to_compute
from sakaguru.scoring.services.runs import compute_run, request_run

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "campaign", type=int, nargs="*", help="default: all without a finished run"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="list, compute nothing"
        )

    def handle(self, *, campaign: list[int], dry_run: bool, **_: Any) -> None:
        for found in campaigns_to_compute(campaign):
            if not dry_run:
                now = timezone.now  # noqa: TID251 -- a command is a door
                run = request_run(actor=SYSTEM, campaign=found, at=now())
                compute_run(run_id=run.pk, clock=now)
            self.stdout.write(f"{'would compute' if dry_run else 'computed'} {found}")

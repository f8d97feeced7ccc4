"""Seal the answers of closed campaigns as Parquet, or rebuild from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.scoring.queries.sealing import campaigns_to_seal
from sakaguru.scoring.services.sealing import seal_campaign

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "campaign", type=int, nargs="*", help="default: all closed campaigns"
        )
        parser.add_argument(
            "--rebuild", action="store_true", help="write everything again"
        )

    def handle(self, *, campaign: list[int], rebuild: bool, **_: Any) -> None:
        for found in campaigns_to_seal(campaign):
            done = seal_campaign(
                actor=SYSTEM,
                campaign=found,
                at=timezone.now(),  # noqa: TID251 -- a command is a door
                anew=rebuild,
            )
            self.stdout.write(f"{'sealed' if done else 'unchanged'} {found}")

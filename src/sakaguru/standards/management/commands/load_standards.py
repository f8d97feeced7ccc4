"""Load the frameworks that come with the package: SNP-2016 and Rapor Pendidikan SD."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.organisations.services.offices import ensure_office
from sakaguru.standards.adapters.shipped import NAMES, shipped_framework
from sakaguru.standards.services.loading import load_framework

if TYPE_CHECKING:
    from argparse import ArgumentParser

FOUNDED = dt.date(2000, 1, 1)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            type=dt.datetime.fromisoformat,
            help="moment of publication with its zone; default: now",
        )

    def handle(self, *, at: dt.datetime | None = None, **_: Any) -> None:
        at = at or timezone.now()  # noqa: TID251 -- a door reads the clock
        nation = ensure_office(actor=SYSTEM, area=None, opened_on=FOUNDED, at=at)
        for name in NAMES:
            loaded = load_framework(
                actor=SYSTEM, owner=nation, document=shipped_framework(name), at=at
            )
            state = "loaded" if loaded.is_new else "already there"
            self.stdout.write(f"{loaded.version}: {state}")
